"""The child process: a file on the standard input, its text as JSON on the output."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from .archive import read_archive
from .limits import MAX_CHARACTERS, Budget, Refused, confine
from .pdf import read_pdf

Reader = Callable[[BinaryIO, Budget], tuple[list[str], int]]

SCANNED = "Aucun texte : ce fichier ne contient sans doute que des images (document numérisé)."
# No database stores half of a surrogate pair, and PostgreSQL no null byte; the rest shows as nothing.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def _reader(kind: str) -> Reader:
    if kind == "pdf":
        return read_pdf
    return lambda file, budget: read_archive(kind, file, budget)


def read(kind: str, file: BinaryIO) -> dict[str, Any]:
    """Return what is found in a file.

    Args:
        kind: ``pdf``, ``docx``, ``pptx`` or ``odt``.
        file: the file, opened in binary.
    """
    budget = Budget()
    try:
        texts, count = _reader(kind)(file, budget)
    except Refused as error:
        return {"state": "refused", "reason": str(error)}
    except (MemoryError, RecursionError):
        return {"state": "refused", "reason": "Ce fichier demande trop de mémoire : il n’est pas lu."}
    except Exception:
        # Libraries fail in many ways on files made to hurt.
        return {"state": "refused", "reason": "Ce fichier est abîmé : il ne peut pas être lu."}
    pages = [_tidy(text) for text in texts]
    if not any(pages):
        return {"state": "empty", "count": count, "reason": SCANNED}
    shown = f"{MAX_CHARACTERS:,}".replace(",", "\u202f")
    reason = f"Seul le début est lu : {shown} caractères au plus." if budget.spent else ""
    return {"state": "read", "count": count, "pages": pages, "reason": reason}


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in UNSTORABLE.sub(" ", text).splitlines())
    return "\n".join(line for line in lines if line)


def main() -> None:
    """Read the file of the standard input."""
    kind = sys.argv[1]
    with open(0, "rb", closefd=False) as source:
        file: BinaryIO = source if source.seekable() else io.BytesIO(source.read())
        confine()
        # Warnings of the libraries are no use to anybody here.
        sys.stderr = None
        json.dump(read(kind, file), sys.stdout)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
