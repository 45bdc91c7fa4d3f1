"""Habits that a machine can watch: names, marks on views, clean templates, docstrings."""

import ast
import re

import pytest
from django.apps import apps
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.report import report
from tests.architecture.sources import APPLICATION, ROOT, name, python_files, templates

TOP_LEVEL = {
    "almacontact",
    "benchmarks",
    "docs",
    "locale",
    "pipeline",
    "proposals",
    "quality",
    "static",
    "templates",
    "tests",
}


def test_the_report_of_what_is_long_or_written_twice_can_be_read():
    """Length fails nothing: files are split by meaning. `make report` shows where to look first."""
    told = report(most=3)
    assert "The longest files" in told
    assert re.search(r"^ +\d+  \w+/\S+\.py$", told, flags=re.M)
    assert re.search(r"^ +\d+  \w+/\S+\.py:\d+ \w+$", told, flags=re.M)


def test_no_drawer_for_odds_and_ends():
    drawers = [
        name(path)
        for path in python_files()
        if path.stem in {"utils", "util", "helpers", "helper", "misc", "common", "services"}
    ]
    assert not drawers, "\n".join(drawers)


def test_the_top_level_stays_as_it_is():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - {"var", "screenshots", "staticfiles", "node_modules"} <= TOP_LEVEL


def test_every_app_of_ours_is_in_its_place():
    ours = {config.name for config in apps.get_app_configs() if config.name.split(".")[0] in APPLICATION}
    assert all(app in APPLICATION or app.startswith("almacontact.") for app in ours)


def _views(patterns, prefix=""):
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, where)
        elif isinstance(pattern, URLPattern):
            yield where, pattern.callback


def _is_ours(view):
    seen = view
    while seen is not None:
        module = getattr(getattr(seen, "view_class", seen), "__module__", "")
        if module.split(".")[0] in APPLICATION and module != "almacontact.accounts.access":
            return True
        seen = getattr(seen, "__wrapped__", None)
    return False


def test_every_view_of_ours_says_who_may_open_it():
    """Default deny: a view without `@requires`, `@signed_in` or `@public` does not pass."""
    views = [
        (where, view)
        for where, view in _views(get_resolver().url_patterns)
        if _is_ours(view) and not where.startswith("admin/")
    ]
    assert views
    assert [where for where, view in views if not hasattr(view, "access")] == []


@pytest.mark.parametrize("template", templates(), ids=name)
def test_templates_compile_and_hold_no_inline_script_or_style(template):
    text = template.read_text()
    engines["django"].engine.get_template(str(template.relative_to(ROOT / "templates")))
    bare = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.S)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", bare), "inline script"
    assert "<style" not in bare or template.parts[-2] == "pdf" or "/documents/" in str(template), "inline style"
    assert not re.search(r"\sstyle\s*=\s*[\"']", bare), "style attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", bare), "inline handler"
    assert not re.search(r"\bhx-on|\bjavascript:", bare), "inline handler"


def test_actions_never_see_a_request():
    """A rule takes typed values and a person, so that a page, the grid, an import and a command can call it alike."""
    guilty = []
    for path in python_files():
        if path.stem != "actions" and path.parent.name != "actions":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(
                arg.annotation and "HttpRequest" in ast.unparse(arg.annotation)
                for arg in [*node.args.args, *node.args.kwonlyargs]
            ):
                guilty.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not guilty, "\n".join(guilty)


def test_what_a_person_does_takes_its_arguments_by_name():
    guilty = []
    for path in python_files():
        if path.stem != "actions" and path.parent.name != "actions":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _acts_by_position(node):
                guilty.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not guilty, "\n".join(guilty)


def _acts_by_position(node):
    return any(argument.arg == "by" for argument in [*node.args.args, *node.args.kwonlyargs]) and node.args.args


def test_nothing_swallows_every_exception_or_trusts_text_from_people():
    guilty = []
    for path in python_files():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"except Exception\b|except:\s*$|fields\s*=\s*[\"']__all__", line):
                guilty.append(f"{name(path)}:{number} {line.strip()}")
    assert not guilty, "\n".join(guilty)


def test_every_public_class_and_function_says_what_it_means():
    """What overrides a method of Django or Python means what it means there."""
    inherited = {"Meta", "Media", "handle", "add_arguments", "ready", "save", "clean", "get_absolute_url", "delete"}
    silent = []
    for path in python_files():
        module = ast.parse(path.read_text())
        classes = [node for node in module.body if isinstance(node, ast.ClassDef) and not node.bases]
        for node in [*module.body, *(inner for outer in classes for inner in outer.body)]:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if node.name.startswith("_") or node.name in inherited or _is_choices(node):
                continue
            if not ast.get_docstring(node) and not re.match(r"clean_|has_\w+_permission$|get_", node.name):
                silent.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not silent, "\n".join(silent)


def _is_choices(node):
    return isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases)
