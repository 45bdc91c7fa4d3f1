"""The presentations: a PPTX with native charts that LibreOffice opens; a tagged PDF that fetches nothing."""

import shutil
import subprocess
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pptx import Presentation
from pypdf import PdfReader

from almacontact.calendar import today
from almacontact.jobs.models import Job
from almacontact.pdf import render_pdf, static_file
from almacontact.refusals import NotAllowed, Refused
from pipeline.decks.actions import add_deck_version, send_deck
from pipeline.models import CommercialPlan, DeckFile, DeckSending, FollowUp
from pipeline.plan import presentations
from pipeline.plan.actions.plans import draw_last_year, submit_plan
from pipeline.plan.views.documents import PPTX
from tests.factories import make_contact, make_opportunity
from tests.patience import PATIENCE
from tests.pipeline.plan.plan_factories import make_draft_plan, make_past_deal, sign_all

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def charts(content: bytes) -> list:
    slides = Presentation(BytesIO(content)).slides
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def words(content: bytes) -> str:
    slides = Presentation(BytesIO(content)).slides
    return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)


@pytest.fixture
def plan(analyst, director, general_manager):
    make_past_deal(analyst, today().replace(year=today().year - 1, month=5, day=5), seats=20, unit_value=10_000_000)
    draft = make_draft_plan(director)
    draw_last_year(plan=draft, by=director)
    sign_all(submit_plan(plan=draft, by=director), general_manager)
    return CommercialPlan.objects.get(pk=draft.pk)


def test_the_plan_deck_has_native_charts_with_their_numbers(plan):
    deck = presentations.plan_deck(plan)
    found = charts(deck)
    assert len(found) >= 5
    values = [list(series.values) for chart in found for series in chart.plots[0].series]
    assert [0.0] * 4 + [200.0] + [0.0] * 7 in values, "won by month last year, in COP millions"
    assert [100.0] * 12 in values, "the monthly targets"
    assert "$ 1.200.000.000" in words(deck)


def test_the_pipeline_deck_has_native_charts(analyst, plan):
    make_opportunity(analyst, expected_close_on=today().replace(month=12, day=31))
    deck = presentations.pipeline_deck(presentations.pipeline_review())
    assert len(charts(deck)) == 3


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_opens_the_decks_with_a_page_for_each_slide(plan, analyst, tmp_path):
    make_opportunity(analyst)
    review = presentations.pipeline_review()
    for name, deck in (("plan", presentations.plan_deck(plan)), ("pipeline", presentations.pipeline_deck(review))):
        (tmp_path / f"{name}.pptx").write_bytes(deck)
        office = shutil.which("soffice")
        home = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [office, "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), f"{name}.pptx"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE)
        pages = PdfReader(tmp_path / f"{name}.pdf").pages
        assert len(pages) == len(Presentation(BytesIO(deck)).slides)


@pytest.mark.parametrize("name", ["plan_pdf", "pipeline_pdf"])
def test_a_pdf_is_tagged_archival_and_in_its_language(plan, client, director, name):
    client.force_login(director, backend=BACKEND)
    arguments = [plan.year, plan.revision] if name == "plan_pdf" else []
    answer = client.get(reverse(f"pipeline:{name}", args=arguments))
    assert answer["Content-Type"] == "application/pdf"
    root = PdfReader(BytesIO(answer.content)).trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("es")
    assert b"pdfaid" in root["/Metadata"].get_data()


def test_the_pdf_of_a_plan_shows_its_signatures(plan, client, director):
    client.force_login(director, backend=BACKEND)
    content = client.get(reverse("pipeline:plan_pdf", args=[plan.year, plan.revision])).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert text.count("Gloria Abad") >= 3


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "https://example.com/x.css", "../../manage.py"]
)
def test_a_document_fetches_nothing_that_is_not_ours(address):
    assert static_file(address) is None
    html = f'<html lang="es"><head><title>x</title></head><body><img src="{address}" alt="">texto</body></html>'
    assert render_pdf(html).startswith(b"%PDF")


def test_a_document_finds_our_static_files():
    assert static_file("static://almacontact/static/css/variables.css").name == "variables.css"


def upload(name: str = "almacontact.pptx", content: bytes | None = None) -> SimpleUploadedFile:
    if content is None:
        kept = BytesIO()
        Presentation().save(kept)
        content = kept.getvalue()
    kind = "text/plain" if name.endswith(".txt") else PPTX
    return SimpleUploadedFile(name, content, content_type=kind)


def test_the_company_deck_is_kept_in_versions_and_sent_from_a_follow_up(
    analyst, coordinator, run_jobs, mailoutbox, django_capture_on_commit_callbacks
):
    add_deck_version(by=coordinator, file=upload())
    second = add_deck_version(by=coordinator, file=upload(), description="Logo nuevo")
    assert list(DeckFile.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    opportunity = make_opportunity(analyst)
    contact = make_contact(analyst, opportunity.client, email="compras@cliente.example")
    sending = send_deck(opportunity=opportunity, contact=contact, by=analyst, message="Buen día")
    assert sending.follow_up.kind == FollowUp.Kind.PRESENTATION
    run_jobs()
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    (mail,) = mailoutbox
    assert mail.to == ["compras@cliente.example"]
    assert mail.attachments[0][0] == "almacontact.pptx"
    sending.refresh_from_db()
    assert (sending.file, sending.sent_at is not None) == (second, True)


def test_a_deck_is_not_sent_without_one_or_to_a_stranger(analyst, coordinator):
    opportunity, other = make_opportunity(analyst), make_opportunity(analyst)
    contact = make_contact(analyst, opportunity.client, email="compras@cliente.example")
    with pytest.raises(Refused):
        send_deck(opportunity=opportunity, contact=contact, by=analyst, message="x")
    add_deck_version(by=coordinator, file=upload())
    with pytest.raises(Refused):
        send_deck(opportunity=other, contact=contact, by=analyst, message="x")
    mute = make_contact(analyst, opportunity.client)
    with pytest.raises(Refused):
        send_deck(opportunity=opportunity, contact=mute, by=analyst, message="x")
    assert not DeckSending.objects.exists()


def test_only_presentations_by_coordinators_become_versions(analyst, coordinator):
    with pytest.raises(NotAllowed):
        add_deck_version(by=analyst, file=upload())
    with pytest.raises(Refused):
        add_deck_version(by=coordinator, file=upload("notas.txt", b"hola"))
    assert not DeckFile.objects.exists()


def test_an_empty_pipeline_is_presented_without_charts_of_nothing(director):
    deck = presentations.pipeline_deck(presentations.pipeline_review())
    assert len(charts(deck)) == 2


def test_a_draft_can_be_presented_too(director):
    assert charts(presentations.plan_deck(make_draft_plan(director)))
