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
    """Finds the opportunity of a row by our code or by (source, number), with a constant number of queries a part."""

    def __init__(self, source: str, numbers: Iterable[str], versions: Mapping[str, int | None]) -> None:
        wanted = set(numbers)
        self._by_code: dict[str, Opportunity] = {}
        for part in _parts(list(versions)):
            self._by_code.update({one.code: one for one in Opportunity.objects.filter(code__in=part)})
        self._by_number = {
            one.import_number: one
            for one in Opportunity.objects.filter(import_source=source).exclude(import_number="")
            if one.import_number in wanted
        }
        found = {one.pk: one for one in (*self._by_code.values(), *self._by_number.values())}
        self._names = _names(found.values())
        self._history = self._at_versions(versions)
        self._rows = self._last_rows([one.pk for one in self._by_number.values()])
        self._clients = {pk: one.client_id for pk, one in found.items()}

    def find(self, code: str, number: str) -> Known | None:
        """Return what is known of a row, None when it is new."""
        if code:
            current = self._by_code.get(code)
            if current is None:
                return None
            record = self._history.get(code, current)
            return Known(current, self.canonical(record), record, ours=True)
        current = self._by_number.get(number)
        if current is None:
            return None
        row = self._rows.get(current.pk)
        base = {name: row.values.get(name) for name in canon.COMPARED} if row else self.canonical(current)
        record = self._record_at(current, row.version) if row else current
        return Known(current, base, record, ours=False)

    def canonical(self, record: Any) -> dict[str, Value]:
        """Return the canonical form of an opportunity or of a historical row."""
        return canon.of_record(record, self._names)

    def client_id(self, opportunity_id: int | None) -> int | None:
        """Return the client of a known opportunity."""
        return self._clients.get(opportunity_id or 0)

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

    def _last_rows(self, ids: list[int]) -> dict[int, ImportRow]:
        found: dict[int, ImportRow] = {}
        for part in _parts(ids):
            rows = ImportRow.objects.filter(
                opportunity__in=part,
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
