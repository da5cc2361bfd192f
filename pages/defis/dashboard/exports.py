"""The dashboard in a spreadsheet: the same défis, the same rights, every line.

Everybody who follows a défi reads its reserved parts (see ``pages.defis.confidentiality``): the export
of the défis that somebody follows may hold the cost and the funding of their scenarios.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from hub.base.exports import spreadsheet_safe

from ..enums import ProductStatus
from ..models import Scenario
from .rows import Row

# Byte order mark and semicolons: what French spreadsheets open without asking.
BOM = "\ufeff"
DELIMITER = ";"
DATE_FORMAT = "dd/mm/yyyy"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int | dt.date | None


@dataclass(frozen=True)
class Funding:
    """What the decided scenario of a défi, or else the recommended one, costs a year and who pays."""

    yearly_cost: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Line:
    """A défi to export."""

    row: Row
    funding: Funding
    address: str


@dataclass(frozen=True)
class Column:
    """A column of the export: its title, its width in characters, and how it reads a défi."""

    title: str
    width: int
    value: Callable[[Line], Value]


def _reasons(line: Line) -> str:
    return " | ".join(finding.sentence for finding in line.row.health.findings)


def _scenario(name: str) -> Callable[[Line], Value]:
    def read(line: Line) -> Value:
        found = getattr(line.row.record, name)
        return found.title if found else None

    return read


def _fact(name: str) -> Callable[[Line], Value]:
    def read(line: Line) -> Value:
        return getattr(line.row.record, name)

    return read


def _days(left: int | None, *, past: bool = False) -> Value:
    """Return the days until the end, or since the end: a negative number would say neither."""
    if left is None or (left < 0) is not past:
        return None
    return abs(left)


def _news(line: Line) -> Value:
    news = line.row.record.last_news
    return ProductStatus(news.status).label if news else None


COLUMNS: tuple[Column, ...] = (
    Column("Défi", 36, _fact("title")),
    Column("Administration", 20, _fact("administration")),
    Column("Promotion", 18, _fact("promotion")),
    Column("Phase", 16, lambda line: line.row.phase_label),
    Column("Début", 12, _fact("start")),
    Column("Fin", 12, _fact("end")),
    Column("Jours restants", 12, lambda line: _days(line.row.days_left)),
    Column("Terminé depuis (jours)", 12, lambda line: _days(line.row.days_left, past=True)),
    Column("Santé", 14, lambda line: line.row.health.label),
    Column("Raisons", 60, _reasons),
    Column("Plan confirmé le", 14, _fact("confirmed_on")),
    Column("Plan confirmé par", 22, _fact("confirmed_by")),
    Column(
        "Date de la prochaine étape", 14, lambda line: line.row.milestone.date if line.row.milestone else None
    ),
    Column("Prochaine étape", 36, lambda line: line.row.milestone.label if line.row.milestone else None),
    Column("Étapes en retard", 10, lambda line: len(line.row.late_milestones)),
    Column("Nombre de documents manquants", 12, lambda line: len(line.row.missing)),
    Column("Documents manquants", 40, lambda line: ", ".join(line.row.missing)),
    Column("Décision", 12, lambda line: line.row.decision.label),
    Column("Décision attendue le", 14, _fact("decision_due")),
    Column("Décision prise le", 14, _fact("decided_on")),
    Column("Qui décide", 24, _fact("decision_maker")),
    Column("Scénario retenu", 30, _scenario("decided")),
    Column("Scénario recommandé", 30, _scenario("recommended")),
    Column("Coût annuel (€)", 12, lambda line: line.funding.yearly_cost),
    Column("Financement", 30, lambda line: line.funding.source),
    Column("Relève", 30, _fact("takeover")),
    Column("Responsable de la relève", 22, _fact("takeover_person")),
    Column("État à la fin", 22, lambda line: line.row.record.end_state_label),
    Column("Dernières nouvelles", 22, _news),
    Column("Responsable de la fiche", 22, _fact("owner")),
    Column("Adresse", 50, lambda line: line.address),
)


def read_lines(rows: Sequence[Row], absolute: Callable[[str], str]) -> list[Line]:
    """Return the défis with what only an export tells, in one query.

    Args:
        rows: the défis that the reader follows.
        absolute: makes a full address of a path.
    """
    fundings = _fundings([row.record.pk for row in rows])
    nothing = Funding()
    return [Line(row, fundings.get(row.record.pk, nothing), absolute(row.record.url)) for row in rows]


def write_csv(lines: Iterable[Line]) -> bytes:
    """Return the défis as CSV."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=DELIMITER)
    writer.writerow([column.title for column in COLUMNS])
    for line in lines:
        writer.writerow([_plain(column.value(line)) for column in COLUMNS])
    return (BOM + target.getvalue()).encode("utf-8")


def write_xlsx(lines: Sequence[Line]) -> bytes:
    """Return the défis as a workbook: real dates, header that stays, filters."""
    book = Workbook(write_only=True)
    book.properties.title = "Suivi des défis"
    book.properties.language = "fr-FR"
    sheet = book.create_sheet("Suivi des défis")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(lines) + 1}"
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    header = []
    for column in COLUMNS:
        cell = WriteOnlyCell(sheet, column.title)
        cell.font, cell.alignment = bold, wrapped
        header.append(cell)
    sheet.append(header)
    for line in lines:
        sheet.append([_cell(sheet, column.value(line)) for column in COLUMNS])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, dt.date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = DATE_FORMAT
        return cell
    return _safe(value) if isinstance(value, str) else value


def _plain(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return _safe(value) if isinstance(value, str) else value


def _safe(text: str) -> str:
    """Return a text that no spreadsheet runs, without the control characters that a workbook refuses."""
    return spreadsheet_safe(ILLEGAL_CHARACTERS_RE.sub("", text))


def _fundings(pks: list[int]) -> Mapping[int, Funding]:
    rows = Scenario.objects.filter(defi__in=pks).exclude(decided=False, recommended=False)
    found: dict[int, Funding] = {}
    # The decided one comes last and stays.
    for defi, cost, source in rows.order_by("decided").values_list(
        "defi_id", "yearly_cost", "funding_source"
    ):
        found[defi] = Funding(cost, source)
    return found
