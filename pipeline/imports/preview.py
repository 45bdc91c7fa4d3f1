"""What the pages of an import show, and what their forms say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
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
from pipeline.imports.questions import WARNED
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import Outcome, Stage
from pipeline.terms import Terms
from pipeline.workbook.columns import FIELD, FIELDS, Guess, Kind
from pipeline.workbook.opening import Cell
from pipeline.workbook.stages import MEANINGS, stage_label

_SAMPLES = 3
_MISSING_SHOWN = 500
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
    guess: str = ""
    guessed: bool = False


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
                    *_guess_in_words(opened.proposal.guesses.get(column)),
                )
            )
    return {
        "columns": shown,
        "guessed": sum(1 for one in shown if one.guessed),
        "fields": [(known.name, known.label, known.required) for known in FIELDS],
        "table": table,
        "targets": opened.targets,
    }


def _guess_in_words(guess: Guess | None) -> tuple[str, bool]:
    """Return what to say of a guess, and whether it was taken and so is to be confirmed."""
    if guess is None:
        return "", False
    words = _("Taken for “%(field)s”: %(why)s.") if guess.taken else _("It may be “%(field)s”, but %(why)s.")
    return words % {"field": FIELD[guess.field].label, "why": guess.why}, guess.taken


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


def _staying_out(counts: Mapping[str, int]) -> int:
    return sum(counts.get(name, 0) for name in ("refused", "asked", "conflict"))


def tiles(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return what becomes of the rows, or became of them, as figures with a note each."""
    counts = batch.counts
    out = _staying_out(counts)
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
        {"label": _("Refused, in conflict or to confirm"), "value": out, **stay_out},
    ]


def tabs(batch: ImportBatch, wanted: str) -> tuple[list[dict[str, Any]], str]:
    """Return the tabs with their counts, and the one that is open: the first that asks for attention."""
    names = [(verdict.value, verdict.label) for verdict in ImportRow.Verdict] + [(WARNED, _("Warnings"))]
    counts = batch.counts
    if wanted not in dict(names):
        wanted = next((n for n in ("asked", "conflict", "new", "changed", "refused", "equal") if counts.get(n)), "new")
    shown = [
        {"label": label, "url": f"?tab={name}", "current": name == wanted, "count": counts.get(name, 0)}
        for name, label in names
    ]
    return shown, wanted


def rows_of(batch: ImportBatch, tab: str, kind: str = "", text: str = "") -> QuerySet[ImportRow]:
    """Return the rows of one tab; `kind` is one kind of finding ("code:field"), `text` part of a client or number."""
    rows = batch.rows.select_related("opportunity")
    rows = rows.filter(warned=True) if tab == WARNED else rows.filter(verdict=tab)
    if text:
        rows = rows.filter(Q(client__icontains=text) | Q(number__iexact=text))
    group = next((one for one in _groups(batch, tab) if one["kind"] == kind), None)
    return rows.filter(row__in=group["rows"]) if group else rows


def groups_of(batch: ImportBatch, tab: str, wanted: str) -> list[dict[str, Any]]:
    """Return the kinds of findings among the rows of a tab, the most frequent first, with links that filter by them."""
    found = _groups(batch, tab)
    return [
        {**one, "url": f"?tab={tab}" + ("" if one["kind"] == wanted else f"&kind={one['kind']}"),
         "current": one["kind"] == wanted}
        for one in found
    ] if len(found) > 1 else []  # fmt: skip


def _groups(batch: ImportBatch, tab: str) -> list[dict[str, Any]]:
    return [note for note in batch.notes if note.get("group") == tab]


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
    offered: list[tuple[int, str]] = field(default_factory=list)
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
    def asks_whose(self) -> bool:
        """Tell whether a person must say which opportunity the row is, or that it is a new one."""
        return any(finding["code"] == "identity_asked" for finding in self.row.findings)

    @property
    def what(self) -> str:
        """Return what the row says in a line: stage, service, seats, monthly value, close."""
        values = self.row.values
        if not values and (known := self.row.opportunity):
            values = {"stage": known.status, "seats": known.seats, "unit_value": known.unit_value}
        if "seats" not in values or "unit_value" not in values:
            return ""
        said = [
            in_words("stage", values["stage"]) if "stage" in values else "",
            str(values.get("service", "")),
            _("%(seats)s seats") % {"seats": values["seats"]},
            cop(Terms(values["seats"], values["unit_value"], values.get("contract_months", 0)).monthly_value),
            in_words("expected_close_on", values["expected_close_on"]) if "expected_close_on" in values else "",
        ]
        if self.row.verdict == ImportRow.Verdict.NEW and values.get("stage") == Outcome.WON:
            said.append(_("the indicators leave it apart until Calidad accepts it"))
        return " · ".join(part for part in said if part)


def shown_rows(rows: Iterable[ImportRow]) -> list[Shown]:
    """Return rows in words, each with the opportunities that it may be: one query for all."""
    kept = list(rows)
    wanted = {pk for row in kept for pk in row.offered}
    named = {one.pk: _in_a_line(one) for one in Opportunity.objects.with_parties().filter(pk__in=wanted)}
    return [Shown(row, [(pk, named[pk]) for pk in row.offered if pk in named]) for row in kept]


def _in_a_line(one: Opportunity) -> str:
    """Return what tells one opportunity from another: code, client, service, size, close, stage."""
    close = f"{one.expected_close_on:%d/%m/%Y}" if one.expected_close_on else "–"
    seats = _("%(seats)s seats") % {"seats": one.seats}
    which = [one.code, one.client.name, one.service.name if one.service else "–"]
    return " · ".join([*which, seats, cop(one.monthly_value), close, in_words("stage", one.status)])


def suggested(batch: ImportBatch, question: str) -> dict[str, dict[str, Any]]:
    """Return the answers that take every suggestion of one question: stages as guessed, rows as what is likeliest."""
    if question == "stage":
        asked = [note for note in batch.notes if note.get("question") == "stage" and note["taken_for"]]
        return {"stage": {note["key"]: note["taken_for"] for note in asked}}
    taken: set[int] = set()
    answers: dict[str, Any] = {}
    for row in batch.rows.filter(verdict=ImportRow.Verdict.ASKED).order_by("row"):
        first = next((pk for pk in row.offered if pk not in taken), None)
        if first is not None:
            taken.add(first)
            answers[str(row.row)] = first
    return {"identity": answers}


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
    about = [note for note in batch.notes if "question" not in note and "group" not in note]
    notes = [{**note, "where": _where(note)} for note in about if note["code"] != "missing"]
    questions = [dict(note) for note in batch.notes if "question" in note] if batch.is_open else []
    if questions:
        known = lookups(user, {})
        for question in questions:
            name = question["question"]
            if name == "stage":
                question["label"] = FIELD["stage"].label
                question["options"] = [(meaning, stage_label(meaning)) for meaning in MEANINGS]
                question["taken_for"] = stage_label(question["taken_for"]) if question["taken_for"] else ""
                decided = batch.choices.get("stage", {}).get(question["key"])
            elif name == "client":
                question["label"] = _("Client")
                question["options"] = [
                    (str(question["lookalike"]), _("Join %(client)s") % {"client": question["lookalike_name"]}),
                    (NEW, _("Keep as a new client")),
                ]
                decided = batch.choices.get("client", {}).get(question["key"])
            elif name in ("dates", "empty", "currency"):
                key = question["key"]
                question["label"] = FIELD[key].label if key in FIELD else _("Currency")
                decided = batch.choices.get(name, {}).get(key)
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
        "asked_words": sum(1 for question in questions if question.get("asked")),
        "asked_stages": any(question.get("asked") and question["question"] == "stage" for question in questions),
        "notes": notes,
        "missing": _missing(batch),
        "decided_rows": len(batch.choices.get("identity", {})),
        "moves": moves,
        "move_reason": batch.choices.get("move_reason", ""),
        "ours": OURS,
        "theirs": THEIRS,
        "may_write_plan": user.can(Right.WRITE_PLAN),
        "out": _staying_out(batch.counts),
        "writes": batch.counts.get("new", 0) + batch.counts.get("changed", 0),
    }


def _missing(batch: ImportBatch) -> list[Opportunity]:
    """Return the open deals of the workbook that its sheet no longer has."""
    codes = [note["column"] for note in batch.notes if note.get("code") == "missing"]
    if not codes:
        return []
    return list(Opportunity.objects.with_parties().filter(code__in=codes[:_MISSING_SHOWN]).order_by("code"))


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
