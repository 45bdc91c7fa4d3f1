"""Real Celery workers, started and stopped by the test that needs them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from kombu import pools

from almacontact.celery import app
from tests.conftest import REDIS_URL, ROOT
from tests.patience import PATIENCE

StartWorker = Callable[..., subprocess.Popen[bytes]]


def _database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return (
        f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )


def _folders(base: Path) -> dict[str, Any]:
    for name in ("messages", "control", "processed"):
        (base / "queue" / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(base / "queue/messages"),
        "data_folder_out": str(base / "queue/messages"),
        "control_folder": str(base / "queue/control"),
        "processed_folder": str(base / "queue/processed"),
    }


@contextmanager
def broker(url: str, options: dict[str, Any]) -> Iterator[None]:
    """Let this process publish to the broker at `url` instead of running tasks on the spot."""
    before = {name: app.conf[name] for name in ("task_always_eager", "broker_url", "broker_transport_options")}
    _reconfigure(task_always_eager=False, broker_url=url, broker_transport_options=options)
    try:
        yield
    finally:
        _reconfigure(**before)


def _reconfigure(**values: Any) -> None:
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None
    for name, value in values.items():
        app.conf[name] = value
    app.conf.broker_read_url = app.conf.broker_write_url = app.conf.broker_url


@pytest.fixture(params=["filesystem", pytest.param("redis", marks=pytest.mark.redis)])
def real_broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Publish to a real broker; the value is the environment that makes a worker read from it."""
    environment = {"STATE_DIR": str(tmp_path), "REDIS_URL": ""}
    if request.param == "redis":
        import redis

        redis.Redis.from_url(REDIS_URL).flushdb()
        environment["REDIS_URL"] = REDIS_URL
        with broker(REDIS_URL, {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 3}):
            yield environment
    else:
        with broker("filesystem://localhost//", _folders(tmp_path)):
            yield environment


@pytest.fixture
def start_worker(transactional_db: None, real_broker: dict[str, str], tmp_path: Path) -> Iterator[StartWorker]:
    """Return a function that starts a worker with the clock inside, as `make run` does."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        celery = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet"]
        command = [*celery, "--app", "tests.jobs.worker_app", "worker"]
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [*command, "--pool", "solo", "--beat", "--loglevel", "INFO", "--without-mingle", "--without-gossip"],
            cwd=ROOT,
            env={
                **os.environ,
                **real_broker,
                "DATABASE_URL": _database_url(),
                "DJANGO_SETTINGS_MODULE": "almacontact.settings",
                "SWEEP_EVERY": "1",
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        # At once: how the parts end in order has a test of its own (`tests/faults/test_start_and_stop.py`).
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for log in sorted(tmp_path.glob("worker-*.log")):
        sys.stdout.write(f"--- {log.name}\n{log.read_text()}\n")


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Return a check that waits until something holds, and fails with its name when it does not."""

    def wait(condition: Callable[[], bool], *, what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.1)
        pytest.fail(f"not within {PATIENCE:.0f} s: {what}")

    return wait
