"""Locks: an action locks first, in one order, reads after, judges after, and then writes.

Each model whose rows are held says its place in `LOCK_PLACE`; the places, from the first to the last, stand in
`docs/guarantees.md`. Whoever holds a row asks for none before it, so that two people never wait for each other. A model
without a place comes after all that have one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property as plain_cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.utils.functional import cached_property

from almacontact.refusals import StaleVersion

LAST = 1000
"""The place of a model that names none."""

_CACHED = (cached_property, plain_cached_property)

Place = tuple[int, int]
"""(place of the model, key of the row): rows of one model are locked by their keys."""


class LockOrderBroken(RuntimeError):
    """A programming error: a row was to be locked after one that comes later in the one order."""


@dataclass
class _Transaction:
    """What the running transaction of one connection holds. `block` is its outermost atomic block."""

    block: Any
    rows: dict[tuple[type[models.Model], Any], Place] = field(default_factory=dict)
    records: list[models.Model] = field(default_factory=list)
    ordered: bool = True

    def take(self, record: models.Model) -> None:
        """Remember that the row of `record` is held from now on. Raises `LockOrderBroken`."""
        key, place = (type(record), record.pk), place_of(record)
        if key in self.rows:
            return
        last = max(self.rows.values(), default=(0, 0))
        if self.ordered and place < last and place[0] < LAST:
            later = next(model.__name__ for (model, _pk), held in self.rows.items() if held == last)
            raise LockOrderBroken(f"{type(record).__name__} {record.pk} is locked after {later} {last[1]}.")
        self.rows[key] = place

    def holds(self, record: models.Model | None) -> bool:
        """Tell whether this very instance was read under a lock."""
        return any(one is record for one in self.records)


_transactions: WeakKeyDictionary[Any, _Transaction] = WeakKeyDictionary()


def place_of(record: models.Model) -> Place:
    """Return where a row comes in the one order."""
    return getattr(record, "LOCK_PLACE", LAST), record.pk


def lock(*records: models.Model) -> None:
    """Hold the rows of `records` in the one order until the transaction ends, and read each anew, in place.

    What was read before it was locked does not count: fields, relations and cached properties are dropped, save the
    relations to what is held as well. On SQLite the transaction itself holds everything.

    Raises `DoesNotExist` for a row that is gone, `LockOrderBroken` for one that should have been locked earlier.
    """
    held = _running()
    if held is None:
        raise transaction.TransactionManagementError("Locks are taken inside a transaction.")
    for record in sorted(records, key=place_of):
        held.take(record)
        _read_anew(record, held)
        held.records.append(record)


def one_at_a_time(what: str) -> None:
    """Wait until no other transaction does `what`, and keep others waiting until this one ends; before any row is held.

    For what rests on rows that only come to belong together by it, so that there is none to hold in common. On SQLite
    the transaction itself holds everything.
    """
    if _running() is None:
        raise transaction.TransactionManagementError("Locks are taken inside a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])


def note(record: models.Model) -> None:
    """Remember that the row of `record` is held because it was just written. Raises `LockOrderBroken`."""
    if (held := _running()) is not None:
        held.take(record)


@contextmanager
def one_act_after_another() -> Iterator[None]:
    """Let acts that keep the order each by itself follow each other in the running transaction.

    For who works alone on the database, as the demo and the tests' recordings do, and for who works through rows of
    others' making, as an import does: where that meets somebody who waits for it, the database ends one of the two.
    """
    held = _running()
    if held is None:
        yield
        return
    before, held.ordered = held.ordered, False
    try:
        yield
    finally:
        held.ordered = before


def works_alone() -> bool:
    """Tell whether the running transaction is that of who works alone (`one_act_after_another`)."""
    held = _running()
    return held is not None and not held.ordered


class Held:
    """What an action holds, and the versions at which its caller had read it."""

    def __init__(self, records: tuple[models.Model, ...]) -> None:
        self._seen: dict[models.Model, Any] = {one: getattr(one, "version", None) for one in records}

    def refuse_stale(self, record: Any, version: int | None = None) -> None:
        """Raise `StaleVersion` where `record` is no longer at `version`: without one, that at which it was read."""
        if record.version != (self._seen[record] if version is None else version):
            raise StaleVersion(type(record)._base_manager.get(pk=record.pk))


@contextmanager
def holding(*records: models.Model) -> Iterator[Held]:
    """Open a transaction that holds `records` as they now stand (see `lock`).

    When what happens inside fails, the instances go back to what they were: a page can show them again.
    """
    held = Held(records)
    before = [(one, dict(one.__dict__), dict(one._state.fields_cache)) for one in records]
    try:
        with transaction.atomic():
            lock(*records)
            yield held
    except BaseException:
        for one, values, related in before:
            one.__dict__.clear()
            one.__dict__.update(values)
            one._state.fields_cache = related
        raise


def _running() -> _Transaction | None:
    """The transaction that runs on this thread's connection; None outside of one. That of a test does not count."""
    connection = connections[DEFAULT_DB_ALIAS]
    block = next((one for one in connection.atomic_blocks if not getattr(one, "_from_testcase", False)), None)
    if block is None:
        return None
    found = _transactions.get(connection)
    if found is None or found.block is not block:
        found = _transactions[connection] = _Transaction(block)
    return found


def _read_anew(record: models.Model, held: _Transaction) -> None:
    related = dict(record._state.fields_cache)
    record.refresh_from_db(from_queryset=type(record)._base_manager.select_for_update(no_key=True))
    for one in type(record)._meta.concrete_fields:
        if one.is_relation and (there := related.get(one.name)) is not None:
            same = there.pk == getattr(record, one.attname)
            if same and (held.holds(there) or not hasattr(there, "version")):
                record._state.fields_cache[one.name] = there
    for name in [name for name in record.__dict__ if isinstance(getattr(type(record), name, None), _CACHED)]:
        del record.__dict__[name]
