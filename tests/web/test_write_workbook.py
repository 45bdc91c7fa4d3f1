"""Workbooks: typed cells, no formulas from values, nothing that Excel cannot open."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from almacontact.xlsx import SheetColumn, write_table

COLUMNS = [
    SheetColumn("Texto"),
    SheetColumn("Valor", "money"),
    SheetColumn("Día", "day"),
    SheetColumn("Hora", "moment"),
]


def sheet_of(rows, title="Hoja"):
    book = BytesIO()
    write_table(book, title=title, columns=COLUMNS, rows=rows)
    return load_workbook(book).active


@pytest.mark.parametrize("text", ["=1+1", '=cmd|" /C calc"!A0', "=", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_never_becomes_a_formula(text):
    cell = sheet_of([[text, 1, None, None]])["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_cells_are_typed_and_moments_are_bogotas():
    moment = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
    sheet = sheet_of([["a", Decimal(1500), date(2026, 11, 24), moment]])
    assert sheet["B2"].value == 1500
    assert sheet["B2"].number_format == '"$" #,##0'
    assert sheet["C2"].value.date() == date(2026, 11, 24)
    assert sheet["D2"].value == datetime(2026, 11, 24, 22, 30)


def test_control_characters_and_forbidden_titles_do_not_break_the_file():
    sheet = sheet_of([["a\x00b\x0bc", 1, None, None]], title="Plan [2026]/1: " + "x" * 40)
    assert sheet["A2"].value == "abc"
    assert len(sheet.title) <= 31


def test_the_header_is_frozen_and_filterable():
    sheet = sheet_of([["a", 1, None, None]] * 3)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert [cell.value for cell in sheet[1]] == ["Texto", "Valor", "Día", "Hora"]
