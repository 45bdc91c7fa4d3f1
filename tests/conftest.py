"""What every test runs with: a database of its own, no outside world, and marks that skip with a word.

Tests run on SQLite unless DATABASE_URL names PostgreSQL. Each run has its own database, files and cache, so that two
runs on one machine never meet.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import migrated, unhurried
from tests.pristine import give_back_after_each_committing_test

# Playwright's synchronous interface keeps an event loop in the test's thread; Django would refuse to query under it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
_REDIS = urlsplit(os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15")
# Each process of the run has a database of its own, counted down from the last: they flush it, and real workers listen.
_PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS_URL = _REDIS._replace(path=f"/{int(_REDIS.path.strip('/') or 15) - _PROCESS}").geturl()

pytest_plugins = ["tests.cast", "tests.mail_server", "tests.small_demo"]


def pytest_configure(config: pytest.Config) -> None:
    """Cut the run off from the installation around it: database, files, cache, mail and broker of its own."""
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "almacontact.settings"  # for what tests start: these are read already
    if not hasattr(config, "workerinput"):
        _compile_translations()
        os.environ["TEST_RUN_FOLDER"] = tempfile.mkdtemp(prefix="almacontact-test-")
    folder = Path(os.environ["TEST_RUN_FOLDER"])

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, not memory: the threads of the live server and real workers each open it for themselves.
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")
        database["OPTIONS"]["init_command"] = database["OPTIONS"]["init_command"].replace(
            "synchronous=NORMAL", "synchronous=OFF"
        )
    else:
        database.setdefault("TEST", {})["NAME"] = f"test_almacontact_{folder.name.rpartition('-')[2].lower()}"
        database["CONN_MAX_AGE"] = 0

    settings.STATE_DIR = folder
    # One store of files a process, as each has one database: a test counts the files it finds.
    settings.MEDIA_ROOT = str(folder / f"media-{_PROCESS}")
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {"default": memory, "shared": memory}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.CELERY_TASK_EAGER_PROPAGATES = False


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's folder."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop("TEST_RUN_FOLDER", ""), ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `.ci/run` repeat on PostgreSQL only what may go otherwise there."""
    parser.addoption(
        "--only-what-can-differ",
        action="store_true",
        help="leave out the tests that touch no database, server or worker, and those marked `looks` or `alike`",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, where asked, what is the same on every database: arithmetic, texts, the code's layout, the looks.

    A test that asks for no database cannot query, lock or migrate one: pytest-django would refuse it.
    """
    if not config.getoption("only_what_can_differ"):
        return
    kept = [item for item in items if _can_differ(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _can_differ(item: pytest.Item) -> bool:
    """Tell whether a test may go otherwise on another database: when in doubt it may."""
    marks = {mark.name for mark in item.iter_markers()}
    if marks & {"looks", "alike"}:
        return False
    asked = set(getattr(item, "fixturenames", ()))
    return bool(
        marks & {"django_db", "postgres", "redis", "worker"} or asked & {"db", "transactional_db", "live_server"}
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with a word, what needs something that this machine lacks."""
    from django.conf import settings

    marks = {mark.name for mark in item.iter_markers()}
    if "postgres" in marks and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        _lacks("needs PostgreSQL: set DATABASE_URL")
    if "redis" in marks and not _is_listening(REDIS_URL):
        _lacks(f"needs Redis: nothing answers at {REDIS_URL}")
    if "browser" in marks and not CHROMIUM.exists():
        _lacks(f"needs Chromium: no {CHROMIUM} (apt-get install chromium-headless-shell)")
    if "libreoffice" in marks and not _has_office():
        _lacks("needs LibreOffice (apt-get install libreoffice-calc-nogui libreoffice-impress-nogui)")


def _has_office() -> bool:
    """Tell whether LibreOffice is here with the programs for workbooks and slides, which come in packages apart."""
    program = shutil.which("soffice")
    folder = Path(program).resolve().parent if program else None
    return folder is not None and all((folder / name).exists() for name in ("libsclo.so", "libsdlo.so"))


def _lacks(words: str) -> None:
    """Skip; in `.ci/run`, which starts and installs everything, fail instead."""
    if os.environ.get("REQUIRE_SERVICES"):
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Begin with a database that an earlier run has migrated, where there is one for the present migrations."""
    database = _sqlite_file()
    return database is not None and migrated.lay_down(database)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any
) -> None:
    """Keep what migrations make (catalogues, stages) through tests that commit, and what recorders made for all."""
    from django.db import connection

    from tests.recording import BetweenTests

    unhurried.forbid()
    with django_db_blocker.unblock():
        # Django probes SQLite for JSON once a process, with queries of its own: let no test count them.
        assert connection.features.supports_json_field
        database = _sqlite_file()
        if database is not None and not django_db_keepdb:
            migrated.keep(database)
        give_back_after_each_committing_test(Path(os.environ["TEST_RUN_FOLDER"]))

        request.config.pluginmanager.register(BetweenTests(django_db_blocker))


def _sqlite_file() -> Path | None:
    from django.conf import settings

    database = settings.DATABASES["default"]
    return Path(database["TEST"]["NAME"]) if database["ENGINE"].endswith("sqlite3") else None


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    """Let no test see what another left in the cache, sign-in throttling above all."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def redis_url() -> str:
    """Return the address of the Redis server for tests."""
    return REDIS_URL


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Return a function that runs all waiting background jobs here and now, and tells how many there were."""
    from almacontact.jobs import actions
    from almacontact.jobs.models import Job

    def run() -> int:
        waiting = list(Job.objects.filter(state=Job.State.QUEUED).order_by("pk").values_list("pk", flat=True))
        for job_id in waiting:
            actions.run(job_id=job_id)
        return len(waiting)

    return run


def _is_listening(url: str) -> bool:
    where = urlsplit(url)
    try:
        with socket.create_connection((where.hostname or "127.0.0.1", where.port or 6379), timeout=1):
            return True
    except OSError:
        return False


def _compile_translations() -> None:
    """Compile catalogues that are newer than their compiled form, so that a bare `pytest` speaks Spanish too."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".{os.getpid()}")
        with source.open("rb") as text, fresh.open("wb") as binary:
            write_mo(binary, read_po(text))
        fresh.replace(target)
