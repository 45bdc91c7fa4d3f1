"""What the pages of an import show, and what their forms say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.money import cop
from almacontact.web.fields import as_number
from pipeline.imports import actions, canon
from pipeline.imports.clients import NEW
from pipeline.imports.lookups import CREATE, lookups
from pipeline.imports.models import ImportBatch, ImportRow
from pipeline.imports.planning import OURS, THEIRS
from pipeline.states import Outcome, Stage
from pipeline.terms import Terms
from pipeline.workbook.columns import FIELD, FIELDS, Kind
from pipeline.workbook.opening import Cell

WARNED = "warned"
_SAMPLES = 3
_TONES = {
    ImportBatch.State.UPLOADED: ("info", "table"),
    ImportBatch.State.PLANNED: ("info", "eye"),
    ImportBatch.State.APPLIED: ("ok", "check-circle"),
    ImportBatch.State.UNDONE: ("idle", "arrow-counterclockwise"),
}


@dataclass
class ShownColumn:
    """One column of the workbook on the page that maps it."""

    number: int
    header: str
    letter: str
    samples: list[str]
    field: str
    doubtful: bool = False


def columns_context(batch: ImportBatch, chosen: Mapping[int, str]) -> dict[str, Any]:
    """Return the columns with data or a header, their first values, and the fields to choose from."""
    opened = actions.open_file(actions.content_of(batch))
    table, filled = opened.table, opened.table.filled()
    doubtful = {column for duplicate in opened.proposal.duplicates for column in duplicate.columns}
    shown = []
    for column, header in enumerate(table.headers):
        if header or filled.get(column):
            samples = [_sample(row[column]) for _number, row in table.data() if column < len(row) and row[column] != ""]
            shown.append(
                ShownColumn(
                    column,
                    header or _("(no header)"),
                    _letter(column),
                    samples[:_SAMPLES],
                    chosen.get(column, ""),
                    column in doubtful,
                )
            )
    return {
        "columns": shown,
        "fields": [(known.name, known.label, known.required) for known in FIELDS],
        "table": table,
        "targets": opened.targets,
    }


def chosen_columns(posted: QueryDict) -> dict[int, str]:
    """Return the field of each column as a form says; columns left out are absent."""
    chosen: dict[int, str] = {}
    for name, value in posted.items():
        prefix, _mark, column = name.partition("column-")
        if not prefix and as_number(column) is not None and value in FIELD:
            chosen[int(column)] = str(value)
    return chosen


def choices_from(posted: QueryDict) -> dict[str, Any]:
    """Return the decisions of a form: names are `choice:<question>:<key>`, values an id or a word."""
    choices: dict[str, Any] = {}
    for name, value in posted.items():
        mark, _colon, rest = name.partition(":")
        question, _colon, key = rest.partition(":")
        if mark == "choice" and key and value:
            words = str(value)
            number = as_number(words)
            decided = words if number is None else number
            choices.setdefault(question, {})[key] = decided
    if "move_reason" in posted:
        choices["move_reason"] = str(posted["move_reason"])[:500]
    return choices


def badge(batch: ImportBatch) -> dict[str, str]:
    """Return the state of a batch as a badge."""
    tone, icon = _TONES[ImportBatch.State(batch.state)]
    return {"label": batch.get_state_display(), "tone": tone, "icon": icon}


def tiles(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return what becomes of the rows, or became of them, as figures with a note each."""
    counts = batch.counts
    out = counts.get("refused", 0) + counts.get("conflict", 0)
    created, changed = _("created"), _("changed")
    if batch.is_open:
        created, changed = _("would be created"), _("would change")
    stay_out = {"note": _("none stays out"), "tone": "ok", "icon": "check-circle"}
    if out:
        stay_out = {"note": _("stay out"), "tone": "bad", "icon": "x-octagon"}
    return [
        {"label": pgettext("rows", "New"), "value": counts.get("new"), "note": created},
        {"label": pgettext("rows", "Changed"), "value": counts.get("changed"), "note": changed},
        {"label": pgettext("rows", "Equal"), "value": counts.get("equal"), "note": _("left alone")},
        {"label": _("Refused or in conflict"), "value": out, **stay_out},
    ]


def tabs(batch: ImportBatch, wanted: str) -> tuple[list[dict[str, Any]], str]:
    """Return the tabs with their counts, and the one that is open: the first that asks for attention."""
    names = [(verdict.value, verdict.label) for verdict in ImportRow.Verdict] + [(WARNED, _("Warnings"))]
    counts = batch.counts
    if wanted not in dict(names):
        wanted = next((n for n in ("conflict", "new", "changed", "refused", "equal") if counts.get(n)), "new")
    shown = [
        {"label": label, "url": f"?tab={name}", "current": name == wanted, "count": counts.get(name, 0)}
        for name, label in names
    ]
    return shown, wanted


def rows_of(batch: ImportBatch, tab: str) -> QuerySet[ImportRow]:
    """Return the rows of one tab."""
    rows = batch.rows.select_related("opportunity")
    return rows.filter(warned=True) if tab == WARNED else rows.filter(verdict=tab)


@dataclass
class ShownChange:
    """One changed cell in words."""

    name: str
    label: Any
    before: str
    ours: str
    theirs: str
    conflict: bool


@dataclass
class Shown:
    """One row of the preview in words."""

    row: ImportRow
    changes: list[ShownChange] = field(init=False)

    def __post_init__(self) -> None:
        self.changes = [
            ShownChange(
                name,
                FIELD[name].label,
                in_words(name, change["before"]),
                in_words(name, change["ours"]),
                in_words(name, change["theirs"]),
                change["conflict"],
            )
            for name, change in self.row.changes.items()
        ]

    @property
    def what(self) -> str:
        """Return the row's figures in a line: stage, seats, monthly value."""
        values = self.row.values
        if not values and (known := self.row.opportunity):
            values = {"stage": known.status, "seats": known.seats, "unit_value": known.unit_value}
        if "seats" not in values or "unit_value" not in values:
            return ""
        found = [
            in_words("stage", values.get("stage", "")),
            _("%(seats)s seats") % {"seats": values["seats"]},
            cop(Terms(values["seats"], values["unit_value"], values.get("contract_months", 0)).monthly_value),
        ]
        if self.row.verdict == ImportRow.Verdict.NEW and values.get("stage") == Outcome.WON:
            found.append(_("the indicators leave it apart until Calidad accepts it"))
        return " · ".join(found)


def in_words(name: str, value: Any) -> str:
    """Return a canonical value as people read it."""
    if value in (None, ""):
        return "–"
    if name == "stage":
        return str(Outcome(value).label if value in Outcome.values else Stage(value).label)
    if name in canon.DATES:
        on, precision = canon.parse_date(value)
        return f"{on:%m/%Y}" if precision == "month" else f"{on:%d/%m/%Y}"
    if FIELD[name].kind is Kind.MONEY:
        return cop(value)
    return f"{value} %" if name == "probability" else str(value)


def _where(note: dict[str, Any]) -> str:
    """Return the column or the row that a note about the file speaks of."""
    return str(note.get("column") or _("Row %(row)s") % {"row": note.get("row", "")})


def questions_context(batch: ImportBatch, user: User) -> dict[str, Any]:
    """Return what the person may decide, with the entries to choose from, and the notes about the file."""
    notes = [{**note, "where": _where(note)} for note in batch.notes if "question" not in note]
    questions = [dict(note) for note in batch.notes if "question" in note] if batch.is_open else []
    if questions:
        known = lookups(user, {})
        for question in questions:
            name = question["question"]
            if name == "client":
                question["label"] = _("Client")
                question["options"] = [
                    (str(question["lookalike"]), _("Join %(client)s") % {"client": question["lookalike_name"]}),
                    (NEW, _("Keep as a new client")),
                ]
                decided = batch.choices.get("client", {}).get(question["key"])
            else:
                question["label"] = FIELD[name].label
                question["options"] = [(str(pk), text) for pk, text in known[name].entries.items()]
                if question["may_create"]:
                    question["options"].append((CREATE, _("Add it to the list")))
                decided = batch.choices.get(name, {}).get(question["key"])
            question["decided"] = "" if decided is None else str(decided)
    moves = batch.is_open and batch.rows.filter(changes__has_key="stage").exists()
    return {
        "questions": questions,
        "notes": notes,
        "moves": moves,
        "move_reason": batch.choices.get("move_reason", ""),
        "ours": OURS,
        "theirs": THEIRS,
        "may_write_plan": user.can(Right.WRITE_PLAN),
        "out": batch.counts.get("refused", 0) + batch.counts.get("conflict", 0),
        "writes": batch.counts.get("new", 0) + batch.counts.get("changed", 0),
    }


def _sample(cell: Cell) -> str:
    if hasattr(cell, "strftime"):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:40]


def _letter(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
