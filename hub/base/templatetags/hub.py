"""Template tags and filters available everywhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from ..images import rendition_or_none
from ..listing import query_string
from ..selectors import breadcrumb, side_menu

register = template.Library()

NBSP, NNBSP = "\u00a0", "\u202f"


@register.simple_tag(takes_context=True)
def page_breadcrumb(context: dict[str, Any], page: Any) -> list[dict[str, str]]:
    """Return the pages above ``page`` that the reader may open."""
    return breadcrumb(context["request"].user, page)


@register.simple_tag
def longer_breadcrumb(links: list[dict[str, str]], *more: str) -> list[dict[str, str]]:
    """Return a breadcrumb with more links: ``{% longer_breadcrumb links title url as links %}``."""
    return [*links, *({"title": title, "url": url} for title, url in zip(more[::2], more[1::2], strict=True))]


@register.simple_tag(takes_context=True)
def page_side_menu(context: dict[str, Any], page: Any) -> Any:
    """Return the pages beside ``page`` that the reader may open."""
    return side_menu(context["request"].user, page)


@register.simple_tag(takes_context=True)
def may_edit(context: dict[str, Any], page: Any) -> bool:
    """Tell whether the reader may edit ``page`` in the admin; asked only of those who enter it.

    Their permissions are read once per request: one query, for a member of a défi as for the team.
    """
    if not context.get("may_enter_admin"):
        return False
    return bool(page.permissions_for_user(context["request"].user).can_edit())


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the current address parameters with some changed, ready for an href."""
    encoded = query_string(context["request"].GET, **changes)
    return f"?{encoded}" if encoded else "?"


@register.simple_tag
def hub_image(image: Any, spec: str, **attributes: Any) -> SafeString | str:
    """Return the ``<img>`` of an image resized, empty when its file cannot be read.

    ``{% hub_image page.image "max-320x240|format-webp" alt="" as shown %}``: where Wagtail’s own tag would
    fail, and the page with it.
    """
    rendition = rendition_or_none(image, spec)
    return rendition.img_tag(attributes) if rendition is not None else ""


@register.filter
def counted(number: int, words: str) -> SafeString:
    """Return a number with its noun: ``{{ 3|counted:"résultat,résultats" }}``; 0 and 1 are singular."""
    singular, plural = words.split(",")
    noun = singular if abs(number) < 2 else plural
    grouped = f"{number:,}".replace(",", NNBSP)
    return mark_safe(f"{grouped}{NBSP}{conditional_escape(noun)}")


@register.filter
def french_date(value: dt.date | None) -> str:
    """Return a date in words, with « 1er » and a no-break space, empty when there is none."""
    if not value:
        return ""
    months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day}{NBSP}{months[value.month - 1]} {value.year}"


@register.filter
def french_hour(value: dt.datetime | None) -> str:
    """Return the hour of a moment, « 9 h 12 » or « 10 h », empty when there is none."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    minutes = f"{NBSP}{local:%M}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


@register.filter
def french_number(value: Decimal | float | None) -> str:
    """Return a number with a decimal comma and thin spaces between thousands, empty when there is none."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    # Zeros that say nothing go: 24,00 is 24.
    text = f"{number.normalize():,f}" if number % 1 else f"{number:,.0f}"
    return text.replace(",", NNBSP).replace(".", ",").replace("-", "\u2212")


@register.filter
def page_numbers(page: Any) -> list[int | str]:
    """Return the page numbers to show around the current one, « … » standing for the others."""
    return [
        n if isinstance(n, int) else "…"
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]


@register.filter
def theme_choices(pairs: str) -> list[list[str]]:
    """Split ``"a:A,b:B"`` into pairs."""
    return [pair.split(":") for pair in pairs.split(",")]


@register.filter
def trim_quotes(text: str) -> str:
    """Return a quotation without its own quotation marks: the template writes them."""
    return (text or "").strip().strip('«»"“”').strip(" \u00a0\u202f")


@register.filter
def inline_paragraph(html: Any) -> SafeString:
    """Return rich text made of one paragraph without its ``<p>``, to stand inside a list item."""
    text = str(html).strip()
    if text.startswith("<p") and text.endswith("</p>") and text.count("<p") == 1:
        text = text[text.index(">") + 1 : -len("</p>")]
    return mark_safe(text)


@register.filter
def enriched(html: str) -> SafeString:
    """Return the HTML of a text with what the rooms add to it for the reader of the page being served.

    Elsewhere (the admin, a feed, an e-mail) the text is left as it is.
    """
    from ..registry import text_enrichers
    from ..visibility import current_scope

    scope = current_scope()
    user = scope.get("user")
    if user is not None and scope.get("page_id"):
        for enrich in text_enrichers.all():
            html = enrich(user, html)
    return mark_safe(html)


@register.simple_tag(name="access_sentence")
def access_sentence_tag(page: Any) -> str:
    """Return who may read a page, in a few words."""
    from ..privacy import access_sentence

    return access_sentence(page)
