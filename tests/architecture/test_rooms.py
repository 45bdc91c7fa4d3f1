"""Rooms import earlier rooms only: each contract turns red when an import is turned round."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import APPLICATION, ROOT

LINTER = Path(sys.executable).with_name("lint-imports")

TURNED_ROUND = {
    "pipeline/clients/models.py": "from pipeline.opportunities.models.opportunities import Opportunity",
    "pipeline/opportunities/gates.py": "from pipeline.plan.forecast import forecast",
    "proposals/intake/actions.py": "from proposals.checklist.models.requirements import CheckList",
    "proposals/pricing/minutes/models.py": "from proposals.award.models import Award",
    "proposals/award/gates.py": "from proposals.models import Award",
    "almacontact/audit/versioning.py": "from pipeline.opportunities.models.opportunities import Opportunity",
}


@pytest.fixture(scope="module")
def copy_of_the_tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rooms")
    for package in APPLICATION:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", TURNED_ROUND)
def test_an_import_that_is_turned_round_is_told(copy_of_the_tree, path):
    module = copy_of_the_tree / path
    text = module.read_text()
    module.write_text(f"{text}\n\n{TURNED_ROUND[path]}\n")
    try:
        told = _lint(copy_of_the_tree)
    finally:
        module.write_text(text)
    assert told.returncode == 1, told.stdout
    assert "BROKEN" in told.stdout
