"""The text of PDF files (pypdf)."""

from __future__ import annotations

from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from .limits import MAX_PAGES, Budget, Refused

LOCKED = "Ce PDF est protégé par un mot de passe : déposez-en une version sans protection."


def read_pdf(file: BinaryIO, budget: Budget) -> tuple[list[str], int]:
    """Return the text of each page, and the number of pages.

    Raises:
        Refused: the file is locked, broken, or has far too many pages.
    """
    try:
        reader = PdfReader(file)
        # A PDF that only forbids changes opens with an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(LOCKED)
        count = _count(reader)
        texts = _texts(reader, budget)
    except (DependencyError, FileNotDecryptedError) as error:
        raise Refused(LOCKED) from error
    except PyPdfError as error:
        raise Refused("Ce PDF est abîmé ou incomplet : il ne peut pas être lu.") from error
    return texts, count


def _count(reader: PdfReader) -> int:
    # What the file says comes first: flattening the tree of pages takes memory for each of them.
    root = reader.trailer["/Root"]["/Pages"].get_object()  # type: ignore[index]
    said = root.get("/Count", 0)
    count = int(said) if isinstance(said, int) else 0
    if count <= MAX_PAGES:
        count = len(reader.pages)
    if count > MAX_PAGES:
        shown = f"{count:,}".replace(",", "\u202f")
        raise Refused(f"Ce PDF annonce {shown} pages : au-delà de {MAX_PAGES}, il n’est pas lu.")
    return count


def _texts(reader: PdfReader, budget: Budget) -> list[str]:
    texts: list[str] = []
    broken = 0
    for page in reader.pages:
        try:
            text = page.extract_text() or ""
        except (MemoryError, RecursionError, FileNotDecryptedError, DependencyError):
            raise
        except Exception:
            # One bad page does not hide the others.
            text, broken = "", broken + 1
        texts.append(budget.take(text))
        if budget.spent:
            break
    if broken and broken == len(texts):
        raise Refused("Ce PDF est abîmé : aucune de ses pages ne peut être lue.")
    return texts
