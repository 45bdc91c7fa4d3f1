"""The database refuses by itself what gets round the actions: each column that stands, by every way there is to write.

The columns come from the registry of rules; `tests.audit.protected` says by hand which they have to be.
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from almacontact.audit import triggers
from almacontact.audit.database import history_of
from almacontact.audit.doors import TESTS
from almacontact.audit.models import Audited
from almacontact.audit.rules import Born, Grows, Kept, Moves, PartOf, Rule, Stands, all_rules, stored
from tests import world
from tests.audit import protected
from tests.pipeline.plan.plan_factories import make_plan_in_force

pytestmark = pytest.mark.django_db

_keys = itertools.count(5_000_000)
"""Keys of nobody: the database asks for them at the commit alone, which never comes."""
BASE = datetime.datetime(2020, 1, 1, 12, tzinfo=datetime.UTC)


def test_the_registry_holds_what_is_expected_of_it_and_no_less():
    found: dict[str, set[str]] = {}
    for rule in all_rules():
        if isinstance(rule, Stands | PartOf | Grows) and not rule.name.startswith("in_approval"):
            for column in rule.protected():
                once = column in getattr(rule, "once", ())
                found.setdefault(rule.model._meta.db_table, set()).update(() if once else (column,))
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for table, (_point, free) in protected.STANDS.items():
        missing = {one.column for one in stored(tables[table])} - found.get(table, set()) - free
        assert not missing, f"{table}: {sorted(missing)} may change"
    for table, still in protected.ALONE.items():
        assert still <= found.get(table, set()), table
    histories = {history._meta.db_table for model in apps.get_models() if (history := history_of(model))}
    assert len(histories) > 40
    grow = {rule.model._meta.db_table for rule in all_rules() if isinstance(rule, Grows)}
    assert histories <= grow
    kept = {rule.model._meta.db_table for rule in all_rules() if isinstance(rule, Kept)}
    kept_here = {model._meta.db_table for model in apps.get_models() if issubclass(model, Audited)}
    assert kept_here - protected.MAY_GO <= kept


def test_the_states_and_their_moves_are_those_of_the_process():
    moves = {rule.model._meta.db_table: rule for rule in all_rules() if isinstance(rule, Moves)}
    assert {table: set(rule.legal()) for table, rule in moves.items()} == protected.STATES
    born = {rule.model._meta.db_table: rule.first for rule in all_rules() if isinstance(rule, Born)}
    assert born.keys() == protected.FIRST.keys()
    for table, first in protected.FIRST.items():
        assert f"= '{first}'" in born[table]


def test_each_rule_stands_as_a_trigger_and_no_other_does():
    assert triggers.missing() == []


@pytest.mark.postgres
def test_no_table_of_what_is_kept_is_emptied_at_once():
    for rule in all_rules():
        if isinstance(rule, Kept | Grows):
            table = rule.model._meta.db_table
            with pytest.raises(IntegrityError, match=f"{table}, rule {rule.name}"), transaction.atomic():
                _run(f'TRUNCATE "{table}" CASCADE')()


# The last one, for the sake of time: whatever follows the first use of a world begins by writing it down.
def test_what_stands_is_neither_written_nor_deleted_by_any_way_there_is(director, general_manager):
    world.won_deal()
    make_plan_in_force()
    open_ways: list[str] = []
    tried = 0
    with transaction.atomic():
        _lay_one_of_each()
        for rule in all_rules():
            with transaction.atomic():
                for name, way in _attempts(rule):
                    tried += 1
                    if _goes_through(way):
                        open_ways.append(f"{rule.model._meta.db_table}, rule {rule.name}: {name}")
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert open_ways == []
    assert tried > 3000


# --- the rows ---------------------------------------------------------------------------------------------------------


def _lay_one_of_each() -> None:
    """Lay a row in every table with a rule that has none yet: invented, through the tests' door."""
    with TESTS.open():
        for model in dict.fromkeys(rule.model for rule in all_rules()):
            if not model._base_manager.exists():
                models.QuerySet(model).bulk_create([_invented(model)])


def _invented(model: type[models.Model]) -> models.Model:
    values: dict[str, Any] = {}
    for field in stored(model):
        if field.primary_key or field.null or field.has_default():
            continue
        values[field.attname] = _some(field)
    return model(**{**values, **POINTS.get(model._meta.db_table, {})})


POINTS: dict[str, dict[str, Any]] = {
    "pipeline_decksending": {"sent_at": BASE},
    "proposals_nogonotice": {"sent_at": BASE},
    "proposals_projectsummary": {"sent_at": BASE},
    "proposals_roundapprovalstep": {"state": "rejected"},
    "proposals_roundsignature": {"decision": "approve"},
    "proposals_termsapprovalstep": {"state": "rejected"},
    "proposals_termssignature": {"decision": "approve"},
}
"""What an invented row needs so that it stands."""


def _some(field: Any) -> Any:
    """Return a value that fits a column."""
    if isinstance(field, models.ForeignKey):
        return next(_keys) if not isinstance(field.target_field, models.UUIDField) else uuid.uuid4()
    if isinstance(field, models.JSONField):
        return {"was": 1}
    if isinstance(field, models.DateTimeField):
        return BASE
    if isinstance(field, models.DateField):
        return BASE.date()
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return "" if field.blank else "x"
    return 1


def _other(field: Any, value: Any) -> Any:
    """Return a value that fits a column and is not `value`."""
    if isinstance(field, models.ForeignKey):
        return (value or 0) + 1 if isinstance(value, int | None) else uuid.uuid4()
    if isinstance(field, models.JSONField):
        return {"was": 2}
    if isinstance(field, models.DateTimeField):
        return BASE + datetime.timedelta(days=1)
    if isinstance(field, models.DateField):
        return BASE.date() + datetime.timedelta(days=1)
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DecimalField | models.IntegerField):
        return 2 if value != 2 else 3
    return "y" if value != "y" else "z"


def _rows_where_it_holds(rule: Rule) -> list[Any]:
    """Return a row of which the rule holds; none where it judges the move alone."""
    table = rule.model._meta.db_table
    if isinstance(rule, Stands):
        # What it says of the row to be is said of a row that stays in its state.
        asked = rule.when.replace("NEW.", "OLD.") or "1 = 1"
    elif isinstance(rule, PartOf):
        asked = f"NOT ({rule._open('OLD')})"
    elif isinstance(rule, Grows):
        asked = "1 = 1"
    else:
        return []
    key = rule.model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT OLD."{key}" FROM {table} AS OLD WHERE {asked} LIMIT 1')
        found = cursor.fetchone()
    if found is None and "NEW." in getattr(rule, "when", ""):
        return []
    if found is None:
        found = (_brought(rule.model, BROUGHT[table, rule.name]),)
    return [rule.model._base_manager.get(pk=found[0])]


def _brought(model: Any, values: dict[str, Any]) -> Any:
    """Bring a row to a point at which the world has none."""
    with TESTS.open():
        row = model._base_manager.order_by("pk").first()
        models.QuerySet(model).filter(pk=row.pk).update(**values)
    return row.pk


BROUGHT: dict[tuple[str, str], dict[str, Any]] = {
    ("proposals_negotiationround", "in_approval"): {"state": "in_approval"},
    ("proposals_negotiationround", "stands"): {"state": "authorised", "authorised_by": 1, "authorised_at": BASE},
    ("proposals_proposal", "in_approval"): {"state": "in_approval"},
    ("proposals_roundapproval", "ended"): {"state": "approved", "closed_at": BASE},
    ("proposals_termsapproval", "ended"): {"state": "approved", "closed_at": BASE},
}
"""What brings a row to the point of a rule."""


def _columns_of(rule: Rule, row: Any) -> list[str]:
    """Return the columns to try: those that are filled once, where they are filled."""
    once = getattr(rule, "once", ())
    fields = {one.column: one for one in stored(rule.model)}
    empty = (None, "", [], {})
    return [
        one
        for one in rule.protected()
        if one not in once or getattr(row, fields[one].attname) not in empty
        if one != rule.model._meta.pk.column
    ]


# --- the ways ---------------------------------------------------------------------------------------------------------


def _attempts(rule: Rule) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Return every way to write or delete what `rule` holds."""
    for row in _rows_where_it_holds(rule):
        for place, column in enumerate(_columns_of(rule, row)):
            # What a whole table refuses, it refuses of any column: all ways are tried on the first.
            yield from _ways(rule.model, row, column, every=place == 0 or not isinstance(rule, Grows))
    if isinstance(rule, Kept | Grows):
        row = rule.model._base_manager.order_by("pk").first()
        assert row is not None, rule.model
        yield "DELETE", _sql_delete(rule.model, row)
        yield "past the queryset", lambda: models.QuerySet(rule.model).filter(pk=row.pk)._raw_delete("default")
        if connection.vendor == "sqlite":
            yield "REPLACE", _replace(rule.model, row)


def _ways(model: Any, row: Any, column: str, every: bool) -> Iterator[tuple[str, Callable[[], Any]]]:
    field = next(one for one in stored(model) if one.column == column)
    value = _other(field, getattr(row, field.attname))
    prepared = field.get_db_prep_save(value, connection)
    key = model._meta.pk
    yield (
        f"{column} by SQL",
        _run(
            f'UPDATE "{model._meta.db_table}" SET "{column}" = %s WHERE "{key.column}" = %s',
            [prepared, key.get_db_prep_value(row.pk, connection)],
        ),
    )
    if not every:
        return
    yield f"{column} by update", lambda: models.QuerySet(model).filter(pk=row.pk).update(**{field.attname: value})
    yield (
        f"{column} by _base_manager",
        lambda: models.QuerySet.update(model._base_manager.filter(pk=row.pk), **{field.attname: value}),
    )

    def written() -> Any:
        one = model._base_manager.get(pk=row.pk)
        one.__dict__[field.attname] = value
        return one

    yield f"{column} by bulk_update", lambda: models.QuerySet(model).bulk_update([written()], [field.name])
    yield f"{column} by save", lambda: models.Model.save(written(), update_fields=[field.name])


def _run(sql: str, values: list[Any] | None = None) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return run


def _sql_delete(model: Any, row: Any) -> Callable[[], Any]:
    key = model._meta.pk
    value = key.get_db_prep_value(row.pk, connection)
    return _run(f'DELETE FROM "{model._meta.db_table}" WHERE "{key.column}" = %s', [value])


def _replace(model: Any, row: Any) -> Callable[[], Any]:
    """SQLite's REPLACE deletes the row that is in the way, and asks a trigger only where that is switched on."""
    columns = ", ".join(f'"{one.column}"' for one in stored(model))
    key = model._meta.pk
    value = key.get_db_prep_value(row.pk, connection)
    table = f'"{model._meta.db_table}"'
    return _run(
        f'INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE "{key.column}" = %s', [value]
    )


def _goes_through(way: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            way()
            transaction.set_rollback(True)
    except IntegrityError as refused:
        if ", rule " not in str(refused):
            raise
        return False
    return True
