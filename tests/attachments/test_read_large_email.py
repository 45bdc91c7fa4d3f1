"""An e-mail that takes long to read is read by a job: whoever attaches or opens it waits for nothing."""

import random
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from almacontact.attachments import emails, file_types
from almacontact.jobs.models import Job
from pipeline.models import OpportunityAttachment
from tests.attachments.samples import PDF
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)


def large_mail(size: int = file_types.READ_AT_ONCE) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Pliego de condiciones: línea de atención"
    mail["From"] = "Ana Ruiz <ana.ruiz@cliente.example>"
    mail["To"] = "ventas@almacontact.example"
    mail["Date"] = AT
    mail.set_content("Adjuntamos el pliego. Quedamos atentos.")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="pliego.pdf")
    filling = random.Random(7).randbytes(size)
    mail.add_attachment(filling, maintype="application", subtype="octet-stream", filename="anexo.bin")
    return mail.as_bytes()


@pytest.fixture
def attached(client, analyst, monkeypatch):
    """It comes in by the page, while nothing may read it through."""
    deal = make_opportunity(analyst)
    client.force_login(analyst)

    def forbidden(*_args):
        raise AssertionError("A request read a large e-mail through.")

    monkeypatch.setattr(emails, "_read_message", forbidden)
    file = SimpleUploadedFile("pliego.eml", large_mail(), content_type="message/rfc822")
    address = reverse("attachments:add", args=["opportunity", deal.pk])
    assert client.post(address, {"uploads": file, "kind": "", "description": ""}).status_code == 302
    yield OpportunityAttachment.objects.get()
    monkeypatch.undo()


def test_its_heading_is_known_at_once_and_the_page_says_that_it_is_being_read(client, attached):
    assert attached.email_subject == "Pliego de condiciones: línea de atención"
    assert attached.email_sender == '"Ana Ruiz" <ana.ruiz@cliente.example>' or "ana.ruiz" in attached.email_sender
    assert (attached.email_sent_at, attached.email_text) == (AT, "")
    page = client.get(attached.get_message_url()).content.decode()
    assert "Leyendo el correo" in page
    assert "ana.ruiz@cliente.example" in page
    assert 'hx-trigger="every 1s"' in page
    assert Job.objects.filter(kind="attachments.read_email").count() == 1, "the page asks for no second reading"


def test_once_the_job_has_read_it_the_page_shows_it_and_reads_nothing(client, attached, run_jobs, monkeypatch):
    read = emails._read_message
    monkeypatch.undo()
    assert run_jobs() == 1
    attached.refresh_from_db()
    assert "Quedamos atentos" in attached.email_text
    monkeypatch.setattr(emails, "_read_message", lambda *_args: pytest.fail("It was read again."))
    page = client.get(attached.get_message_url()).content.decode()
    assert "Quedamos atentos" in page
    assert "pliego.pdf" in page
    monkeypatch.setattr(emails, "_read_message", read)
    cache.clear()
    assert "Leyendo el correo" in client.get(attached.get_message_url()).content.decode()


def test_a_file_is_taken_out_of_it_by_a_job(client, attached, analyst, outsider, run_jobs, monkeypatch):
    take = reverse("attachments:part", args=["opportunity", attached.pk, 0])
    asked = client.post(take)
    assert "/jobs/" in asked.url
    monkeypatch.undo()
    run_jobs()
    assert sorted(OpportunityAttachment.objects.values_list("original_name", flat=True)) == ["pliego.eml", "pliego.pdf"]
    client.force_login(outsider)
    assert client.post(take).status_code in (403, 404)


def test_one_that_cannot_be_read_says_so_and_can_be_downloaded(client, attached, run_jobs, monkeypatch):
    monkeypatch.undo()

    def damaged(*_args):
        raise ValueError("broken")

    monkeypatch.setattr(emails, "_read_message", damaged)
    run_jobs()
    page = client.get(attached.get_message_url()).content.decode()
    assert "no se pudo leer" in page
    assert attached.get_absolute_url() in page


def test_a_small_one_is_read_at_once(client, analyst):
    deal = make_opportunity(analyst)
    client.force_login(analyst)
    file = SimpleUploadedFile("corto.eml", large_mail(1000), content_type="message/rfc822")
    client.post(reverse("attachments:add", args=["opportunity", deal.pk]), {"uploads": file, "kind": ""})
    assert "Quedamos atentos" in OpportunityAttachment.objects.get().email_text
    assert not Job.objects.exists()
