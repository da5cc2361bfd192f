"""French analysis: the same words out of a page and out of what somebody types.

Accents are folded *before* stemming, on both sides: people type without accents, and Snowball then
sees one spelling only.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import snowballstemmer

# To raise whenever the words that come out change: an index built with another version says so.
ANALYSIS_VERSION = 1

# Words joined by an apostrophe, hyphen, dot, at sign, ampersand or interpunct are one compound.
_COMPOUND = re.compile(r"[^\W_]+(?:['’ʼ.\-‐‑@&·‧•⋅_]+[^\W_]+)*")
_INCLUSIVE = re.compile(r"[·‧•⋅]+[^\W\d_]{1,5}(?=[·‧•⋅]|\b)")
_ELISION = re.compile(
    r"^(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)['’ʼ](?=\w)", re.IGNORECASE
)
_JOINTS = re.compile(r"['’ʼ.\-‐‑@&·‧•⋅_]+")
_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})

_STOP_TEXT = """
    a ai aie ait alors apres as au aucun aussi autre autres aux avant avec avez avoir avons
    bien c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci combien comme comment
    d dans de des deux doit doivent dois donc du dont
    elle elles en encore entre es est et etait etaient ete etes etre eu eux
    fait faire faut font
    il ils j je jusqu l la le les leur leurs lors lorsque lui
    m ma mais me meme memes mes moi mon
    n ne ni nos notre nous
    on ont ou par parce pas peu peut peuvent peux plus pour pourquoi pouvoir puis puisque
    qu quand que quel quelle quelles quelque quelques quels qui quoi
    s sa sans se sera ses si sien soi soit sommes son sont sous suis sur
    t ta te tes toi ton tous tout toute toutes tres tu
    un une veut vers veux voici voila vos votre vous vont y aujourdhui
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())

# Longer, it is an address or a key: nobody types it.
LONGEST = 60

_local = threading.local()


def fold(text: str) -> str:
    """Return text in lower case, without accents nor ligatures."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a folded word; words with digits and very short ones stay as they are."""
    if len(word) < 3 or not word.isalpha():
        return word
    # A Snowball stemmer keeps state while it works: one for each thread.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = snowballstemmer.stemmer("french")
    return stemmer.stemWord(word) or word


SHORTEST_ROOT = 4
# What the stemmer leaves at the end of words that derive from each other, in stems: verbs in -ent,
# nouns in -ité, -ment, -eur, adjectives in -able, -if, -el…
_SUFFIX_TEXT = """
    icat isat ific itud ment ateur atric abil abl ibl ist ism iqu if iv at is it ic eur euz ant ent
    anc enc al el er ag ier i u e
"""
_SUFFIXES = tuple(_SUFFIX_TEXT.split())


@lru_cache(maxsize=50_000)
def root(stemmed: str) -> str:
    """Return the root that the stems of a family share: *publi* and *public* give *publ*.

    Much rougher than a stem: for words that count less, never instead of those typed.
    """
    if len(stemmed) <= SHORTEST_ROOT or not stemmed.isalpha():
        return stemmed
    ending = next((end for end in _SUFFIXES if stemmed.endswith(end)), "")
    while ending and len(stemmed) - len(ending) >= SHORTEST_ROOT:
        stemmed = stemmed[: -len(ending)]
        ending = next((end for end in _SUFFIXES if stemmed.endswith(end)), "")
    if stemmed[-1] == stemmed[-2] and len(stemmed) > SHORTEST_ROOT:
        stemmed = stemmed[:-1]
    return stemmed.replace("y", "i")


class Form(NamedTuple):
    """A word as it is written somewhere: the same for each time that it comes.

    Attributes:
        word: folded word, not stemmed.
        surface: what was written, in lower case with its accents.
        stem: its stem, under which it is indexed.
        joined: the word is the whole of a compound whose parts come too.
        stop: the word carries no meaning for a search.
    """

    word: str
    surface: str
    stem: str
    joined: bool = False
    stop: bool = False


@dataclass(frozen=True)
class Token:
    """A word at its place in a text.

    Attributes:
        form: the word.
        start: offset of the compound in the text, to mark it in an excerpt.
        end: offset of the end of the compound.
    """

    form: Form
    start: int
    end: int

    @property
    def word(self) -> str:
        """Return the folded word."""
        return self.form.word

    @property
    def surface(self) -> str:
        """Return what was written, in lower case."""
        return self.form.surface

    @property
    def stem(self) -> str:
        """Return the stem, under which the word is indexed."""
        return self.form.stem

    @property
    def joined(self) -> bool:
        """Tell whether the word is the whole of a compound."""
        return self.form.joined

    @property
    def stop(self) -> bool:
        """Tell whether the word carries no meaning."""
        return self.form.stop


def _parts(compound: str) -> list[str]:
    return [part for piece in _JOINTS.split(compound) for part in _CAMEL.split(piece) if part]


def _is_stop(raw: str, word: str, shouting: bool) -> bool:
    # « le SI du ministère »: an acronym is not the stop word that it looks like.
    if word not in STOP_WORDS:
        return False
    return shouting or len(raw) < 2 or not raw.isupper()


def _forms(written: str, shouting: bool) -> tuple[int, tuple[Form, ...]]:
    """Return the words of a compound, and the length of the elision before them."""
    compound = _INCLUSIVE.sub("", written)
    stripped = _ELISION.sub("", compound)
    parts = _parts(stripped)
    forms = []
    for raw in parts:
        word = fold(raw)
        if word:
            forms.append(Form(word, raw.lower(), stem(word), stop=_is_stop(raw, word, shouting)))
    if len(parts) > 1:
        whole = stripped.replace("@", "a") if "@" in stripped and "." not in stripped else stripped
        surface = _JOINTS.sub("", whole)
        word = fold(surface)
        forms.append(Form(word, surface.lower(), stem(word), True, all(form.stop for form in forms)))
    return len(compound) - len(stripped), tuple(forms)


# Most words of a text were seen before: looked up, they cost ten times less than analysed again.
_remembered_forms = lru_cache(maxsize=30_000)(_forms)


# First letters that a stem shares with all the words that have it, whatever the stemmer takes off.
HEAD = 2


@lru_cache(maxsize=10_000)
def _head(letters: str) -> str:
    return fold(letters)[:HEAD]


def compounds(text: str, heads: Set[str] | None = None) -> Iterator[tuple[int, int, tuple[Form, ...]]]:
    """Yield the beginning, the end and the words of each compound of a text.

    Args:
        text: plain text.
        heads: first letters of the stems looked for (``HEAD`` of them): words that cannot have one may be
            left out.
    """
    shouting = text.isupper()
    for found in _COMPOUND.finditer(text):
        written = found.group()
        if (
            heads is not None
            and written.islower()
            and written.isalpha()
            and _head(written[:HEAD]) not in heads
        ):
            continue
        # A text without a space, out of a strange file, is not worth keeping in memory.
        analyse = _remembered_forms if len(written) <= 2 * LONGEST else _forms
        elision, forms = analyse(written, shouting)
        yield found.start() + elision, found.end(), forms


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text, in order; a compound gives its parts, then its joined form.

    « l’accueil » gives *accueil*; « entrepreneur·e·s » gives *entrepreneur*; « matchID » gives *match*,
    *id* and *matchid*; « b@lise » gives *balise* besides its parts.
    """
    for start, end, forms in compounds(text):
        for form in forms:
            yield Token(form, start, end)


def index_words(text: str) -> list[Form]:
    """Return the words of a page that are worth indexing."""
    if text.isupper():
        return [form for _start, _end, forms in compounds(text) for form in _worthy(forms)]
    written = _COMPOUND.findall(text)
    # A text without a space, out of a strange file, is not worth keeping in memory.
    analyse = _remembered_words if max(map(len, written), default=0) <= 2 * LONGEST else _words
    return list(chain.from_iterable(map(analyse, written)))


def _words(written: str) -> tuple[Form, ...]:
    return _worthy(_forms(written, False)[1])


_remembered_words = lru_cache(maxsize=60_000)(_words)


def _worthy(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    return tuple(form for form in forms if not form.stop and len(form.word) <= LONGEST)


@dataclass(frozen=True)
class QueryWord:
    """A word that somebody typed, and what joins it to its neighbours.

    Attributes:
        word: folded word.
        surface: as typed, in lower case.
        joined: joined forms that this word is part of (« match id » → *matchid*).
    """

    word: str
    surface: str
    joined: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Return the stem of the word."""
        return stem(self.word)


MAX_QUERY_LENGTH = 300
MAX_QUERY_WORDS = 16


def clean_query(text: str) -> str:
    """Return what was typed, on one line and of a reasonable length, whatever it was."""
    text = unicodedata.normalize("NFC", text.replace("\x00", " ")[: MAX_QUERY_LENGTH * 2])
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in text)
    return " ".join(text.split())[:MAX_QUERY_LENGTH].strip()


def query_words(text: str) -> list[QueryWord]:
    """Return the words of a query: stop words dropped, unless there is nothing else.

    Neighbouring words also give their joined form, so that « predi sauvetage » finds « PrédiSauvetage ».
    """
    every = list(tokens(clean_query(text)))
    found = [token for token in every if not token.joined]
    wholes = [token for token in every if token.joined and not token.stop]
    kept = [token for token in found if not token.stop] or found
    kept = list({token.word: token for token in kept}.values())[:MAX_QUERY_WORDS]
    words = []
    for index, token in enumerate(kept):
        joined = [whole.word for whole in wholes if whole.start <= token.start and token.end <= whole.end]
        if index:
            joined.append(kept[index - 1].word + token.word)
        if index + 1 < len(kept):
            joined.append(token.word + kept[index + 1].word)
        words.append(QueryWord(token.word, token.surface, tuple(dict.fromkeys(joined))))
    return words
