"""A migrated SQLite database kept between runs, so that a run begins in a second instead of migrating anew.

It holds for one state of the migrations and of what they import; another state makes another one. PostgreSQL, on which
`.ci/run` repeats the suite, is migrated anew each time.
"""

import hashlib
import os
import re
import shutil
import sqlite3
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "migrated"
APPLICATION = ("almacontact", "pipeline", "proposals", "quality")


def digest() -> str:
    """Name the state of the migrations, of the modules they import, of the triggers and of the packages."""
    told = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    said = (path for app in APPLICATION for path in (ROOT / app).rglob("database.py"))
    for path in sorted((*said, *(ROOT / "almacontact/audit").glob("*.py"))):
        told.update(path.read_bytes())
    for path in sorted(path for app in APPLICATION for path in (ROOT / app).rglob("migrations/*.py")):
        text = path.read_text()
        told.update(f"{path.relative_to(ROOT)}\n{text}".encode())
        for module in re.findall(rf"^\s*(?:from|import) ((?:{'|'.join(APPLICATION)})[\w.]*)", text, re.M):
            source = ROOT / (module.replace(".", "/") + ".py")
            if source.exists():
                told.update(source.read_bytes())
    return told.hexdigest()[:20]


def lay_down(database: Path) -> bool:
    """Copy the kept database to `database`, if there is one for the present state; tell whether there was."""
    kept = KEPT / f"{digest()}.sqlite3"
    if not kept.exists():
        return False
    shutil.copyfile(kept, database)
    return True


def keep(database: Path) -> None:
    """Keep a copy of a freshly migrated database, in place of those of earlier states."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-3]:
        old.unlink(missing_ok=True)
    fresh = KEPT / f"{digest()}.{os.getpid()}"
    with sqlite3.connect(database) as source, sqlite3.connect(fresh) as target:
        source.backup(target)
    target.close()
    source.close()
    fresh.replace(KEPT / f"{digest()}.sqlite3")
