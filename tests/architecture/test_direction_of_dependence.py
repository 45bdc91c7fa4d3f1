"""Dependence points down only: quality, proposals, pipeline, the shared apps, accounts, mechanics without models."""

import re
import subprocess
import sys

import pytest
from django.apps import apps

from tests.architecture.sources import ROOT, name, templates

# The higher number may know the lower ones, never the other way round.
HEIGHT = {
    "accounts": 1,
    "approvals": 2,
    "attachments": 2,
    "audit": 2,
    "jobs": 2,
    "web": 2,
    "pipeline": 3,
    "proposals": 4,
    "quality": 5,
}

SALES = {"pipeline", "proposals", "quality"}


def test_imports_point_down():
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    told = subprocess.run(linter, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_foreign_keys_point_down():
    """import-linter does not see a foreign key given as a string."""
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if HEIGHT.get(model._meta.app_label, 9) < HEIGHT.get(field.related_model._meta.app_label, 0)
    ]
    assert upward == []


@pytest.mark.parametrize("template", templates(), ids=name)
def test_templates_include_and_extend_from_below_only(template):
    place = template.relative_to(ROOT / "templates").parts[0]
    height = HEIGHT.get(place, 0)
    used = re.findall(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", template.read_text())
    upward = [other for other in used if HEIGHT.get(other.split("/")[0], 0) > height]
    assert upward == []


def test_shared_code_names_no_address_of_the_apps_above():
    """Neither in a template nor in a module: whoever owns a page announces it."""
    shared = [*(ROOT / "almacontact").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    higher = re.compile(r"""["'](?:pipeline|proposals|quality):[a-z_]+["']""")
    upward = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in shared
        if path.relative_to(ROOT / "templates" if path.suffix == ".html" else ROOT).parts[0] not in SALES
        for found in higher.findall(path.read_text())
    ]
    assert upward == []
