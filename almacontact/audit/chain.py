"""One chain over all history: each minute what was written since is hashed row by row and sealed as a batch.

Tables are gone through by their keys, in bulk. Each batch holds the head of the one before it, so that nothing can be
taken out or put between; the head goes to a witness outside every day. Personal columns enter as salted digests (see
`personal`). What a row looks like is kept with its batch, so that a new column changes no old hash.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from secrets import token_hex
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.audit.hashing import NoKey, current_key, digest, mac_of, same
from almacontact.audit.models import Erasure, Salt, Seal, SealedBatch, SealedRow
from almacontact.audit.personal import is_personal, personal_columns
from almacontact.audit.reading import UNREAD, UNREADABLE, read_rows
from almacontact.audit.seals import BROKEN, CHANGED, FORGED, GONE, NO_KEY, UNSEALED, Finding
from almacontact.refusals import Blocker, Refused

ROWS = 1000
"""Rows of one batch at most."""
BATCHES = 60
"""Batches of one run at most: what an import wrote is sealed in a few minutes, and no run takes long."""
TRIES = 20
LATE = timedelta(hours=1)
"""For so long a transaction that began earlier may still commit rows among those that are sealed."""
CHAIN, HISTORY = "chain", "history"


@dataclass(frozen=True)
class Watched:
    """A table whose rows are sealed. `of` is the model whose versions it keeps; None for one that keeps none."""

    model: type[models.Model]
    of: type[models.Model] | None

    @property
    def table(self) -> str:
        """Its name in the database."""
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """Its primary key, which grows."""
        return str(self.model._meta.pk.attname)

    @property
    def column(self) -> str:
        """The name of that key in the database."""
        return str(self.model._meta.pk.column)

    def rows(self) -> "models.QuerySet[Any]":
        """Return its rows."""
        return self.model._base_manager.all()

    def columns(self) -> list[str]:
        """Return the columns it has now."""
        return [one.attname for one in self.model._meta.concrete_fields if not one.generated]


@cache
def watched() -> dict[str, Watched]:
    """Return every table that the chain seals, by its name: all histories, the seals, and the erasures."""
    found = [Watched(Seal, None), Watched(Erasure, None)]
    for model in apps.get_models():
        history = getattr(getattr(model, "history", None), "model", None)
        if history is not None:
            found.append(Watched(history, model))
    return {one.table: one for one in found}


def seal_new_rows() -> int:
    """Seal what was written since the last time, as far as one run goes. Returns how many rows that were.

    Of two runs at once the second finds the head taken: it leaves the rest to the next run.
    """
    try:
        return _seal_some()
    except IntegrityError:
        return 0


def seal_everything() -> None:
    """Seal all that is written and not sealed. Who is sealing at the same time is waited for."""
    for _number in range(TRIES):
        try:
            while _seal_some():
                pass
        except IntegrityError:  # the other has committed by now: go on from its head
            continue
        return
    raise Refused(Blocker(code="sealing", message=_("The records are being sealed. Try again in a minute.")))


def _seal_some() -> int:
    sealed, left = 0, BATCHES
    ends = _last_rows()
    for one in watched().values():
        begun = _last_sealed(one)
        while left and begun < ends[one.table]:
            rows = list(one.rows().filter(**{f"{one.key}__gt": begun}).order_by(one.key).values(*one.columns())[:ROWS])
            if not rows:
                break
            _seal_batch(one, rows)
            begun, sealed, left = rows[-1][one.key], sealed + len(rows), left - 1
    return sealed + _seal_stragglers()


def head() -> SealedBatch | None:
    """Return the last batch of the chain: its head is what the witness is told."""
    return SealedBatch.objects.order_by("pk").last()


def personal_digest(salt: str, column: str, value: Any) -> str:
    """Return what stands for a personal value in the hash of its row."""
    return digest([salt, column, value])


def findings(counted: Counter[str]) -> Iterator[Finding]:
    """Compute the whole chain again and return what does not hold; counts batches and rows in `counted`."""
    erased = _erased_salts()
    sealed: dict[str, set[int]] = {}
    previous = ""
    for key in SealedBatch.objects.order_by("pk").values_list("pk", flat=True):
        counted["batches"] += 1
        try:
            batch = SealedBatch.objects.get(pk=key)
            rows = list(batch.rows.order_by("row"))
            counted["rows"] += len(rows)
            for one in _of_batch(batch, rows, previous):
                yield one
            previous = batch.head
            table = watched().get(batch.table)
            if table is not None:
                sealed.setdefault(batch.table, set()).update(row.row for row in rows)
                for one in _of_rows(table, batch, rows, erased):
                    yield one
        except UNREADABLE:
            yield Finding(FORGED, SealedBatch._meta.db_table, str(key), CHAIN)
    for name, rows_there in sealed.items():
        yield from _slipped_in(watched()[name], rows_there)


def _erased_salts() -> set[int]:
    """The salts that erasures forgot; an erasure that cannot be read forgot none."""
    every = Erasure.objects.values_list("pk", flat=True)
    readable = [one for one in read_rows(Erasure.objects.all(), "pk", every).values() if one is not UNREAD]
    return {one["salt"] for erasure in readable for one in erasure.erased if one["salt"]}


def _last_rows() -> dict[str, int]:
    """The key of the newest row of each table that is sealed, in one question."""
    parts = [f"SELECT '{one.table}', MAX({one.column}) FROM {one.table}" for one in watched().values()]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: last or 0 for table, last in cursor.fetchall()}


def _last_sealed(one: Watched) -> int:
    last = SealedBatch.objects.filter(table=one.table).order_by("last").values_list("last", flat=True).last()
    return last or 0


def _seal_batch(one: Watched, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the next link of the chain from `rows` of one table. Raises IntegrityError where somebody was faster."""
    with transaction.atomic():
        personal = [name for name in personal_columns(one.of) if name in one.columns()] if one.of else []
        columns = {"plain": [name for name in one.columns() if name not in personal], "personal": personal}
        salts = _salts(one, rows, personal)
        made = [_sealed_row(one, row, columns, salts) for row in rows]
        before, key_id = head(), current_key()
        batch = SealedBatch(
            table=one.table,
            columns=columns,
            first=made[0].row,
            last=made[-1].row,
            count=len(made),
            previous=before.head if before else "",
            key_id=key_id,
            at=timezone.now(),
        )
        batch.head = _head_of(batch, made)
        batch.mac = mac_of(batch.head, key_id)
        batch.save(force_insert=True)
        for row in made:
            row.batch = batch
        SealedRow.objects.bulk_create(made, batch_size=ROWS)


def _salts(one: Watched, rows: Sequence[Mapping[str, Any]], personal: Sequence[str]) -> dict[int, Salt]:
    """The salt of each record that has something personal in `rows`; new ones are made."""
    if one.of is None or not personal:
        return {}
    key, table = one.of._meta.pk.attname, one.of._meta.db_table
    wanted = {row[key] for row in rows if any(is_personal(one.of, name, row[name]) for name in personal)}
    there = {salt.record: salt for salt in Salt.objects.filter(table=table, record__in=wanted)}
    fresh = [Salt(table=table, record=record, value=token_hex(32)) for record in sorted(wanted - set(there))]
    return there | {salt.record: salt for salt in Salt.objects.bulk_create(fresh)}


def _sealed_row(
    one: Watched, row: Mapping[str, Any], columns: Mapping[str, Sequence[str]], salts: Mapping[int, Salt]
) -> SealedRow:
    salt = salts.get(row[one.of._meta.pk.attname]) if one.of and columns["personal"] else None
    digests = _digests(one, row, columns["personal"], salt.value) if salt else {}
    return SealedRow(
        row=row[one.key],
        hash=_hash_of(one.table, row, columns["plain"], digests),
        digests=digests,
        salt=salt.pk if salt and digests else None,
    )


def _digests(one: Watched, row: Mapping[str, Any], personal: Sequence[str], salt: str) -> dict[str, str]:
    assert one.of is not None
    named = [name for name in personal if is_personal(one.of, name, row[name])]
    return {name: personal_digest(salt, name, row[name]) for name in named}


def _hash_of(table: str, row: Mapping[str, Any], plain: Iterable[str], digests: Mapping[str, str]) -> str:
    return digest([table, {name: row[name] for name in plain}, digests])


def _head_of(batch: SealedBatch, rows: Sequence[SealedRow]) -> str:
    told = digest([[row.row, row.hash, row.salt, row.digests] for row in rows])
    said = [batch.previous, batch.table, batch.columns, batch.first, batch.last, batch.count]
    return digest([*said, told, batch.key_id, batch.at])


def _seal_stragglers() -> int:
    """Seal rows that were committed among those already sealed: their transaction began earlier and ended later."""
    sealed, since = 0, timezone.now() - LATE
    recent = SealedBatch.objects.filter(at__gte=since)
    for table, last in recent.order_by().values_list("table").annotate(models.Max("last")):
        one = watched().get(table)
        if one is None:
            continue
        settled = _settled_until(table, since)
        within = one.rows().filter(**{f"{one.key}__gt": settled, f"{one.key}__lte": last})
        known = SealedRow.objects.filter(batch__table=table, row__gt=settled, row__lte=last)
        if within.count() <= known.count():
            continue
        missing = sorted(set(within.values_list(one.key, flat=True)) - set(known.values_list("row", flat=True)))[:ROWS]
        rows = list(one.rows().filter(**{f"{one.key}__in": missing}).order_by(one.key).values(*one.columns()))
        if rows:
            _seal_batch(one, rows)
        sealed += len(rows)
    return sealed


def _settled_until(table: str, since: datetime) -> int:
    """The last row of a table that was sealed before `since`: nothing more is expected up to it."""
    last = SealedBatch.objects.filter(table=table, at__lt=since).aggregate(last=models.Max("last"))["last"]
    return last or 0


def _of_batch(batch: SealedBatch, rows: Sequence[SealedRow], previous: str) -> Iterator[Finding]:
    where = (SealedBatch._meta.db_table, str(batch.pk), CHAIN, batch.table)
    if batch.previous != previous:
        yield Finding(BROKEN, *where)
    elif len(rows) != batch.count or not same(_head_of(batch, rows), batch.head):
        yield Finding(FORGED, *where)
    else:
        try:
            if not same(mac_of(batch.head, batch.key_id), batch.mac):
                yield Finding(FORGED, *where)
        except NoKey:
            yield Finding(NO_KEY, *where)


def _of_rows(one: Watched, batch: SealedBatch, rows: Sequence[SealedRow], erased: set[int]) -> Iterator[Finding]:
    """What of a batch is gone, or no longer gives its hash."""
    plain, personal = batch.columns["plain"], batch.columns["personal"]
    readable = set(plain) | set(personal) <= set(one.columns())
    wanted = [row.row for row in rows]
    there = read_rows(one.rows().values(*one.columns()), one.key, wanted)
    salts = Salt.objects.in_bulk({row.salt for row in rows if row.salt})
    for row in rows:
        stored = there.get(row.row)
        if stored is None:
            yield Finding(GONE, one.table, str(row.row), CHAIN, HISTORY)
        elif stored is UNREAD or (
            readable
            and not (
                same(_hash_of(one.table, stored, plain, row.digests), row.hash)
                and _personal_holds(one, row, stored, personal, salts, erased)
            )
        ):
            yield Finding(CHANGED, one.table, str(row.row), CHAIN, HISTORY)


def _personal_holds(
    one: Watched,
    row: SealedRow,
    stored: Mapping[str, Any],
    personal: Sequence[str],
    salts: Mapping[int, Salt],
    erased: set[int],
) -> bool:
    """Tell whether personal columns are what was sealed; or, after an erasure, blank."""
    if one.of is None or not personal:
        return True
    if row.salt in erased:
        return not any(is_personal(one.of, name, stored[name]) for name in personal)
    if row.salt is None:
        return not _digests(one, stored, personal, "")
    salt = salts.get(row.salt)
    return salt is not None and _digests(one, stored, personal, salt.value) == row.digests


def _slipped_in(one: Watched, sealed: set[int]) -> Iterator[Finding]:
    """Rows among those that are sealed that nobody sealed, though there was time to."""
    until = _settled_until(one.table, timezone.now() - LATE)
    for key in one.rows().filter(**{f"{one.key}__lte": until}).values_list(one.key, flat=True).iterator():
        if key not in sealed:
            yield Finding(UNSEALED, one.table, str(key), CHAIN, HISTORY)
