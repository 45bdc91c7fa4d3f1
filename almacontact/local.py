"""`make run`: the database, the demo data, the server and the job worker, started together and stopped together.

Everything a person needs to try or use the application on one machine. On several machines each part has a process
manager of its own instead: see compose.yaml.
"""

import contextlib
import ctypes
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from types import FrameType

STOP_WITHIN = 12.0  # seconds for a part to end by itself before it is killed
RESTART_AFTER = 2.0  # seconds
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One process we keep running."""

    name: str
    command: list[str]
    essential: bool  # when it ends, everything ends; else it is started again
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches us alone, and we end it with all its children."""
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=_die_with_parent, stdin=subprocess.DEVNULL
        )

    def ask_to_stop(self) -> None:
        """Ask it, not its children, to end in order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self) -> None:
        """Wait until it has ended, then kill whatever is left of its session."""
        if not self.process:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_WITHIN)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Stop(BaseException):
    """Somebody asked us to stop. No handler of errors on the way up may take it for one."""


_asked_to_stop = threading.Event()
"""Set with the signal: an exception raised inside a callback of the interpreter (a finaliser, say) is dropped there."""


def main() -> int:
    """Run until asked to stop; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almacontact.settings")
    os.environ.setdefault("DEBUG", "true")
    if "MAKELEVEL" in os.environ:
        _die_with_parent()  # a `make` that is killed takes us, and so everything, with it
    port = _port()
    if port is None or not _is_free(port):
        return 1
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")  # links in mails and of add_person lead here
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _raise_stop)
    parts: list[Part] = []
    try:
        _prepare()
        parts = [_server(port), _worker()]
        for part in parts:
            part.start()
        _wait_for_first_page(port, parts[0])
        _greet(port)
        return _watch(parts)
    except Stop:
        _say("Stopping.")
        return 0
    finally:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        for part in parts:
            part.ask_to_stop()
        for part in parts:
            part.end()


def _port() -> int | None:
    given = os.environ.get("PORT") or "8000"
    if given.isdigit() and 0 < int(given) < 65536:
        return int(given)
    _say(f"PORT={given} is not a port number. Give one between 1 and 65535, for example: PORT=8001 make run")
    return None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            _say(f"Port {port} may not be opened by this user. Choose another: PORT=8001 make run")
            return False
        except OSError:
            _say(f"Port {port} is in use by another program. Stop that, or choose another: PORT={port + 1} make run")
            return False
    return True


def _prepare() -> None:
    """Bring the database up to date and, unless DEMO=no, fill an empty one with the demo data."""
    import django
    from django.core.management import call_command, get_commands
    from django.db import connections

    django.setup()
    from almacontact.audit import triggers

    _say("Bringing the database up to date.")
    call_command("migrate", interactive=False, verbosity=0)
    if missing := triggers.told_missing():
        _say(missing)
    if os.environ.get("DEMO", "").lower() not in {"no", "0", "false"} and "seed_demo" in get_commands() and _is_empty():
        _say("Filling the empty database with demo data (DEMO=no starts empty).")
        call_command("seed_demo", stdout=io.StringIO())  # the people are named at the end, at every start
    connections.close_all()


def _is_empty() -> bool:
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.exists()


def _server(port: int) -> Part:
    command = [sys.executable, "-m", "gunicorn", "almacontact.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    return Part(
        "server",
        [*command, "--workers", "2", "--threads", "4", "--timeout", "120", "--graceful-timeout", "5"]
        + ["--log-level", "warning", "--no-control-socket"],
        essential=True,
    )


def _worker() -> Part:
    """One worker with the clock (beat) inside, over Redis or the folder of files, whichever the settings name."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "--app", "almacontact", "worker"]
    return Part(
        "job worker",
        [*command, "--pool", "solo", "--beat", "--loglevel", "WARNING"]
        + ["--without-gossip", "--without-mingle", "--without-heartbeat"],
        essential=False,
    )


def _wait_for_first_page(port: int, server: Part) -> None:
    """Wait until the server answers, whatever it answers, so that the address we print works."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return


def _greet(port: int) -> None:
    from django.conf import settings
    from django.core.management import call_command

    _name_demo_people()
    _say(f"Data, files and mail are kept in {settings.STATE_DIR}.")
    _say(f"Almacontact Comercial: http://127.0.0.1:{port}/    (Ctrl-C stops it)")
    if _is_empty():
        call_command("setup_code")


def _name_demo_people() -> None:
    """Name one person for each role whom the demo data made, and their password, where they still are."""
    from django.contrib.auth import get_user_model

    from pipeline.demo.people import DEMO_PASSWORD, PEOPLE, email_of

    people = {role: (email_of(key), name) for key, name, roles in reversed(PEOPLE) for role in roles}
    there = set(get_user_model()._default_manager.filter(is_active=True).values_list("email", flat=True))
    shown = [(role, *who) for role, who in reversed(people.items()) if who[0] in there]
    if shown:
        _say(f"Demo people, one for each role; the password of all is {DEMO_PASSWORD}")
        for role, email, name in shown:
            _say(f"  {email:40} {name:28} {role.value}")


def _watch(parts: list[Part]) -> int:
    """Keep the parts running until one that matters ends; its exit code is ours."""
    while not _asked_to_stop.is_set():
        for part in parts:
            code = part.process.poll() if part.process else None
            if code is None:
                continue
            if part.essential:
                _say(f"The {part.name} ended with code {code}; stopping.")
                return code or 1
            _say(f"The {part.name} ended with code {code}; starting it again.")
            part.end()
            time.sleep(RESTART_AFTER)
            part.start()
        time.sleep(0.5)
    raise Stop


def _die_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it dies, even by kill -9. Linux only."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _raise_stop(number: int, frame: FrameType | None) -> None:
    _asked_to_stop.set()
    raise Stop


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
