"""Static files on a server: a script and all that it imports come under names that change with their content."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from almacontact.web.static_files import IMPORT, HashedFilesStorage
from tests.architecture.sources import ROOT, SCRIPTS, scripts
from tests.web.test_settings_of_server import SERVER

HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture
def source(tmp_path):
    """A copy of our scripts, to change."""
    return shutil.copytree(SCRIPTS, tmp_path / "source" / "js")


@pytest.fixture
def collected(tmp_path):
    """What `collectstatic` makes of the scripts in a folder: the folder, and the name given to each script."""

    def collect(source: Path, into: str) -> tuple[Path, dict[str, str]]:
        target = tmp_path / into
        shutil.copytree(source, target / "js")
        storage = HashedFilesStorage(location=target, base_url="/static/")
        files = FileSystemStorage(location=source.parent)
        paths = [f"js/{path.relative_to(source)}" for path in sorted(source.rglob("*.js"))]
        names = {}
        for name, hashed, processed in storage.post_process({path: (files, path) for path in paths}):
            if isinstance(processed, Exception):
                raise processed
            names[name] = hashed
        return target, names

    return collect


def test_every_import_on_a_server_leads_to_the_one_file_that_pages_name_too(source, collected):
    target, names = collected(source, "first")
    assert len(names) == len(scripts())
    imported = set()
    for hashed in names.values():
        for found in re.finditer(IMPORT, (target / hashed).read_text()):
            where = (target / hashed).parent / found["url"]
            assert HASHED.search(found["url"]), f"{hashed} imports {found['url']}"
            assert where.is_file(), f"{hashed} imports {found['url']}"
            imported.add(str(where.resolve().relative_to(target.resolve())))
    assert imported
    assert imported <= set(names.values()), "the same module under two names would run twice"


def test_a_changed_module_gets_another_name_and_so_does_all_that_imports_it(source, collected):
    before = collected(source, "first")[1]
    (source / "shared" / "digits.js").write_text("export const grouped = String;\nexport const money = String;\n")
    after = collected(source, "second")[1]
    changed = {name for name in before if before[name] != after[name]}
    pages = {"js/components/number.js", "js/pages/plan/months.js", "js/pages/grid/page.js"}
    assert {"js/shared/digits.js", "js/pages/grid/values.js", *pages} <= changed
    assert not changed & {"js/theme.js", "js/components/toast.js", "js/pages/board/page.js"}


def test_an_import_of_nothing_stops_the_release(source, collected):
    (source / "pages" / "defence.js").write_text('import { nothing } from "./gone.js";\n')
    with pytest.raises(ValueError, match=r"gone\.js"):
        collected(source, "first")


def test_a_server_uses_these_names():
    """The settings of a server, read apart from those of the tests."""
    told = subprocess.run(
        [sys.executable, "-c", "from almacontact import settings; print(settings.STORAGES['staticfiles']['BACKEND'])"],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "false", **SERVER},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == f"{HashedFilesStorage.__module__}.{HashedFilesStorage.__name__}"
