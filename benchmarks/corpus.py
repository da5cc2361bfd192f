"""Documents and queries in made-up French, as many as wanted, the same for the same seed.

Words come with the frequencies that they have in the starter content, followed by a long tail of rarer
made-up ones, as in any real collection (Zipf).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from search.analysis import STOP_WORDS, fold
from search.documents import SIGNED_IN, SearchDocument, Section
from search.engines.base import KIND

CONTENT = Path(__file__).resolve().parent.parent / "hub" / "starter" / "content"
TAIL = 40_000
KINDS = ("resource", "page", "person", "defi", "term", "post", "experience", "practice")
FACETS = {"theme": 12, "audience": 5, "promotion": 8, "administration": 40}
FIRST_DAY = dt.date(2017, 1, 1).toordinal()
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@dataclass
class Vocabulary:
    """Words and how often they come.

    Attributes:
        words: the commonest first.
        cumulated: share of all occurrences held by the words up to each.
    """

    words: list[str] = field(default_factory=list)
    cumulated: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def draw(self, rng: np.random.Generator, number: int) -> list[str]:
        """Return words drawn by their frequency."""
        places = np.searchsorted(self.cumulated, rng.random(number) * self.cumulated[-1])
        return [self.words[place] for place in places]


def read_vocabulary(seed: int = 1) -> Vocabulary:
    """Return the words of the starter content, and a tail of rarer ones."""
    counts: Counter[str] = Counter()
    for path in sorted(CONTENT.rglob("*")):
        if path.suffix in {".md", ".yaml"}:
            counts.update(word.lower() for word in _WORD.findall(path.read_text(encoding="utf-8")))
    words = [word for word, _count in counts.most_common()]
    weights = [float(counts[word]) for word in words]
    rng = np.random.default_rng(seed)
    long = [word for word in words if len(word) > 5 and word.isalpha()]
    known = set(words)
    for rank in range(len(words), len(words) + TAIL):
        left, right = (long[place] for place in rng.integers(0, len(long), 2))
        word = left[: int(rng.integers(3, 6))] + right[-int(rng.integers(3, 7)) :]
        if word not in known:
            known.add(word)
            words.append(word)
            weights.append(len(words) / (2.0 * rank))
    return Vocabulary(words, np.cumsum(weights))


def make_documents(number: int, vocabulary: Vocabulary, seed: int = 2) -> Iterator[SearchDocument]:
    """Yield documents of a hub: about 150 words each, a quarter of them in parts with an address."""
    rng = np.random.default_rng(seed)
    for index in range(number):
        body = vocabulary.draw(rng, int(np.clip(rng.lognormal(4.8, 0.6), 20, 2000)))
        sections = []
        if index % 4 == 0:
            step = max(len(body) // 3, 1)
            sections = [
                Section(f"part-{at}", " ".join(vocabulary.draw(rng, 4)), " ".join(body[at : at + step]))
                for at in range(0, step * 3, step)
            ]
        facets = {
            name: tuple({f"{name} {rng.zipf(1.6) % most}" for _turn in range(1 + index % 2)})
            for name, most in FACETS.items()
        }
        yield SearchDocument(
            id=f"page:{index + 1}",
            kind=KINDS[int(rng.zipf(1.5)) % len(KINDS)],
            title=" ".join(vocabulary.draw(rng, int(rng.integers(3, 9)))).capitalize(),
            summary=" ".join(vocabulary.draw(rng, int(rng.integers(10, 25)))),
            headings=tuple(section.title for section in sections),
            body=" ".join(body),
            sections=tuple(sections),
            tags=tuple(vocabulary.draw(rng, 3)),
            facets=facets,
            date=dt.date.fromordinal(FIRST_DAY + int(rng.integers(0, 3000))),
            url=f"/pages/{index + 1}/",
            access=(SIGNED_IN, "in:1", f"in:{2 + index % 50}"),
        )


@dataclass(frozen=True)
class Asked:
    """A query, with the filters chosen."""

    text: str
    filters: dict[str, frozenset[str]]


def make_queries(number: int, vocabulary: Vocabulary, seed: int = 3) -> list[Asked]:
    """Return queries of one to four words, common and rare, some misspelt, unfinished or without accents."""
    rng = np.random.default_rng(seed)
    asked: list[Asked] = []
    while len(asked) < number:
        words: list[str] = []
        size = int(rng.choice([1, 2, 3, 4], p=[0.25, 0.35, 0.25, 0.15]))
        while len(words) < size:
            word = vocabulary.draw(rng, 1)[0]
            if len(word) > 3 and fold(word) not in STOP_WORDS:
                words.append(word)
        chance = rng.random()
        if chance < 0.15 and len(words[0]) > 5:
            words[0] = words[0][:2] + words[0][3] + words[0][2] + words[0][4:]
        elif chance < 0.30:
            words[-1] = words[-1][: max(3, len(words[-1]) // 2)]
        elif chance < 0.45:
            words = [fold(word) for word in words]
        filters = {}
        if rng.random() < 0.25:
            filters = {KIND: frozenset({"page"}), "theme": frozenset({"theme 1", "theme 2"})}
        asked.append(Asked(" ".join(words), filters))
    return asked


def make_beginnings(number: int, vocabulary: Vocabulary, seed: int = 4) -> list[str]:
    """Return what people have typed when suggestions are asked: beginnings of one or two words."""
    rng = np.random.default_rng(seed)
    typed: list[str] = []
    while len(typed) < number:
        words = [word for word in vocabulary.draw(rng, 2) if len(word) > 3 and fold(word) not in STOP_WORDS]
        if words:
            text = " ".join(words)
            typed.append(text[: int(rng.integers(2, len(text) + 1))])
    return typed
