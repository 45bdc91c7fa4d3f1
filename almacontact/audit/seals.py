"""Seals: what was signed, passed or frozen, hashed as it was and sealed with a key that is not in the database.

Rooms say in `plugs.py` what is sealed (`register`); the action that signs, passes or freezes calls `seal` in its
transaction, with the record of the chain held. `verify` computes everything again and says what does not hold. A seal
whose key is missing cannot be verified: that is a doubt, never a change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from almacontact.audit.hashing import NoKey, current_key, digest, mac_of, same
from almacontact.audit.models import Seal, SealingStart
from almacontact.audit.reading import UNREAD, UNREADABLE, read_rows

CHANGED, GONE, UNSEALED, FORGED, BROKEN, NO_KEY = "changed", "gone", "unsealed", "forged", "broken", "no_key"
"""Codes of findings; their words stand in `integrity`."""
DOUBTS = frozenset({NO_KEY})
AT_ONCE = 500

Values = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Sealable:
    """One kind of thing that is sealed: rows of `model`, under the name `what`.

    `forms` says what enters the hash, by version: a later form leaves the seals of an earlier one as they were made.
    `record` returns the record to whose chain the seal belongs; `due` the rows of such a record that must bear the seal
    now. `reads` are the relations that all this reads. A row that is `written_once`, whole and just before it is
    sealed, is what it says: it need not be read again. `since` is the round in which an installation seals, once, what
    was there before it sealed this kind (see `seal_present`).
    """

    what: str
    model: type[models.Model]
    forms: Mapping[int, Values]
    record: Callable[[Any], models.Model]
    record_model: type[models.Model]
    due: Callable[[Any], Iterable[Any]]
    reads: tuple[str, ...] = ()
    written_once: bool = False
    since: int = 1

    @property
    def key(self) -> tuple[str, str]:
        """How a seal names it."""
        return self.what, self.model._meta.db_table

    def rows(self, keys: Iterable[Any]) -> dict[str, Any]:
        """Return the rows with these keys, as they are stored; `UNREAD` for what cannot be read."""
        rows = self.model._base_manager.select_related(*self.reads)
        return {str(pk): row for pk, row in read_rows(rows, self.model._meta.pk.attname, keys).items()}


@dataclass(frozen=True)
class Finding:
    """Something that does not hold, or cannot be told: which row of which table, and of which record."""

    code: str
    table: str
    row: str
    chain: str = ""
    what: str = ""


@dataclass
class Verdict:
    """What `verify` found of one record: its findings, the seals of its chain, and the last one's hash."""

    findings: list[Finding] = field(default_factory=list)
    seals: int = 0
    head: str = ""
    late: datetime | None = None
    """When what was there before was sealed; None where all was sealed as it came about."""

    @property
    def changed(self) -> bool:
        """Tell whether anything does not hold."""
        return any(one.code not in DOUBTS for one in self.findings)

    @property
    def doubtful(self) -> bool:
        """Tell whether something cannot be verified, and nothing is known to have changed."""
        return bool(self.findings) and not self.changed


Check = Callable[[Any], Iterable[Finding]]

_checks: list[tuple[type[models.Model], Check]] = []
_sealables: dict[tuple[str, str], Sealable] = {}
_records: dict[type[models.Model], Callable[[], models.QuerySet[Any]]] = {}


def register(sealable: Sealable) -> None:
    """Add a kind of thing that is sealed."""
    _sealables[sealable.key] = sealable


def register_record(model: type[models.Model], rows: Callable[[], models.QuerySet[Any]]) -> None:
    """Add a table whose rows have chains: `rows` returns those that the nightly check verifies."""
    _records[model] = rows


def register_check(model: type[models.Model], check: Check) -> None:
    """Add what else must hold of the records of `model`, sealed or not."""
    _checks.append((model, check))


def records() -> Iterator[tuple[type[models.Model], Any]]:
    """Return table and key of every record that has, or must have, a chain."""
    for model, rows in _records.items():
        for key in rows().values_list("pk", flat=True).iterator(chunk_size=AT_ONCE):
            yield model, key


def chain_of(record: models.Model) -> str:
    """Return the name of a record's chain."""
    return f"{record._meta.label_lower}:{record.pk}"


def seal(what: str, *rows: models.Model, late: bool = False) -> None:
    """Seal `rows` of one table as they are stored now. The caller holds the record to whose chain they belong.

    Raises KeyError for what nobody registered.
    """
    if not rows:
        return
    kind = _sealables[what, rows[0]._meta.db_table]
    stored = {str(row.pk): row for row in rows} if kind.written_once else kind.rows(row.pk for row in rows)
    by_chain: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_chain[chain_of(kind.record(stored[str(row.pk)]))].append(stored[str(row.pk)])
    made = []
    key_id, now, form = current_key(), timezone.now(), max(kind.forms)
    last = _heads(by_chain)
    for chain, mine in by_chain.items():
        place, previous = last.get(chain, (0, ""))
        for row in mine:
            place += 1
            one = Seal(
                chain=chain,
                place=place,
                what=what,
                table=kind.model._meta.db_table,
                row=str(row.pk),
                form=form,
                content_hash=digest(kind.forms[form](row)),
                previous=previous,
                key_id=key_id,
                at=now,
                late=late,
            )
            one.hash = hash_of(one)
            one.mac = mac_of(one.hash, key_id)
            previous = one.hash
            made.append(one)
    Seal.objects.bulk_create(made, batch_size=AT_ONCE)


def hash_of(one: Seal) -> str:
    """Return the hash of a seal: over what it says and the hash of the one before it."""
    told = [one.chain, one.place, one.what, one.table, one.row, one.form, one.content_hash, one.previous]
    return digest([*told, one.key_id, one.at, one.late])


def head_of(record: models.Model) -> tuple[int, str]:
    """Return how many seals the chain of a record has, and the hash of the last one; (0, "") for none."""
    return _heads([chain_of(record)]).get(chain_of(record), (0, ""))


def verify(record: models.Model) -> Verdict:
    """Compute again all that was sealed of `record`, and say what does not hold."""
    chain = chain_of(record)
    seals = _seals_of(chain)
    verdict = Verdict(seals=len(seals), head=seals[-1].hash if seals else "")
    verdict.late = next((one.at for one in seals if one.late), None)
    unreadable = Finding(CHANGED, record._meta.db_table, str(record.pk), chain)
    _collect(verdict, unreadable, _broken_links(chain, seals))
    _collect(verdict, unreadable, _changed_rows(chain, seals))
    _collect(verdict, unreadable, _unsealed(record, chain, seals))
    for model, check in _checks:
        if isinstance(record, model):
            _collect(verdict, unreadable, check(record))
    return verdict


def verify_chain(chain: str) -> Verdict:
    """Do the same for a chain by its name: its record may be gone, and what was sealed of it may still be there."""
    label, _colon, key = chain.partition(":")
    seals = _seals_of(chain)
    try:
        model = apps.get_model(label)
        record = model._base_manager.filter(pk=key).first()
    except UNREADABLE:
        first = seals[0]
        return Verdict([Finding(FORGED, first._meta.db_table, str(first.pk), chain, first.what)])
    if record is not None:
        return verify(record)
    verdict = Verdict([Finding(GONE, model._meta.db_table, key, chain)], len(seals), seals[-1].hash)
    for part in (_broken_links(chain, seals), _changed_rows(chain, seals)):
        _collect(verdict, Finding(CHANGED, model._meta.db_table, key, chain), part)
    return verdict


def chains() -> set[str]:
    """Return the names of all chains."""
    return set(Seal.objects.order_by().values_list("chain", flat=True).distinct())


def content_holds(row: models.Model, what: str) -> bool:
    """Tell whether a row is still what was sealed of it. What bears no seal is for the check of all to find."""
    one = Seal.objects.filter(table=row._meta.db_table, row=str(row.pk), what=what).last()
    return one is None or _same_content(_sealables[what, one.table], one, row)


def bearing(seals: Sequence[Seal]) -> dict[tuple[str, str, str], Seal]:
    """Return the seal that counts for each (what, table, row): the last one."""
    return {(one.what, one.table, one.row): one for one in seals}


def seal_present() -> bool:
    """Seal, once in the life of an installation for each round of kinds, what came about before it sealed them.

    Returns whether it did. Nothing is sealed afterwards that was not sealed as it came about.
    """
    begun = set(SealingStart.objects.values_list("pk", flat=True))
    rounds = sorted({kind.since for kind in _sealables.values()} - begun)
    for number in rounds:
        SealingStart.objects.create(pk=number, at=timezone.now())
        _seal_round([kind for kind in _sealables.values() if kind.since == number])
    return bool(rounds)


def _seal_round(kinds: Sequence[Sealable]) -> None:
    for model, key in list(records()):
        record = model._base_manager.get(pk=key)
        for kind in (one for one in kinds if isinstance(record, one.record_model)):
            rows = sorted(kind.due(record), key=lambda row: (row._meta.db_table, str(row.pk).zfill(36)))
            for start in range(0, len(rows), AT_ONCE):
                seal(kind.what, *rows[start : start + AT_ONCE], late=True)


def _seals_of(chain: str) -> list[Seal]:
    return list(Seal.objects.filter(chain=chain).order_by("place"))


def _collect(verdict: Verdict, unreadable: Finding, part: Iterable[Finding]) -> None:
    """Add what a part finds; where it meets something that cannot be read, what it had found before and that."""
    try:
        verdict.findings.extend(part)
    except UNREADABLE:
        verdict.findings.append(unreadable)


def _heads(chains: Iterable[str]) -> dict[str, tuple[int, str]]:
    names = list(chains)
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(names), AT_ONCE):
        some = Seal.objects.filter(chain__in=names[start : start + AT_ONCE])
        last = some.values("chain").annotate(last=models.Max("pk")).values("last")
        for chain, place, hashed in Seal.objects.filter(pk__in=last).values_list("chain", "place", "hash"):
            found[chain] = (place, hashed)
    return found


def _broken_links(chain: str, seals: Sequence[Seal]) -> Iterator[Finding]:
    """Seals that do not follow the one before them, or that no key of ours made."""
    previous = ""
    for place, one in enumerate(seals, start=1):
        where = {"table": one.table, "row": one.row, "chain": chain, "what": one.what}
        if one.place != place or one.previous != previous:
            yield Finding(BROKEN, **where)
        elif not same(hash_of(one), one.hash):
            yield Finding(FORGED, **where)
        else:
            try:
                if not same(mac_of(one.hash, one.key_id), one.mac):
                    yield Finding(FORGED, **where)
            except NoKey:
                yield Finding(NO_KEY, **where)
        previous = one.hash


def _changed_rows(chain: str, seals: Sequence[Seal]) -> Iterator[Finding]:
    wanted: dict[tuple[str, str], list[Seal]] = defaultdict(list)
    for one in bearing(seals).values():
        wanted[one.what, one.table].append(one)
    for key, mine in wanted.items():
        kind = _sealables.get(key)
        if kind is None:  # an earlier program sealed it; its chain and key still tell of it
            continue
        stored = kind.rows(_keys(kind, mine))
        for one in mine:
            row = stored.get(one.row)
            where = {"table": one.table, "row": one.row, "chain": chain, "what": one.what}
            if row is None:
                yield Finding(GONE, **where)
            elif row is UNREAD or chain_of(kind.record(row)) != chain or not _same_content(kind, one, row):
                yield Finding(CHANGED, **where)


def _keys(kind: Sealable, seals: Iterable[Seal]) -> Iterator[Any]:
    """The keys of the rows that seals name, as far as they can be keys."""
    for one in seals:
        with suppress(*UNREADABLE):
            yield kind.model._meta.pk.to_python(one.row)


def _same_content(kind: Sealable, one: Seal, row: Any) -> bool:
    values = kind.forms.get(one.form)
    if values is None:
        return True
    try:
        return same(digest(values(row)), one.content_hash)
    except UNREADABLE:
        return False


def _unsealed(record: models.Model, chain: str, seals: Sequence[Seal]) -> Iterator[Finding]:
    there = set(bearing(seals))
    for kind in _sealables.values():
        if not isinstance(record, kind.record_model):
            continue
        for row in kind.due(record):
            table = row._meta.db_table
            if (kind.what, table, str(row.pk)) not in there:
                yield Finding(UNSEALED, table, str(row.pk), chain, kind.what)
