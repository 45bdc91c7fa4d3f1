"""Finding the table in a workbook: which sheet, which row holds the headers, where its columns are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from almacontact.refusals import Blocker
from pipeline.workbook.columns import scored_field, taken_field
from pipeline.workbook.opening import Cell, Sheet, Workbook, WorkbookRefused
from pipeline.workbook.words import fold

_SEARCHED_ROWS = 40
_ENOUGH = 4  # fewer known columns than this is no pipeline
_MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre")  # fmt: skip
_ENGLISH_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                   "november", "december")  # fmt: skip
MONTH_NUMBER = {name: number for names in (_MONTHS, _ENGLISH_MONTHS) for number, name in enumerate(names, 1)}
MONTH_NUMBER["setiembre"] = 9
_YEAR = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True)
class Table:
    """Where the pipeline stands: `first` and `last` header row (from 1), the text over each column."""

    sheet: Sheet
    first: int
    last: int
    headers: tuple[str, ...]

    def data(self) -> Sequence[tuple[int, list[Cell]]]:
        """Return each row under the header with its number in the sheet."""
        return list(enumerate(self.sheet.rows[self.last :], self.last + 1))

    def filled(self) -> dict[int, int]:
        """Return how many cells of each column hold something."""
        rows = self.sheet.rows[self.last :]
        return {
            column: sum(1 for row in rows if column < len(row) and row[column] != "")
            for column in range(max((len(row) for row in rows), default=0))
        }


@dataclass(frozen=True)
class TargetCell:
    """One month's sales target as a sheet gives it; `month` 1–12, `value` as it stands in the cell."""

    row: int
    month: int
    value: Cell


@dataclass(frozen=True)
class TargetTable:
    """A sheet of monthly targets: its name, the year (0 where it does not say) and its months."""

    sheet: str
    year: int
    cells: tuple[TargetCell, ...]


def find_table(workbook: Workbook) -> Table:
    """Return the best pipeline table of the workbook.

    Each of the first rows of each sheet is scored by how many known columns it names, alone or joined with the row
    under it (headers in two rows, the upper one merged). Raises `WorkbookRefused` when no row names enough.
    """
    candidates = [table for sheet in workbook.sheets for table in _candidates(sheet)]
    # Words and parts first, which is quick; only the few best rows are then read with slips allowed.
    candidates.sort(key=lambda table: len({*map(scored_field, table.headers)} - {""}), reverse=True)
    scored = [(len({*map(taken_field, table.headers)} - {""}), table) for table in candidates[:6]]
    score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
    if best is None or score < _ENOUGH:
        raise WorkbookRefused(
            list(workbook.too_big.values())
            or Blocker(
                code="no_header",
                message=_(
                    "No sheet has a row of headers like those of the pipeline (client, seats, unit value, stage…)."
                    " Write the headers in one row above the data and try again."
                ),
                field="file",
            )
        )
    if not any(any(cell != "" for cell in row) for _number, row in best.data()):
        raise WorkbookRefused(
            Blocker(
                code="no_rows",
                message=_("Sheet “%(sheet)s” has headers but no rows under them.") % {"sheet": best.sheet.name},
                field="file",
            )
        )
    return best


def _text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _candidates(sheet: Sheet) -> list[Table]:
    found: list[Table] = []
    rows = sheet.rows[:_SEARCHED_ROWS]
    for number, row in enumerate(rows, 1):
        alone = tuple(_text(cell) for cell in row)
        if sum(1 for text in alone if text) < 2:
            continue
        found.append(Table(sheet, number, number, alone))
        if number < len(rows) and _could_be_headers(rows[number]):
            under = tuple(_text(cell) for cell in rows[number])
            found.append(Table(sheet, number, number + 1, _joined(alone, under)))
    return found


def _could_be_headers(row: Sequence[Cell]) -> bool:
    return any(cell != "" for cell in row) and all(isinstance(cell, str) for cell in row)


def _joined(upper: Sequence[str], under: Sequence[str]) -> tuple[str, ...]:
    """Join two header rows. A merged upper cell stands over the columns to its right until the next one."""
    joined: list[str] = []
    group = ""
    for top, bottom in zip(upper, under, strict=True):
        group = top or (group if bottom else "")
        both = f"{group} {bottom}".strip() if bottom else top
        # "Valor | unitario por puesto" needs both; "Cliente | NIT" the lower one; "Cliente | Nombre" the upper one.
        alternatives = [text for text in (both, bottom, top) if scored_field(text)]
        joined.append(alternatives[0] if alternatives else both)
    return tuple(joined)


def find_targets(workbook: Workbook, pipeline_sheet: str) -> TargetTable | None:
    """Return the sheet that lists a value for each month, if the workbook has one beside the pipeline's."""
    for sheet in workbook.sheets:
        if sheet.name == pipeline_sheet:
            continue
        cells: dict[int, TargetCell] = {}
        for number, row in enumerate(sheet.rows[:60], 1):
            filled = [cell for cell in row if cell != ""]
            month = MONTH_NUMBER.get(fold(filled[0]), 0) if filled and isinstance(filled[0], str) else 0
            if month and len(filled) > 1:
                cells.setdefault(month, TargetCell(number, month, filled[1]))
        if len(cells) >= 6:
            titles = " ".join([sheet.name, *(_text(cell) for row in sheet.rows[:4] for cell in row)])
            year = _YEAR.search(titles)
            return TargetTable(sheet.name, int(year[1]) if year else 0, tuple(cells[m] for m in sorted(cells)))
    return None
