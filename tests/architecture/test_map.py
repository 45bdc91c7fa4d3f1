"""`docs/map.md` and the folders say the same: rooms, modules of unusual names, templates and tests."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import APPLICATION, BUSINESS_APPS, ROOT, name, python_files

MAP = ROOT / "docs/map.md"
USUAL = {
    *("models", "rights", "gates", "actions", "approval", "forms", "tables", "views", "page", "panel"),
    *("database", "duties", "documents", "tasks", "urls", "plugs", "apps", "admin", "__init__"),
}
"""Names that mean the same in every room; a folder of such a name is not a room."""
OF_DJANGO = {"management", "migrations", "templatetags"}
CROSS = {"architecture", "browser", "data", "faults"}
"""Folders of tests that belong to no room."""


def rooms_there() -> dict[str, set[str]]:
    """Return each room with its modules of unusual names."""
    found: dict[str, set[str]] = {}
    for path in python_files():
        parts = path.relative_to(ROOT).parts[:-1]
        if OF_DJANGO & set(parts) or parts[-1] in USUAL:
            continue
        found.setdefault("/".join(parts), set())
        if path.stem not in USUAL:
            found["/".join(parts)].add(path.stem)
    return found


def rooms_told() -> dict[str, set[str]]:
    """Return each room of the map with the modules it lists: those before the colon that explains them."""
    text = MAP.read_text().split("\n## Rooms\n")[1].split("\n## ")[0]
    told: dict[str, set[str]] = {}
    for part in re.split(r"^### ", text, flags=re.M)[1:]:
        title, *lines = part.splitlines()
        listed = [piece for line in lines if line.startswith("- ") for piece in re.findall(r"(`[^:;]*):", line)]
        told[title.strip("`")] = {module for piece in listed for module in re.findall(r"`(\w+)`", piece)}
    return told


def test_the_map_has_every_room_and_no_other():
    there, told = set(rooms_there()), set(rooms_told())
    assert not there - told, f"Write a heading in docs/map.md for: {sorted(there - told)}"
    assert not told - there, f"docs/map.md tells of rooms that are not there: {sorted(told - there)}"


@pytest.mark.parametrize("room", sorted(rooms_there()))
def test_a_module_of_an_unusual_name_stands_in_the_map(room):
    there, told = rooms_there()[room], rooms_told().get(room, set())
    assert not there - told, f"Say in docs/map.md under {room} what these are: {sorted(there - told)}"
    assert not told - there, f"docs/map.md lists under {room} what is not there: {sorted(told - there)}"


def test_every_room_says_what_it_is_for():
    text = MAP.read_text()
    silent = [room for room in rooms_told() if not re.search(rf"^### `{room}`\n[A-Z].+\.", text, flags=re.M)]
    assert silent == []


@pytest.mark.parametrize("folder", ["templates", "tests"])
@pytest.mark.parametrize("app", BUSINESS_APPS)
def test_templates_and_tests_use_the_words_of_the_rooms(folder, app):
    place = ROOT / folder / app
    words = {path.name for path in place.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert words <= {room.split("/")[1] for room in rooms_there() if room.startswith(f"{app}/")}


def test_tests_have_a_folder_for_each_app_and_for_what_is_common_alone():
    places = {
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith((".", "__"))
    }
    apps = {room.split("/")[-1] for room in rooms_there() if room.startswith("almacontact/")}
    assert places <= apps | set(BUSINESS_APPS) | CROSS


def test_what_the_map_names_is_there():
    """Paths, and the names of the worked example."""
    text = MAP.read_text()
    paths = {found for found in re.findall(r"`((?:\w+/)*[\w.]+(?:\.\w+|/))`", text) if "/" in found}
    gone = sorted(one for one in paths if not (ROOT / one).exists())
    assert not gone, f"docs/map.md names what is not there: {gone}"
    example = ROOT / "proposals" / "clarifications"
    code = "\n".join(path.read_text() for path in [*example.glob("*.py"), ROOT / "proposals" / "plugs.py"])
    steps = text.split("## How to add a record")[1].split("\n## ")[0]
    names = re.findall(r"`(?:class |def )?(?:@)?([a-z]+_[a-z_]+|[A-Z][a-z]+[A-Z]?\w*)\b", steps)
    lost = sorted({one for one in names if one not in code and not (ROOT / "locale").joinpath(one).exists()})
    assert not lost, f"The example of docs/map.md is no longer true: {lost}"


@pytest.mark.parametrize("app", APPLICATION)
def test_packages_have_no_facade(app):
    said = [name(path) for path in Path(ROOT / app).rglob("__init__.py") if path.read_text().strip()]
    assert [one for one in said if one != "almacontact/__init__.py"] == []
