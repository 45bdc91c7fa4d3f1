"""Our scripts are modules: what one takes from another stands in its imports, and nothing of ours lies on `window`."""

import re
from pathlib import Path

import pytest

from almacontact.web.static_files import IMPORT
from tests.architecture.sources import ROOT, SCRIPTS, name, scripts, templates

CLASSIC = {SCRIPTS / "theme.js"}  # before the first paint: it says why
THIRD_PARTY = {"htmx", "Tabulator"}
OF_THE_BROWSER = {"addEventListener", "history", "innerHeight", "innerWidth", "location", "matchMedia"}

COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.S)
EXPORT = re.compile(r"^export (?:const|let|function|class) (\w+)", re.M)
TAG = re.compile(r"<script\b[^>]*?\{% static '(js/[^']+)' %\}[^>]*>")

modules = pytest.mark.parametrize("script", [path for path in scripts() if path not in CLASSIC], ids=name)


def _code(script: Path) -> str:
    """Return the script without comments, and without the dots of a spread, which begin no member."""
    return COMMENT.sub("", script.read_text()).replace("...", " ")


def _imports(script: Path) -> dict[Path, str]:
    """Return what the script imports: of each file, the names as they are written."""
    return {(script.parent / one["url"]).resolve(): one["names"].strip() for one in re.finditer(IMPORT, _code(script))}


def _exports(script: Path) -> set[str]:
    return set(EXPORT.findall(_code(script)))


def _taken(script: Path, names: str) -> set[str]:
    """Return the exports that an import takes: `{ a, b } from`, or `* as all from` with each `all.a` after it."""
    if whole := re.fullmatch(r"\* as (\w+) from", names):
        code = re.sub(IMPORT, "", _code(script))
        taken_apart = re.findall(rf"const {{([^}}]*)}} = {whole[1]};", code)
        inside = {one.strip() for part in taken_apart for one in part.split(",")}
        return inside | set(re.findall(rf"(?<![\w.]){whole[1]}\.(\w+)", code))
    if listed := re.fullmatch(r"\{([^}]*)\} from", names):
        return {one.strip() for one in listed[1].split(",") if one.strip()}
    assert not names, f"{name(script)}: import {names}"
    return set()


def _tags() -> dict[str, set[str]]:
    """Return the tags of our scripts in the templates, by the script they name."""
    found: dict[str, set[str]] = {}
    for template in templates():
        for tag in TAG.finditer(template.read_text()):
            found.setdefault(tag[1], set()).add(tag[0])
    return found


def test_there_are_scripts_and_pages_that_ask_for_them():
    assert len(scripts()) > 20
    assert len(_tags()) > 10


@pytest.mark.parametrize("script", scripts(), ids=name)
def test_a_script_says_first_what_it_is_for(script):
    assert script.read_text().startswith("// ")


@pytest.mark.parametrize("script", scripts(), ids=name)
def test_a_script_puts_no_name_on_window_and_reads_none_of_ours_from_it(script):
    code = _code(script)
    assert set(re.findall(r"\bwindow\.(\w+)", code)) <= THIRD_PARTY | OF_THE_BROWSER
    assert not re.search(r"\bwindow\.\w+\s*=[^=]", code), "an assignment"
    assert not re.search(r"\bwindow\b(?!\.\w)|\bglobalThis\b|\bself\.", code), "another way to it"


@modules
def test_what_a_module_imports_is_there_and_is_used(script):
    code = re.sub(IMPORT, "", _code(script))
    for file, names in _imports(script).items():
        assert file in scripts(), f"{name(script)} imports {file}"
        missing = _taken(script, names) - _exports(file)
        assert not missing, f"{name(file)} exports no {missing}"
        for local in re.findall(r"\w+", re.sub(r"\* as|\bfrom$", "", names)):
            assert re.search(rf"(?<![\w.]){local}\b", code), f"{name(script)} imports {local} and does not use it"


@modules
def test_a_module_imports_only_in_the_way_that_a_server_can_hash(script):
    code = re.sub(IMPORT, "", _code(script))
    assert not re.search(r"\bimport\b|^export (default|\*|\{)", code, re.M)


def test_no_module_imports_itself_by_way_of_others():
    """A name with a hash in it could not be found: each would wait for the other's."""
    done: set[Path] = set()

    def follow(script: Path, way: tuple[Path, ...]) -> None:
        assert script not in way, " → ".join(name(one) for one in [*way, script])
        if script in done:
            return
        for file in _imports(script):
            follow(file, (*way, script))
        done.add(script)

    for script in scripts():
        follow(script, ())


def test_every_export_is_imported_somewhere():
    taken: dict[Path, set[str]] = {}
    for script in scripts():
        for file, names in _imports(script).items():
            taken.setdefault(file, set()).update(_taken(script, names))
    unused = {name(script): lost for script in scripts() if (lost := _exports(script) - taken.get(script, set()))}
    assert unused == {}


def test_pages_ask_for_modules_and_for_scripts_that_are_there():
    for script, tags in _tags().items():
        path = ROOT / "static" / script
        assert path.is_file(), script
        for tag in tags:
            assert path in CLASSIC or 'type="module"' in tag, tag


def test_every_script_is_asked_for_by_a_page_or_a_module():
    asked = {ROOT / "static" / script for script in _tags()}
    waiting = list(asked)
    while waiting:
        fresh = set(_imports(waiting.pop())) - asked
        asked |= fresh
        waiting += fresh
    assert [name(script) for script in scripts() if script not in asked] == []
