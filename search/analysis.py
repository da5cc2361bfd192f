"""French analysis: the same words out of a page and out of what somebody types.

Accents are folded *before* stemming, on both sides: people type without accents, and Snowball then
sees one spelling only.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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

_local = threading.local()


def fold(text: str) -> str:
    """Return text in lower case, without accents nor ligatures."""
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


@dataclass(frozen=True)
class Token:
    """A word of a text.

    Attributes:
        word: folded word, not stemmed.
        surface: what was written, in lower case with its accents.
        start: offset of the compound in the text, to mark it in an excerpt.
        end: offset of the end of the compound.
        joined: the word is the whole of a compound whose parts come too.
        stop: the word carries no meaning for a search.
    """

    word: str
    surface: str
    start: int
    end: int
    joined: bool = False
    stop: bool = False

    @property
    def stem(self) -> str:
        """Return the stem, under which the word is indexed."""
        return stem(self.word)


def _parts(compound: str) -> list[str]:
    return [part for piece in _JOINTS.split(compound) for part in _CAMEL.split(piece) if part]


def _is_stop(raw: str, word: str, shouting: bool) -> bool:
    # « le SI du ministère »: an acronym is not the stop word that it looks like.
    if word not in STOP_WORDS:
        return False
    return shouting or len(raw) < 2 or not raw.isupper()


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text, in order; a compound gives its parts, then its joined form.

    « l’accueil » gives *accueil*; « entrepreneur·e·s » gives *entrepreneur*; « matchID » gives *match*,
    *id* and *matchid*; « b@lise » gives *balise* besides its parts.
    """
    shouting = text.isupper()
    for found in _COMPOUND.finditer(text):
        start, end = found.span()
        compound = _INCLUSIVE.sub("", found.group())
        stripped = _ELISION.sub("", compound)
        start += len(compound) - len(stripped)
        parts = _parts(stripped)
        meaningful = False
        for raw in parts:
            word = fold(raw)
            if not word:
                continue
            stop = _is_stop(raw, word, shouting)
            meaningful = meaningful or not stop
            yield Token(word, raw.lower(), start, end, stop=stop)
        if len(parts) > 1:
            whole = stripped.replace("@", "a") if "@" in stripped and "." not in stripped else stripped
            surface = _JOINTS.sub("", whole)
            yield Token(fold(surface), surface.lower(), start, end, joined=True, stop=not meaningful)


def index_words(text: str) -> list[Token]:
    """Return the words of a page that are worth indexing."""
    return [token for token in tokens(text) if not token.stop and len(token.word) <= 60]


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
    found = [token for token in tokens(clean_query(text)) if not token.joined]
    compounds = [token for token in tokens(clean_query(text)) if token.joined and not token.stop]
    kept = [token for token in found if not token.stop] or found
    kept = list({token.word: token for token in kept}.values())[:MAX_QUERY_WORDS]
    words = []
    for index, token in enumerate(kept):
        joined = [whole.word for whole in compounds if whole.start <= token.start and token.end <= whole.end]
        if index:
            joined.append(kept[index - 1].word + token.word)
        if index + 1 < len(kept):
            joined.append(token.word + kept[index + 1].word)
        words.append(QueryWord(token.word, token.surface, tuple(dict.fromkeys(joined))))
    return words
