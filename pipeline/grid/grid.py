"""The Matriz: its rows as data, what is typed or pasted into a cell read as people write it, and each cell saved alone.

A cell is sent with what it showed before (`base`) and the version of its row. Where somebody else changed the row
meanwhile, a cell they did not touch is saved all the same; one they did touch is a conflict that shows both values.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import SALES_ROLES
from almacontact.calendar import today
from almacontact.numbers import Kind
from almacontact.refusals import Blocker, Refused, StaleVersion
from almacontact.text import clean
from pipeline.catalogues.models import LeadSource, Segment, Service
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.opportunities.settled import price_left
from pipeline.states import Stage
from pipeline.terms import LARGEST
from pipeline.workbook import cells as values
from pipeline.workbook.blanks import is_error, stands_for_nothing
from pipeline.workbook.stages import Sure, read_stage
from pipeline.workbook.words import fold

MOST_CELLS = 5_000
"""Cells of one paste: two hundred rows of all columns."""
_RETRIES = 3

_TEXTS = ("description", "objective", "next_step")
_DATES = ("expected_close_on", "expected_billing_on", "next_step_on")
_LISTS: dict[str, Any] = {"segment": Segment, "service": Service, "lead_source": LeadSource}
_COLUMNS = (
    "code",
    "version",
    "stage",
    "outcome",
    "seats",
    "unit_value",
    "contract_months",
    "monthly_value",
    "total_value",
    "probability",
    "owner_id",
    *_TEXTS,
    *_DATES,
    *(name.replace("_on", "_precision") for name in _DATES),
)
EDITABLE = ("stage", "owner", "seats", "unit_value", "contract_months", "probability", *_TEXTS, *_DATES, *_LISTS)
"""The columns one may type into, by the name of the field."""
BULK_FIELDS = ("owner", "next_step", "next_step_on", "expected_close_on", "expected_billing_on", "probability")
"""What may be set for many rows at once."""


@dataclass(frozen=True)
class Cell:
    """What somebody typed: into which row and column, over what, at which version of the row."""

    code: str
    field: str
    value: str
    base: str
    version: int


@dataclass
class Saved:
    """What became of one cell: saved, unchanged, refused (with blockers), or in conflict (with the value of theirs).

    `note`: what was taken for what, where that is not what was typed, and what else follows from what was saved.
    """

    code: str
    field: str
    status: str
    row: dict[str, Any] | None = None
    theirs: str = ""
    note: str = ""
    blockers: list[Blocker] = dataclasses.field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it for the browser; messages are in the person's language."""
        return {
            "code": self.code,
            "field": self.field,
            "status": self.status,
            "row": self.row,
            "theirs": self.theirs,
            "note": self.note,
            "blockers": [
                {"message": str(one.message), "url": one.url, "link": str(one.link_label)} for one in self.blockers
            ],
        }


def rows(opportunities: OpportunityQuerySet, user: User) -> list[dict[str, Any]]:
    """Return the rows as plain data in one query; `editable` tells whether the person may type into them."""
    named = {
        "client_name": F("client__name"),
        "client_nit": F("client__nit"),
        "owner_name": F("owner__name"),
        **{f"{name}_name": F(f"{name}__name") for name in _LISTS},
    }
    found = opportunities.annotate(**named).values(*_COLUMNS, *named)
    probe = Opportunity()
    return [_row(one, user, probe) for one in found]


def row(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return one row as it now is."""
    (found,) = rows(Opportunity.objects.filter(pk=opportunity.pk), user)
    return found


def _row(one: Mapping[str, Any], user: User, probe: Opportunity) -> dict[str, Any]:
    probe.owner_id = one["owner_id"]
    cells = {name: str(one[name]) for name in ("seats", "unit_value", "contract_months", "probability", *_TEXTS)}
    cells |= {name: _date_text(one[name], one[name.replace("_on", "_precision")]) for name in _DATES}
    cells |= {name: one[f"{name}_name"] or "" for name in _LISTS}
    return {
        **cells,
        "code": one["code"],
        "version": one["version"],
        "client": one["client_name"],
        "nit": one["client_nit"],
        "owner": one["owner_name"],
        "stage": one["stage"],
        "status": one["outcome"] or one["stage"],
        "monthly_value": one["monthly_value"],
        "total_value": one["total_value"],
        "editable": probe.may_be_edited_by(user),
    }


def _date_text(on: date | None, precision: str) -> str:
    """Write a date so that it sorts and is read again: `2026-11-24`, or `2026-11` where only the month is known."""
    if on is None:
        return ""
    return f"{on:%Y-%m}" if precision == Precision.MONTH else on.isoformat()


def save_cells(cells: Iterable[Cell], by: User) -> list[Saved]:
    """Save each cell by itself, in order. A row that this call has saved itself is followed to its new version."""
    found = {
        one.code: one
        for one in Opportunity.objects.visible_to(by)
        .with_parties()
        .select_related("lead_source", "contact")
        .filter(code__in={cell.code for cell in cells})
    }
    reader = Reader()
    return [_save(cell, found, reader, by) for cell in cells]


def _save(cell: Cell, found: dict[str, Opportunity], reader: "Reader", by: User) -> Saved:
    opportunity = found.get(cell.code)
    if opportunity is None or cell.field not in EDITABLE:
        blocker = Blocker(code="not_found", message=_("This cell is not here any more. Load the page again."))
        return Saved(cell.code, cell.field, "refused", blockers=[blocker])
    for _attempt in range(_RETRIES):
        try:
            return _try(cell, opportunity, reader, by)
        except StaleVersion:
            opportunity = found[cell.code] = _reread(opportunity)
        except Refused as refused:
            opportunity = found[cell.code] = _reread(opportunity)
            return Saved(cell.code, cell.field, "refused", row(opportunity, by), blockers=refused.blockers)
    blocker = Blocker(code="busy", message=_("Others are editing this row. Try again."))
    return Saved(cell.code, cell.field, "refused", row(opportunity, by), blockers=[blocker])


def _reread(opportunity: Opportunity) -> Opportunity:
    return Opportunity.objects.with_parties().select_related("lead_source", "contact").get(pk=opportunity.pk)


def _try(cell: Cell, opportunity: Opportunity, reader: "Reader", by: User) -> Saved:
    wanted = reader.read(cell.field, cell.value)
    now = row(opportunity, by)
    if all(getattr(opportunity, name) == value for name, value in wanted.items()):
        return Saved(cell.code, cell.field, "unchanged", now, note=reader.note)
    if opportunity.version != cell.version and now[cell.field] != cell.base:
        return Saved(cell.code, cell.field, "conflict", now, theirs=now[cell.field])
    if cell.field == "stage":
        move_opportunity(opportunity=opportunity, to=Stage(wanted["stage"]), by=by)
    else:
        edit_opportunity(opportunity=opportunity, by=by, changes=wanted)
    told = " ".join(note for note in (reader.note, price_left(opportunity, wanted)) if note)
    return Saved(cell.code, cell.field, "saved", row(opportunity, by), note=told)


class Reader:
    """Reads what people type or paste into the grid; lists and people are looked up once for many cells."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[str, Any]] = {}
        self.note = ""

    def read(self, name: str, text: str) -> dict[str, Any]:
        """Return the fields and values that `text` means in column `name`; raises `Refused` at the field if nothing."""
        text = clean(text).strip()
        self.note = ""
        try:
            if is_error(text):
                raise values.Unreadable(_("is an error of the spreadsheet"))
            if text and stands_for_nothing(text, name):
                self.note = _("“%(text)s” stands for nothing: taken as empty") % {"text": text}
                text = _nothing(name)
            return self._read(name, text)
        except values.Unreadable as unreadable:
            message = _("“%(text)s” %(reason)s.") % {"text": text, "reason": unreadable}
            raise Refused(Blocker(code="unreadable", field=name, message=message)) from None

    def _read(self, name: str, text: str) -> dict[str, Any]:
        if name in _TEXTS:
            return {name: text}
        if name in _DATES:
            return _read_date(name, text)
        if name == "stage":
            return {"stage": _read_stage(text)}
        if name in _LISTS or name == "owner":
            return {name: self._look_up(name, text)}
        readers: dict[str, Callable[[str], int]] = {
            "seats": lambda cell: values.whole(cell, LARGEST["seats"]),
            "unit_value": _read_money,
            "contract_months": values.term,
            "probability": _read_percent,
        }
        return {name: readers[name](text)}

    def _look_up(self, name: str, text: str) -> Any:
        if not text and name == "lead_source":
            return None
        if name not in self._entries:
            self._entries[name] = {fold(word): entry for entry, words in _choices(name) for word in words if word}
        entry = self._entries[name].get(fold(text))
        if entry is None:
            raise Refused(
                Blocker(
                    code="not_in_list",
                    field=name,
                    message=_("“%(text)s” is not in the list. Choose one of its entries.") % {"text": text},
                )
            )
        return entry


def _choices(name: str) -> list[tuple[Any, tuple[str, ...]]]:
    """Return the entries of a list with the words that mean each."""
    if name == "owner":
        people = User.objects.filter(is_active=True, held_roles__role__in=SALES_ROLES).distinct()
        return [(person, (person.name, person.email)) for person in people.prefetch_related("held_roles")]
    return [(entry, (entry.name, entry.name_en, entry.code)) for entry in _LISTS[name].objects.active()]


def options(name: str) -> list[str]:
    """Return what a list column offers, in its order."""
    return [words[0] for _entry, words in _choices(name)]


_DAYS_AWAY = {"hoy": 0, "today": 0, "manana": 1, "tomorrow": 1, "pasado manana": 2, "ayer": -1, "yesterday": -1}
"""Words that mean a day, in days from today."""


def _read_date(name: str, text: str) -> dict[str, Any]:
    precision = name.replace("_on", "_precision")
    if not text:
        return {name: None, precision: Precision.DAY}
    if (away := _DAYS_AWAY.get(fold(text))) is not None:
        return {name: today() + timedelta(days=away), precision: Precision.DAY}
    day = values.day(text)
    return {name: day.on, precision: Precision.MONTH if day.month_only else Precision.DAY}


def _read_stage(text: str) -> str:
    read = read_stage(text)
    if read is None or read.sure is Sure.ASKED:
        raise values.Unreadable(_("is not a stage we know"))
    if read.outcome:
        raise Refused(
            Blocker(
                code="close_on_page",
                field="stage",
                message=_("An opportunity is closed on its page, where the outcome and its reason are written."),
            )
        )
    return read.stage


def _nothing(name: str) -> str:
    """Return what a dash, `N/A` or the `$ -` of an accounting zero stands for: 0 in a figure, nothing elsewhere."""
    return "0" if name in ("seats", "unit_value", "probability") else ""


def _read_money(text: str) -> int:
    pesos, rounded = values.money(text, LARGEST["unit_value"])
    if rounded:
        raise values.Unreadable(_("is not a whole number"))
    return pesos


def _read_percent(text: str) -> int:
    number = values.number(text, Kind.PERCENT, 4)
    percent = number * 100 if 0 < number < 1 and "%" not in text else number
    if not 0 <= percent <= 100:
        raise values.Unreadable(_("is not between 0% and 100%"))
    return round(percent)
