"""Reading an attached file over the web: only by who may see its record, and never so that it acts in the browser."""

import re
import uuid
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.urls import reverse

from almacontact.attachments.actions import attach, void_attachment
from almacontact.attachments.panel import panel_context
from pipeline.models import OpportunityAttachment, Participation
from tests.attachments import samples
from tests.attachments.samples import upload
from tests.factories import make_opportunity


@pytest.fixture
def opportunity(analyst):
    return make_opportunity(analyst)


def add(opportunity, name="pliego.pdf", data=samples.PDF, **more):
    by = opportunity.owner
    return attach(model=OpportunityAttachment, by=by, file=upload(name, data), opportunity=opportunity, **more)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_file_comes_whole_to_be_saved_under_its_own_name(client, opportunity, auditor):
    client.force_login(auditor)
    response = client.get(add(opportunity, name="Oferta Niño.docx", data=samples.office("docx")).get_absolute_url())
    assert body(response) == samples.office("docx")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Oferta%20Ni%C3%B1o.docx"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name, data, inline",
    [
        ("pliego.pdf", samples.PDF, True),
        ("plano.png", samples.PNG, True),
        ("nota.txt", samples.TEXT, False),
        ("rfp.eml", samples.eml(), False),
        ("precios.xlsx", samples.office("xlsx"), False),
    ],
)
def test_only_pictures_and_pdf_are_shown_in_place(client, opportunity, analyst, name, data, inline):
    client.force_login(analyst)
    response = client.get(add(opportunity, name=name, data=data).get_absolute_url() + "?inline")
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


def test_every_page_of_a_file_answers_by_the_reader(client, opportunity, everybody):
    """Who sees the opportunity reads its files; to others they do not exist; strangers are asked to sign in."""
    record = add(opportunity, name="rfp.eml", data=samples.eml())
    for url in (record.get_absolute_url(), record.get_message_url(), record.get_void_url()):
        client.logout()
        assert client.get(url).status_code == 302
        for part, person in everybody.items():
            client.force_login(person)
            sees = type(opportunity).objects.visible_to(person).filter(pk=opportunity.pk).exists()
            assert client.get(url).status_code == (200 if sees else 404), (part, url)


def test_an_area_leader_reads_the_files_once_the_area_takes_part(client, opportunity, planner):
    record = add(opportunity)
    client.force_login(planner)
    assert client.get(record.get_absolute_url()).status_code == 404
    Participation.objects.create(opportunity=opportunity, role="workforce_planning")
    assert client.get(record.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("address", ["download", "message", "void"])
def test_what_does_not_exist_is_not_found(client, analyst, address):
    client.force_login(analyst)
    for key in ("opportunity", "nothing"):
        assert client.get(reverse(f"attachments:{address}", args=[key, uuid.uuid4()])).status_code == 404


def test_only_a_message_has_a_message_page(client, opportunity, analyst):
    client.force_login(analyst)
    assert client.get(add(opportunity).get_message_url()).status_code == 404


def test_a_file_that_the_store_has_lost_is_said_to_be_lost(client, opportunity, analyst):
    record = add(opportunity)
    Path(record.file.path).unlink()
    client.force_login(analyst)
    response = client.get(record.get_absolute_url())
    assert response.status_code == 422
    assert "pliego.pdf" in response.content.decode()


def test_a_message_is_shown_without_anything_that_acts_or_fetches(client, opportunity, analyst):
    record = add(opportunity, name="rfp.eml", data=samples.eml())
    client.force_login(analyst)
    page = client.get(record.get_message_url()).content.decode()
    assert "Invitación a cotizar: línea de atención" in page
    assert "compras@andina.example" in page
    assert "pliegos.pdf" in page
    assert "track.example" not in page
    frame = re.search(r"<iframe(.*?)></iframe>", page, re.S)[1]
    assert "sandbox" in frame
    assert "allow-" not in frame
    assert "&lt;b&gt;pliegos&lt;/b&gt;" in frame
    assert not re.search(r"srcdoc=\"[^\"]*[<>]", frame)


def test_what_a_message_says_cannot_break_out_of_the_page(client, opportunity, analyst):
    attack = b'"><script>alert(1)</script>'
    data = b"From: " + attack + b" <a@b.co>\nSubject: " + attack + b"\nTo: x@y.co\n\n</div><script>"
    record = add(opportunity, name="malo.eml", data=data)
    client.force_login(analyst)
    for url in (record.get_message_url(), reverse("attachments:add", args=["opportunity", opportunity.pk])):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "</div><script>\n" not in page


@pytest.mark.parametrize("name, data", [("rfp.eml", samples.eml()), ("carta.msg", samples.msg())])
def test_a_file_inside_a_message_is_attached_apart(client, opportunity, analyst, name, data):
    record = add(opportunity, name=name, data=data)
    client.force_login(analyst)
    address = reverse("attachments:part", args=["opportunity", record.pk, 0])
    assert address in client.get(record.get_message_url()).content.decode()
    assert client.post(address).status_code == 302
    assert client.post(address[:-2] + "7/").status_code == 404
    apart = opportunity.attachments.exclude(pk=record.pk).get()
    assert apart.file.read() == samples.PDF
    assert record.email_subject in apart.description


def test_a_program_inside_a_message_is_not_attached_apart(client, opportunity, analyst):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.co", "c@d.co", "Factura"
    message.set_content("Ver adjunto")
    message.add_attachment(samples.PROGRAM, maintype="application", subtype="pdf", filename="factura.pdf")
    record = add(opportunity, name="malo.eml", data=message.as_bytes())
    client.force_login(analyst)
    assert client.post(reverse("attachments:part", args=["opportunity", record.pk, 0])).status_code == 422
    assert opportunity.attachments.count() == 1


def test_who_only_reads_attaches_nothing_apart(client, opportunity, colleague):
    record = add(opportunity, name="rfp.eml", data=samples.eml())
    client.force_login(colleague)
    address = reverse("attachments:part", args=["opportunity", record.pk, 0])
    assert address not in client.get(record.get_message_url()).content.decode()
    assert client.post(address).status_code == 403
    assert opportunity.attachments.count() == 1


def post_files(client, opportunity, *files, **headers):
    address = reverse("attachments:add", args=["opportunity", opportunity.pk])
    return client.post(address, {"uploads": files, "kind": "", "description": "Del cliente"}, **headers)


def test_files_are_attached_through_the_page(client, opportunity, analyst):
    client.force_login(analyst)
    response = post_files(client, opportunity, upload("a.pdf", samples.PDF), upload("b.eml", samples.eml()))
    assert response.status_code == 302
    assert response["Location"] == opportunity.get_absolute_url()
    assert {(one.original_name, one.kind) for one in opportunity.attachments.all()} == {
        ("a.pdf", "document"),
        ("b.eml", "email"),
    }


def test_with_htmx_the_list_comes_back_with_the_new_file(client, opportunity, analyst):
    client.force_login(analyst)
    response = post_files(client, opportunity, upload("a.pdf", samples.PDF), headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "a.pdf" in page
    assert "<html" not in page


@pytest.mark.parametrize("headers", [{}, {"headers": {"HX-Request": "true"}}])
def test_a_refused_file_is_explained_beside_the_field_and_nothing_is_kept(client, opportunity, analyst, headers):
    client.force_login(analyst)
    good, bad, empty = upload("a.pdf", samples.PDF), upload("factura.pdf", samples.PROGRAM), upload("vacio.pdf", b"")
    for refused in (bad, empty):
        good.seek(0)
        response = post_files(client, opportunity, good, refused, **headers)
        assert response.status_code == 422
        assert refused.name in response.content.decode()
        assert "Del cliente" in response.content.decode()
    assert not OpportunityAttachment.objects.exists()


def test_no_file_at_all_is_asked_for(client, opportunity, analyst):
    client.force_login(analyst)
    assert post_files(client, opportunity).status_code == 422


def test_who_only_reads_is_offered_no_form_and_refused_when_posting(client, opportunity, colleague):
    client.force_login(colleague)
    assert b"<form" not in panel_page(client, opportunity)
    assert post_files(client, opportunity, upload("a.pdf", samples.PDF)).status_code in {403, 422}
    assert not OpportunityAttachment.objects.exists()


def panel_page(client, opportunity) -> bytes:
    """The list alone, as htmx gets it."""
    address = reverse("attachments:add", args=["opportunity", opportunity.pk])
    return client.get(address, headers={"HX-Request": "true"}).content


def test_who_does_not_see_the_opportunity_finds_no_place_to_attach(client, opportunity, outsider):
    client.force_login(outsider)
    assert post_files(client, opportunity, upload("a.pdf", samples.PDF)).status_code == 404
    address = reverse("attachments:add", args=["opportunity", "nonsense"])
    assert client.get(address).status_code == 404


def test_a_file_is_voided_through_its_page(client, opportunity, analyst):
    record = add(opportunity)
    client.force_login(analyst)
    assert client.post(record.get_void_url(), {"reason": ""}).status_code == 422
    assert client.post(record.get_void_url(), {"reason": "Repetido"}).status_code == 302
    record.refresh_from_db()
    assert record.void_reason == "Repetido"
    assert b"Repetido" in panel_page(client, opportunity)


def test_the_list_takes_the_same_queries_for_one_file_as_for_many(opportunity, analyst, django_assert_num_queries):
    for number in range(8):
        record = add(opportunity, name=f"{number}.pdf")
        if number % 2:
            void_attachment(attachment=record, by=analyst, reason="Repetido")
        if number in {0, 7}:
            with django_assert_num_queries(1):
                rows = panel_context(OpportunityAttachment, opportunity, analyst)["rows"]
                assert [str(row["file"].voided_by or row["file"].uploaded_by) for row in rows]
