"""Words of the data of the défis that the vocabularies of the hub know, or do not."""

from __future__ import annotations

from pages.defis.models import Technology

from . import mapping
from .enums import Cause
from .readers.values import fold
from .records import LegacyDefi
from .report import Report


class Terms:
    """Places the technologies and the state of a défi.

    The register of technologies belongs to the team: the import adds nothing to it, and reports what it
    lacks. Common problems are never guessed.

    Args:
        report: receives the warnings.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self._technologies = {fold(name): pk for pk, name in Technology.objects.values_list("pk", "name")}

    def technologies_of(self, defi: LegacyDefi) -> tuple[int, ...]:
        """Return the numbers of the technologies that a défi names, among its skills too."""
        found: dict[int, None] = {}
        for name in defi.technologies:
            number = self._technologies.get(fold(name))
            if number is None:
                self.report.warn(defi.file, Cause.UNKNOWN_TECHNOLOGY, f"{defi.title} : {name}")
            else:
                found[number] = None
        for name in defi.skills:
            number = self._technologies.get(fold(name))
            if number is not None:
                found[number] = None
        return tuple(found)

    def fate_of(self, defi: LegacyDefi) -> mapping.Fate | None:
        """Return what the site tells of what came after a défi."""
        try:
            return mapping.defi_fate(defi.status)
        except ValueError:
            self.report.warn(defi.file, Cause.UNKNOWN_STATUS, f"{defi.title} : {defi.status}")
            return None
