"""A hash of what tables hold, so that a test can tell that nothing was changed, or where something was."""

import hashlib
from collections.abc import Iterable
from functools import cache

from django.db import connection


def fingerprint(tables: Iterable[str]) -> dict[str, str]:
    """Return a hash of the rows of each of `tables`, by its name."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = cursor.fetchall()
            # SQLite gives a table's rows by their keys; PostgreSQL as they lie, which an update moves.
            held = repr(rows) if connection.vendor == "sqlite" else "\n".join(sorted(map(repr, rows)))
            found[table] = hashlib.sha256(held.encode()).hexdigest()
    return found


@cache
def every_table() -> tuple[str, ...]:
    """Return the name of every table of the database."""
    with connection.cursor() as cursor:
        return tuple(sorted(connection.introspection.table_names(cursor)))
