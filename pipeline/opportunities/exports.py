"""The pipeline as a workbook: the team's own columns, plus the code and version that let it come back.

What goes out can be edited anywhere and imported again: nothing but the edited cells changes.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.accounts.roles import SALES_ROLES
from almacontact.calendar import today
from almacontact.xlsx import plain
from pipeline.catalogues.models import LeadSource, Segment, Service
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.rights import demand_right
from pipeline.workbook.columns import FIELDS, Kind

TITLE = "ALMACONTACT - ROLLING PIPELINE"
HEADER_ROW = 3  # from 0: the team's workbook has its headers in row 4
STAGE_WORDS = {
    "hunting": "Hunting",
    "qualification": "Calificación",
    "proposal": "Propuesta",
    "negotiation": "Negociación",
    "won": "Ganado",
    "lost": "Perdido",
    "withdrawn": "Desistido",
    "cancelled": "Desierta",
}
"""Stage or outcome as the workbook says it, whatever the reader's language; the import reads each of them."""
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
COLUMNS = (*(field for field in FIELDS if field.name not in ("code", "version")), *FIELDS[:2])
_WIDTHS = {
    "number": 7, "client": 36, "nit": 16, "description": 34, "objective": 34, "seats": 10, "segment": 26, "service": 26,
    "unit_value": 16, "monthly_value": 20, "contract_months": 11, "total_value": 23, "expected_close_on": 14,
    "expected_billing_on": 14, "stage": 15, "probability": 12, "lead_source": 30, "owner": 22, "contact": 24,
    "email": 28, "next_step": 28, "next_step_on": 14, "code": 15, "version": 9,
}  # fmt: skip
_SUMMED = ("seats", "monthly_value", "total_value")
_IDENTIFIERS = ("number", "nit", "code")
"""Written as texts, digits or not: nothing is counted with them, and a 0 in front stays."""
_LISTS = "Listas"
_SPARE_ROWS = 500  # lists and totals reach below the table: people add rows there


def exportable(by: User) -> OpportunityQuerySet:
    """Return the opportunities that `by` may take out: their own or all, as the role table says."""
    visible = Opportunity.objects.visible_to(by)
    scope = by.scope(Right.EXPORT)
    if scope == Scope.NONE:
        return visible.none()
    return visible if scope == Scope.ALL else visible.owned_by(by)


def pipeline_workbook(opportunities: Iterable[Opportunity], *, by: User) -> bytes:
    """Return a workbook of `opportunities`, read with client, contact and lists joined (see `ready`).

    Raises `NotAllowed` unless `by` may export. Texts are written as texts: none can become a formula.
    """
    import xlsxwriter

    demand_right(by, Right.EXPORT)
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    with override("es"):
        _write(book, list(opportunities))
    book.close()
    return target.getvalue()


def ready(opportunities: OpportunityQuerySet) -> OpportunityQuerySet:
    """Join what each row of the workbook shows."""
    joined = opportunities.select_related("client", "owner", "segment", "service", "lead_source", "contact")
    return joined.order_by("code")


def _write(book: Any, rows: Sequence[Opportunity]) -> None:
    sheet = book.add_worksheet("Pipeline")
    formats = _formats(book)
    sheet.write_string(0, 0, f"{TITLE} {today().year}", formats["title"])
    sheet.write_string(1, 0, _("Updated: %(day)s") % {"day": f"{today():%d/%m/%Y}"}, formats["note"])
    sheet.write_string(
        2, 0, _("Code and version say which row is which: leave them. Rows without them are new."), formats["note"]
    )
    first, last = HEADER_ROW + 1, HEADER_ROW + len(rows)
    for column, field in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS[field.name])
        sheet.write_string(HEADER_ROW, column, field.header, formats["header"])
    sheet.set_row(HEADER_ROW, 44)
    from xlsxwriter.utility import xl_col_to_name

    letters = {field.name: xl_col_to_name(column) for column, field in enumerate(COLUMNS)}
    for row, opportunity in enumerate(rows, first):
        _write_row(sheet, row, opportunity, letters, formats)
    identifiers = " ".join(f"{letters[name]}{first + 1}:{letters[name]}{max(last, first) + 1}" for name in _IDENTIFIERS)
    sheet.ignore_errors({"number_stored_as_text": identifiers})
    _write_totals(sheet, first, last, rows, letters, formats)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.autofilter(HEADER_ROW, 0, max(last, first), len(COLUMNS) - 1)
    _write_lists(book, sheet, first, last, letters)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    money = '"$" #,##0'
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14, "font_color": "#0B6B63"}),
        "note": book.add_format({**base, "italic": True, "font_color": "#55625F"}),
        "header": book.add_format(
            {
                **base,
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": "#0B6B63",
                "text_wrap": True,
                "valign": "vcenter",
            }
        ),
        "text": book.add_format({**base, "align": "left", "indent": 1}),
        "number": book.add_format({**base, "num_format": "#,##0"}),
        "money": book.add_format({**base, "num_format": money}),
        "derived": book.add_format({**base, "num_format": money, "bg_color": "#ECF0EF"}),
        "percent": book.add_format({**base, "num_format": "0%"}),
        "date": book.add_format({**base, "num_format": "dd/mm/yyyy", "align": "right"}),
        "month": book.add_format({**base, "align": "right"}),
        "ours": book.add_format({**base, "align": "left", "indent": 1, "font_color": "#55625F", "bg_color": "#ECF0EF"}),
        "total": book.add_format({**base, "bold": True, "top": 1, "num_format": "#,##0"}),
        "total_money": book.add_format({**base, "bold": True, "top": 1, "num_format": money}),
    }


def _write_row(sheet: Any, row: int, one: Opportunity, letters: dict[str, str], formats: dict[str, Any]) -> None:
    for column, field in enumerate(COLUMNS):
        name = field.name
        if name in ("monthly_value", "total_value"):
            factors = ("seats", "unit_value") if name == "monthly_value" else ("monthly_value", "contract_months")
            formula = "=" + "*".join(f"{letters[factor]}{row + 1}" for factor in factors)
            value = getattr(one.terms, name)
            sheet.write_formula(row, column, formula, formats["derived"], value)
            continue
        value = _value(one, name)
        if value is None or value == "":
            continue
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, formats["date"])
        elif isinstance(value, str):
            style = "ours" if name == "code" else ("month" if field.kind is Kind.DATE else "text")
            sheet.write_string(row, column, plain(value), formats[style])
        else:
            style = {Kind.MONEY: "money", Kind.PERCENT: "percent", Kind.VERSION: "ours"}.get(field.kind, "number")
            sheet.write_number(row, column, value, formats[style])


def _value(one: Opportunity, name: str) -> Any:
    """Return what a cell holds: a date known to the month stands as text (`dic-26`), as in the team's workbook."""
    match name:
        case "number":
            return "" if one.import_number.startswith("~") else one.import_number
        case "client":
            return one.client.name
        case "nit":
            return one.client.full_nit
        case "segment" | "service" | "lead_source" | "owner":
            related = getattr(one, name)
            return related.name if related else ""
        case "contact":
            return one.contact.name if one.contact else ""
        case "email":
            return one.contact.email if one.contact else ""
        case "stage":
            return STAGE_WORDS[one.status]
        case "probability":
            return one.probability / 100
        case "expected_close_on" | "expected_billing_on" | "next_step_on":
            day: date | None = getattr(one, name)
            if day and getattr(one, f"{name.removesuffix('_on')}_precision") == Precision.MONTH:
                return f"{MONTHS[day.month - 1]}-{day:%y}"
            return day
        case _:
            return getattr(one, name)


def _write_totals(
    sheet: Any, first: int, last: int, rows: Sequence[Opportunity], letters: dict[str, str], formats: dict[str, Any]
) -> None:
    """Write sums that follow the filter, two rows below the table."""
    at = max(last, first) + 2
    sheet.write_string(at, 0, "TOTAL", formats["total"])
    sums = {
        "seats": sum(one.seats for one in rows),
        "monthly_value": sum(one.terms.monthly_value for one in rows),
        "total_value": sum(one.terms.total_value for one in rows),
    }
    for column, field in enumerate(COLUMNS):
        if field.name in _SUMMED:
            letter = letters[field.name]
            formula = f"=SUBTOTAL(109,{letter}{first + 1}:{letter}{max(last, first) + 1})"
            style = formats["total" if field.name == "seats" else "total_money"]
            sheet.write_formula(at, column, formula, style, sums[field.name])


def _write_lists(book: Any, sheet: Any, first: int, last: int, letters: dict[str, str]) -> None:
    """Offer the words that the application knows, from a hidden sheet: other words may still be typed."""
    sellers = User.objects.filter(is_active=True, held_roles__role__in=SALES_ROLES).distinct().order_by("name")
    lists: dict[str, list[str]] = {
        "stage": list(STAGE_WORDS.values()),
        "segment": [entry.name for entry in Segment.objects.filter(active=True).order_by("position", "name")],
        "service": [entry.name for entry in Service.objects.filter(active=True).order_by("position", "name")],
        "lead_source": [entry.name for entry in LeadSource.objects.filter(active=True).order_by("position", "name")],
        "owner": [person.name for person in sellers],
    }
    from xlsxwriter.utility import xl_col_to_name

    hidden = book.add_worksheet(_LISTS)
    hidden.hide()
    columns = {field.name: column for column, field in enumerate(COLUMNS)}
    for number, (name, words) in enumerate(lists.items()):
        for row, word in enumerate(words):
            hidden.write_string(row, number, plain(word))
        if words:
            letter = xl_col_to_name(number)
            source = f"={_LISTS}!${letter}$1:${letter}${len(words)}"
            sheet.data_validation(
                first, columns[name], last + _SPARE_ROWS, columns[name],
                {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True},
            )  # fmt: skip
    for name, most in (("seats", 100_000), ("contract_months", 600)):
        sheet.data_validation(
            first, columns[name], last + _SPARE_ROWS, columns[name],
            {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": most, "error_type": "warning"},
        )  # fmt: skip
    sheet.data_validation(
        first, columns["probability"], last + _SPARE_ROWS, columns["probability"],
        {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "error_type": "warning"},
    )  # fmt: skip
