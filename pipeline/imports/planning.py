"""Deciding what becomes of each row before anything is written: new, changed, equal, asked, in conflict or refused."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import today
from pipeline.catalogues.models import StagePolicy
from pipeline.imports import canon
from pipeline.imports.canon import Value
from pipeline.imports.clients import ClientBook
from pipeline.imports.contacts import ContactBook
from pipeline.imports.existing import Existing, Known
from pipeline.imports.identity import Identified, Matcher
from pipeline.imports.lookups import Lookup, lookups
from pipeline.imports.models import CutOver, ImportRow
from pipeline.imports.reading import Finding, Reading, ReadRow
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.rights import demand_right
from pipeline.states import Outcome, Stage
from pipeline.workbook.columns import FIELD
from pipeline.workbook.words import fold

Verdict = ImportRow.Verdict
OURS, THEIRS = "ours", "file"
EMPTY = "empty"
"""The decision that the empty cells of a column empty what is kept."""


@dataclass(slots=True)
class Change:
    """One cell that the file changes: what it was, what the record holds now, what the file says."""

    before: Value
    ours: Value
    theirs: Value
    conflict: bool = False


@dataclass(slots=True)
class PlannedRow:
    """One row and its fate. `new` holds the model's values of a row to create."""

    read: ReadRow
    verdict: str
    number: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    opportunity_id: int | None = None
    version: int | None = None
    offered: list[Opportunity] = field(default_factory=list)

    @property
    def row(self) -> int:
        """Return the row's number in the sheet."""
        return self.read.row

    @property
    def warned(self) -> bool:
        """Tell whether something in the row is odd; words that mean nobody are asked once for the whole file."""
        return any(not one.refuses and not one.code.startswith("unknown_") for one in self.read.findings)


@dataclass
class Plan:
    """What an import would do. Nothing has been written; applying it again checks every version.

    `missing` are open deals of the workbook that no row is any more.
    """

    rows: list[PlannedRow]
    clients: ClientBook
    lookups: dict[str, Lookup]
    headers: dict[str, str]
    reading: Reading
    skipped: list[tuple[int, str]] = field(default_factory=list)
    missing: list[Opportunity] = field(default_factory=list)
    emptied: dict[str, list[int]] = field(default_factory=dict)
    """Rows whose cell is empty where we keep something, by field."""

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each verdict, and of rows with warnings."""
        found = Counter(row.verdict for row in self.rows)
        counts = {verdict.value: found[verdict.value] for verdict in Verdict}
        counts["warned"] = sum(1 for row in self.rows if row.warned)
        return counts

    def of(self, verdict: str) -> list[PlannedRow]:
        """Return the rows of one verdict."""
        return [row for row in self.rows if row.verdict == verdict]


def plan_import(*, reading: Reading, source: str, by: User, choices: Mapping[str, Any] | None = None) -> Plan:
    """Judge every row of `reading`. `choices` are the person's decisions (see `ImportBatch.choices`).

    Raises `NotAllowed` unless `by` may import.
    """
    demand_right(by, Right.IMPORT)
    planner = _Planner(reading, source, by, choices or {})
    return planner.plan()


class _Planner:
    def __init__(self, reading: Reading, source: str, by: User, choices: Mapping[str, Any]) -> None:
        self.reading, self.by, self.choices = reading, by, choices
        self.clients = ClientBook(reading.rows, choices.get("client", {}))
        self.contacts = ContactBook(reading.rows, self.clients)
        self.lookups = lookups(by, choices)
        self.policies = {policy.stage: policy for policy in StagePolicy.objects.all()}
        self.cut_over = CutOver.current()
        self.picks: Mapping[str, str] = choices.get("conflict", {})
        self.canonical = {row.row: canon.of_row(row.values) for row in reading.rows}
        codes = {str(row.values["code"]): row.values.get("version") for row in reading.rows if "code" in row.values}
        known = {group.pk for group in self.clients.groups.values() if group.pk}
        picks: Mapping[str, Any] = choices.get("identity", {})
        picked = [pk for pk in picks.values() if isinstance(pk, int)]
        self.existing = Existing(source, codes, known, picked)
        self.matcher = Matcher(reading, self.canonical, self.existing, self.clients, picks)
        self.emptied: dict[str, list[int]] = {}

    def plan(self) -> Plan:
        """Return the verdict of every row, in the order of the sheet."""
        rows: list[PlannedRow] = []
        repeated = self._repeated()
        self.matcher.match(row for row in self.reading.rows if row.row not in repeated)
        for read in self.reading.rows:
            code, number = str(read.values.get("code", "")), str(read.values.get("number", ""))
            planned = PlannedRow(read, Verdict.REFUSED, "" if code else number, self.canonical[read.row])
            rows.append(planned)
            if read.row in repeated:
                reason = _("is the same as in row %(row)s") % {"row": repeated[read.row]}
                self._refuse(read, "code" if code else "number", code or number, reason, "repeated")
                continue
            if code and self.existing.lost_version(code):
                version = str(read.values.get("version", ""))
                self._refuse(
                    read, "version", version, _("is no version of %(code)s") % {"code": code}, "unknown_version"
                )
                continue
            found = self.matcher.found[read.row]
            if found.asked:
                self._ask(planned, found)
            elif code and found.known is None:
                self._refuse(read, "code", code, _("is no opportunity of ours"), "unknown_code")
            elif found.known is None:
                self._plan_new(planned)
            else:
                planned.opportunity_id = found.known.current.pk
                read.spare()
                if not read.refused:
                    self._plan_existing(planned, found.known)
            if read.doubtful:
                planned.verdict = Verdict.ASKED
        reading = self.reading
        return Plan(
            rows,
            self.clients,
            self.lookups,
            reading.headers,
            reading,
            reading.skipped,
            missing=self.matcher.missing(),
            emptied=self.emptied,
        )

    def _repeated(self) -> dict[int, int]:
        """Return the rows whose code or number stands in an earlier row, with that row."""
        repeated: dict[int, int] = {}
        seen: dict[str, int] = {}
        for read in self.reading.rows:
            code, number = str(read.values.get("code", "")), str(read.values.get("number", ""))
            identity = f"code:{code}" if code else number
            if identity and seen.setdefault(identity, read.row) != read.row:
                repeated[read.row] = seen[identity]
        return repeated

    def _ask(self, planned: PlannedRow, found: Identified) -> None:
        planned.offered = found.offered
        read = planned.read
        self._refuse(read, "client", str(read.values.get("client", ""))[:60], found.asked, "identity_asked")

    def _refuse(self, read: ReadRow, name: str, value: str, reason: str, code: str) -> None:
        column = self.reading.headers.get(name, FIELD[name].header)
        read.findings.insert(0, Finding(read.row, column, value, reason, code, name, refuses=True))

    def _warn(self, read: ReadRow, name: str, value: str, reason: str, code: str) -> None:
        column = self.reading.headers.get(name, FIELD[name].header)
        read.findings.append(Finding(read.row, column, value, reason, code, name))

    # --- a row to create -------------------------------------------------------------------------------------------

    def _plan_new(self, planned: PlannedRow) -> None:
        read, got = planned.read, planned.values
        if "client" in read.values:
            group = self.clients.of(read)
            if group.warning and group.rows[0] == read.row:
                self._warn(read, "client", group.name, group.warning, "client_lookalike")
            if told := self.clients.joined(read):
                self._warn(read, "client", str(read.values["client"]), told, "client_spelling")
            if told := self.contacts.joined(read):
                self._warn(read, "contact", str(read.values["contact"]), told, "contact_spelling")
            if told := self.contacts.told(read):
                self._warn(read, "email", str(read.values["email"]), told, "email_dropped")
        new = planned.new
        for name in ("description", "objective", "next_step"):
            new[name] = got.get(name, "")
        for name in ("seats", "unit_value"):
            if name not in got and not self._wrong(read, name):
                self._warn(read, name, "", _("is missing: 0 is kept"), "missing")
            new[name] = got.get(name, 0)
        if "contract_months" not in got and not self._wrong(read, "contract_months"):
            self._warn(read, "contract_months", "", _("is missing: 12 months are kept"), "missing")
        new["contract_months"] = got.get("contract_months", 12)
        for name in canon.DATES:
            on, precision = canon.parse_date(got.get(name))
            new[name], new[canon.precision_field(name)] = on, precision
        new["import_number"] = "" if planned.number in self.existing.taken_numbers else planned.number
        self._look_up_all(planned)
        self._enter_stage(planned)
        if not read.refused:
            planned.verdict = Verdict.NEW

    def _wrong(self, read: ReadRow, name: str) -> bool:
        return name in read.unread

    def _look_up_all(self, planned: PlannedRow) -> None:
        read, new = planned.read, planned.new
        for name in canon.CATALOGUES:
            text = str(planned.values.get(name, ""))
            if not text:
                new[f"{name}_id"] = self.lookups[name].fallback() if name != "lead_source" else None
                if name != "lead_source" and not self._wrong(read, name):
                    self._warn(read, name, "", _("is missing: “Otro” is kept"), "missing")
            else:
                new[f"{name}_id"] = self._look_up(read, name, text)
            if (
                name != "lead_source"
                and new[f"{name}_id"] is None
                and not self.lookups[name].match(text, read.row).create
            ):
                self._refuse(read, name, text, _("is not in the list, and nothing stands for it"), "unknown_value")
        text = str(planned.values.get("owner", ""))
        new["owner_id"] = self._look_up(read, "owner", text) if text else self.by.pk

    def _look_up(self, read: ReadRow, name: str, text: str) -> int | None:
        match = self.lookups[name].match(text, read.row)
        if match.warning:
            self._warn(read, name, text, match.warning, f"unknown_{name}")
        return match.pk

    def _enter_stage(self, planned: PlannedRow) -> None:
        """Set the stage a row enters with, without gates: marked historical beyond Hunting, while the cut-over is open
        (docs/process.md#gates)."""
        read, got, new = planned.read, planned.values, planned.new
        if "stage" not in got:
            return
        stage, outcome = read.values["stage"], read.values["outcome"]
        if stage != Stage.HUNTING and not self.cut_over.takes(new["expected_close_on"] if outcome else None):
            self._enter_hunting(planned, stage, outcome)
            return
        new["stage"], new["outcome"], new["historical"] = stage, outcome, stage != Stage.HUNTING
        new["apart"] = outcome == Outcome.WON
        policy = self.policies.get(stage)
        usual = policy.default_probability if policy else (100 if outcome == Outcome.WON else 0)
        chance = got.get("probability")
        new["probability"] = usual if chance is None else chance
        if policy and not policy.allows(int(new["probability"])):
            reason = _("lies outside %(low)s–%(high)s%% for %(stage)s: kept as it was") % {
                "low": policy.min_probability,
                "high": policy.max_probability,
                "stage": policy,
            }
            self._warn(read, "probability", f"{new['probability']}%", reason, "outside_band")
        if stage == Stage.CLOSED:
            new["closed_on"] = new["expected_close_on"]
            if new["closed_on"] is None and not self._wrong(read, "expected_close_on"):
                self._refuse(read, "expected_close_on", "", _("is missing: what is closed needs its date"), "no_close")
            elif new["closed_on"] and new["closed_on"] > today():
                shown = f"{new['closed_on']:%d/%m/%Y}"
                self._warn(
                    read, "expected_close_on", shown, _("is in the future, yet it is closed"), "closed_in_future"
                )

    def _enter_hunting(self, planned: PlannedRow, stage: str, outcome: str) -> None:
        """After the cut-over nothing comes in at a later stage: it enters Hunting, and what the sheet says is kept."""
        new, said = planned.new, outcome or stage
        new["stage"], new["outcome"], new["historical"], new["import_stage"] = Stage.HUNTING, "", False, said
        new["probability"] = self.policies[Stage.HUNTING].default_probability
        until = self.cut_over.until
        reason = _(
            "comes after the cut-over of %(day)s: it enters Hunting, and the stage of the sheet is kept as a note"
        )
        words = reason % {"day": f"{until:%d/%m/%Y}" if until else "–"}
        self._warn(planned.read, "stage", planned.read.written.get("stage", said), words, "cut_over")

    # --- a row that we know ----------------------------------------------------------------------------------------

    def _plan_existing(self, planned: PlannedRow, known: Known) -> None:
        planned.opportunity_id, planned.version = known.current.pk, known.current.version
        base = known.base
        touched = [
            name
            for name in canon.COMPARED
            if name in self.reading.mapped
            and name not in planned.read.unread
            and not canon.same(planned.values.get(name), base.get(name))
        ]
        self._drop_stale_totals(planned, known, touched)
        if touched:
            ours = self.existing.canonical(known.current)
            before = _Before(known, self.existing)
            for name in touched:
                self._compare(planned, name, before, ours)
        if any(change.conflict for change in planned.changes.values()):
            planned.verdict = Verdict.CONFLICT
        elif planned.read.refused:
            planned.verdict = Verdict.REFUSED
        else:
            planned.verdict = Verdict.CHANGED if planned.changes else Verdict.EQUAL

    def _drop_stale_totals(self, planned: PlannedRow, known: Known, touched: list[str]) -> None:
        """A file of ours shows derived values as they were; where its figures changed they differ, which is no news."""
        if known.ours and set(touched) & {"seats", "unit_value", "contract_months"}:
            findings = planned.read.findings
            findings[:] = [finding for finding in findings if finding.code != "total_differs"]

    def _compare(self, planned: PlannedRow, name: str, before: "_Before", ours: Mapping[str, Value]) -> None:
        theirs = planned.values.get(name)
        if name == "email":
            if not canon.same(theirs, ours["email"]) and "contact" not in planned.changes:
                self._warn(planned.read, name, str(theirs or ""), _("is edited on the client's page"), "not_here")
            return
        if theirs in (None, "") and name not in _CLEARABLE:
            self._warn(planned.read, name, "", _("cannot be emptied: left as it was"), "not_cleared")
            return
        if name in self.lookups and theirs:
            match = self.lookups[name].match(str(theirs), planned.row)
            if match.warning:
                self._warn(planned.read, name, str(theirs), match.warning, f"unknown_{name}")
            if not match.create:
                if match.pk is None or (name == "owner" and match.warning):
                    return
                theirs = self.lookups[name].entries[match.pk]
        if name == "client":
            group = self.clients.of(planned.read)
            if group.pk is not None and group.pk == self.existing.client_id(planned.opportunity_id):
                return
        if canon.same(theirs, ours[name]):
            return
        if name in canon.NAMES and theirs and fold(str(theirs)) == fold(str(ours[name] or "")):
            return
        if theirs in (None, "") and not self._is_to_be_emptied(planned.read, name, ours[name]):
            return
        conflict = not canon.same(ours[name], before.of(name))
        if conflict:
            pick = self.picks.get(f"{planned.row}:{name}")
            if pick == OURS:
                return
            conflict = pick != THEIRS
        planned.changes[name] = Change(before.of(name), ours[name], theirs, conflict)

    def _is_to_be_emptied(self, read: ReadRow, name: str, ours: Value) -> bool:
        """Tell whether an empty cell empties what is kept: where the person said so of the column. Else it is told."""
        self.emptied.setdefault(name, []).append(read.row)
        if self.choices.get("empty", {}).get(name) == EMPTY:
            return True
        reason = _("“%(ours)s” → empty: it is kept unless you say that it is to be emptied")
        on, precision = canon.parse_date(ours) if name in canon.DATES else (None, "")
        shown = f"{on:%m/%Y}" if on and precision == Precision.MONTH else f"{on:%d/%m/%Y}" if on else ours
        self._warn(read, name, "", reason % {"ours": shown}, "not_emptied")
        return False


class _Before:
    """What a cell was when file and record were last in step.

    What a file said is compared as it said it; a name in it (a client, an owner) may be written in other ways than
    ours, so there the record of then is asked.
    """

    def __init__(self, known: Known, existing: Existing) -> None:
        self._known, self._existing = known, existing
        self._then: dict[str, Value] | None = None

    def of(self, name: str) -> Value:
        """Return the canonical value of then."""
        if self._known.base.get(name) is not None and (name in canon.PLAIN or name in canon.DATES or name == "stage"):
            return self._known.base[name]
        if self._then is None:
            self._then = self._existing.canonical(self._known.base_record)
        return self._then[name]


_CLEARABLE = frozenset({"description", "objective", "next_step", "lead_source", "contact", *canon.DATES})
