"""The squashed migrations and those they replace lead to the same database, from wherever an installation stands."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter

from tests.architecture.sources import ROOT

SQUASHED = {"pipeline": "0001_squashed_0007_lessons_of_a_loss", "proposals": "0001_squashed_0010_internal_requirements"}
LAST_REPLACED = {"pipeline": "0007_lessons_of_a_loss", "proposals": "0010_internal_requirements"}

BY_THE_OLD_CHAIN = f"""
import django
django.setup()
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
executor = MigrationExecutor(connection)
executor.loader = MigrationLoader(connection, replace_migrations=False)
executor.migrate([
    (app, {LAST_REPLACED!r}.get(app, name))
    for app, name in executor.loader.graph.leaf_nodes()
    if {SQUASHED!r}.get(app) != name
])
call_command("migrate", verbosity=0)
"""
BY_THE_SQUASHED = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


@pytest.mark.parametrize("app", SQUASHED)
def test_the_squashed_migration_tells_the_same_models_as_those_it_replaces(app: str):
    loader = MigrationLoader(None, replace_migrations=False)
    old = loader.project_state((app, LAST_REPLACED[app]))
    new = loader.project_state((app, SQUASHED[app]))
    assert _told(old.models, app) == _told(new.models, app)


@pytest.mark.django_db
def test_an_installation_that_has_applied_all_old_migrations_needs_nothing_more():
    recorder = MigrationRecorder(connection)
    for app, name in SQUASHED.items():
        recorder.record_unapplied(app, name)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert set(SQUASHED.items()) <= set(recorder.applied_migrations())


@pytest.mark.django_db
def test_an_installation_halfway_goes_on_by_the_old_migrations():
    recorder = MigrationRecorder(connection)
    later = sorted(
        (app, name) for app, name in recorder.applied_migrations() if app in LAST_REPLACED and name > LAST_REPLACED[app]
    )
    for app, name in [
        *SQUASHED.items(),
        *later,
        ("pipeline", "0006_board_sums"),
        ("pipeline", "0007_lessons_of_a_loss"),
        ("proposals", "0010_internal_requirements"),
    ]:
        recorder.record_unapplied(app, name)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    # Which app comes first, of two that do not ask for each other, is nobody's concern.
    assert sorted((migration.app_label, migration.name) for migration, _backwards in plan) == sorted(
        [
            ("pipeline", "0006_board_sums"),
            ("pipeline", "0007_lessons_of_a_loss"),
            ("proposals", "0010_internal_requirements"),
            *later,
        ]
    )


def test_no_migration_names_a_module_that_is_free_to_move():
    """Migrations stay as they were written: what they name must stand still, and rooms move."""
    named = {
        f"{path.relative_to(ROOT)}: {module}"
        for app in ("pipeline", "proposals", "quality")
        for path in (ROOT / app / "migrations").glob("*.py")
        for module in re.findall(
            r"^\s*(?:from|import) ((?:pipeline|proposals|quality)\b[\w.]*)", path.read_text(), re.M
        )
    }
    assert named == set()


# The two chains stand still, so that this need not be proved each day.
@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_both_chains_make_the_same_database(new_database: Callable[[], str]):
    old = _migrated(new_database(), BY_THE_OLD_CHAIN)
    new = _migrated(new_database(), BY_THE_SQUASHED)
    assert old["schema"].keys() == new["schema"].keys()
    for table, told in old["schema"].items():
        assert told == new["schema"][table], table
    for table, rows in old["rows"].items():
        assert rows == new["rows"][table], table
    assert old["rows"]["proposals_requirementtemplateline"]


@pytest.fixture
def new_database(tmp_path: Path, transactional_db: None) -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty database on the server of the test and returns its address."""
    made: list[str] = []
    place = connection.settings_dict

    def make() -> str:
        name = f"chain_{uuid4().hex[:12]}"
        if connection.vendor == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}/{name}"

    yield make
    for name in made:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _told(models: dict[tuple[str, str], ModelState], app: str) -> dict[str, Any]:
    """Return what migrations tell of the app's models, for comparison: the order of the fields says nothing."""
    return {
        name: {
            "fields": {field: MigrationWriter.serialize(value)[0] for field, value in state.fields.items()},
            "bases": state.bases,
            "options": {
                option: sorted(MigrationWriter.serialize(one)[0] for one in value)
                if option in ("indexes", "constraints")
                else value
                for option, value in state.options.items()
                if value
            },
        }
        for (label, name), state in models.items()
        if label == app
    }


def _migrated(url: str, script: str) -> dict[str, Any]:
    """Migrate the empty database as the script does; return its schema and its rows."""
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "almacontact.settings"},
        check=True,
        timeout=1800,
    )
    # The configuration of the test's own database, another name: nothing else is opened.
    place = {**connection.settings_dict, "NAME": url.partition("sqlite:///")[2] or url.rpartition("/")[2]}
    opened = type(connections[DEFAULT_DB_ALIAS])(place)
    try:
        with opened.cursor() as cursor:
            return {"schema": _schema(cursor), "rows": _rows(cursor, opened.introspection.table_names(cursor))}
    finally:
        opened.close()


def _schema(cursor: Any) -> dict[str, list[str]]:
    """Return, by table, the definitions of its columns, constraints and indexes: their order says nothing."""
    told: dict[str, list[str]] = {}
    if connection.vendor == "sqlite":
        cursor.execute("SELECT tbl_name, type, sql FROM sqlite_master WHERE sql IS NOT NULL")
        for table, kind, sql in cursor.fetchall():
            told.setdefault(table, []).extend(_parts(sql) if kind == "table" else [sql])
    else:
        cursor.execute(
            """
            SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, numeric_precision,
                numeric_scale, is_nullable, column_default, is_identity, is_generated, generation_expression,
                collation_name)
            FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL
            SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
            """
        )
        for table, definition in cursor.fetchall():
            told.setdefault(table, []).append(definition)
    return {table: sorted(definitions) for table, definitions in told.items()}


def _parts(create_table: str) -> list[str]:
    """Return the columns and constraints of a CREATE TABLE: what stands between commas outside of brackets."""
    parts, depth = [""], 0
    for sign in create_table[create_table.index("(") + 1 : create_table.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _rows(cursor: Any, tables: list[str]) -> dict[str, list[str]]:
    """Return the rows of each table without the moments at which they were written."""
    rows = {}
    for table in tables:
        if table == "django_migrations":
            continue
        cursor.execute(f'SELECT * FROM "{table}"')
        columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
        kept = [name for name in columns if not name.endswith(("_at", "_date"))]
        rows[table] = sorted(
            repr({name: row[columns.index(name)] for name in sorted(kept)}) for row in cursor.fetchall()
        )
    return rows
