"""The verbs of an import: receive a workbook, say what its columns are, decide, apply. (`undoing` takes it back.)"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.storage import delete_unless_committed
from almacontact.attachments.store import read_unchanged
from almacontact.audit.locking import one_act_after_another, one_at_a_time
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from almacontact.text import clean, cleaned
from pipeline.imports.answers import Said, accept, mapping_as_said
from pipeline.imports.applying import Writer
from pipeline.imports.doubts import AS_PESOS, names_currencies
from pipeline.imports.models import LETTING_IN, ColumnMapping, ImportBatch, ImportRow
from pipeline.imports.planning import Plan, PlannedRow, Verdict, plan_import
from pipeline.imports.questions import finding_groups, open_questions, taken_stages
from pipeline.imports.reading import Finding, Reading, read_table
from pipeline.imports.sources import guess_source
from pipeline.imports.targets import changes, keep_targets, read_targets, told, waits
from pipeline.rights import demand, demand_right
from pipeline.workbook.blanks import is_error, stands_for_nothing
from pipeline.workbook.columns import FIELD, Proposal, header_keys, missing, propose, signature
from pipeline.workbook.evidence import natures
from pipeline.workbook.headers import Table, TargetTable, find_table, find_targets
from pipeline.workbook.opening import open_workbook

_WORDS = ("stage", "owner", "segment", "service", "lead_source")
"""The questions whose answers are about words, and hold for the next file with the same headers."""
JUDGED_AT_PREVIEW = 300
"""Changed rows whose edits and moves a preview tries out; beyond that they are judged when the import is applied."""


@dataclass
class Opened:
    """A workbook that was opened: its table, the targets beside it, and what its columns seem to be."""

    table: Table
    targets: TargetTable | None
    proposal: Proposal
    remembered: ColumnMapping | None

    def read(self, mapping: Mapping[int, str], choices: Mapping[str, Any]) -> Reading:
        """Read the rows with this mapping and what a person decided."""
        return read_table(self.table, mapping, choices)


@dataclass
class Result:
    """What an import did, or would do: rows by verdict, and what is to be told about the file as a whole."""

    plan: Plan
    counts: dict[str, int] = field(default_factory=dict)
    file_findings: list[Finding] = field(default_factory=list)
    batch: ImportBatch | None = None


def open_file(data: bytes) -> Opened:
    """Open a workbook and propose what its columns are. Raises `WorkbookRefused`."""
    workbook = open_workbook(data)
    table = find_table(workbook)
    remembered = ColumnMapping.objects.filter(signature=signature(table.headers)).first()
    proposal = propose(table.headers, table.filled(), remembered.fields if remembered else {}, natures(table))
    return Opened(table, find_targets(workbook, table.sheet.name), proposal, remembered)


def receive_workbook(*, data: bytes, name: str, by: User) -> ImportBatch:
    """Keep an uploaded workbook whose columns and rows can then be looked at. Nothing enters the pipeline yet.

    Raises `NotAllowed`, or `WorkbookRefused` for a file that cannot be read.
    """
    demand_right(by, Right.IMPORT)
    opened = open_file(data)
    with transaction.atomic():
        return _keep_file(data, name, opened, opened.proposal.mapping, by)


def choose_columns(
    *, batch: ImportBatch, mapping: Mapping[int, str], by: User, source: str = "", remember: bool = True
) -> ImportBatch:
    """Say what each column is, then judge the rows. The choice is remembered for the next file with these headers.

    Raises `NotAllowed` without the right to import, `Refused` when the import was applied or undone, or a column that
    must be there is not chosen.
    """
    demand_right(by, Right.IMPORT)
    _demand_open(batch)
    opened = open_file(content_of(batch))
    _refuse_incomplete(opened.table, mapping)
    with transaction.atomic():
        _hold(batch)
        batch.mapping = {str(column): name for column, name in mapping.items()}
        if source.strip():
            batch.source = clean(source).strip()[:120]
        batch.save(update_fields=["mapping", "source"])
        if remember:
            _remember(batch, opened, mapping, by)
    return prepare(batch=batch, by=by)


def decide(*, batch: ImportBatch, choices: Mapping[str, Any], by: User) -> ImportBatch:
    """Keep a person's decisions on words, identity, lookalike clients and conflicts, and judge the rows again.

    What was decided on words is remembered for these headers: the next file with them asks no more. An empty answer
    takes an earlier one back.

    Raises `NotAllowed` without the right to import, `Refused` when the import was applied or undone.
    """
    demand_right(by, Right.IMPORT)
    with transaction.atomic():
        _hold(batch)
        merged = {**batch.choices}
        for name, decided in cleaned(dict(choices)).items():
            if isinstance(decided, Mapping):
                both = {**merged.get(name, {}), **decided}
                decided = {key: answer for key, answer in both.items() if answer != ""}
            merged[name] = decided
        batch.choices = merged
        batch.save(update_fields=["choices"])
        _remember_words(batch, merged)
    return prepare(batch=batch, by=by)


def prepare(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Judge every row and keep the verdicts for the preview. Writes nothing to the pipeline.

    Where somebody answers meanwhile, the rows are judged again with that. Raises `Refused` when the import was applied
    or undone.
    """
    while not _prepared(batch, by):
        pass
    return batch


def _prepared(batch: ImportBatch, by: User) -> bool:
    """Judge the rows with what is decided now. Returns False, and keeps nothing, where that was changed meanwhile."""
    decided = _decided(batch)
    opened, plan = _plan(batch, by)
    if 0 < len(plan.of(Verdict.CHANGED)) <= JUDGED_AT_PREVIEW:
        known = {row.row: (row.opportunity_id, row.version) for row in plan.rows}
        with transaction.atomic(), one_act_after_another():
            one_at_a_time(LETTING_IN)
            _writer(plan, batch, by).write([Verdict.CHANGED])
            transaction.set_rollback(True)
        for row in plan.rows:
            row.opportunity_id, row.version = known[row.row]
    with transaction.atomic():
        _hold(batch)
        if _decided(batch) != decided:
            return False
        batch.rows.all().delete()
        ImportRow.objects.bulk_create((_kept(batch, row, applied=False) for row in plan.rows), batch_size=500)
        batch.counts = plan.counts()
        batch.notes = [note.as_record() for note in _file_findings(opened, plan, _columns(batch), by)] + [
            *open_questions(plan),
            *finding_groups(plan),
        ]
        batch.state = ImportBatch.State.PLANNED
        batch.save(update_fields=["counts", "notes", "state"])
    return True


def apply_import(*, batch: ImportBatch, by: User, mode: str = ImportBatch.Mode.GOOD_ROWS) -> Result:
    """Write an import: good rows only, or all or nothing. All of it or none, in one transaction.

    Every row is judged again on what the records are now. Raises `NotAllowed`, or `Refused` when it was imported
    already, or when with "all or nothing" a row is refused or in conflict.
    """
    demand_right(by, Right.IMPORT)
    opened = open_file(content_of(batch))
    reading = opened.read(_columns(batch), batch.choices)  # before the transaction: it holds the database's lock
    with transaction.atomic(), one_act_after_another():
        one_at_a_time(LETTING_IN)
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        _demand_open(locked)
        if _decided(locked) != _decided(batch):  # somebody answered meanwhile, which is rare
            reading = opened.read(_columns(locked), locked.choices)
        plan = plan_import(reading=reading, source=locked.source, by=by, choices=locked.choices)
        result = _write(locked, opened, plan, by, mode)
        _remember_words(locked, {**locked.choices, "stage": {**taken_stages(plan), **locked.choices.get("stage", {})}})
        return result


def import_file(
    *, data: bytes, name: str, by: User, mode: str, dry_run: bool = False, said: Said | None = None
) -> Result:
    """Import a workbook in one go, as the command does: columns as proposed or `said`, what is unknown as the preview
    assumes, rows that are asked about left out.

    With `dry_run` everything is tried out and nothing kept. Raises `WorkbookRefused`, `NotAllowed` or `Refused`.
    """
    demand_right(by, Right.IMPORT)
    said = said or Said()
    opened = open_file(data)
    mapping = mapping_as_said(opened.table, opened.proposal, said.columns)
    _refuse_incomplete(opened.table, mapping)
    choices = dict(opened.remembered.values) if opened.remembered else {}
    reading = opened.read(mapping, choices)
    choices |= accept(reading, said.rows)
    with transaction.atomic(), one_act_after_another():
        one_at_a_time(LETTING_IN)
        batch = _keep_file(data, name, opened, mapping, by)
        batch.choices = choices
        plan = plan_import(reading=reading, source=batch.source, by=by, choices=choices)
        result = _write(batch, opened, plan, by, mode)
        if dry_run:
            transaction.set_rollback(True)
    return result


# --- the steps of the verbs ------------------------------------------------------------------------------------------


def _keep_file(data: bytes, name: str, opened: Opened, mapping: Mapping[int, str], by: User) -> ImportBatch:
    digest = sha256(data).hexdigest()
    headers = signature(opened.table.headers)
    batch = ImportBatch(
        name=clean(name)[-200:],
        sha256=digest,
        sheet=opened.table.sheet.name[:100],
        signature=headers,
        mapping={str(column): field_name for column, field_name in mapping.items()},
        choices=dict(opened.remembered.values) if opened.remembered else {},
        source=guess_source(name=name, sha256=digest, signature=headers, clients=_clients_of(opened, mapping)),
        by=by,
    )
    batch.file.save(digest, ContentFile(data), save=False)
    delete_unless_committed(batch.file.storage, str(batch.file.name), "default")
    batch.save()
    return batch


def _clients_of(opened: Opened, mapping: Mapping[int, str]) -> set[str]:
    """Return the names of the clients that the file speaks of."""
    columns = [number for number, name in mapping.items() if name == "client"]
    return {
        str(cells[column])
        for _row, cells in opened.table.data()
        for column in columns
        if column < len(cells) and _is_name(cells[column])
    }


def _is_name(cell: Any) -> bool:
    return isinstance(cell, str) and not is_error(cell) and not stands_for_nothing(cell, "client")


def content_of(batch: ImportBatch) -> bytes:
    """Return the uploaded workbook. Raises `Refused` when it is gone, or no longer the file that came in."""
    return read_unchanged(batch, sha256=batch.sha256, name=batch.name)


def _columns(batch: ImportBatch) -> dict[int, str]:
    return {int(column): name for column, name in batch.mapping.items() if name}


def _plan(batch: ImportBatch, by: User) -> tuple[Opened, Plan]:
    opened = open_file(content_of(batch))
    reading = opened.read(_columns(batch), batch.choices)
    return opened, plan_import(reading=reading, source=batch.source, by=by, choices=batch.choices)


def _writer(plan: Plan, batch: ImportBatch, by: User) -> Writer:
    move_reason = str(batch.choices.get("move_reason", ""))
    rates = [f"{currency} {rate}" for currency, rate in plan.reading.rates.items()]
    reason = "; ".join([batch.reason, *rates])  # the rate stays on every record that the file made or changed
    return Writer(plan, source=batch.source, by=by, reason=reason, move_reason=move_reason)


def _write(batch: ImportBatch, opened: Opened, plan: Plan, by: User, mode: str) -> Result:
    writer = _writer(plan, batch, by)
    _refuse_unless_whole(plan, mode)
    writer.write()
    _refuse_unless_whole(plan, mode)
    made: dict[str, Any] = dict(writer.made)
    findings = _file_findings(opened, plan, _columns(batch), by)  # before the targets are written: it tells old and new
    if opened.targets and by.can(Right.WRITE_PLAN):
        amounts, _odd = read_targets(opened.targets)
        year = opened.targets.year or today().year
        if amounts and (kept := keep_targets(year=year, amounts=amounts, by=by, reason=batch.reason)):
            made |= {"plan": [kept.plan.pk]} if kept.made else {"targets": kept.as_record()}
    batch.rows.all().delete()
    ImportRow.objects.bulk_create((_kept(batch, row, applied=True) for row in plan.rows), batch_size=500)
    batch.counts, batch.made, batch.mode = plan.counts(), made, mode
    batch.notes = [note.as_record() for note in findings] + finding_groups(plan)
    batch.state, batch.applied_at = ImportBatch.State.APPLIED, timezone.now()
    batch.save()
    return Result(plan, batch.counts, findings, batch)


def _refuse_unless_whole(plan: Plan, mode: str) -> None:
    out = [*plan.of(Verdict.REFUSED), *plan.of(Verdict.ASKED), *plan.of(Verdict.CONFLICT)]
    if mode == ImportBatch.Mode.ALL_OR_NOTHING and out:
        raise NotWhole(plan, len(out))


class NotWhole(Refused):
    """With "all or nothing" some rows cannot be imported. `plan` holds them."""

    def __init__(self, plan: Plan, count: int) -> None:
        self.plan = plan
        super().__init__(
            Blocker(
                code="not_whole",
                message=_("%(count)s rows cannot be imported, so nothing was. Mend them or import the good rows only.")
                % {"count": count},
            )
        )


def _kept(batch: ImportBatch, row: PlannedRow, *, applied: bool) -> ImportRow:
    known = row.verdict in (Verdict.NEW, Verdict.CHANGED) if applied else False
    return ImportRow(
        batch=batch,
        row=row.row,
        number=row.number,
        client=str(row.values.get("client") or "")[:200],
        verdict=row.verdict,
        warned=row.warned,
        values={} if row.verdict == Verdict.EQUAL else {k: v for k, v in row.values.items() if v not in (None, "")},
        changes={name: asdict(change) for name, change in row.changes.items()},
        findings=[finding.as_record() for finding in row.read.findings],
        offered=[one.pk for one in row.offered],
        opportunity_id=row.opportunity_id,
        version=row.version if known else None,
    )


def _file_findings(opened: Opened, plan: Plan, mapping: Mapping[int, str], by: User) -> list[Finding]:
    findings = [*_column_findings(opened, mapping)]
    findings += [Finding(row, "", "", why, "left_out") for row, why in plan.skipped]
    gone = _("is not in the sheet any more: gone, or closed? It was left as it is")
    findings += [Finding(0, one.code, one.import_number, gone, "missing") for one in plan.missing]
    findings += plan.reading.notes
    if opened.targets:
        amounts, odd = read_targets(opened.targets)
        findings += odd
        year = opened.targets.year or today().year
        reason = ""
        if not by.can(Right.WRITE_PLAN):
            reason = _("the targets were left out: only a director writes the plan")
        elif waits(year):
            reason = _("the targets were left out: the plan of %(year)s is in approval") % {"year": year}
        changed = changes(year, amounts)
        if reason and changed:
            findings.append(Finding(opened.targets.cells[0].row, opened.targets.sheet, "", reason, "targets_left_out"))
        elif changed:
            findings += told(opened.targets, changed)
    return findings


def _column_findings(opened: Opened, mapping: Mapping[int, str]) -> Iterator[Finding]:
    """Yield what is to be told of the columns: what was taken for a field by a guess, and what is not imported."""
    table, proposal = opened.table, opened.proposal
    for column, header in enumerate(table.headers):
        guess = proposal.guesses.get(column)
        shown = header or f"#{column + 1}"
        if guess and mapping.get(column) == guess.field:
            reason = _("is taken for “%(field)s”: %(why)s") % {"field": FIELD[guess.field].label, "why": guess.why}
            yield Finding(table.last, shown, "", reason, "guessed", guess.field)
        elif column in proposal.unmapped and column not in mapping:
            reason = _("says in which currency the amounts are") if names_currencies(header) else _("is not imported")
            if guess:
                reason = _("is not imported: it may be “%(field)s”, but %(why)s") % {
                    "field": FIELD[guess.field].label,
                    "why": guess.why,
                }
            yield Finding(table.last, shown, "", reason, "unmapped")


def _remember_words(batch: ImportBatch, choices: Mapping[str, Any]) -> None:
    words = {name: choices[name] for name in _WORDS if choices.get(name)}
    if pesos := {code: said for code, said in choices.get("currency", {}).items() if said == AS_PESOS}:
        words["currency"] = pesos  # a rate holds for its day alone, and is typed again
    for remembered in ColumnMapping.objects.filter(signature=batch.signature):
        remembered.values = {**remembered.values, **words}
        remembered.save(update_fields=["values", "used_at"])


def _hold(batch: ImportBatch) -> None:
    """Lock an import and read it anew, in the running transaction. Raises `Refused` when it was applied or undone."""
    batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
    _demand_open(batch)


def _decided(batch: ImportBatch) -> tuple[Any, ...]:
    """Return all that people decided of a file, by which its rows are judged."""
    return batch.mapping, batch.choices, batch.source


def _demand_open(batch: ImportBatch) -> None:
    if not batch.is_open:
        message = _("“%(file)s” was already imported or undone. Upload the file again.") % {"file": batch.name}
        raise Refused(Blocker(code="not_open", message=message, url=batch.get_absolute_url()))


def _refuse_incomplete(table: Table, mapping: Mapping[int, str]) -> None:
    chosen = list(mapping.values())
    unknown = [name for name in chosen if name not in FIELD]
    demand(not unknown, _("This field does not exist."), "unknown_field")
    blockers = [
        Blocker(
            code="column_missing",
            field=known.name,
            message=_(
                "No column is “%(field)s”. Choose it among the columns of sheet “%(sheet)s”; where the sheet has none, "
                "add one to the workbook, even empty, and upload it again."
            )
            % {"field": known.label, "sheet": table.sheet.name},
        )
        for known in missing(chosen)
    ]
    blockers += [
        Blocker(
            code="column_twice",
            field=name,
            message=_("Two columns are “%(field)s”. Choose one of them.") % {"field": FIELD[name].label},
        )
        for name in sorted({name for name in chosen if chosen.count(name) > 1})
    ]
    if blockers:
        raise Refused(blockers)


def _remember(batch: ImportBatch, opened: Opened, mapping: Mapping[int, str], by: User) -> None:
    keys = header_keys(opened.table.headers)
    fields = {key: mapping.get(column, "") for column, key in enumerate(keys) if key}
    ColumnMapping.objects.update_or_create(signature=batch.signature, defaults={"fields": fields, "used_by": by})
