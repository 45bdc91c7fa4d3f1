"""An installation of an earlier release, with a deal that was won in it, migrates to this one and nothing is lost.

The rows are those of a won deal of today, as far as the earlier tables have room for them.
"""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import world
from tests.architecture.sources import ROOT
from tests.architecture.test_migrations import SQUASHED, new_database  # noqa: F401

FIRST = "before the database refused anything by itself and before seals"
LAST = "before sendings, awards and decisions were sealed"
RELEASES: dict[str, dict[str, str]] = {
    FIRST: {
        "approvals": "0001_initial",
        "audit": "0001_initial",
        "jobs": "0001_initial",
        "quality": "0001_initial",
        **SQUASHED,
    },
    LAST: {
        "audit": "0003_seals",
        "jobs": "0001_initial",
        "quality": "0002_closed_period_effects",
    },
}
"""Where an installation may stand: the last migration of each app that it has; of the others all."""

LATER_SEALS = ("sent", "awarded", "told", "decided", "reopened")
COMPARED = {
    "pipeline_opportunity": "code stage outcome seats unit_value contract_months monthly_value total_value closed_on",
    "pipeline_gatepass": "opportunity_id move from_stage to_stage at",
    "proposals_scenario": "seats unit_value offered_monthly total_value ebitda inputs",
    "proposals_pricingminutes": "number state seats unit_value term_months verification_code",
    "proposals_minutessignature": "name role decision content_hash at",
    "proposals_proposal": "series number state verification_code",
    "proposals_proposalsending": "channel sent_at document_sha256",
    "proposals_award": "awarded_on seats unit_value contract_months lost_monthly",
    "proposals_checklistdecision": "outcome basis score digest",
}

MIGRATE = """
import json, pickle, sys
import django
django.setup()
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

release, rows_from = json.loads(sys.argv[1]), sys.argv[2]
executor = MigrationExecutor(connection)
executor.migrate([(app, release.get(app, name)) for app, name in executor.loader.graph.leaf_nodes()])
sqlite = connection.vendor == "sqlite"

def columns_of(cursor, table):
    if sqlite:
        cursor.execute("SELECT name FROM pragma_table_xinfo(%s) WHERE hidden = 0", [table])
    else:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
                       " AND table_name = %s AND is_generated = 'NEVER'", [table])
    return {one for (one,) in cursor.fetchall()}

with open(rows_from, "rb") as file:
    dump = pickle.load(file)
there = set(connection.introspection.table_names())
if sqlite:
    connection.cursor().execute("PRAGMA foreign_keys = OFF")
with transaction.atomic(), connection.cursor() as cursor:
    for table in dump:
        if table in there:
            cursor.execute(f'DELETE FROM "{table}"')
    for table, (columns, rows) in dump.items():
        if table not in there:
            continue
        kept = [place for place, name in enumerate(columns) if name in columns_of(cursor, table)]
        names = ", ".join(f'"{columns[place]}"' for place in kept)
        marks = ", ".join(["%s"] * len(kept))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
                           [[row[place] for place in kept] for row in rows])
        if not sqlite and "id" in columns:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            if (sequence := cursor.fetchone()[0]):
                cursor.execute(f'SELECT setval(%s, (SELECT coalesce(max(id), 0) + 1 FROM "{table}"))', [sequence])
connection.close()

call_command("migrate", verbosity=0)
from almacontact.audit import chain, integrity, triggers
from almacontact.audit.models import Seal, SealingStart
chain.seal_everything()
told = {
    "missing": triggers.missing(),
    "findings": [(one.code, one.table, one.what) for one in integrity.check_all()[1] if one.what != "stored"],
    "late": sorted(set(Seal.objects.filter(late=True).values_list("what", flat=True))),
    "starts": list(SealingStart.objects.order_by("pk").values_list("pk", flat=True)),
    "refused": False,
    "rows": {},
}
try:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_award SET seats = seats + 1")
except IntegrityError:
    told["refused"] = True
with connection.cursor() as cursor:
    for table, names in json.loads(sys.argv[3]).items():
        cursor.execute(f'SELECT {", ".join(names.split())} FROM "{table}"')
        told["rows"][table] = sorted(repr(row) for row in cursor.fetchall())
print(json.dumps(told))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("release", [pytest.param(FIRST, marks=pytest.mark.proof), LAST])
def test_a_won_deal_of_an_earlier_release_stands_signed_sealed_and_protected(
    release: str,
    new_database: Callable[[], str],  # noqa: F811
    everybody: dict[str, Any],
    tmp_path: Path,
):
    world.won_deal()
    rows = tmp_path / "rows.pickle"
    rows.write_bytes(pickle.dumps(_rows()))
    before = _compared()
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE, json.dumps(RELEASES[release]), str(rows), json.dumps(COMPARED)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": new_database(), "DJANGO_SETTINGS_MODULE": "almacontact.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["missing"], told["findings"], told["refused"]) == ([], [], True)
    assert told["starts"] == [1, 2]
    assert {"sent", "awarded", "decided"} <= set(told["late"])
    for table in COMPARED:
        assert told["rows"][table] == before[table], table
        assert before[table], table


def _rows() -> dict[str, tuple[list[str], list[Any]]]:
    """Every row there is, by table, but what a later release alone has written."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in ("django_migrations", "audit_unsettled"):
                continue
            where = {
                "audit_seal": f" WHERE what NOT IN {LATER_SEALS}",
                "audit_sealingstart": " WHERE id = 1",
            }.get(table, "")
            cursor.execute(f'SELECT * FROM "{table}"{where}')
            found[table] = ([column[0] for column in cursor.description], [tuple(row) for row in cursor.fetchall()])
    return found


def _compared() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        found = {}
        for table, names in COMPARED.items():
            cursor.execute(f'SELECT {", ".join(names.split())} FROM "{table}"')
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found
