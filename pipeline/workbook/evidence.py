"""What stands under a header, judged by the values alone: dates, percentages, numbers, e-mails, stages, texts."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from pipeline.workbook import cells as values
from pipeline.workbook.blanks import is_error, stands_for_nothing
from pipeline.workbook.columns import Nature
from pipeline.workbook.headers import Table
from pipeline.workbook.opening import Cell
from pipeline.workbook.stages import Sure, read_stage
from pipeline.workbook.vocabulary import unit_of

_MOST = 0.8
_SAMPLE = 200
_CODE = re.compile(r"[A-Z]{2,4}-\d{4}-\d+")
_DAYS = range(30_000, 90_000)


def natures(table: Table) -> dict[int, tuple[Nature, int]]:
    """Return what at least four fifths of the values of each column are, and how many; mixed columns are absent."""
    found: dict[int, tuple[Nature, int]] = {}
    for column in range(len(table.headers)):
        seen = sample(table, column)
        counted = Counter(nature_of(cell) for cell in seen)
        if counted:
            nature, times = counted.most_common(1)[0]
            if times >= _MOST * len(seen):
                found[column] = (nature, times)
    return found


def sample(table: Table, column: int) -> list[Cell]:
    """Return the first values of a column, blanks left out."""
    seen: list[Cell] = []
    for row in table.sheet.rows[table.last :]:
        cell = row[column] if column < len(row) else ""
        if not isinstance(cell, str) or (cell.strip() and not is_error(cell) and not stands_for_nothing(cell, "seats")):
            seen.append(cell)
            if len(seen) == _SAMPLE:
                break
    return seen


def nature_of(cell: Cell) -> Nature:
    """Return what one value is."""
    if isinstance(cell, datetime | date):
        return Nature.DATES
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return Nature.TEXTS
    if isinstance(cell, int | float):
        if 0 < cell < 1:
            return Nature.PERCENTAGES
        return Nature.DAYS if int(cell) in _DAYS else Nature.NUMBERS
    return _nature_of_text(cell.strip())


def _nature_of_text(text: str) -> Nature:
    if _CODE.fullmatch(text):
        return Nature.CODES
    if "@" in text:
        return Nature.EMAILS
    for nature, read in (
        (Nature.PERCENTAGES, _percentage),
        (Nature.NUMBERS, values.number),
        (Nature.DATES, values.day),
    ):
        try:
            read(text)
        except values.Unreadable:
            continue
        return nature
    read_as = read_stage(text)
    return Nature.STAGES if read_as and read_as.sure is not Sure.ASKED else Nature.TEXTS


def _percentage(text: str) -> None:
    if not text.endswith("%"):
        raise values.Unreadable
    values.number(text.removesuffix("%"))


def pesos_each(header: str, cells: Sequence[Cell], most: int) -> tuple[int, bool]:
    """Return how many pesos each unit under a header is, and whether the header's word for it was overruled.

    `most` is what half of the amounts may reach: a column "in millions" that already holds millions is in pesos.
    """
    pesos = unit_of(header).pesos
    if pesos == 1:
        return 1, False
    amounts = []
    for cell in cells:
        try:
            amounts.append(values.number(cell))
        except values.Unreadable:
            continue
    if amounts and sorted(amounts)[len(amounts) // 2] * pesos > most:
        return 1, True
    return pesos, False
