"""Readers of the former sites: folders of files into plain records."""

from __future__ import annotations

from pathlib import Path

from hub.legacy.errors import LegacyError
from hub.legacy.records import LegacySite

from .jekyll import is_jekyll, read_jekyll
from .vuepress import VuePressReader, guide_files

#: Where the guides may be, beside the Jekyll site or in the repository of the documentation.
GUIDE_FOLDERS = ("guides", "_guides", "docs")


def read_site(root: Path) -> LegacySite:
    """Read a former site: a Jekyll site, a folder of VuePress guides, or a folder with both.

    Args:
        root: the folder.

    Raises:
        LegacyError: the folder does not exist, is not one, or holds nothing known.
    """
    if not root.exists():
        raise LegacyError(f"Le dossier « {root} » n’existe pas.")
    if not root.is_dir():
        raise LegacyError(f"« {root} » est un fichier : donnez le dossier de l’ancien site.")
    site = LegacySite(root=root)
    try:
        jekyll = is_jekyll(root)
        folders = [root / name for name in GUIDE_FOLDERS if guide_files(root / name)]
        loose = [] if jekyll or folders else guide_files(root)
    except OSError as error:
        raise LegacyError(f"Le dossier « {root} » ne peut pas être lu : {error.strerror}.") from error
    if not jekyll and not folders and not loose:
        raise LegacyError(
            f"Rien à reprendre dans « {root} » : ni site Jekyll "
            "(dossiers _posts, _defis, _communaute ou _data), ni guides VuePress (fichiers .md)."
        )
    if jekyll:
        read_jekyll(site)
    for folder in folders:
        VuePressReader(site, folder).read()
    if loose:
        VuePressReader(site, root).read()
    return site
