"""The acronyms of a page, explained where they are first used, for signed-in people.

The acronym becomes a link to the glossary, which is all that works without JavaScript; with it, DSFR
shows the tooltip on hover and focus, and a screen reader reads it as the description of the link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html

from hub.base.visibility import current_scope
from search.vocabulary import vocabulary_version

from .models import Term

# What a page may gain, however many acronyms it has.
MOST_TOOLTIPS = 20
LONGEST_TEXT = 220

# A tag or a comment; quoted attributes may hold « > ». Possessive: hostile text costs no more than its size.
_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>", re.DOTALL)
# Where a link may not stand, or would be in the way.
_CLOSED = frozenset(
    {"a", "abbr", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "pre", "samp"}
    | {"script", "select", "style", "summary", "svg", "textarea"}
)


@dataclass(frozen=True)
class Explained:
    """A term as a tooltip shows it."""

    pk: int
    url: str
    expansion: str
    text: str


@dataclass(frozen=True)
class Acronyms:
    """Every acronym of the glossary, ready to be looked for in a text.

    Attributes:
        pattern: finds one; None when there is none.
        terms: acronym, as escaped HTML -> what it means.
    """

    pattern: re.Pattern[str] | None
    terms: dict[str, Explained]


_known: tuple[str, Acronyms] | None = None


def is_acronym(word: str) -> bool:
    """Tell whether a form of a term is an acronym, not a word that everybody writes."""
    return " " not in word and len(word) <= 20 and sum(char.isupper() for char in word) >= 2


def explain_acronyms(user: Any, html: str) -> str:
    """Return a text of a page with a tooltip on the first use of each acronym in the page.

    Args:
        user: the reader; the glossary is for signed-in people, the others get the text as it is.
        html: trusted HTML.
    """
    if not user.is_authenticated or not html:
        return html
    scope = current_scope()
    acronyms = scope.get("acronyms")
    if acronyms is None:
        acronyms = scope["acronyms"] = _read()
    if acronyms.pattern is None:
        return html
    seen: list[int] = scope.setdefault("acronyms_seen", [])
    pieces: list[str] = []
    at = closed = 0
    for tag in _TAG.finditer(html):
        pieces.append(html[at : tag.start()] if closed else _explain(html[at : tag.start()], acronyms, seen))
        pieces.append(tag.group())
        at = tag.end()
        if (tag[2] or "").lower() in _CLOSED:
            closed = max(0, closed - 1) if tag[1] else closed + 1
    pieces.append(html[at:] if closed else _explain(html[at:], acronyms, seen))
    return "".join(pieces)


def _explain(text: str, acronyms: Acronyms, seen: list[int]) -> str:
    def replace(found: re.Match[str]) -> str:
        term = acronyms.terms[found.group()]
        if term.pk in seen or len(seen) >= MOST_TOOLTIPS:
            return found.group()
        seen.append(term.pk)
        return _link(found.group(), term, len(seen))

    assert acronyms.pattern is not None
    return acronyms.pattern.sub(replace, text)


def _link(acronym: str, term: Explained, number: int) -> str:
    """Return DSFR’s tooltip on a link (the acronym comes from the text: it is escaped already)."""
    link = format_html('<a class="hub-term" href="{}" aria-describedby="sigle-{}">', term.url, number)
    # On paper the expansion is enough, if there is one.
    more = format_html('<span class="hub-no-print">. {}</span>', term.text) if term.text else ""
    tip = format_html(
        '<span class="fr-tooltip fr-placement hub-term-tip" id="sigle-{}" role="tooltip">{}{}</span>',
        number,
        term.expansion or term.text,
        more if term.expansion else "",
    )
    return f"{link}{acronym}</a>{tip}"


def _read() -> Acronyms:
    """Return the acronyms, read again when a term has changed: one small query otherwise."""
    global _known
    version = vocabulary_version()
    if _known is None or _known[0] != version:
        _known = (version, _read_terms())
    return _known[1]


def _cut(text: str, length: int) -> str:
    """Return the beginning of a definition, of whole words."""
    text = " ".join(text.split())
    return (
        text
        if len(text) <= length
        else text[:length].rpartition(" ")[0].rstrip(" ,;:\u00a0\u202f") + "\u00a0…"
    )


def _read_terms() -> Acronyms:
    terms: dict[str, Explained] = {}
    for term in Term.objects.order_by("pk"):
        text = _cut(term.definition, LONGEST_TEXT - min(len(term.expansion), 100))
        explained = Explained(term.pk, term.get_absolute_url(), term.expansion, text)
        for form in (term.acronym, *term.alias_list):
            if is_acronym(form):
                # An acronym of its own wins over the other form of another term.
                key = format_html("{}", form)
                if form == term.acronym:
                    terms[key] = explained
                else:
                    terms.setdefault(key, explained)
    if not terms:
        return Acronyms(None, {})
    # The longest first: « DGFiP » before « DG ».
    any_of = "|".join(re.escape(key) for key in sorted(terms, key=len, reverse=True))
    return Acronyms(re.compile(rf"(?<![\w\-/@#&.])(?:{any_of})(?![\w\-@])"), terms)
