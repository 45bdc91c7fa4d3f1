"""What a server has without being told: no debugging, and no key that somebody else could know."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SERVER = {"SECRET_KEY": "x" * 60, "SEAL_KEYS": f"2026:{'s' * 40}", "ALLOWED_HOSTS": "comercial.example"}


@pytest.fixture
def read(tmp_path: Path):
    """Return a function that reads one setting in a process of its own, with nothing set but what is given."""
    mine = {"PATH": os.environ["PATH"], "STATE_DIR": str(tmp_path)}

    def read(name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", f"from almacontact import settings; print(getattr(settings, {name!r}, None))"],
            cwd=ROOT,
            env={**mine, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return read


def test_a_server_that_is_told_nothing_does_not_debug(read):
    assert read("DEBUG", **SERVER).stdout.strip() == "False"


def test_a_server_without_a_key_does_not_start_and_says_what_to_set(read, tmp_path):
    told = read("SECRET_KEY")
    assert told.returncode != 0
    assert "Set SECRET_KEY" in told.stderr
    assert not (tmp_path / "secret_key").exists()


def test_commands_find_the_key_that_make_run_left_and_do_not_debug(read):
    kept = read("SECRET_KEY", DEBUG="true").stdout.strip()
    assert len(kept) > 40
    assert read("SECRET_KEY").stdout.strip() == kept
    assert read("DEBUG").stdout.strip() == "False"


def test_hsts_asks_no_browser_maker_to_build_the_name_in(read):
    assert read("SECURE_HSTS_PRELOAD", **SERVER).stdout.strip() == "False"
    assert int(read("SECURE_HSTS_SECONDS", **SERVER).stdout) >= 31_536_000
    assert read("SECURE_HSTS_PRELOAD", **SERVER, SECURE_HSTS_PRELOAD="true").stdout.strip() == "True"


def test_a_server_without_a_key_for_seals_does_not_start_and_make_run_keeps_one_for_its_owner_alone(read, tmp_path):
    told = read("SEAL_KEYS", SECRET_KEY="x" * 60, ALLOWED_HOSTS="comercial.example")
    assert told.returncode != 0
    assert "Set SEAL_KEYS" in told.stderr
    short = read("SEAL_KEYS", **{**SERVER, "SEAL_KEYS": "2026:short"})
    assert short.returncode != 0
    kept = read("SEAL_KEYS", DEBUG="true").stdout.strip()
    assert read("SEAL_KEYS", DEBUG="true").stdout.strip() == kept
    assert (tmp_path / "seal_key").stat().st_mode & 0o777 == 0o600
    two = read("SEAL_KEYS", **{**SERVER, "SEAL_KEYS": f"b:{'b' * 20},a:{'a' * 20}"}).stdout
    assert two.index("'b'") < two.index("'a'")
