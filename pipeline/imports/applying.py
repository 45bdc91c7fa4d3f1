"""Writing what was planned: new rows in bulk, changed rows one by one through the same actions as everybody's edits."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.models import Sequence
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from almacontact.refusals import Refused
from pipeline.clients.models import Client, Contact, name_key
from pipeline.events import Touched, closings_touched, results_changed
from pipeline.imports import canon
from pipeline.imports.bulk import Record, create_with_history, parts
from pipeline.imports.clients import ClientGroup
from pipeline.imports.contacts import People
from pipeline.imports.lookups import MODELS
from pipeline.imports.planning import Plan, PlannedRow, Verdict
from pipeline.imports.reading import Finding
from pipeline.opportunities.actions.moves import close_opportunity, move_opportunity, reopen_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity, opportunity_code
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand_right
from pipeline.states import OPEN_STAGES, Outcome, Stage
from pipeline.workbook.words import fold

_PUBLIC = "sector-publico"


class Writer:
    """Writes one plan. Call inside a transaction; `made` then holds the ids of what came into being beside the rows."""

    def __init__(self, plan: Plan, *, source: str, by: User, reason: str, move_reason: str = "") -> None:
        self.plan, self.source, self.by, self.reason, self.move_reason = plan, source, by, reason, move_reason
        self.made: dict[str, list[int]] = {}

    def write(self, verdicts: Iterable[str] = (Verdict.NEW, Verdict.CHANGED)) -> None:
        """Create and change what the plan says. A changed row that an action refuses becomes a refused row."""
        wanted = set(verdicts)
        taken = [row for row in self.plan.rows if row.verdict in wanted]
        self._create_entries(taken)
        self._create_clients({row.row for row in taken if row.verdict == Verdict.NEW or "client" in row.changes})
        self._find_contacts(taken)
        self._create([row for row in taken if row.verdict == Verdict.NEW])
        self._change([row for row in taken if row.verdict == Verdict.CHANGED])

    def _bulk(self, model: type[Record], records: list[Record]) -> list[Record]:
        return create_with_history(model, records, by=self.by, reason=self.reason)

    # --- what rows point at ----------------------------------------------------------------------------------------

    def _create_entries(self, taken: list[PlannedRow]) -> None:
        numbers = {row.row for row in taken}
        for name, model in MODELS.items():
            lookup = self.plan.lookups[name]
            for unknown in lookup.unknown.values():
                if lookup.match(unknown.text, unknown.rows[0]).create and not numbers.isdisjoint(unknown.rows):
                    demand_right(self.by, Right.EDIT_CATALOGUES)
                    code = slugify(unknown.text)[:34] or name
                    if model.objects.filter(code=code).exists():
                        code = f"{code}-{model.objects.count()}"
                    entry = save_as(
                        model(code=code, name=unknown.text[:80], position=1000, created_by=self.by),
                        by=self.by,
                        reason=self.reason,
                    )
                    self.made.setdefault(name, []).append(entry.pk)
                    lookup.learn(unknown.text, entry.pk, entry.name)
            for row in taken:
                if row.new and row.new.get(f"{name}_id") is None and (text := row.values.get(name)):
                    row.new[f"{name}_id"] = lookup.match(str(text), row.row).pk

    def _create_clients(self, numbers: set[int]) -> None:
        rows = {row.row: row for row in self.plan.rows}
        public = set(MODELS["segment"].objects.filter(code=_PUBLIC).values_list("pk", flat=True))
        groups = self.plan.clients.new(numbers)
        clients = []
        for group in groups:
            segment = next((s for n in group.rows if n in numbers and (s := rows[n].new.get("segment_id"))), None)
            clients.append(_client(group, segment, segment in public, self.by))
        if clients:
            for group, client in zip(groups, self._bulk(Client, clients), strict=True):
                group.pk = client.pk
                self.made.setdefault("client", []).append(client.pk)

    def _find_contacts(self, taken: list[PlannedRow]) -> None:
        """Find or create the people that rows name; `contact` of a row then is an id."""
        changed = {row.opportunity_id: row.row for row in taken if row.changes}
        self._clients = {
            changed[pk]: client
            for part in parts(list(changed))
            for pk, client in Opportunity.objects.filter(pk__in=part).values_list("pk", "client_id")
        }
        wanted: dict[tuple[int, str], tuple[str, str]] = {}
        for row in taken:
            name, email = str(row.values.get("contact") or ""), str(row.values.get("email") or "")
            if (row.new or "contact" in row.changes) and (name or email):
                key = self._client_id(row), fold(name or email)
                if not wanted.get(key, ("", ""))[1]:
                    wanted[key] = name or email.partition("@")[0], email
        people = People({client for client, _key in wanted})
        self.contacts = {key: found for key in wanted if (found := people.called(*key))}
        missing = [key for key in wanted if key not in self.contacts]
        new = [
            Contact(client_id=key[0], name=wanted[key][0], email=wanted[key][1], created_by=self.by) for key in missing
        ]
        if new:
            for key, contact in zip(missing, self._bulk(Contact, new), strict=True):
                self.contacts[key] = contact
                self.made.setdefault("contact", []).append(contact.pk)

    def _client_id(self, row: PlannedRow) -> int:
        if row.new or "client" in row.changes:
            return self.plan.clients.of(row.read).pk or 0
        return self._clients[row.row]

    def _contact(self, row: PlannedRow) -> Contact | None:
        name = str(row.values.get("contact") or row.values.get("email") or "")
        return self.contacts.get((self._client_id(row), fold(name))) if name else None

    # --- rows ------------------------------------------------------------------------------------------------------

    def _create(self, rows: list[PlannedRow]) -> None:
        if not rows:
            return
        year = today().year
        first = Sequence.take_block("OP", year, len(rows))
        companies = self._companies(rows)
        won_before = self._companies_with_awards(companies)
        records = []
        for number, row in enumerate(rows, first):
            new = row.new
            contact = self._contact(row)
            records.append(
                Opportunity(
                    code=opportunity_code(year, number),
                    client_id=self._client_id(row),
                    contact_id=contact.pk if contact else None,
                    import_source=self.source,
                    created_by_id=self.by.pk,
                    **new,
                )
            )
        for record in sorted((r for r in records if r.outcome == Outcome.WON), key=lambda r: (r.closed_on, r.code)):
            company = companies[record.client_id]
            record.new_client = company not in won_before
            won_before.add(company)
        for row, record in zip(rows, self._bulk(Opportunity, records), strict=True):
            row.opportunity_id, row.version = record.pk, record.version
        if closed := [(record.code, record.closed_on) for record in records if record.closed_on]:
            results_changed.send(Opportunity, years={on.year for _code, on in closed})
            closings_touched.send(Opportunity, what=Touched.IMPORTED, deals=closed, by=self.by, reason=self.reason)

    def _companies(self, rows: Iterable[PlannedRow]) -> dict[int, str]:
        """Return what tells the company of each client with a win among `rows`: its group, or the client itself."""
        ids = list({self._client_id(row) for row in rows if row.new["outcome"] == Outcome.WON})
        found: dict[int, str] = {}
        for part in parts(ids):
            for pk, group in Client.objects.filter(pk__in=part).values_list("pk", "group_key"):
                found[pk] = group or f"#{pk}"
        return found

    def _companies_with_awards(self, companies: Mapping[int, str]) -> set[str]:
        found: set[str] = set()
        for part in parts(list(companies)):
            won = Opportunity.objects.won().filter(client__in=part)
            found.update(companies[pk] for pk in won.values_list("client_id", flat=True))
        groups = [one for one in companies.values() if not one.startswith("#")]
        for part in parts(groups):
            won = Opportunity.objects.won().filter(client__group_key__in=part)
            found.update(won.values_list("client__group_key", flat=True))
        return found

    def _change(self, rows: list[PlannedRow]) -> None:
        known: dict[int, Opportunity] = {}
        for part in parts([row.opportunity_id for row in rows]):
            known.update({one.pk: one for one in Opportunity.objects.with_parties().filter(pk__in=part)})
        for row in rows:
            opportunity = known[row.opportunity_id or 0]
            try:
                with transaction.atomic():
                    self._change_one(row, opportunity)
                row.version = opportunity.version
            except Refused as refusal:
                row.verdict = Verdict.REFUSED
                row.read.findings[:0] = [
                    self._finding(row, blocker.field, str(blocker.message), blocker.code)
                    for blocker in refusal.blockers
                ]

    def _finding(self, row: PlannedRow, name: str, reason: str, code: str) -> Finding:
        field = name if name in row.changes else ("stage" if "stage" in row.changes else next(iter(row.changes)))
        column = self.plan.headers.get(field, field)
        value = row.read.written.get(field) or str(row.changes[field].theirs or "")
        return Finding(row.row, column, value, reason, code, field, refuses=True)

    def _change_one(self, row: PlannedRow, opportunity: Opportunity) -> None:
        """Move and edit as a person would: out of a closed stage first, into one last."""
        version, stage = row.version, row.changes.get("stage")
        closing = stage is not None and stage.theirs not in OPEN_STAGES
        if stage is not None and not closing:
            self._move(opportunity, Stage(str(stage.theirs)), version)
            version = None
        edits = self._edits(row, opportunity, skip={"probability"} if closing else set())
        if edits:
            edit_opportunity(opportunity=opportunity, by=self.by, changes=edits, version=version, reason=self.reason)
            version = None
        if closing and stage is not None:
            expected, outcome = opportunity.expected_close_on, Outcome(str(stage.theirs))
            # A win is dated by its document, never by what a workbook expects.
            dated = expected if outcome != Outcome.WON and expected and expected <= today() else None
            close_opportunity(
                opportunity=opportunity,
                outcome=outcome,
                by=self.by,
                version=version,
                closed_on=dated,
                reason=self.move_reason,
            )

    def _move(self, opportunity: Opportunity, to: Stage, version: int | None) -> None:
        if not opportunity.is_open:
            reopen_opportunity(opportunity=opportunity, by=self.by, version=version, reason=self.move_reason)
            version = None
        move_opportunity(opportunity=opportunity, to=to, by=self.by, version=version, reason=self.move_reason)

    def _edits(self, row: PlannedRow, opportunity: Opportunity, skip: set[str]) -> dict[str, Any]:
        edits: dict[str, Any] = {}
        for name, change in row.changes.items():
            if name == "stage" or name in skip:
                continue
            if name in canon.DATES:
                edits[name], edits[canon.precision_field(name)] = canon.parse_date(change.theirs)
            elif name in canon.PLAIN:
                edits[name] = change.theirs if change.theirs is not None else ""
            elif name == "client":
                edits[name] = Client.objects.get(pk=self._client_id(row))
                if "contact" not in row.changes and opportunity.contact_id:
                    edits["contact"] = self._contact(row)
            elif name == "contact":
                edits[name] = self._contact(row)
            elif not change.theirs:
                edits[name] = None
            else:
                match = self.plan.lookups[name].match(str(change.theirs), row.row)
                model: Any = User if name == "owner" else MODELS[name]
                edits[name] = model.objects.get(pk=match.pk)
        return edits


def _client(group: ClientGroup, segment_id: int | None, public: bool, by: User) -> Client:
    return Client(
        name=group.name,
        name_key=name_key(group.name)[:200],
        nit=group.nit,
        check_digit=group.check_digit,
        sector_id=segment_id,
        ownership=Client.Ownership.PUBLIC if public else Client.Ownership.PRIVATE,
        created_by=by,
    )
