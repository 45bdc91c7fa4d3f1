"""Rows that a chain of actions made once, given back to whoever asks for the same again.

A chain of eighty actions takes seconds; its rows take milliseconds. The first test that asks for a chain walks it.
Before the next test begins, on the database as the migrations leave it, the chain is walked once more and what it made
is written down at each of its points. From then on a test gets those rows, with the same keys and files, inside its own
transaction. Two walks of one chain in one test are two copies, each with keys and numbers of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models, transaction

from almacontact.accounts.models import PersonRole, User
from almacontact.attachments.models import Attachment
from almacontact.attachments.storage import UncommittedFile, delete_unless_committed, private_storage
from almacontact.audit.doors import TESTS
from almacontact.audit.locking import one_act_after_another
from almacontact.audit.models import Sequence
from almacontact.calendar import today
from tests.cast import cast_people, parts_there
from tests.racing import loaded

PLACES = 10
"""How many chains there may be: as many as leave their yearly numbers four digits."""
COPIES = 20
"""How many copies of one chain are written down at most; a test that wants more walks the rest."""
KEYS = 1_000_000
"""The keys of the first copy come after this, those of the second after its double: no test makes as many rows."""
NUMBERS = 8_000
"""The yearly numbers of the first copy come after this: OP-2026-8001."""
EACH = 10
"""How many yearly numbers a copy has for itself."""
SERIES = ("OP", "PROP", "ACTA-COM")
AT_ONCE = 30_000
"""Values that one INSERT carries at most, under the limit of both databases."""

Walk = Callable[[], Iterator[tuple[str, models.Model]]]
"""A chain: makes its records through actions, and names each point it reached, with the record that it is about."""
Rows = dict[type[models.Model], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Recording:
    """What one walk of a chain had made at each of its points, about which record and with whom of the cast, and the
    files by their name."""

    day: date
    rows: dict[str, Rows] = field(default_factory=dict)
    about: dict[str, models.Model] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


class Recorder:
    """The recordings of one chain, one a copy. Each chain of a test run has a `place` of its own: keys and numbers of
    its copies follow from it, so that a test may lay several."""

    all: ClassVar[dict[int, Recorder]] = {}
    _writing: ClassVar[bool] = False

    def __init__(self, walk: Walk, *, place: int) -> None:
        if place in self.all or place not in range(PLACES):
            raise LookupError(f"A chain needs a place of its own below {PLACES}; these are taken: {sorted(self.all)}.")
        self.all[place] = self
        self._walk, self._place = walk, place
        self._copies: list[Recording] = []
        self._wanted = self._walked = 0
        self._raised = False

    def reach(self, point: str) -> Any:
        """Take a fresh copy of the chain to `point`, and return the record that it is about, read anew.

        A chain that begins with another one walks that too as it is written down: its rows are all its own.
        """
        if Recorder._writing:
            return self._walk_to(point)
        standing = [one for one in self._copies if one.day == today()]
        made = next((one for one in standing if not _is_there(one)), None)
        if made is not None:
            self._raised = True
            cast_people(made.people[point])
            _lay(made.rows[point], made.files)
            return loaded(made.about[point])
        self._walked += 1
        self._wanted = min(max(self._wanted, len(standing) + self._walked), COPIES)
        with _nobody_told():
            return self._walk_to(point)

    def _walk_to(self, point: str) -> Any:
        for reached, record in self._walk():
            if reached == point:
                return loaded(record)
        raise LookupError(f"The chain never comes to “{point}”.")

    def prepare(self) -> None:
        """Have one copy written down before the first asks for it: for a test that takes it up many times."""
        self._wanted = max(self._wanted, 1)
        self.between_tests()

    def between_tests(self) -> None:
        """Write down the copies that a test had to walk; the database is as the migrations leave it."""
        if self._raised:
            _let_keys_begin_again()
            self._raised = False
        self._walked = 0
        if self._wanted <= len(self._copies):
            return
        self._copies = [one for one in self._copies if one.day == today()]
        Recorder._writing = True
        try:
            while len(self._copies) < self._wanted:
                self._copies.append(self._record(self._place * COPIES + len(self._copies)))
        finally:
            Recorder._writing = False
        _let_keys_begin_again()

    def _record(self, copy: int) -> Recording:
        made = Recording(day=today())
        first = (copy + 1) * KEYS
        begin = NUMBERS + copy * EACH
        with transaction.atomic(), one_act_after_another():
            _let_keys_come_after(first)
            for key in SERIES:
                Sequence.objects.create(key=key, year=today().year, last=begin)
            for point, record in self._walk():
                made.rows[point] = _rows_after(first)
                made.about[point] = record
                made.people[point] = parts_there()
            if unknown := Sequence.objects.exclude(key__in=SERIES).values_list("key", flat=True):
                raise LookupError(f"Two copies would have the same numbers: add {list(unknown)} to SERIES.")
            if Sequence.objects.filter(last__gt=begin + EACH).exists():
                raise LookupError(f"The chain takes more than {EACH} numbers of a series: raise EACH.")
            for name in _files_of(made.rows[point]):
                with private_storage().open(name) as kept:
                    made.files[name] = kept.read()
            transaction.set_rollback(True)
        return made


class BetweenTests:
    """A plugin of the run: lets the recorders write down what was wanted, while no test has the database."""

    def __init__(self, blocker: Any) -> None:
        self._blocker = blocker

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Before a test begins."""
        with self._blocker.unblock():
            for recorder in Recorder.all.values():
                recorder.between_tests()


@cache
def _tables() -> list[type[models.Model]]:
    """Every table that a chain may fill: neither people, nor what Django keeps for itself."""
    left_out = {User, User.history.model, PersonRole, PersonRole.history.model, Sequence}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model not in left_out
        and model._meta.app_label not in {"contenttypes", "sessions", "auth"}
    ]


def _columns(model: type[models.Model]) -> list[str]:
    return [one.column for one in model._meta.concrete_fields if not one.generated]


def _named(columns: list[str]) -> str:
    return ", ".join(f'"{one}"' for one in columns)


def _is_of_files(model: type[models.Model]) -> bool:
    return issubclass(model, Attachment)


def _rows_after(first: int) -> Rows:
    """What was made since keys come after `first`. The key of a file is no number: all files are ours."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in _tables():
            ours = "" if _is_of_files(model) else f' WHERE "{model._meta.pk.column}" > {first}'
            cursor.execute(f'SELECT {_named(_columns(model))} FROM "{model._meta.db_table}"{ours}')
            if rows := cursor.fetchall():
                found[model] = rows
    return found


def _lay(laid: Rows, files: dict[str, bytes]) -> None:
    """Put rows in place, with their files, which go again when the rows do."""
    storage = private_storage()
    with TESTS.open(), connection.cursor() as cursor:
        for model, rows in laid.items():
            columns = _columns(model)
            into = f'INSERT INTO "{model._meta.db_table}" ({_named(columns)}) VALUES '
            values = f"({', '.join(['%s'] * len(columns))})"
            size = AT_ONCE // len(columns)
            for some in (rows[start : start + size] for start in range(0, len(rows), size)):
                cursor.execute(into + ", ".join([values] * len(some)), [value for row in some for value in row])
        if connection.vendor == "postgresql":
            _set_sequences(cursor, laid, '(SELECT MAX("{key}") FROM "{table}")')
        for name in _files_of(laid):
            delete_unless_committed(storage, name, connection.alias)
            if not storage.exists(name):
                storage.save(name, ContentFile(files[name]))


def _files_of(laid: Rows) -> list[str]:
    found = []
    for model in filter(_is_of_files, laid):
        place = _columns(model).index("file")
        found += [row[place] for row in laid[model]]
    return found


def _is_there(made: Recording) -> bool:
    """Tell whether the asking test has this copy already, at whatever point: by a row of the first one."""
    laid = next(iter(made.rows.values()))
    model = next(iter(laid))
    key = laid[model][0][_columns(model).index(model._meta.pk.column)]
    return model._base_manager.filter(pk=key).exists()


def _let_keys_come_after(first: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _set_sequences(cursor, _tables(), str(first))
            return
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)",
            [(model._meta.db_table, first) for model in _tables() if not _is_of_files(model)],
        )


def _let_keys_begin_again() -> None:
    """Let new rows have small keys once more: neither a roll-back on PostgreSQL nor a commit on SQLite does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            first_free = '(SELECT COALESCE(MAX("{key}"), 0) + 1 FROM "{table}")'
            _set_sequences(cursor, _tables(), first_free, is_called=False)
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE seq > %s", [KEYS])


def _set_sequences(cursor: Any, tables: Any, value: str, *, is_called: bool = True) -> None:
    """Set where the keys of `tables` go on, on PostgreSQL, in one question."""
    parts = []
    for model in tables:
        if not _is_of_files(model):
            table, key = model._meta.db_table, model._meta.pk.column
            told = value.format(table=table, key=key)
            parts.append(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key}'), {told}, {is_called})")
    cursor.execute(" UNION ALL ".join(parts))


@contextmanager
def _nobody_told() -> Iterator[None]:
    """Tell nobody of what is made meanwhile, even where it is committed: laying the ground of a test runs no job.

    What waits for the commit goes, but for the files, which stay by it.
    """
    with transaction.atomic(), one_act_after_another():
        before = len(connection.run_on_commit)
        yield
        made = connection.run_on_commit[before:]
        kept = [one for one in made if isinstance(getattr(one[1], "__self__", None), UncommittedFile)]
        connection.run_on_commit[before:] = kept
