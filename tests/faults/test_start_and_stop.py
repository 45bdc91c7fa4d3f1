"""`make run` starts everything, stops everything, and says plainly what keeps it from starting."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.migrated import lay_down
from tests.patience import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.worker]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _descendants(pid: int) -> dict[int, str]:
    """Return the processes below `pid`, by number, with their command lines."""
    parents: dict[int, tuple[int, str]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = status.read_text().rpartition(")")[2].split()
            command = (status.parent / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if rest[0] != "Z":
            parents[int(status.parent.name)] = (int(rest[1]), command)
    found: dict[int, str] = {}
    frontier = {pid}
    while frontier:
        children = {child: command for child, (parent, command) in parents.items() if parent in frontier}
        frontier = set(children) - set(found)
        found.update(children)
    return found


def _alive(pids: dict[int, str]) -> dict[int, str]:
    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False

    return {pid: command for pid, command in pids.items() if lives(pid)}


def _wait_until(condition, what: str, within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(f"not within {within:.0f} s: {what}")


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    set_for_tests = {"DATABASE_URL", "REDIS_URL", "MAKELEVEL", "DEBUG", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    set_for_tests |= {"SEAL_KEYS", "WITNESS_EMAIL"}
    kept = {name: value for name, value in os.environ.items() if name not in set_for_tests}
    return {**kept, "STATE_DIR": str(tmp_path / "state"), "PORT": str(_free_port()), "DEMO": "no"}


@pytest.fixture
def migrated_before(environment: dict[str, str]) -> None:
    """A second start: the database is there already, where an earlier run kept one."""
    state = Path(environment["STATE_DIR"])
    state.mkdir()
    lay_down(state / "almacontact.sqlite3")


@pytest.fixture
def running(environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The whole application, started empty, its first page answered."""
    log = tmp_path / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "almacontact.local"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    started: dict[int, str] = {}
    try:
        _wait_until(lambda: "Ctrl-C" in log.read_text() or process.poll() is not None, "the address is printed")
        assert process.poll() is None, log.read_text()
        assert _answers(int(environment["PORT"])), log.read_text()
        started = _descendants(process.pid)
        yield process
    finally:
        for pid in _alive({process.pid: "", **started}):
            os.kill(pid, signal.SIGKILL)
        process.wait()


def test_stopping_leaves_no_process_behind(running):
    started = _descendants(running.pid)
    assert any("gunicorn" in command for command in started.values())
    assert any("celery" in command for command in started.values())
    running.send_signal(signal.SIGTERM)
    # Each part has its own time to end in order before it is killed; on a busy machine the sum of them is long.
    assert running.wait(120) == 0
    assert _alive(started) == {}


def test_even_a_killed_start_command_takes_server_and_worker_with_it(migrated_before, running):
    started = _descendants(running.pid)
    running.kill()
    running.wait()
    _wait_until(lambda: not _alive(started), "all parts have ended")


def test_a_worker_that_dies_is_started_again(migrated_before, running):
    def workers() -> set[int]:
        return {pid for pid, command in _descendants(running.pid).items() if "celery" in command}

    before = workers()
    os.kill(min(before), signal.SIGKILL)
    _wait_until(lambda: workers() and not workers() & before, "another worker runs")
    assert running.poll() is None


def test_a_port_in_use_is_said_plainly_with_the_way_out(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        told = subprocess.run(
            [sys.executable, "-m", "almacontact.local"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert told.returncode == 1
    assert f"Port {environment['PORT']} is in use" in told.stdout
    assert "make run" in told.stdout
    assert "Traceback" not in told.stdout + told.stderr


def test_a_port_that_is_no_number_is_said_plainly(environment):
    told = subprocess.run(
        [sys.executable, "-m", "almacontact.local"],
        cwd=ROOT,
        env={**environment, "PORT": "eighty"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert told.returncode == 1
    assert "PORT=eighty is not a port number" in told.stdout
