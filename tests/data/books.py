"""Small workbooks for tests: a header and rows given by the names of our fields."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from openpyxl import Workbook, load_workbook
from xlsxwriter.utility import xl_cell_to_rowcol

from pipeline.workbook.columns import FIELD

SAMPLE = Path(__file__).parent / "sample_pipeline.xlsx"
ROW: dict[str, Any] = {
    "number": 1,
    "client": "Clínica Barú S.A.S.",
    "nit": "830.135.217-2",
    "seats": 10,
    "segment": "Salud",
    "service": "Cobranza",
    "unit_value": 5_000_000,
    "contract_months": 12,
    "expected_close_on": date(2026, 10, 15),
    "stage": "Hunting",
    "probability": 0.1,
    "owner": "",
    "contact": "",
    "email": "",
    "next_step": "Llamar al decisor",
}


def book(*rows: dict[str, Any], without: tuple[str, ...] = ()) -> bytes:
    """A workbook whose rows are `ROW` with what each row says otherwise; `without` leaves columns out."""
    names = [name for name in dict.fromkeys([*ROW, *(name for row in rows for name in row)]) if name not in without]
    made = Workbook()
    made.active.title = "Pipeline"
    made.active.append([FIELD[name].header for name in names])
    for number, row in enumerate(rows, 1):
        made.active.append([{**ROW, "number": number, **row}.get(name, "") for name in names])
    for row in made.active.iter_rows():
        for written in row:
            if written.data_type == "f":
                written.data_type = "s"  # words that begin with "=", not a formula
    return saved(made)


def edited(data: bytes, edit: Callable[[Any], None]) -> bytes:
    """The workbook after somebody edited its first sheet by hand."""
    opened = load_workbook(io.BytesIO(data))
    edit(opened.worksheets[0])
    return saved(opened)


def cell(sheet: Any, header: str, client: str) -> Any:
    """The cell under `header` in the row of `client`."""
    [head] = [row for row in sheet.iter_rows() if any(c.value == "Cliente" for c in row)]
    columns = {c.value: c.column for c in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["Cliente"]).value == client:
            return sheet.cell(row, columns[header])
    raise KeyError(client)


def saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


class Shown(NamedTuple):
    """A cell with a number format of its own."""

    value: Any
    number_format: str


class Broken(str):
    """A cell whose formula gives an error, by its name: `#N/A`."""


class Uncached(str):
    """A formula saved without its value."""


def shaped(*rows: dict[str, Any], headers: Mapping[str, str] | None = None, **options: Any) -> bytes:
    """Like `book`, by a program that can write errors, number formats and merged cells (`merged`: ranges); `headers`
    are those that differ from ours. `options` are the writer's (`date_1904`)."""
    merged = options.pop("merged", ())
    names = list(dict.fromkeys([*ROW, *(name for row in rows for name in row)]))
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False, **options})
    sheet = made.add_worksheet("Pipeline")
    for column, name in enumerate(names):
        sheet.write_string(0, column, (headers or {}).get(name, FIELD[name].header))
    for number, row in enumerate(rows, 1):
        for column, name in enumerate(names):
            _shape(made, sheet, number, column, {**ROW, "number": number, **row}.get(name, ""))
    for where in merged:
        sheet.merge_range(where, "")
        first = where.partition(":")[0]
        row, column = xl_cell_to_rowcol(first)
        _shape(made, sheet, row, column, {**ROW, **rows[row - 1]}[names[column]])
    made.close()
    return target.getvalue()


def _shape(made: Any, sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, Broken):
        sheet.write_formula(row, column, "=NA()", None, str(value))
    elif isinstance(value, Uncached):
        sheet.write_formula(row, column, "=1+1", None, "")
    elif isinstance(value, Shown):
        sheet.write(row, column, value.value, made.add_format({"num_format": value.number_format}))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, made.add_format({"num_format": "dd/mm/yyyy"}))
    elif value != "":
        sheet.write(row, column, value)


def table_of_text(*rows: dict[str, Any], separator: str = ";", encoding: str = "utf-8") -> bytes:
    """The same rows as a CSV."""
    names = list(dict.fromkeys([*ROW, *(name for row in rows for name in row)]))
    target = io.StringIO()
    writer = csv.writer(target, delimiter=separator)
    writer.writerow(FIELD[name].header for name in names)
    for number, row in enumerate(rows, 1):
        cells = [{**ROW, "number": number, **row}.get(name, "") for name in names]
        writer.writerow(f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in cells)
    return target.getvalue().encode(encoding)
