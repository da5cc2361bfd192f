"""The files of the embedded index: generations, a pointer to the current one, locks, schema.

An index is one SQLite file, a *generation*; the file ``current`` names the one in use. A rebuild
writes another generation beside it, then moves the pointer with one ``os.replace``: readers, in any
process, see the old index or the new one, never a half. Replacing the database file itself would not
be safe: SQLite finds its write-ahead log by name.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from search.analysis import ANALYSIS_VERSION

from .base import EngineError, IndexMissing, RebuildInProgress

FIELDS = ("title", "summary", "tags", "headings", "body")
SCHEMA_VERSION = 3
VERSION = f"{SCHEMA_VERSION}.{ANALYSIS_VERSION}"
BUSY_SECONDS = 10
# Kibibytes of a transaction kept in memory, at most: words are written all over a large index.
WRITING_CACHE = 64 * 1024

# A file that is thrown away unless it is whole needs no journal.
_FILLING = (
    "synchronous = OFF",
    "journal_mode = OFF",
    f"cache_size = -{WRITING_CACHE}",
)

# One FTS5 table for each field: bm25() normalises by the length of the whole row, so that one table of
# five columns would make a long body hide a perfect title. The words come analysed: the tokenizer only
# cuts at spaces (« ascii » leaves other alphabets whole).
#
# Rows of documents and units are never numbered twice: what a process remembers of a number stays true.
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE docs (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    title TEXT NOT NULL, summary TEXT NOT NULL, url TEXT NOT NULL, date TEXT NOT NULL,
    fingerprint TEXT NOT NULL, data TEXT NOT NULL
);
-- What sorts and classifies a document, apart: every process reads it all once.
CREATE TABLE cards (
    doc INTEGER PRIMARY KEY, day INTEGER NOT NULL, size INTEGER NOT NULL, codes BLOB NOT NULL
);
CREATE TABLE facets (
    code INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (name, value)
);
-- What opens a unit: few, since most pages stand beside others.
CREATE TABLE locks (rowid INTEGER PRIMARY KEY, tokens TEXT NOT NULL UNIQUE);
CREATE TABLE units (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT, doc INTEGER NOT NULL, lock INTEGER NOT NULL,
    place TEXT NOT NULL, title TEXT NOT NULL, file TEXT NOT NULL, url TEXT NOT NULL
);
CREATE INDEX units_doc ON units (doc);
CREATE TABLE texts (unit INTEGER PRIMARY KEY, body TEXT NOT NULL);
-- Every word with the set of its letters, one bit each, and the number of documents and of titles.
CREATE TABLE words (
    word TEXT PRIMARY KEY, surface TEXT NOT NULL, letters INTEGER NOT NULL,
    count INTEGER NOT NULL, titles INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE stems (stem TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE title_words (
    word TEXT NOT NULL, doc INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (word, doc)
) WITHOUT ROWID;
-- The scores of common stems, computed once for the units up to a row: see sqlite_postings.
CREATE TABLE postings (
    stem TEXT NOT NULL, upto INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (stem, upto)
) WITHOUT ROWID;
CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0
);
""" + "".join(f"CREATE VIRTUAL TABLE f_{name} USING fts5(words, tokenize='ascii');\n" for name in FIELDS)


def read_meta(db: sqlite3.Connection, key: str) -> str:
    """Return a fact about the index, or an empty string."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
    return row[0] if row else ""


def write_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    """Record a fact about the index."""
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", [key, value])


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn the errors of SQLite into those of the engines.

    A lock or a full disk pass; a damaged file is as good as none: it must be rebuilt. Numbers and texts
    that make no sense are what a damaged page looks like when SQLite does not see it.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise EngineError(f"{what} de l’index : {error}") from error
    except (sqlite3.Error, ValueError, IndexError) as error:
        raise IndexMissing("L’index est endommagé : il doit être reconstruit.") from error


@contextmanager
def one_transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Write all of what follows, or nothing."""
    with translated("Écriture"):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


class Store:
    """Opens, creates and swaps the generations of an index in a folder.

    Args:
        directory: the folder, created when something is first written.
    """

    def __init__(self, directory: Path | str) -> None:
        self.directory = Path(directory)
        self.pointer = self.directory / "current"

    def current(self) -> Path | None:
        """Return the file of the current generation, or None."""
        try:
            name = self.pointer.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EngineError(f"Pointeur de l’index illisible : {error}") from error
        return self.directory / os.path.basename(name) if name else None

    def connect(self, path: Path, *, create: bool = False) -> sqlite3.Connection:
        """Open a generation. Each use opens its own connection: safe across threads and forks."""
        mode = "rwc" if create else "rw"
        db = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        db.execute("PRAGMA synchronous = NORMAL")
        return db

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the current generation, seen at one instant.

        Raises:
            IndexMissing: there is none, another version wrote it, or it is damaged.
            EngineError: the file cannot be read for now.
        """
        db = None
        for _attempt in range(3):
            path = self.current()
            if path is None:
                raise IndexMissing("L’index n’existe pas encore.")
            if not path.exists():
                # A rebuild may just have swept this generation away: read the pointer again.
                continue
            with translated("Lecture"):
                db = self.connect(path)
            break
        if db is None:
            raise IndexMissing("Le fichier de l’index a disparu.")
        with closing(db), translated("Lecture"):
            db.execute("BEGIN")
            if read_meta(db, "version") != VERSION:
                raise IndexMissing("L’index date d’une autre version du hub.")
            yield db

    @contextmanager
    def locked(self, name: str, *, wait: bool = True) -> Iterator[None]:
        """Hold a lock between processes (and threads: each opening has its own).

        Raises:
            RebuildInProgress: ``wait`` is false and somebody holds it.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            handle = open(self.directory / f"{name}.lock", "a", encoding="ascii")  # noqa: SIM115
        except OSError as error:
            raise EngineError(f"Dossier de l’index inaccessible : {error}") from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise RebuildInProgress("Une autre reconstruction de l’index est en cours.") from error
            yield

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the current generation in one transaction, created when there is none."""
        with self.locked("write"):
            path = self.current()
            if path is None or not self._is_ours(path):
                path = self.create()
                self.point_to(path)
            with self.transaction(path) as db:
                yield db

    @contextmanager
    def transaction(self, path: Path) -> Iterator[sqlite3.Connection]:
        """Give a generation in one transaction: all of it is written, or nothing."""
        with translated("Écriture"), closing(self.connect(path)) as db:
            db.execute(f"PRAGMA cache_size = -{WRITING_CACHE}")
            with one_transaction(db):
                yield db

    @contextmanager
    def filling(self, path: Path) -> Iterator[sqlite3.Connection]:
        """Give a generation that nobody reads yet, to be filled as fast as can be.

        Nothing of what is written is sure before the end, when all of it is on the disk, and no transaction
        can be undone: whoever fails discards the file. A process killed meanwhile leaves one that no
        pointer names, and that the next rebuild sweeps.
        """
        with translated("Écriture"):
            db = self.connect(path)
        with closing(db):
            with translated("Écriture"):
                for pragma in _FILLING:
                    db.execute(f"PRAGMA {pragma}")
            yield db
            with translated("Écriture"):
                db.execute("PRAGMA journal_mode = WAL")
        self._settle(path)

    def _settle(self, path: Path) -> None:
        """Have a file and its name on the disk, whatever happens to the machine."""
        try:
            for place in (path, path.parent):
                handle = os.open(place, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        except OSError as error:
            raise EngineError(f"Écriture de l’index : {error}") from error

    def _is_ours(self, path: Path) -> bool:
        try:
            with closing(self.connect(path)) as db:
                return read_meta(db, "version") == VERSION
        except sqlite3.Error:
            return False

    def create(self) -> Path:
        """Create an empty generation and return its file; nobody reads it yet."""
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / f"index-{uuid.uuid4().hex}.sqlite3"
        try:
            with closing(self.connect(path, create=True)) as db:
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(SCHEMA)
                write_meta(db, "version", VERSION)
        except sqlite3.Error as error:
            raise EngineError(f"Création de l’index : {error}") from error
        return path

    def point_to(self, path: Path) -> None:
        """Make a generation the current one, in one step."""
        draft = self.directory / f"current-{uuid.uuid4().hex}"
        with open(draft, "w", encoding="ascii") as handle:
            handle.write(path.name)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(draft, self.pointer)

    def discard(self, path: Path) -> None:
        """Delete a generation that nobody uses."""
        for left in self.directory.glob(f"{path.name}*"):
            with suppress(OSError):
                left.unlink()

    def sweep(self, keep: set[Path]) -> None:
        """Delete the generations that are not in ``keep``, and what a killed rebuild left behind."""
        names = {path.name for path in keep}
        for path in self.directory.glob("index-*.sqlite3*"):
            if path.name.split(".sqlite3")[0] + ".sqlite3" not in names:
                with suppress(OSError):
                    path.unlink()
        for path in self.directory.glob("current-*"):
            with suppress(OSError):
                path.unlink()
