"""Workbooks that leave the system: a styled header, typed cells, and no formula that a value could bring in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape

from almacontact.calendar import BOGOTA

Kind = Literal["text", "number", "money", "percent", "day", "moment"]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, str] = {
    "text": "General",
    "number": "#,##0",
    "money": '"$" #,##0',
    "percent": '0.##"%"',
    "day": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
}
WIDTHS: dict[str, int] = {"text": 28, "number": 12, "money": 20, "percent": 12, "day": 13, "moment": 17}
LONGEST = 32_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class SheetColumn:
    """A column of a table: its heading and what its values are (`percent` in points: 30 is 30 %)."""

    label: str
    kind: Kind = "text"
    width: int = 0


def plain(value: Any) -> Any:
    """A value as a cell can hold it: moments in Bogotá without zone, lists and the like as their text, no control
    characters."""
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(BOGOTA).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    return _CONTROL.sub("", str(value))[:LONGEST]


def set_value(cell: Any, value: Any) -> None:
    """Write a value of ours into a cell; text stays text even where it begins with `=`."""
    cell.value = plain(value)
    if cell.data_type == "f":
        cell.data_type = "s"


_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v\s*(?:/>|></v>)</c>')


def save_with_values(book: Any, values: Mapping[tuple[str, str], float | Decimal | str]) -> bytes:
    """Return the bytes of an openpyxl workbook whose formulas carry their `values`, by (sheet, cell).

    A preview, a phone or another program that does not calculate then shows the figures too. Every formula has one:
    raises KeyError for one without.
    """
    plain, target = BytesIO(), BytesIO()
    book.save(plain)
    sheets = {f"xl/worksheets/sheet{number}.xml": sheet.title for number, sheet in enumerate(book.worksheets, 1)}
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as into:
        for entry in source.infolist():
            content = source.read(entry)
            if title := sheets.get(entry.filename):
                content = _FORMULA.sub(_carrying(title, values), content.decode()).encode()
            into.writestr(entry, content)
    return target.getvalue()


def _carrying(title: str, values: Mapping[tuple[str, str], float | Decimal | str]) -> Callable[[re.Match[str]], str]:
    def written(found: re.Match[str]) -> str:
        value = values[title, found[1]]
        kind = ' t="str"' if isinstance(value, str) else ""
        shown = escape(value) if isinstance(value, str) else f"{value!r}" if isinstance(value, float) else f"{value:f}"
        return f'<c r="{found[1]}"{found[2]}{kind}>{found[3]}<v>{shown}</v></c>'

    return written


def write_table(target: Any, *, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]]) -> int:
    """Write one sheet with a frozen, filterable header to `target` (a path or a binary file); return how many rows.

    Rows are streamed, so that 200,000 of them need no memory. `title` names the sheet (31 characters are kept).
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1")
    sheet.freeze_panes = "B2"
    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width or WIDTHS[column.kind]
    sheet.append([_heading(sheet, column) for column in columns])
    formats = [FORMATS[column.kind] for column in columns]
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value, number_format) for value, number_format in zip(row, formats, strict=True)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    book.save(target)
    return count


def _heading(sheet: Any, column: SheetColumn) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = WriteOnlyCell(sheet)
    set_value(cell, column.label)
    cell.font = Font(bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor="FF0B6B63")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Any, number_format: str) -> Any:
    value = plain(value)
    if number_format == "General" and not (isinstance(value, str) and value.startswith("=")):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    set_value(cell, value)
    if number_format != "General":
        cell.number_format = number_format
    return cell
