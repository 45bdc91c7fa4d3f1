"""Everything people read is there in Spanish."""

import re
import shutil
import subprocess
import sys

import polib
import pytest

from tests.architecture.sources import APPLICATION, ROOT

CATALOGUES = sorted(ROOT.glob("locale/es/LC_MESSAGES/*.po"))


def _place_holders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_each_message_is_translated_and_none_is_a_guess(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries() if not entry.obsolete] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries() if not entry.obsolete] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_translations_keep_the_place_holders(path):
    broken = [
        entry.msgid
        for entry in polib.pofile(str(path))
        if entry.msgstr and not entry.obsolete and _place_holders(entry.msgid) != _place_holders(entry.msgstr)
    ]
    assert broken == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext (apt-get install gettext)")
def test_no_message_in_the_code_is_missing_from_the_catalogue(tmp_path):
    """Collects the messages anew, in a copy, and compares."""
    copy = tmp_path / "copy"
    copy.mkdir()
    leave = shutil.ignore_patterns("__pycache__", "*.mo")
    for folder in [*APPLICATION, "templates", "locale"]:
        shutil.copytree(ROOT / folder, copy / folder, ignore=leave)
    shutil.copy(ROOT / "manage.py", copy)
    collected = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "es", "--no-obsolete", "--no-location"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert collected.returncode == 0, collected.stderr
    fresh = polib.pofile(str(copy / "locale/es/LC_MESSAGES/django.po"))
    missing = [entry.msgid for entry in fresh if not entry.translated()]
    assert missing == []
