"""Files of the former site: bytes into text, front matter into values."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from hub.legacy.enums import Cause
from hub.legacy.errors import DocumentError

MAX_TEXT_BYTES = 1024 * 1024
TEXT_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".html", ".htm"})
IGNORED_FOLDERS = frozenset(
    {
        ".git",
        ".vuepress",
        ".github",
        ".jekyll-cache",
        ".sass-cache",
        ".bundle",
        "node_modules",
        "vendor",
        "_site",
    }
)

_MAGIC = (b"%PDF-", b"\x89PNG", b"PK\x03\x04", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class _Loader(yaml.SafeLoader):
    """YAML without its guesses on dates: ours are French, and ``2018-02-31`` must not stop a document."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_text(path: Path) -> tuple[str, bool]:
    """Read a text file in UTF-8 (with or without byte order mark), else as Western European.

    Returns:
        The text, with Unix line ends and composed accents, and whether the encoding was guessed.

    Raises:
        DocumentError: the file is binary, too big, or cannot be opened.
    """
    if path.is_symlink():
        # A link could bring in any file of the machine.
        raise DocumentError(Cause.FAILED, "lien symbolique, non suivi")
    try:
        if path.stat().st_size > MAX_TEXT_BYTES:
            raise DocumentError(Cause.OVERSIZED, f"plus de {MAX_TEXT_BYTES // 1024 // 1024} Mo")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(Cause.FAILED, f"ouverture impossible : {error.strerror}") from error
    guessed = False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise DocumentError(Cause.BINARY_FILE) from error
        guessed = True
    elif data.startswith(_MAGIC) or _is_binary(data):
        raise DocumentError(Cause.BINARY_FILE)
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text, guessed = data.decode("cp1252", errors="replace"), True
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return unicodedata.normalize("NFC", text), guessed


def _is_binary(data: bytes) -> bool:
    sample = data[:8192]
    return b"\x00" in sample or len(_CONTROL.findall(sample)) > len(sample) // 50


def parse_yaml(text: str) -> Any:
    """Parse YAML.

    Raises:
        DocumentError: with the line of the fault.
    """
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "YAML mal formé"
        where = f"ligne {mark.line + 1} : " if mark is not None else ""
        raise DocumentError(Cause.BROKEN_FRONT_MATTER, f"{where}{problem}") from error
    except (ValueError, RecursionError, TypeError) as error:
        raise DocumentError(Cause.BROKEN_FRONT_MATTER, str(error)) from error


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Separate the front matter of a document from its body.

    Returns:
        The values (keys in lower case: ``Promo`` and ``promo`` are the same), and the body.

    Raises:
        DocumentError: the front matter is not closed, not YAML, or not a mapping.
    """
    handler = YAMLHandler()
    text = text.lstrip("\n")
    if not handler.detect(text):
        return {}, text
    try:
        written, body = handler.split(text)
    except ValueError as error:
        raise DocumentError(Cause.BROKEN_FRONT_MATTER, "l’en-tête n’est pas refermé par « --- »") from error
    values = parse_yaml(written) if written.strip() else {}
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise DocumentError(Cause.BROKEN_FRONT_MATTER, "l’en-tête n’est pas une liste de « clé: valeur »")
    return {str(key).strip().lower(): value for key, value in values.items()}, body


def parse_entries(text: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Parse a data file made of top-level entries; a broken entry does not lose the others.

    Returns:
        The entries, and for each broken one its key and the fault.
    """
    try:
        whole = parse_yaml(text)
    except DocumentError as error:
        entries: dict[str, Any] = {}
        faults: list[tuple[str, str]] = []
        for chunk in re.split(r"^(?=[^\s#-])", text, flags=re.MULTILINE):
            if not chunk.strip() or chunk.lstrip().startswith(("#", "---")):
                continue
            try:
                part = parse_yaml(chunk)
            except DocumentError as fault:
                faults.append((chunk.split("\n", 1)[0].strip().rstrip(":").strip("\"'"), fault.detail))
                continue
            if isinstance(part, dict):
                entries.update(part)
        return entries, faults or [("", error.detail)]
    if isinstance(whole, list):
        named = (item for item in whole if isinstance(item, dict))
        return {
            str(item.get("title") or item.get("nom") or index): item for index, item in enumerate(named)
        }, []
    return (whole, []) if isinstance(whole, dict) else ({}, [])


def text_files(folder: Path) -> list[Path]:
    """List the documents of a folder and of those below, in a stable order."""
    found: list[Path] = []
    if not folder.is_dir():
        return found
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part in IGNORED_FOLDERS for part in parts[:-1]) or path.name.startswith((".", "~")):
            continue
        if path.is_file() and path.suffix.lower() in TEXT_SUFFIXES:
            found.append(path)
    return found
