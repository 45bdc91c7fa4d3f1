"""The library of proposals: reusable texts and evidence, through their pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from almacontact.web.richtext import problems
from proposals.library.actions.library import add_evidence, add_text, edit_evidence, edit_text
from proposals.library.actions.templates import edit_template_section
from proposals.library.placeholders import PLACEHOLDERS, fill, unfilled, unknown
from proposals.library.richtext_box import RichTextField
from proposals.library.validity import Validity, standing_of, with_validity
from proposals.models import Evidence, EvidenceAttachment, ProposalTemplateSection, ReusableText, SupportingDocument
from tests.cast import PARTS
from tests.proposals.library.library_records import make_evidence, make_text
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.proposal_records import PDF, make_draft_proposal

pytestmark = pytest.mark.django_db

WRITERS = {"analyst", "colleague", "coordinator", "director", "second_director"}
STRANGERS = {"administrator", "outsider"}
TEXT = {"title": "Monitoreo", "section": "quality", "body": "Evaluamos **ocho** contactos."}
EVIDENCE = {"kind": "experience", "title": "Certificación", "client_name": "Banco Andino", "value": "1.200.000.000"}


def marks() -> tuple[int, ...]:
    """How much there is of everything a refusal might leave behind."""
    models = (ReusableText, ReusableText.history, Evidence, Evidence.history)
    counted = (getattr(one, "objects", one) for one in models)
    return (*(one.count() for one in counted), EvidenceAttachment.objects.count())


def at(name: str, *args: object) -> str:
    return reverse(f"proposals:{name}", args=args)


def test_an_installation_starts_with_texts_that_pass_the_same_check_as_anybody_s():
    texts = list(ReusableText.objects.all())
    assert len(texts) >= 10
    assert [one.title for one in texts if problems(one.body) or unknown(one.body)] == []
    assert not Evidence.objects.exists()


def test_a_text_is_written_down_found_and_read(analyst, auditor):
    client = signed_in(analyst)
    assert client.post(at("text_create"), TEXT).status_code == 302
    text = ReusableText.objects.get(title="Monitoreo")
    assert (text.created_by, text.history.get().history_user) == (analyst, analyst)
    assert "Evaluamos ocho contactos." in words(client.get(at("text_list"), {"q": "monitoreo"}))
    page = signed_in(auditor).get(at("text_edit", text.pk)).content.decode()
    assert "<strong>ocho</strong>" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    "changes, box",
    [
        ({"body": "hola <script>alert(1)</script>"}, "body"),
        ({"body": "![x](https://x.example/a.png)"}, "body"),
        ({"body": "[x](http://x.example)"}, "body"),
        ({"body": "x" * 30_001}, "body"),
        ({"body": " "}, "body"),
        ({"title": "supuestos del dimensionamiento".capitalize()}, "title"),
        ({"section": "none"}, "section"),
    ],
)
def test_what_does_not_fit_a_text_is_said_at_its_box_and_leaves_no_trace(analyst, changes, box):
    before = marks()
    answer = signed_in(analyst).post(at("text_create"), {**TEXT, **changes})
    assert answer.status_code == 422
    assert box in answer.context["form"].errors
    assert answer.context["form"][box].value() == changes[box]
    assert marks() == before


def test_no_way_in_takes_what_a_rich_text_refuses(analyst, director):
    """Each door by itself: the field, and the action behind it."""
    text, section = make_text(analyst), ProposalTemplateSection.objects.order_by("pk").first()
    before, bad = marks(), {"body": "<b>uno</b>"}
    with pytest.raises(ValidationError) as refused:
        RichTextField().clean(bad["body"])
    assert [one.code for one in refused.value.error_list] == ["text_html"]
    for action in (
        lambda: add_text(by=analyst, values={**TEXT, **bad}),
        lambda: edit_text(text=text, by=analyst, changes=bad),
        lambda: edit_template_section(section=section, by=director, changes=bad),
    ):
        with pytest.raises(Refused) as refusal:
            action()
        assert [(one.code, one.field) for one in refusal.value.blockers] == [("text_html", "body")]
    assert marks() == before
    assert "ocho" in text.body


def test_an_unknown_word_in_braces_is_warned_of_and_may_be_kept(analyst):
    sent = {**TEXT, "body": "Para {cliente} y {client}"}
    answer = signed_in(analyst).post(at("text_create"), sent)
    assert answer.status_code == 422
    assert "{cliente}" in words(answer)
    assert "{client}”" not in words(answer)
    kept = {**sent, "confirm_warnings": answer.context["form"].warning_codes}
    assert signed_in(analyst).post(at("text_create"), kept).status_code == 302


def test_two_people_at_once_each_see_both_values(analyst, coordinator):
    text = make_text(analyst)
    sent = {**TEXT, "title": text.title, "active": "on", "version": text.version}
    assert signed_in(coordinator).post(at("text_edit", text.pk), {**sent, "body": "De Carla"}).status_code == 302
    answer = signed_in(analyst).post(at("text_edit", text.pk), {**sent, "body": "De Ana"})
    assert answer.status_code == 409
    assert {(one.yours, one.theirs) for one in answer.context["form"].conflicts} == {("De Ana", "De Carla")}
    assert answer.context["form"]["body"].value() == "De Ana"
    text.refresh_from_db()
    assert text.body == "De Carla"


def test_the_changes_of_a_long_text_show_where_it_changed(analyst):
    start = "Operamos con agentes propios y estructura de apoyo. " * 8
    text = make_text(analyst, body=f"{start}Respondemos en ocho horas.")
    edit_text(text=text, by=analyst, changes={"body": f"{start}Respondemos en dos horas."})
    page = words(signed_in(analyst).get(text.get_absolute_url()))
    assert "<del>…de apoyo. Respondemos en ocho horas.</del>" in page
    assert "<ins>…de apoyo. Respondemos en dos horas.</ins>" in page


def test_a_text_that_is_switched_off_stays_in_the_list_and_out_of_use(analyst):
    text = make_text(analyst)
    sent = {**TEXT, "title": text.title, "version": text.version}
    assert signed_in(analyst).post(at("text_edit", text.pk), sent).status_code == 302
    assert not ReusableText.objects.current().filter(pk=text.pk).exists()
    assert text.title in words(signed_in(analyst).get(at("text_list"), {"active": "false"}))


@pytest.mark.parametrize("part", sorted(set(PARTS) - WRITERS))
def test_who_does_not_write_proposals_changes_nothing_of_the_library(everybody, part):
    text, evidence = make_text(everybody["analyst"]), make_evidence(everybody["analyst"])
    before, client = marks(), signed_in(everybody[part])
    reads = 403 if part in STRANGERS else 200
    for name, pk, sent in (("text_edit", text.pk, TEXT), ("evidence_edit", evidence.pk, EVIDENCE)):
        assert client.post(at(name, pk), sent).status_code == 403
    for name, sent in (("text_create", TEXT), ("evidence_create", EVIDENCE)):
        assert client.post(at(name), sent).status_code == 403
        assert client.get(at(name)).status_code == 403
    for name, *args in (("text_list",), ("evidence_list",), ("text_edit", text.pk), ("evidence_detail", evidence.pk)):
        assert client.get(at(name, *args)).status_code == reads, name
    with pytest.raises(NotAllowed):
        add_text(by=everybody[part], values=TEXT)
    with pytest.raises(NotAllowed):
        edit_text(text=text, by=everybody[part], changes={"body": "x"})
    with pytest.raises(NotAllowed):
        add_evidence(by=everybody[part], values={"kind": "legal", "title": "RUT"})
    with pytest.raises(NotAllowed):
        edit_evidence(evidence=evidence, by=everybody[part], changes={"title": "x"})
    assert marks() == before


def test_evidence_is_written_down_with_its_file(coordinator, reporter):
    sent = {**EVIDENCE, "uploads": SimpleUploadedFile("certificacion.pdf", PDF, "application/pdf")}
    answer = signed_in(coordinator).post(at("evidence_create"), sent)
    evidence = Evidence.objects.get()
    assert answer.url == evidence.get_absolute_url()
    assert evidence.value == 1_200_000_000
    assert evidence.attachments.get().original_name == "certificacion.pdf"
    page = words(signed_in(reporter).get(answer.url))
    assert "$ 1.200.000.000" in page
    assert "certificacion.pdf" in page


def test_a_file_that_lies_about_its_type_leaves_neither_evidence_nor_file(coordinator):
    before = marks()
    sent = {**EVIDENCE, "uploads": SimpleUploadedFile("certificacion.pdf", b"<html><script>", "application/pdf")}
    answer = signed_in(coordinator).post(at("evidence_create"), sent)
    assert answer.status_code == 422
    assert marks() == before


@pytest.mark.parametrize(
    "changes, box",
    [
        ({"client_name": ""}, "client_name"),
        ({"starts_on": "2025-06-01", "ends_on": "2025-05-31"}, "ends_on"),
        ({"value": "-5"}, "value"),
        ({"seats": "0"}, "seats"),
        ({"kind": ""}, "kind"),
    ],
)
def test_what_does_not_fit_evidence_is_said_at_its_box(analyst, changes, box):
    before = marks()
    answer = signed_in(analyst).post(at("evidence_create"), {**EVIDENCE, **changes})
    assert answer.status_code == 422
    assert box in answer.context["form"].errors
    assert marks() == before


@pytest.mark.parametrize("part", ["coordinator", "analyst"])
def test_evidence_is_corrected_and_its_history_tells_who(everybody, part):
    evidence = make_evidence(everybody["analyst"])
    sent = {**EVIDENCE, "title": "Otro título", "active": "on", "version": evidence.version}
    assert signed_in(everybody[part]).post(at("evidence_edit", evidence.pk), sent).status_code == 302
    evidence.refresh_from_db()
    assert (evidence.title, evidence.version) == ("Otro título", 1)
    assert evidence.history.first().history_user == everybody[part]


def test_what_lapses_is_warned_of_thirty_days_before_and_after(analyst):
    expected = {-1: "lapsed", 0: "lapsing", 30: "lapsing", 31: "valid", None: "open"}
    day = today()
    for days in expected:
        until = None if days is None else day + timedelta(days=days)
        make_evidence(analyst, title=f"Certificado {days}", valid_until=until)
    for validity in Validity:
        by_rule = {one.title for one in Evidence.objects.all() if standing_of(one, day).validity == validity}
        assert by_rule == {one.title for one in with_validity(Evidence.objects.all(), validity, day)}
        assert by_rule == {f"Certificado {days}" for days, name in expected.items() if name == validity}
    client = signed_in(analyst)
    assert "Certificado 30" not in words(client.get(at("evidence_list"), {"validity": "lapsed"}))
    for days, warns in ((-1, True), (30, True), (31, False)):
        page = client.get(Evidence.objects.get(title=f"Certificado {days}").get_absolute_url())
        assert (b'role="status">' in page.content.split(b"<main")[1]) == warns


def test_evidence_tells_the_proposals_it_went_with_to_who_may_read_them(everybody):
    evidence, proposal = make_evidence(everybody["analyst"]), make_draft_proposal(everybody)
    client = signed_in(everybody["trainer"])
    assert str(proposal) not in words(client.get(evidence.get_absolute_url()))
    save_as(SupportingDocument(proposal=proposal, evidence=evidence), by=everybody["analyst"])
    assert str(proposal) in words(client.get(evidence.get_absolute_url()))


@pytest.mark.parametrize("name, make", [("text_list", make_text), ("evidence_list", make_evidence)])
def test_a_longer_list_costs_no_more_queries(analyst, name, make, django_assert_max_num_queries):
    client = signed_in(analyst)
    for number in range(12):
        make(analyst, title=f"Uno {number}")
    client.get(at(name))
    with django_assert_max_num_queries(8):
        assert "Uno 11" in words(client.get(at(name)))


def test_an_analyst_takes_out_their_own_texts_and_the_area_leaders_none(analyst, planner):
    assert signed_in(analyst).get(at("text_list"), {"export": "xlsx"}).status_code == 200
    assert signed_in(planner).get(at("text_list"), {"export": "xlsx"}).status_code == 403


def test_the_preview_shows_the_text_and_what_is_refused_and_keeps_nothing(analyst):
    before = marks()
    sent = {"field": "body", "body": "**Uno**\n\n<img src=x onerror=alert(1)>"}
    page = signed_in(analyst).post(at("richtext_preview"), sent).content.decode()
    assert "<strong>Uno</strong>" in page
    assert "<img" not in page
    assert 'class="richtext-found"' in page
    assert marks() == before


def test_placeholders_are_filled_with_words_and_the_others_stay():
    values = {"client": "A*B <b>| S.A.", "seats": "40", "months": ""}
    filled = fill("{client}: {seats} puestos, {months} meses, {otro}", values)
    assert filled == r"A\*B \<b>\| S.A.: 40 puestos, {months} meses, {otro}"
    assert fill("Auditoría de {client}. De {client}, más.", {"client": "Uno S.A.S."}) == (
        "Auditoría de Uno S.A.S. De Uno S.A.S., más."
    )
    assert problems(filled) == []
    assert unfilled(filled) == ["months", "otro"]
    assert unknown(filled) == ["otro"]
    assert unfilled(fill(" ".join(f"{{{name}}}" for name in PLACEHOLDERS), dict.fromkeys(PLACEHOLDERS, "x"))) == []
