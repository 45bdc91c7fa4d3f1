"""The forecast as a workbook."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from almacontact import xlsx
from pipeline.plan.forecast import Dimension, Figures, Forecast

_PESOS = '"$" #,##0'


def forecast_workbook(forecast: Forecast, parts: list[tuple[str, Figures]], by: Dimension) -> HttpResponse:
    """Return the months and the breakdown, a sheet each, with totals as formulas."""
    book = Workbook()
    months = book.active
    assert isinstance(months, Worksheet)
    months.title = str(forecast.year)
    values = _fill(
        months,
        [_("Month"), _("Target"), _("Won, new clients"), _("Won, all"), _("Committed"), _("Weighted"), _("Gap")]
        + [_("Seats won"), _("Seats open")],
        [
            [
                month.first,
                month.target,
                month.figures.won_new,
                month.figures.won,
                month.figures.committed,
                month.figures.weighted,
                month.gap,
                month.figures.won_seats,
                month.figures.open_seats,
            ]
            for month in forecast.months
        ],
        money=range(2, 8),
    )
    for row in range(2, 14):
        months.cell(row, 1).number_format = "mmm yyyy"
    values |= _fill(
        book.create_sheet(str(by.label)[:31]),
        [str(by.label), _("Won, new clients"), _("Won, all"), _("Committed"), _("Open"), _("Weighted")]
        + [_("Seats won"), _("Seats open")],
        [
            [
                label,
                figures.won_new,
                figures.won,
                figures.committed,
                figures.open,
                figures.weighted,
                figures.won_seats,
                figures.open_seats,
            ]
            for label, figures in parts
        ],
        money=range(2, 7),
    )
    response = HttpResponse(xlsx.save_with_values(book, values), content_type=xlsx.CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="forecast-{forecast.year}.xlsx"'
    return response


def _fill(
    sheet: Worksheet, headings: list[str], rows: list[list[Any]], money: range
) -> dict[tuple[str, str], Decimal | float | str]:
    """Write a table with a frozen header and a total row of formulas; return the values of those."""
    values: dict[tuple[str, str], Decimal | float | str] = {}
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, column)
        xlsx.set_value(cell, heading)
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF0B6B63")
        sheet.column_dimensions[get_column_letter(column)].width = 24
    last = len(rows) + 1
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            xlsx.set_value(sheet.cell(number, column), value)
    xlsx.set_value(sheet.cell(last + 1, 1), _("Total"))
    for column in range(2, len(headings) + 1):
        letter = get_column_letter(column)
        sheet.cell(last + 1, column).value = f"=SUM({letter}2:{letter}{last})" if rows else 0
        values[sheet.title, f"{letter}{last + 1}"] = sum((Decimal(row[column - 1] or 0) for row in rows), Decimal(0))
        for number in range(2, last + 2):
            sheet.cell(number, column).number_format = _PESOS if column in money else "#,##0"
    for column in range(1, len(headings) + 1):
        sheet.cell(last + 1, column).font = Font(bold=True)
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return values
