"""The documents in `docs/` are there where comments and links point, and what they tell of the code is true."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.opportunities import gates
from pipeline.states import Move
from proposals.pricing.engine.explain import round_half_up
from proposals.pricing.engine.price import price
from tests.architecture.sources import ROOT, name, python_files, scripts, templates
from tests.proposals.pricing.pricing_examples import PARAMETERS, example_deal

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md"])
THIS = Path(__file__).resolve()


def sources() -> list[Path]:
    """Return whatever holds comments."""
    scripts_of_shell = [ROOT / "Makefile", *(path for path in (ROOT / ".ci").iterdir() if path.is_file())]
    styles = sorted((ROOT / "static").rglob("*.css"))
    return [*python_files(with_tests=True), *templates(), *scripts(), *styles, *scripts_of_shell]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page, as a reader of Markdown makes them from its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_the_readme_links_every_document():
    text = (ROOT / "README.md").read_text()
    assert [page.name for page in DOCS.glob("*.md") if f"(docs/{page.name})" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_the_documents_lead_somewhere(page):
    dead = []
    for target, section in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text()):
        place = (page.parent / target).resolve() if target else page
        if not place.exists() or (section and section not in anchors(place)):
            dead.append(f"{target}#{section}")
    assert dead == []


def test_comments_point_at_documents_and_sections_that_are_there():
    wrong = []
    for path in sources():
        if path == THIS:
            continue
        for place, page, section in re.findall(r"((?:docs/)?)(\b[a-z-]+\.md)(?:#([\w-]+))?", path.read_text()):
            there = DOCS / page
            if page == "readme.md" or not there.exists() or not place or (section and section not in anchors(there)):
                wrong.append(f"{name(path)}: {place}{page}#{section}")
    assert not wrong, "Write docs/page.md#section, as it is there:\n" + "\n".join(wrong)


def test_comments_say_the_thing_and_not_where_it_was_discussed():
    found = [
        f"{name(path)}: {told}"
        for path in sources()
        if path != THIS
        for told in re.findall(
            r"\b[Tt]he issue\b|\b[Ii]ssue \d+|\(?architecture: \w+|\bprocess sheet, \"|bad input \"", path.read_text()
        )
    ]
    assert not found, "\n".join(found)


def test_the_gates_are_told_condition_by_condition():
    section = (DOCS / "process.md").read_text().split("## Gates\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w+) \| (.*?) \|", section, flags=re.M)
    told = {move: re.findall(r"`(\w+)`", conditions) for move, conditions in rows if move in set(Move)}
    assert told == {str(move): gates.codes(move) for move in Move}


@pytest.mark.parametrize("key, value", re.findall(r"\| `([\w.]+)` \| ([\d.]+) \|", (DOCS / "pricing.md").read_text()))
def test_the_worked_example_is_what_the_engine_computes(example, key, value):
    decimals = max(0, -int(Decimal(value).as_tuple().exponent))
    assert round_half_up(example.value(key), decimals) == Decimal(value)


@pytest.fixture(scope="module")
def example():
    return price(example_deal(), PARAMETERS)


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_paths_in_the_documents_are_there(page):
    told = re.findall(
        r"`((?:almacontact|pipeline|proposals|quality|tests|templates|pricing)/[\w/.]+)`", page.read_text()
    )
    roots = (ROOT, ROOT / "proposals")
    assert [one for one in told if not any((root / one).exists() for root in roots)] == []
