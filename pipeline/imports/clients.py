"""Which client a row speaks of: by NIT first, then by the name as it is compared; else a new one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from pipeline.clients.models import Client, name_key
from pipeline.imports.reading import ReadRow
from pipeline.workbook.cells import Nit

NEW = "new"
"""The decision to keep a client apart from the one it looks like."""
_key_of = lru_cache(maxsize=65_536)(name_key)


@dataclass
class ClientGroup:
    """The rows of a file that speak of one client. `pk` is the existing client they join; None: a new one.

    `lookalike` is an existing client of the same name that a person may join or keep apart.
    """

    key: str
    name: str
    nit: str = ""
    check_digit: str = ""
    pk: int | None = None
    lookalike: tuple[int, str] | None = None
    warning: str = ""
    segment_id: int | None = None
    rows: list[int] = field(default_factory=list)
    spellings: dict[str, int] = field(default_factory=dict)
    """The row in which each way of writing the name stands first."""


class ClientBook:
    """All clients that the rows of one file speak of, resolved with a constant number of queries a part."""

    def __init__(self, rows: Iterable[ReadRow], choices: Mapping[str, Any]) -> None:
        self.groups: dict[str, ClientGroup] = {}
        self._by_row: dict[int, ClientGroup] = {}
        self._joined: dict[int, str] = {}
        named: dict[str, ClientGroup] = {}
        waiting: list[tuple[ReadRow, str]] = []
        for row in rows:
            name = row.values.get("client")
            if not name:
                continue
            tax = row.values.get("nit")
            if isinstance(tax, Nit):
                group = self.groups.get(f"nit:{tax.number}")
                if group is None:
                    group = self._open(f"nit:{tax.number}", name, tax)
                named.setdefault(_key_of(name), group)
                self._take(row, group)
            else:
                waiting.append((row, name))
        for row, name in waiting:
            key = _key_of(name)
            group = named.get(key) or self._open(f"name:{key}", name, None)
            named.setdefault(key, group)
            self._take(row, group)
        self._resolve(choices)

    def of(self, row: ReadRow) -> ClientGroup:
        """Return the client of a row that names one."""
        return self._by_row[row.row]

    def new(self, row_numbers: set[int]) -> list[ClientGroup]:
        """Return the clients to create when only the rows in `row_numbers` are imported."""
        return [group for group in self.groups.values() if group.pk is None and not row_numbers.isdisjoint(group.rows)]

    def lookalikes(self) -> list[ClientGroup]:
        """Return the clients about which a person may decide."""
        return [group for group in self.groups.values() if group.lookalike]

    def _open(self, key: str, name: str, tax: Nit | None) -> ClientGroup:
        group = ClientGroup(key, name, tax.number if tax else "", tax.right if tax else "")
        self.groups[key] = group
        return group

    def joined(self, row: ReadRow) -> str:
        """Return what to tell of a row whose client is written otherwise than in the row that it joins, else ""."""
        return self._joined.get(row.row, "")

    def _take(self, row: ReadRow, group: ClientGroup) -> None:
        name = row.values["client"]
        if group.rows and name not in group.spellings:
            first, at = next(iter(group.spellings.items()))
            words = _("is taken for the client that row %(row)s writes “%(name)s”")
            self._joined[row.row] = words % {"row": at, "name": first}
        group.spellings.setdefault(name, row.row)
        group.rows.append(row.row)
        self._by_row[row.row] = group

    def _resolve(self, choices: Mapping[str, Any]) -> None:
        nits = [group.nit for group in self.groups.values() if group.nit]
        keys = list({_key_of(group.name) for group in self.groups.values()})
        by_nit: dict[str, tuple[int, str]] = {}
        by_key: dict[str, list[tuple[int, str, str]]] = {}
        current = Client.objects.current()
        for part in _parts(nits):
            for pk, name, nit in current.filter(nit__in=part).values_list("pk", "name", "nit"):
                by_nit[nit] = (pk, name)
        for part in _parts(keys):
            for pk, name, nit, key in current.filter(name_key__in=part).values_list("pk", "name", "nit", "name_key"):
                by_key.setdefault(key, []).append((pk, name, nit))
        old = _Absorbed(
            [_key_of(group.name) for group in self.groups.values() if _key_of(group.name) not in by_key],
            [nit for nit in nits if nit not in by_nit],
        )
        seen: dict[str, str] = {}
        for group in self.groups.values():
            key = _key_of(group.name)
            if group.nit in by_nit:
                group.pk, name = by_nit[group.nit]
                if _key_of(name) != key:
                    group.warning = _("this NIT is that of %(client)s, which the row joins") % {"client": name}
                continue
            found = by_key.get(key, [])
            if not found and (stayed := old.survivor(key, group.nit)):
                group.pk, name = stayed
                group.lookalike = stayed
                group.warning = _("was joined with %(client)s, which the row joins") % {"client": name}
                self._decide(group, choices.get(group.key))
                continue
            plain = [(pk, name) for pk, name, nit in found if not nit or not group.nit]
            if len(plain) == 1:
                group.lookalike, group.pk = plain[0], plain[0][0]
                group.warning = _("looks like %(client)s, which the row joins") % {"client": plain[0][1]}
            elif found:
                group.lookalike = (found[0][0], found[0][1])
                group.warning = _("has the name of %(client)s but another NIT: kept apart") % {"client": found[0][1]}
            elif key in seen:
                group.warning = _("has the same name in this file with another NIT (%(nit)s)") % {"nit": seen[key]}
            seen.setdefault(key, group.nit)
            self._decide(group, choices.get(group.key))

    def _decide(self, group: ClientGroup, choice: Any) -> None:
        if not group.lookalike or choice is None:
            return
        if choice == NEW:
            group.pk, group.warning = None, ""
        elif choice == group.lookalike[0]:
            group.pk, group.warning = group.lookalike[0], ""


class _Absorbed:
    """Clients that were merged into others: their names and NITs lead to the one that stayed."""

    def __init__(self, keys: list[str], nits: list[str]) -> None:
        gone = Client.objects.filter(merged_into__isnull=False)
        into = {pk: stayed for pk, stayed in gone.values_list("pk", "merged_into") if stayed}
        by_key: dict[str, set[int]] = {}
        by_nit: dict[str, set[int]] = {}
        if into:
            for part in _parts(keys):
                for pk, key in gone.filter(name_key__in=part).values_list("pk", "name_key"):
                    by_key.setdefault(key, set()).add(_end_of(pk, into))
            for part in _parts(nits):
                for pk, nit in gone.filter(nit__in=part).values_list("pk", "nit"):
                    by_nit.setdefault(nit, set()).add(_end_of(pk, into))
        stayed = {pk for some in (*by_key.values(), *by_nit.values()) for pk in some}
        self._by_key, self._by_nit = by_key, by_nit
        kept = Client.objects.filter(pk__in=stayed).values_list("pk", "name", "nit")
        self._stayed = {pk: (name, nit) for pk, name, nit in kept}

    def survivor(self, key: str, nit: str) -> tuple[int, str] | None:
        """Return the one client that stayed of those with this NIT, else with this name and no other NIT."""
        found = self._by_nit.get(nit) or {
            pk for pk in self._by_key.get(key, ()) if not nit or self._stayed[pk][1] in ("", nit)
        }
        if len(found) != 1:
            return None
        [pk] = found
        return pk, self._stayed[pk][0]


def _end_of(pk: int, into: Mapping[int, int]) -> int:
    while pk in into:
        pk = into[pk]
    return pk


def _parts(texts: list[str], size: int = 500) -> Iterable[list[str]]:
    return (texts[at : at + size] for at in range(0, len(texts), size))
