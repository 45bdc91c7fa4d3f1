"""Small workbooks for tests: a header and rows given by the names of our fields."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

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
