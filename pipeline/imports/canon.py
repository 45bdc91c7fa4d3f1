"""One comparable form for what a sheet says and what a record holds, so that the two can be laid side by side.

Texts, whole numbers, ISO dates; a date known to the month is `2026-03`. An absent value is "" or None.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from almacontact.calendar import last_of_month
from almacontact.xlsx import plain
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.workbook.cells import Day, Nit, text

Value = str | int | None
DATES = ("expected_close_on", "expected_billing_on", "next_step_on")
PLAIN = ("description", "objective", "seats", "unit_value", "contract_months", "probability", "next_step")
NAMES = ("client", "owner", "contact", "segment", "service", "lead_source")
CATALOGUES = ("segment", "service", "lead_source")
COMPARED = ("client", *PLAIN, *CATALOGUES, *DATES, "owner", "contact", "email", "stage")
"""The fields of a row that can change an opportunity; `stage` holds the outcome of what is closed."""


def precision_field(name: str) -> str:
    """Return the field that says how exactly the date `name` is known."""
    return f"{name.removesuffix('_on')}_precision"


def of_row(values: Mapping[str, Any]) -> dict[str, Value]:
    """Return the canonical form of a read row's values; empty cells are absent."""
    found: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, Day):
            found[name] = _date(value.on, value.month_only)
        elif isinstance(value, Nit):
            found[name] = value.number
        else:
            found[name] = value
    if "stage" in found:
        found["stage"] = found.pop("outcome", "") or found["stage"]
    return found


def of_record(record: Opportunity, names: Mapping[str, Mapping[int, str]] | None = None) -> dict[str, Value]:
    """Return the canonical form of an opportunity, or of a historical row of one.

    `names` gives the texts of related records by their ids (`client`, `segment`, `service`, `lead_source`, `owner`,
    `contact`, `email`); without it they are read from the record.
    """
    found: dict[str, Value] = {name: getattr(record, name) for name in PLAIN}
    for name in ("description", "objective", "next_step"):
        found[name] = text(plain(found[name]))  # as a cell holds it
    for name in DATES:
        on = getattr(record, name)
        found[name] = _date(on, getattr(record, precision_field(name)) == Precision.MONTH) if on else None
    if names is None:
        for name in ("client", "owner", *CATALOGUES, "contact"):
            related = getattr(record, name)
            found[name] = related.name if related else ""
        found["email"] = record.contact.email.lower() if record.contact else ""
    else:
        for name in ("client", "owner", *CATALOGUES, "contact"):
            found[name] = names[name].get(getattr(record, f"{name}_id"), "")
        found["email"] = names["email"].get(record.contact_id or 0, "").lower()
    found["stage"] = record.outcome or record.stage
    return found


def same(one: Value, other: Value) -> bool:
    """Tell whether two canonical values say the same; an empty text and no value do."""
    return (one or None) == (other or None) if not (one == 0 or other == 0) else one == other


def parse_date(value: Value) -> tuple[date | None, str]:
    """Return the date and precision of a canonical date; a month stands for its last day."""
    if not value:
        return None, Precision.DAY
    written = str(value)
    if len(written) == 7:
        return last_of_month(date(int(written[:4]), int(written[5:]), 1)), Precision.MONTH
    return date.fromisoformat(written), Precision.DAY


def _date(on: date, month_only: bool) -> str:
    return on.isoformat()[:7] if month_only else on.isoformat()
