"""The opportunities that a file's rows are about, and what each was when the file's row was last in step with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from almacontact.accounts.models import User
from pipeline.catalogues.models import LeadSource, Segment, Service
from pipeline.clients.models import Client, Contact
from pipeline.imports import canon
from pipeline.imports.canon import Value
from pipeline.imports.models import ImportBatch, ImportRow
from pipeline.opportunities.models.opportunities import Opportunity

_PART = 500


@dataclass(frozen=True, slots=True)
class Known:
    """One row's opportunity. `base` is what the file said (or what we exported) when both were in step.

    `base_record` is the record as it was then; `ours` tells that the row carries our code.
    """

    current: Opportunity
    base: Mapping[str, Value]
    base_record: Any
    ours: bool


class Existing:
    """The opportunities that a file's rows may be about: by our code, of the same workbook, open ones of its clients.

    A workbook's numbers mean what they meant when it was last imported: numbers are counted anew, records keep theirs.
    Takes a constant number of queries a part.
    """

    def __init__(
        self, source: str, versions: Mapping[str, int | None], clients: Iterable[int], picked: Iterable[int] = ()
    ) -> None:
        self._by_code: dict[str, Opportunity] = {}
        for part in _parts(list(versions)):
            self._by_code.update({one.code: one for one in Opportunity.objects.filter(code__in=part)})
        numbers, seen = _numbers_of(source)
        of_source = {one.pk: one for one in Opportunity.objects.filter(import_source=source).order_by("pk")}
        for part in _parts([pk for pk in seen if pk not in of_source]):
            of_source.update({one.pk: one for one in Opportunity.objects.filter(pk__in=part)})
        self.of_source = of_source
        self.by_number = {number: of_source[pk] for number, pk in numbers.items() if pk in of_source}
        for one in of_source.values():
            if one.import_number and one.pk not in seen:
                self.by_number.setdefault(one.import_number, one)
        self.taken_numbers = {one.import_number for one in of_source.values() if one.import_source == source}
        self.elsewhere: dict[int, list[Opportunity]] = {}
        for part in _parts(list(clients)):
            for one in Opportunity.objects.open().filter(client__in=part).order_by("pk"):
                if one.pk not in of_source:
                    self.elsewhere.setdefault(one.client_id, []).append(one)
        others = [one for some in self.elsewhere.values() for one in some]
        for part in _parts(list(picked)):
            others += Opportunity.objects.filter(pk__in=part)
        self._found = {one.pk: one for one in (*self._by_code.values(), *of_source.values(), *others)}
        self._names = _names(self._found.values())
        self._history = self._at_versions(versions)
        self._rows = self._last_rows(source, list(of_source))
        self._known: dict[int, Known] = {}

    def by_code(self, code: str) -> Known | None:
        """Return what is known of the row that carries our code, None where no opportunity has it."""
        current = self._by_code.get(code)
        if current is None:
            return None
        record = self._history.get(code) or current
        return Known(current, self.canonical(record), record, ours=True)

    def pick(self, pk: int) -> Known | None:
        """Return what is known of an opportunity that a person chose among those offered."""
        return self.known(self._found[pk]) if pk in self._found else None

    def known(self, current: Opportunity) -> Known:
        """Return what this workbook said of an opportunity when both were last in step; else what the record says."""
        if current.pk not in self._known:
            row = self._rows.get(current.pk)
            base = {name: row.values.get(name) for name in canon.COMPARED} if row else self.canonical(current)
            record = self._record_at(current, row.version) if row else current
            self._known[current.pk] = Known(current, base, record, ours=False)
        return self._known[current.pk]

    def canonical(self, record: Any) -> dict[str, Value]:
        """Return the canonical form of an opportunity or of a historical row."""
        return canon.of_record(record, self._names)

    def client_id(self, opportunity_id: int | None) -> int | None:
        """Return the client of a known opportunity."""
        found = self._found.get(opportunity_id or 0)
        return found.client_id if found else None

    def lost_version(self, code: str) -> bool:
        """Tell whether a row carries a version of an opportunity of ours that its history does not know."""
        return code in self._history and self._history[code] is None

    def _at_versions(self, versions: Mapping[str, int | None]) -> dict[str, Any]:
        """Return the historical rows of those whose version in the file is not the current one."""
        stale = {
            self._by_code[code].pk: (code, version)
            for code, version in versions.items()
            if version is not None and code in self._by_code and self._by_code[code].version != version
        }
        found: dict[str, Any] = {code: None for code, _version in stale.values()}
        for part in _parts(list(stale)):
            for row in Opportunity.history.filter(id__in=part):
                code, version = stale[row.id]
                if row.version == version:
                    found[code] = row
        return found

    def _last_rows(self, source: str, ids: list[int]) -> dict[int, ImportRow]:
        found: dict[int, ImportRow] = {}
        for part in _parts(ids):
            rows = ImportRow.objects.filter(
                opportunity__in=part,
                batch__source=source,
                batch__state=ImportBatch.State.APPLIED,
                verdict__in=[ImportRow.Verdict.NEW, ImportRow.Verdict.CHANGED],
                version__isnull=False,
            ).order_by("pk")
            found.update({row.opportunity_id: row for row in rows if row.opportunity_id})
        return found

    def _record_at(self, current: Opportunity, version: int | None) -> Any:
        if version is None or version == current.version:
            return current
        return _Later(current, version)


class _Later:
    """A historical row read only when a cell of it is asked for: most rows of a file never need theirs."""

    def __init__(self, current: Opportunity, version: int) -> None:
        self._current, self._version = current, version
        self._row: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._row is None:
            rows = self._current.history.filter(version=self._version)
            self._row = rows.order_by("-history_date", "-history_id").first() or self._current
        return getattr(self._row, name)


_REMEMBERED_BATCHES = 10


def _numbers_of(source: str) -> tuple[dict[str, int], set[int]]:
    """Return the opportunity of each number as the workbook's last imports had them, and all of those opportunities.

    The newest import says what a number means; older ones only of what the newer have not.
    """
    numbers: dict[str, int] = {}
    seen: set[int] = set()
    batches = ImportBatch.objects.filter(source=source, state=ImportBatch.State.APPLIED).order_by("-pk")
    for batch in list(batches.values_list("pk", flat=True)[:_REMEMBERED_BATCHES]):
        rows = ImportRow.objects.filter(batch=batch, opportunity__isnull=False).order_by("row")
        found = [(number, pk) for number, pk in rows.values_list("number", "opportunity") if pk not in seen]
        for number, pk in found:
            if number:
                numbers.setdefault(number, pk)
        seen.update(pk for _number, pk in found)
    return numbers, seen


def _names(records: Iterable[Opportunity]) -> dict[str, dict[int, str]]:
    """Return the texts of everything that the records may point at, by id, for `canon.of_record`."""
    if not any(True for _one in records):
        return {name: {} for name in ("client", "owner", *canon.CATALOGUES, "contact", "email")}
    contacts = list(Contact.objects.values_list("pk", "name", "email"))
    return {
        "client": dict(Client.objects.values_list("pk", "name")),
        "owner": dict(User.objects.values_list("pk", "name")),
        "segment": dict(Segment.objects.values_list("pk", "name")),
        "service": dict(Service.objects.values_list("pk", "name")),
        "lead_source": dict(LeadSource.objects.values_list("pk", "name")),
        "contact": {pk: name for pk, name, _email in contacts},
        "email": {pk: email for pk, _name, email in contacts},
    }


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    return (values[at : at + _PART] for at in range(0, len(values), _PART))
