"""Every document that is printed shows every word that people typed, inside its page: hostile texts are put where words
stand in each document, and found again in the PDF."""

import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import lxml.html
import pytest
from django.template.loader import get_template
from django.urls import reverse

from almacontact import pdf
from almacontact.web.richtext import render
from proposals.checklist import documents as checklist_documents
from proposals.models import Scenario
from proposals.proposal import document
from tests import hostile_texts, world
from tests.architecture.sources import ROOT
from tests.factories import make_contact
from tests.pipeline.plan.plan_factories import make_draft_plan
from tests.proof import rounds as lengths

pytestmark = [
    pytest.mark.alike,
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (poppler-utils)"),
    pytest.mark.django_db,
]

PRINTS = re.compile(r"(?<!def )\brender_pdf\(")
Made = Callable[[Any, Any], None]


def has_typeface(name: str) -> bool:
    """Tell whether a typeface is installed."""
    found = subprocess.run(["fc-list", name], capture_output=True, check=False) if shutil.which("fc-list") else None
    return bool(found and found.stdout.strip())


needs_typefaces = pytest.mark.skipif(
    not (has_typeface("WenQuanYi Micro Hei") and has_typeface("Noto Color Emoji") and has_typeface("Noto Sans Thai")),
    reason="needs fonts-noto-core, fonts-noto-color-emoji and fonts-wqy-microhei",
)


def plan(client, people):
    made = make_draft_plan(people["director"])
    client.get(reverse("pipeline:plan_pdf", args=[made.year, made.revision]))


def pipeline(client, people):
    world.deal_in("proposal")
    client.get(reverse("pipeline:pipeline_pdf"))


def scenario(client, people):
    world.approved_price()
    client.get(reverse("proposals:scenario_pdf", args=[Scenario.objects.latest("pk").pk]))


def minutes(client, people):
    client.get(reverse("proposals:minutes_pdf", args=[world.approved_price().number]))


def summary(client, people):
    checklist_documents.summary_pdf(world.checked_deal().opportunity)


def no_go(client, people):
    check_list = world.checked_deal()
    contact = make_contact(people["analyst"], check_list.opportunity.client, email="compras@cliente.example")
    checklist_documents.no_go_pdf(check_list, contact, "Respuesta a la invitación", "Buenos días.", "Laura Niño")


def proposal(client, people):
    document.proposal_pdf(world.written_proposal())


DOCUMENTS: dict[str, Made] = {
    "pipeline/plan/pdf.html": plan,
    "pipeline/plan/pipeline_pdf.html": pipeline,
    "proposals/pricing/pdf.html": scenario,
    "proposals/pricing/minutes_pdf.html": minutes,
    "proposals/checklist/summary_pdf.html": summary,
    "proposals/checklist/no_go_pdf.html": no_go,
    "proposals/proposal/pdf.html": proposal,
}


def test_every_document_that_is_printed_is_tried():
    """A template is a document where it is a whole page whose name says so; whatever renders one is counted too."""
    found = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").rglob("*pdf.html")
        if "<html" in path.read_text()
    }
    assert found == set(DOCUMENTS)
    assert sum(len(PRINTS.findall(Path(module.__file__).read_text())) for module in printers()) == len(DOCUMENTS)
    for name in DOCUMENTS:
        assert get_template(name)


def printers() -> list[Any]:
    """The modules that print a document."""
    apps = ("almacontact", "pipeline", "proposals", "quality")
    found = [path for app in apps for path in (ROOT / app).rglob("*.py") if PRINTS.search(path.read_text())]
    return [import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in found]


@pytest.fixture
def made(monkeypatch, client, everybody):
    """Make a document as people do, and take the page before it is laid out: (HTML, style sheets)."""

    def take(name: str) -> tuple[str, tuple[str, ...]]:
        caught: list[tuple[str, tuple[str, ...]]] = []

        def catch(html: str, *, css: tuple[str, ...] = ("css/pages/print.css",)) -> bytes:
            caught.append((html, css))
            return b"%PDF-1.7\n%%EOF\n"

        with monkeypatch.context() as patched:
            for module in printers():
                patched.setattr(module, "render_pdf", catch)
            client.force_login(everybody["director"], backend="allauth.account.auth_backends.AuthenticationBackend")
            DOCUMENTS[name](client, everybody)
        [found] = caught
        return found

    return take


OURS = {"draft-mark", "draft-word", "contents-number", "part-number"}
"""What the system writes: a mark, the number of a part."""
SLOTS = {"h1", "h2", "h3", "h4", "td", "th", "p", "li", "dd", "dt", "strong", "span", "div", "a", "figcaption"}


def slots_of(page) -> list[Any]:
    """The places of a page where words of people may stand."""
    return [
        one
        for one in page.body.iter()
        if one.tag in SLOTS
        and (one.text or "").strip()
        and one.get("class") not in OURS
        and not any(above.tag == "svg" for above in one.iterancestors())
    ]


def kind_of(slot) -> tuple[str, ...]:
    """Which kind of place it is: its tag and class, and those around it."""
    return tuple(f"{one.tag}.{one.get('class', '')}" for one in (slot, *list(slot.iterancestors())[:3]))


def on_cover(slot) -> bool:
    """Tell whether a place stands on the cover."""
    return any("cover" in (above.get("class") or "").split() for above in slot.iterancestors())


def with_texts(html: str, texts: list[str]) -> str:
    """The page with each text at the end of one place where words stand; the places are taken evenly."""
    page = lxml.html.document_fromstring(html)
    slots = slots_of(page)
    for place, text in enumerate(texts):
        slot = slots[place * len(slots) // len(texts)]
        slot.text = f"{slot.text.rstrip()} {text} "
    return lxml.html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode")


def boxes_of(made: bytes) -> list[tuple[float, float, list[tuple[str, float, float, float, float]]]]:
    """Each page: width, height, and its words with left, top, right and bottom, in the order they were drawn."""
    read = subprocess.run(["pdftotext", "-bbox", "-raw", "-", "-"], input=made, capture_output=True, check=True).stdout
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", read.decode("utf-8", "replace"))
    text = re.sub(r"<!DOCTYPE[^>]*>", "", text)
    tree = ElementTree.fromstring(text.replace(' xmlns="http://www.w3.org/1999/xhtml"', ""))
    return [
        (
            float(page.get("width", 0)),
            float(page.get("height", 0)),
            [
                (unescape(word.text or ""), *(float(word.get(name, 0)) for name in ("xMin", "yMin", "xMax", "yMax")))
                for word in page.iter("word")
            ],
        )
        for page in tree.iter("page")
    ]


def outside(pages) -> list[str]:
    return [
        word
        for width, height, words in pages
        for word, left, top, right, bottom in words
        if word not in "BORRADOR" and (left < 0 or top < 0 or right > width or bottom > height)
    ]


def run_on(pages) -> str:
    """All words in the order they were drawn, without what stands between them, and without what is in the margins."""
    return bare(
        "".join(
            word
            for _w, height, words in pages
            for word, _l, top, _r, bottom in words
            if bottom > 40 and top < height - 45
        )
    )


def bare(text: str) -> str:
    import unicodedata

    return "".join(
        unicodedata.normalize("NFKC", re.sub(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\ufe0f]", "", text)).split()
    )


def is_there(text: str, shown: str) -> bool:
    """Tell whether a text stands there; it may go over to the next page between two letters."""
    wanted = bare(text)
    pieces = 0
    while wanted:
        length = len(wanted)
        while length and wanted[:length] not in shown:
            length -= 1
        if not length or pieces > 6:
            return False
        wanted, pieces = wanted[length:], pieces + 1
    return True


@needs_typefaces
@lengths(short=20, long=200)
@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_word_is_found_again_inside_the_page(made, name, rounds):
    html, css = made(name)
    texts = hostile_texts.texts(rounds)
    for first in range(0, rounds, 20):
        some = texts[first : first + 20]
        pages = boxes_of(pdf.render_pdf(with_texts(html, some), css=css))
        assert outside(pages) == []
        shown = run_on(pages)
        assert [text for text in some if not is_there(text, shown)] == []


@needs_typefaces
@pytest.mark.proof
@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_text_of_several_pages_is_found_whole_wherever_it_stands(made, name):
    """One text in each kind of place: in paragraphs, cells, boxes beside one another, headings and running heads.

    A cover is one page by design: what stands on it has at most some hundred letters in the database.
    """
    html, css = made(name)
    page = lxml.html.document_fromstring(html)
    slots = [one for one in slots_of(page) if one.tag not in ("h1", "h2") and not on_cover(one)]
    places = {kind_of(one): one for one in reversed(slots)}
    typed = {kind: {f"p{place}n{number}" for number in range(250)} for place, kind in enumerate(places)}
    for kind, slot in places.items():
        slot.text = f"{slot.text} {' '.join(sorted(typed[kind]))} "
    pages = boxes_of(pdf.render_pdf(lxml.html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode"), css=css))
    shown = {word for _width, _height, words in pages for word, *_box in words}
    assert outside(pages) == []
    assert {kind: len(words - shown) for kind, words in typed.items() if words - shown} == {}


TABLE = hostile_texts.table


@needs_typefaces
@pytest.mark.parametrize(
    "text",
    [
        f"Palabra larga: {hostile_texts.LONG}\n\n| Concepto | Detalle |\n|---|---|\n| {'A' * 170} | esto queda |",
        TABLE(12),
        TABLE(12, rows=60),
        TABLE(7, length=24),
        TABLE(40),
        TABLE(12, length=60),
        "| a | b |\n|---|---|\n| " + "palabra " * 3000 + "| final |",
        f"| {'título ' * 900} | dos |\n|---|---|\n| uno | final |",
        "| Concepto | Detalle |\n|---|---|\n| " + "palabra " * 900 + "| final |",
        "> > > - - - " + "texto " * 50 + hostile_texts.LONG,
        f"## {'Título ' * 40}\n\n{hostile_texts.LONG}",
        f"[{hostile_texts.LONG}](https://cliente.example/{'x' * 300})",
    ],
)
def test_what_is_typed_as_markdown_stays_on_the_page(text):
    html = f"<!DOCTYPE html><html lang='es'><title>x</title><body><div class='words'>{render(text)}</div></body></html>"
    pages = boxes_of(pdf.render_pdf(html, css=document.CSS))
    assert outside(pages) == []
    shown = run_on(pages)
    for word in re.findall(r"[\w:/.]+", re.sub(r"\(https[^)]*\)|^\|?[-|]+$", "", text, flags=re.M)):
        assert is_there(word, shown), word


@needs_typefaces
def test_a_table_of_few_columns_stays_as_it_is_and_one_of_many_turns_its_page():
    page = "<!DOCTYPE html><html lang='es'><title>x</title><body><div class='words'>%s</div></body></html>"
    sizes = [
        [
            (round(width), round(height))
            for width, height, _words in boxes_of(pdf.render_pdf(page % render(text), css=document.CSS))
        ]
        for text in (TABLE(4), f"Antes\n\n{TABLE(12)}\n\nDespués")
    ]
    assert sizes == [[(595, 842)], [(595, 842), (842, 595), (595, 842)]]
