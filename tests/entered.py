"""Which modules of ours a request enters: how many files a reader opens to follow one act of a person.

`python -m pytest tests/architecture/test_entered_modules.py -s` prints the lists.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = ("almacontact", "pipeline", "proposals", "quality")
"""Packages whose modules are counted."""


@contextmanager
def entered() -> Iterator[set[str]]:
    """Fill the set that is given with each module of ours of which a function runs inside the block, by dotted name.

    What a module does when it is imported does not count; only this thread is watched.
    """
    found: set[str] = set()
    known: dict[CodeType, bool] = {}

    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code not in known:
            known[code] = True
            name = frame.f_globals.get("__name__", "")
            if code.co_name != "<module>" and name.partition(".")[0] in OURS and _is_file_of_ours(code.co_filename):
                found.add(name)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield found
    finally:
        sys.setprofile(before)


def listed(modules: set[str]) -> str:
    """Return the modules one a line, in order, after how many there are."""
    return "\n".join([f"{len(modules)} modules", *(f"  {one}" for one in sorted(modules))])


def _is_file_of_ours(name: str) -> bool:
    return Path(name).is_relative_to(ROOT)
