"""The database as the migrations leave it, given back after each test that commits.

Django empties all tables after such a test and leaves them empty: the catalogues that migrations make would be gone for
every test that follows on the same process. This puts the rows back, touching only tables that have any.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

from almacontact.audit.doors import TESTS
from almacontact.audit.models import Unsettled


class Pristine:
    """A copy of all rows, beside the tables: in a schema of its own, on SQLite in a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"pristine-{connection.settings_dict['NAME'].rpartition('/')[2]}"
        self._columns = {
            model._meta.db_table: ", ".join(
                f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated
            )
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy and model is not Unsettled
        }
        with self._open() as cursor:
            self._kept = self._filled(cursor)
            for table in self._kept:
                cursor.execute(f'CREATE TABLE pristine."{table}" AS SELECT {self._columns[table]} FROM "{table}"')

    def restore(self) -> None:
        """Make every table as it was."""
        with self._open() as cursor:
            for table in self._filled(cursor):
                cursor.execute(f'DELETE FROM "{table}"')
            for table in self._kept:
                columns = self._columns[table]
                cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM pristine."{table}"')
        ContentType.objects.clear_cache()

    def _filled(self, cursor) -> list[str]:
        questions = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in self._columns
        )
        cursor.execute(questions)
        return [row[0] for row in cursor.fetchall()]

    @contextmanager
    def _open(self) -> Iterator[object]:
        """Give a cursor in one transaction, through the tests' door, that asks for no foreign key meanwhile."""
        sqlite = connection.vendor == "sqlite"
        connection.ensure_connection()
        with connection.cursor() as cursor:
            if sqlite:
                cursor.execute("PRAGMA foreign_keys = OFF")
                cursor.execute(f"ATTACH DATABASE '{self._file}' AS pristine")
            else:
                cursor.execute("CREATE SCHEMA IF NOT EXISTS pristine")
                cursor.execute("SET session_replication_role = replica")
            try:
                with TESTS.open():
                    yield cursor
            finally:
                if sqlite:
                    cursor.execute("DETACH DATABASE pristine")
                    cursor.execute("PRAGMA foreign_keys = ON")
                else:
                    cursor.execute("SET session_replication_role = DEFAULT")


def give_back_after_each_committing_test(folder: Path) -> None:
    """Replace Django's emptying of tables by giving back the rows there were."""
    pristine = Pristine(folder)

    def teardown(self: TransactionTestCase) -> None:
        pristine.restore()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
