"""The document of a proposal: archival, tagged, in order, made once in the background, and fetching nothing."""

import hashlib
from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from almacontact.audit.doors import TESTS
from almacontact.jobs.models import Job
from almacontact.refusals import Blocker, Refused
from proposals.library.actions.library import edit_evidence
from proposals.models import Evidence, PricingMinutes, Proposal, ProposalAttachment, ProposalSection, SupportingDocument
from proposals.pricing.minutes.sizing_table import StaffingCurve, sizing_table
from proposals.proposal import document
from proposals.proposal.actions import signing
from tests.proposals.library.library_records import make_evidence
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.pdf_reading import fonts_without_a_file, needs_poppler, pages_of, read, text_of
from tests.proposals.proposal.proposal_records import make_draft_proposal
from tests.proposals.proposal.signing_records import approved, make_validated_draft, sent_to_sign, sign_all

pytestmark = pytest.mark.django_db


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_parties().select_related("document").get(pk=proposal.pk)


def last_job() -> Job:
    return Job.objects.filter(kind="proposals.make_document").latest("pk")


@needs_poppler
def test_the_approved_document_is_archival_tagged_in_order_and_kept_once_with_its_hash(everybody, run_jobs):
    proposal = make_validated_draft(everybody)
    evidence = Evidence.objects.create(kind="certificate", title="Certificado ISO 9001:2015")
    SupportingDocument.objects.create(proposal=proposal, evidence=evidence)
    proposal = sign_all(signing.submit_proposal(proposal=proposal, by=everybody["analyst"]), everybody)
    run_jobs()
    assert last_job().state == "done"
    proposal = fresh(proposal)
    kept = proposal.document
    with kept.file.open("rb") as file:
        pdf = file.read()
    assert hashlib.sha256(pdf).hexdigest() == kept.sha256
    assert (kept.kind, kept.uploaded_by) == ("proposal", everybody["analyst"])

    catalogue = read(pdf).trailer["/Root"]
    xmp = catalogue["/Metadata"].get_object().get_data().decode()
    assert "pdfaid:part" in xmp
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "es"
    assert fonts_without_a_file(pdf) == set()

    pages = pages_of(pdf)
    client = proposal.opportunity.client.name
    assert "PROPUESTA COMERCIAL" in pages[0]
    assert all(one in pages[0] for one in (proposal.title, client, proposal.series, "versión 1", "Ana Lozano"))
    titles = list(proposal.sections.order_by("position").values_list("title", flat=True))
    index = pages[1]
    places = [index.index(title) for title in titles]
    assert places == sorted(places)
    for number, page in enumerate(pages[1:], start=2):
        assert f"Página {number} de {len(pages)}" in page
        assert proposal.series in page, "the header runs on every page"
    body = " ".join(pages[2:])
    starts = [body.index(f"{place} {title}") for place, title in enumerate(titles, start=1)]
    assert starts == sorted(starts)
    for place, title in enumerate(titles, start=1):
        said = index.split(f"{place} {title} ")[1].split()[0]
        assert f"{place} {title}" in pages[int(said) - 1], "the index gives the page"
    assert all(one in body for one in ("$ 125.132.970", "41.120", "Certificado ISO 9001:2015", "Gloria Abad"))
    assert "BORRADOR" not in text_of(pdf)

    progress = type("Progress", (), {"job": last_job()})()
    assert signing.make_document(progress=progress, proposal_id=proposal.pk) is None
    assert ProposalAttachment.objects.filter(kind="proposal").count() == 1
    answer = signed_in(everybody["director"]).get(reverse("proposals:proposal_pdf", args=[proposal.pk]), follow=True)
    assert b"".join(answer.streaming_content) == pdf


def test_signing_makes_no_document_the_page_answers_and_says_that_it_is_being_made(everybody, monkeypatch):
    def too_early(*args: Any, **options: Any) -> bytes:
        raise AssertionError("a document was made while somebody waited")

    monkeypatch.setattr(document, "render_pdf", too_early)
    proposal = approved(everybody)
    assert proposal.document is None
    assert last_job().state == "queued"
    page = signed_in(everybody["analyst"]).get(proposal.get_absolute_url())
    assert page.status_code == 200
    assert reverse("jobs:detail", args=[last_job().pk]) in page.content.decode()
    answer = signed_in(everybody["director"]).get(reverse("proposals:proposal_pdf", args=[proposal.pk]))
    assert answer.url == proposal.get_absolute_url()


def test_a_document_that_could_not_be_made_is_asked_for_again(everybody, run_jobs, monkeypatch):
    def fails(proposal: Proposal, **options: Any) -> bytes:
        raise Refused(Blocker(code="full", message="El disco está lleno."))

    made = document.proposal_pdf
    monkeypatch.setattr(document, "proposal_pdf", fails)
    proposal = approved(everybody)
    run_jobs()
    assert last_job().state == "failed"
    page = signed_in(everybody["analyst"]).get(proposal.get_absolute_url())
    assert "El disco está lleno." in words(page)
    again = reverse("proposals:proposal_document", args=[proposal.pk])
    assert again in page.content.decode()
    assert signed_in(everybody["colleague"]).post(again).status_code == 403
    monkeypatch.setattr(document, "proposal_pdf", lambda proposal, **options: made(proposal))
    assert signed_in(everybody["analyst"]).post(again).status_code == 302
    run_jobs()
    assert fresh(proposal).document is not None
    assert signed_in(everybody["analyst"]).post(again).status_code == 422


def test_it_is_kept_for_the_owner_where_who_wrote_it_no_longer_may(everybody, monkeypatch, run_jobs):
    monkeypatch.setattr(document, "render_pdf", lambda html, css: b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n")
    proposal = approved(everybody)
    with TESTS.open():
        models.QuerySet(Proposal).filter(pk=proposal.pk).update(created_by=everybody["colleague"])
    run_jobs()
    assert fresh(proposal).document.uploaded_by == proposal.opportunity.owner


@needs_poppler
def test_a_draft_is_shown_on_demand_and_says_so_on_every_page(everybody):
    request = sent_to_sign(everybody)
    url = reverse("proposals:proposal_pdf", args=[request.subject_id])
    answer = signed_in(everybody["operations_leader"]).get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert all("BORRADOR" in page for page in pages_of(answer.content))
    assert not ProposalAttachment.objects.exists()
    assert signed_in(everybody["outsider"]).get(url).status_code == 403


EVIL = """<img src="http://198.51.100.7/a.png"> ![x](http://198.51.100.7/b.png) ![y](file:///etc/passwd)
<style>@import url(http://198.51.100.7/c.css); body { background: url(http://198.51.100.7/d.png) }</style>
<svg><image href="http://198.51.100.7/e.png"/><use href="file:///etc/hostname#x"/></svg>
<script>fetch("http://198.51.100.7/f")</script> <link rel="stylesheet" href="http://198.51.100.7/g.css">
<iframe src="http://198.51.100.7/h"></iframe> <object data="file:///etc/passwd"></object>
[enlace](javascript:alert(1)) <a href="file:///etc/passwd" rel="attachment">i</a>

Texto que se lee."""


@needs_poppler
def test_nothing_that_a_text_names_is_fetched(everybody, monkeypatch):
    import socket

    from weasyprint.urls import URLFetcher

    asked: list[str] = []
    fetch = URLFetcher.fetch

    def listening(self: Any, url: str, headers: Any = None) -> Any:
        asked.append(url)
        return fetch(self, url, headers)

    def no_network(*args: Any, **options: Any) -> Any:
        raise AssertionError("a document reached for the network")

    proposal = make_draft_proposal(everybody)
    rows = models.QuerySet(ProposalSection).filter(proposal=proposal, key__in=["letter", "operating_model", "prices"])
    rows.update(body=EVIL, title="<img src=http://198.51.100.7/t.png> Título")
    monkeypatch.setattr(URLFetcher, "fetch", listening)
    monkeypatch.setattr(socket, "create_connection", no_network)
    pdf = document.proposal_pdf(proposal)
    assert "Texto que se lee." in text_of(pdf)
    assert "root:" not in text_of(pdf)
    assert {url.rsplit("/", 1)[1] for url in asked} <= {
        "SourceSansPro-Regular.ttf",
        "SourceSansPro-It.ttf",
        "SourceSansPro-Semibold.ttf",
    }
    assert "/EmbeddedFiles" not in (read(pdf).trailer["/Root"].get("/Names") or {})


def test_the_sizing_adds_up_to_what_the_acta_froze(everybody):
    minutes = PricingMinutes.objects.get(pk=make_draft_proposal(everybody).minutes_id)
    (voice,) = sizing_table(minutes)
    assert (voice["peak"], voice["headcount"], voice["seats"], voice["transactions"]) == (14, 23, 15, 41_120)
    assert (voice["hours"], voice["fte"]) == ("3008", "22.35")
    assert [(day["agents"], day["hours"], day["open"]) for day in voice["days"]] == [
        (14, "128", "07:00–19:00"),
        (8, "48", "08:00–14:00"),
    ]


def test_the_chart_shows_the_greater_of_two_half_hours_and_leaves_closed_hours_out():
    half_hours = [None] * 48
    half_hours[16:20] = [3, 5, 4, 2]
    (chart,) = document.staffing_charts([StaffingCurve("Voz", "Sábado", tuple(half_hours))])
    assert chart.rows == [["08:00", "5"], ["09:00", "4"]]


def test_what_the_library_says_of_evidence_after_the_signatures_does_not_reach_the_document(everybody):
    proposal = make_validated_draft(everybody)
    evidence = make_evidence(everybody["analyst"], value=2_400_000_000)
    SupportingDocument.objects.create(proposal=proposal, evidence=evidence)
    asked = signing.submit_proposal(proposal=proposal, by=everybody["analyst"])
    changes = {"title": "Otra certificación", "client_name": "Otro cliente", "value": 9_999_000_000}
    edit_evidence(evidence=evidence, by=everybody["analyst"], changes=changes)
    for state in ("in_approval", "approved"):
        html = document.proposal_html(fresh(proposal))
        assert "Certificación de experiencia de Aseguradora del Norte" in html, state
        assert "2.400.000.000" in html, state
        assert not [one for one in ("Otra certificación", "Otro cliente", "9.999") if one in html], state
        if state == "in_approval":
            sign_all(asked, everybody)
