"""The words of documents on their way to the embedded index, and how many documents have each."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter

from search.analysis import Form, index_words
from search.documents import SearchDocument, Section
from search.spelling import letters

# Words counted before they are written: about a hundred megabytes.
MOST = 300_000
_WORD, _STEM = attrgetter("word"), attrgetter("stem")


def storable(text: str) -> str:
    """Return a text that SQLite takes."""
    # SQLite takes neither half of a surrogate pair, and a null byte ends a text early in some tools.
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-8", "ignore").decode("utf-8")
    return text.replace("\x00", " ")


def units_of(document: SearchDocument) -> Iterator[tuple[Section, dict[str, str]]]:
    """Yield the whole document, then its parts, with the text of each field."""
    yield (
        Section("", document.title, document.body),
        {
            "title": document.title,
            "summary": document.summary,
            "tags": " ".join(document.tags),
            "headings": " ".join(document.headings),
            "body": document.body,
        },
    )
    for section in document.sections:
        yield (
            section,
            {
                "title": section.title,
                "headings": document.title,
                "body": section.body,
            },
        )


class Words:
    """The words of a document; a text that comes twice (in the page and in one of its parts) is read once.

    Attributes:
        title: each word of the title -> its first place there.
        forms: each word of the whole document -> as it is written.
    """

    def __init__(self, document: SearchDocument) -> None:
        self._lines: dict[str, str] = {}
        self.forms: dict[str, Form] = {}
        self.title: dict[str, int] = {}
        for _part, fields in units_of(document):
            for text in fields.values():
                self._read(text)
        for place, form in enumerate(index_words(storable(document.title))):
            self.title.setdefault(form.word, place)

    def _read(self, text: str) -> None:
        if text not in self._lines:
            forms = index_words(storable(text))
            self._lines[text] = " ".join(map(_STEM, forms))
            self.forms.update(zip(map(_WORD, forms), forms, strict=True))

    def line(self, text: str) -> str:
        """Return the stems of one of its texts, as they are indexed."""
        return self._lines[text]

    def stems(self) -> set[str]:
        """Return the stems of the whole document."""
        return set(map(_STEM, self.forms.values()))


class Tally:
    """Counts in how many documents and titles each word is, until this is written.

    Common words come in every batch: written once for all, they cost a tenth.
    """

    def __init__(self) -> None:
        self._forms: dict[str, Form] = {}
        self._words: Counter[str] = Counter()
        self._titles: Counter[str] = Counter()
        self._stems: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Tell whether it takes much memory."""
        return len(self._words) >= MOST

    def add(self, words: Words) -> None:
        """Count the words of a document."""
        self._forms.update(words.forms)
        self._words.update(words.forms.keys())
        self._titles.update(words.title.keys())
        self._stems.update(words.stems())

    def settle(self, db: sqlite3.Connection) -> None:
        """Write what was counted, and start again from nothing."""
        db.executemany(
            "INSERT INTO stems (stem, count) VALUES (?,?)"
            " ON CONFLICT (stem) DO UPDATE SET count = count + excluded.count",
            sorted(self._stems.items()),
        )
        db.executemany(
            "INSERT INTO words (word, surface, letters, count, titles) VALUES (?,?,?,?,?)"
            " ON CONFLICT (word) DO UPDATE"
            " SET count = count + excluded.count, titles = titles + excluded.titles",
            [
                (word, self._forms[word].surface, letters(word), count, self._titles[word])
                for word, count in sorted(self._words.items())
            ],
        )
        self.__init__()  # type: ignore[misc]
