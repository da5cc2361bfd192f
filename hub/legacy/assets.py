"""Images and files of the former site: found whatever their case, imported once."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from hub.base.markup.media import IMAGE_EXTENSIONS
from hub.base.models import HubDocument, HubImage

from .enums import Cause
from .errors import DocumentError
from .readers.sources import IGNORED_FOLDERS

IMAGE_FORMATS = frozenset({"JPEG", "PNG", "GIF", "WEBP", "AVIF"})
#: Folders whose content is served from the root of a site.
PUBLIC_FOLDERS = (
    "",
    "guides",
    "docs",
    "img",
    *(f"{folder}.vuepress/public" for folder in ("", "guides/", "docs/")),
)
#: Files of a repository that no reader needs.
NOT_DOCUMENTS = ("package", "requirements", "robots", "cname")


@dataclass(frozen=True)
class Asset:
    """A file of the former site; ``name`` is its path in the site."""

    path: Path
    name: str

    @property
    def address(self) -> str:
        """Return the key of the import."""
        return f"/{self.name}"


class AssetIndex:
    """The images and documents of a folder, by path, without regard to case or to the form of accents."""

    def __init__(self, root: Path) -> None:
        self._images: dict[str, Asset] = {}
        self._documents: dict[str, Asset] = {}
        extensions = {f".{extension}" for extension in settings.WAGTAILDOCS_EXTENSIONS} - {".md"}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            skipped = (IGNORED_FOLDERS - {".vuepress"}) & set(path.relative_to(root).parts[:-1])
            if skipped or name.startswith(("_data/", ".")) or path.is_symlink() or not path.is_file():
                continue
            if path.suffix.lower() in IMAGE_EXTENSIONS:
                self._images.setdefault(_fold(name), Asset(path, name))
            elif path.suffix.lower() in extensions and not path.name.lower().startswith(NOT_DOCUMENTS):
                self._documents.setdefault(_fold(name), Asset(path, name))

    def image(self, path: str, folder: str = "") -> Asset | None:
        """Find an image by its address, absolute or relative to ``folder``."""
        return _find(self._images, path, folder)

    def document(self, path: str, folder: str = "") -> Asset | None:
        """Find a file by its address, absolute or relative to ``folder``."""
        return _find(self._documents, path, folder)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", posixpath.normpath(name)).casefold().lstrip("/")


def _find(files: dict[str, Asset], path: str, folder: str) -> Asset | None:
    path = path.strip()
    if not path:
        return None
    candidates = [] if path.startswith("/") else [posixpath.join(folder, path)]
    candidates += [posixpath.join(public, path.lstrip("/")) for public in PUBLIC_FOLDERS]
    return next((files[_fold(c)] for c in candidates if _fold(c) in files), None)


def readable_title(name: str) -> str:
    """Give a file a title: its name without extension, dashes or numbers in front."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = re.sub(r"[-_]+", " ", unicodedata.normalize("NFC", stem))
    words = re.sub(r"^\d+\s+", "", words).strip()
    return (words[:1].upper() + words[1:])[:250] or "Sans titre"


def read_asset(asset: Asset, max_bytes: int, cause: Cause) -> tuple[bytes, str]:
    """Read a file.

    Args:
        asset: the file.
        max_bytes: refuse more.
        cause: why it is refused, when it is.

    Returns:
        Its bytes and their SHA-256.

    Raises:
        DocumentError: it is too heavy or empty.
    """
    size = asset.path.stat().st_size
    if size > max_bytes:
        raise DocumentError(cause, f"{asset.name} : plus de {max_bytes // 1024 // 1024} Mo")
    if not size:
        raise DocumentError(cause, f"{asset.name} : fichier vide")
    data = asset.path.read_bytes()
    return data, hashlib.sha256(data).hexdigest()


def check_image(asset: Asset, data: bytes) -> None:
    """Refuse an image that the hub could not show.

    Raises:
        DocumentError: it is drawn (SVG), damaged, or too large.
    """
    if asset.path.suffix.lower() == ".svg":
        raise DocumentError(Cause.BAD_IMAGE, f"{asset.name} : dessin SVG, à convertir en PNG")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as picture:
                width, height = picture.size
                if picture.format not in IMAGE_FORMATS:
                    raise DocumentError(Cause.BAD_IMAGE, f"{asset.name} : format {picture.format} refusé")
                if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                    raise DocumentError(Cause.BAD_IMAGE, f"{asset.name} : {width} × {height} pixels")
                # A damaged file must not wait for its first reader. PNG checks its own parts; only decoding
                # tells for the others, at a reduced size for JPEG.
                if picture.format == "PNG":
                    picture.verify()
                else:
                    picture.draft("RGB", (max(width // 8, 1), max(height // 8, 1)))
                    picture.load()
    except DocumentError:
        raise
    except Exception as error:  # Pillow raises whatever its decoders raise
        raise DocumentError(Cause.BAD_IMAGE, f"{asset.name} : image illisible") from error


def save_image(asset: Asset, data: bytes, digest: str, alt: str, collection: Any) -> HubImage:
    """Create an image, described by the alternative text that its first document gave it."""
    image = HubImage(
        title=readable_title(asset.name),
        description=alt[:255],
        legacy_address=asset.address[:500],
        content_hash=digest,
        collection=collection,
        file_size=len(data),
        # Wagtail reads the width and the height from the file when it is given with the rest.
        file=ImageFile(io.BytesIO(data), name=_file_name(asset)),
    )
    image.save()
    return image


def save_document(asset: Asset, data: bytes, collection: Any) -> HubDocument:
    """Create a document."""
    document = HubDocument(
        title=readable_title(asset.name),
        legacy_address=asset.address[:500],
        collection=collection,
        file_size=len(data),
    )
    document.file.save(_file_name(asset), ContentFile(data), save=False)
    document.save()
    return document


def _file_name(asset: Asset) -> str:
    plain = unicodedata.normalize("NFKD", asset.path.stem).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^\w-]+", "-", plain).strip("-")[:80] or "fichier"
    return f"{stem}{asset.path.suffix.lower()}"
