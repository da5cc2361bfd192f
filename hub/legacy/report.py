"""The report of a run: counts, and every warning with its file and its cause."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .enums import Cause, Kind, Outcome
from .errors import LegacyError
from .records import LegacyWarning


@dataclass
class Report:
    """What a run did."""

    root: str = ""
    dry_run: bool = False
    seconds: float = 0.0
    counts: Counter[tuple[Kind, Outcome]] = field(default_factory=Counter)
    warnings: list[LegacyWarning] = field(default_factory=list)
    _seen: set[LegacyWarning] = field(default_factory=set)

    def count(self, kind: Kind, outcome: Outcome, number: int = 1) -> None:
        """Count one thing, or several."""
        self.counts[kind, outcome] += number

    def warn(self, file: str, cause: Cause, detail: str = "") -> None:
        """Record a warning, once."""
        self.add(LegacyWarning(file, cause, " ".join(str(detail).split())[:300]))

    def add(self, warning: LegacyWarning) -> None:
        """Record a warning, once."""
        if warning not in self._seen:
            self._seen.add(warning)
            self.warnings.append(warning)

    def total(self, outcome: Outcome) -> int:
        """Return how many things had this outcome."""
        return sum(number for (_kind, found), number in self.counts.items() if found == outcome)

    def causes(self) -> list[tuple[Cause, int]]:
        """Return the causes of warnings, the commonest first."""
        return Counter(warning.cause for warning in self.warnings).most_common()

    def table(self) -> str:
        """Return the counts and the causes, aligned for a terminal."""
        header = ["", *(outcome.label for outcome in Outcome)]
        rows = [
            [kind.label, *(str(self.counts[kind, outcome]) for outcome in Outcome)]
            for kind in Kind
            if any(self.counts[kind, outcome] for outcome in Outcome)
        ]
        rows.append(["Total", *(str(self.total(outcome)) for outcome in Outcome)])
        widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
        lines = [_line(header, widths), "  ".join("─" * width for width in widths)]
        lines += [_line(row, widths) for row in rows]
        causes = self.causes()
        if causes:
            width = max(len(str(number)) for _cause, number in causes)
            lines += ["", f"Avertissements : {len(self.warnings)}"]
            lines += [f"  {number:>{width}}  {cause.label}" for cause, number in causes]
        else:
            lines += ["", "Aucun avertissement."]
        return "\n".join(lines)

    def to_json(self) -> str:
        """Return everything as JSON."""
        by_kind = {
            kind.value: {outcome.value: self.counts[kind, outcome] for outcome in Outcome}
            for kind in Kind
            if any(self.counts[kind, outcome] for outcome in Outcome)
        }
        content = {
            "source": self.root,
            "dry_run": self.dry_run,
            "seconds": round(self.seconds, 2),
            "totals": {outcome.value: self.total(outcome) for outcome in Outcome},
            "counts": by_kind,
            "warnings_by_cause": {cause.value: number for cause, number in self.causes()},
            "warnings": [
                {
                    "file": warning.file,
                    "cause": warning.cause.value,
                    "reason": str(warning.cause.label),
                    "detail": warning.detail,
                }
                for warning in self.warnings
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    def write(self, path: Path) -> None:
        """Write the JSON report.

        Raises:
            LegacyError: the file cannot be written.
        """
        try:
            # A file name that is not UTF-8 is written with the mark of what cannot be read.
            path.write_text(self.to_json(), encoding="utf-8", errors="replace")
        except OSError as error:
            message = f"Le rapport ne peut pas être écrit dans « {path} » : {error.strerror}."
            raise LegacyError(message) from error


def _line(cells: list[str], widths: list[int]) -> str:
    first, *numbers = cells
    columns = [f"{cell:>{width}}" for cell, width in zip(numbers, widths[1:], strict=True)]
    return "  ".join([f"{first:<{widths[0]}}", *columns]).rstrip()
