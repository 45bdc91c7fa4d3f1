"""Run all benchmarks on a database that is made for it and thrown away, and print ratios. `make bench`

`make bench` takes SQLite; with DATABASE_URL the same runs on PostgreSQL. The exit code tells whether all limits hold.
"""

import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Prepare the settings and the database, then measure."""
    with tempfile.TemporaryDirectory(prefix="almacontact-bench-") as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        os.environ["STATE_DIR"] = folder
        os.environ.pop("REDIS_URL", None)
        own_sqlite = "DATABASE_URL" not in os.environ
        if own_sqlite:
            os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"

        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_test_environment

        setup_test_environment(debug=False)
        if own_sqlite:
            from django.core.management import call_command

            call_command("migrate", interactive=False, verbosity=0)
            connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"]
            return _measure()
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        # Made for this run alone: what is measured is laid down through the tests' door.
        connection.settings_dict["TEST"]["NAME"] = connection.settings_dict["NAME"]
        try:
            return _measure()
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def _measure() -> int:
    from benchmarks.suite import run

    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    return 0 if run(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
