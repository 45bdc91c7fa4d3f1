"""The rows that stayed out, as a workbook to mend and import again: as they were written, with the reason."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from almacontact.attachments.store import read_unchanged
from almacontact.xlsx import plain
from pipeline.imports.models import ImportBatch, ImportRow
from pipeline.workbook.headers import find_table
from pipeline.workbook.opening import open_workbook

_OUT = (ImportRow.Verdict.REFUSED, ImportRow.Verdict.ASKED, ImportRow.Verdict.CONFLICT)


def refused_rows(batch: ImportBatch) -> bytes:
    """Return the refused rows of `batch` under their own headers, then the sheet's row number and the reasons."""
    import xlsxwriter

    table = find_table(open_workbook(read_unchanged(batch, sha256=batch.sha256, name=batch.name)))
    rows = {row.row: row for row in batch.rows.filter(verdict__in=_OUT)}
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(table.sheet.name)
    head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#0B6B63", "text_wrap": True})
    why = book.add_format({"font_color": "#B3261E", "text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    headers = [*table.headers, _("Row"), _("Reason")]
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, head)
    at = 0
    for number, cells in table.data():
        if number not in rows:
            continue
        at += 1
        for column, cell in enumerate(cells):
            _write(sheet, at, column, cell, days)
        sheet.write_number(at, len(table.headers), number)
        sheet.write_string(at, len(table.headers) + 1, _reasons(rows[number]), why)
    sheet.set_column(0, len(table.headers) - 1, 18)
    sheet.set_column(len(table.headers) + 1, len(table.headers) + 1, 60)
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, days: Any) -> None:
    if isinstance(cell, datetime | date):
        sheet.write_datetime(row, column, cell, days)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell != "":
        sheet.write_string(row, column, str(plain(cell)))


def _reasons(row: ImportRow) -> str:
    told = [f"{finding['column']}: {finding['reason']}" for finding in row.problems]
    for change in row.changes.values():
        if change["conflict"]:
            told.append(
                _("changed on both sides: here “%(ours)s”, in the file “%(theirs)s”")
                % {"ours": change["ours"], "theirs": change["theirs"]}
            )
    return "; ".join(told)
