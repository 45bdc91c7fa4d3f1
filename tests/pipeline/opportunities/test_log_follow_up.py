"""Logging a contact, its files and the next step."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.models import FollowUp, Opportunity
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.factories import make_client, make_contact, make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged

MESSAGE = b"""From: Marta <marta@banco.example>
To: Ana <ana@almacontact.example>
Subject: Invitacion a cotizar
Date: Mon, 23 Nov 2026 10:00:00 -0500
Message-ID: <1@banco.example>
Content-Type: text/plain; charset=utf-8

Los invitamos a cotizar 40 puestos.
"""


def log_url(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.code}/follow-ups/new/"


def typed(**values):
    now = timezone.localtime() - timedelta(minutes=5)
    return {"kind": "call", "happened_at": now.strftime("%Y-%m-%dT%H:%M"), "summary": "Hablamos del alcance.", **values}


def test_a_call_is_logged_with_the_next_step(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    soon = today() + timedelta(days=3)
    answer = client.post(log_url(opportunity), typed(next_step="Enviar presentación", next_step_on=soon.isoformat()))
    assert answer.status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.next_step, opportunity.next_step_on) == ("Enviar presentación", soon)
    assert opportunity.last_contact_on == today()
    assert opportunity.follow_ups.get().created_by == analyst


def test_a_note_is_not_a_contact(analyst):
    opportunity = make_opportunity(analyst)
    log_follow_up(opportunity=opportunity, by=analyst, kind="note", summary="Revisar SECOP.")
    assert opportunity.last_contact_on is None


def test_the_next_step_stays_when_it_is_not_touched(client: Browser, analyst):
    opportunity = make_opportunity(analyst, next_step="Llamar", next_step_on=today())
    client.force_login(analyst)
    client.post(log_url(opportunity), typed(next_step="Llamar", next_step_on=today().isoformat()))
    opportunity.refresh_from_db()
    assert opportunity.next_step == "Llamar"
    assert opportunity.version == 1, "the day of the last contact alone"


def test_an_email_dropped_on_the_form_supplies_the_summary(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    file = SimpleUploadedFile("invitacion.eml", MESSAGE, content_type="message/rfc822")
    answer = client.post(log_url(opportunity), typed(kind="email", summary="", uploads=file))
    assert answer.status_code == 302
    follow_up = opportunity.follow_ups.get()
    assert "Invitacion a cotizar" in follow_up.summary
    assert "40 puestos" in follow_up.summary
    assert opportunity.attachments.get().follow_up == follow_up


def test_a_refused_file_logs_nothing_and_keeps_what_was_typed(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    file = SimpleUploadedFile("programa.exe", b"MZ\x90\x00" + b"\x00" * 200, content_type="application/pdf")
    with unchanged():
        answer = client.post(log_url(opportunity), typed(uploads=file))
    assert answer.status_code == 422
    assert "Hablamos del alcance." in answer.content.decode()


def test_a_contact_in_the_future_is_refused(analyst):
    opportunity = make_opportunity(analyst)
    with unchanged(), pytest.raises(Refused) as refused:
        log_follow_up(
            opportunity=opportunity,
            by=analyst,
            kind="call",
            summary="Mañana",
            happened_at=timezone.now() + timedelta(hours=2),
        )
    assert refused.value.blockers[0].code == "future"


def test_an_invitation_names_who_issued_it(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    with unchanged():
        answer = client.post(log_url(opportunity), typed(milestone="invitation_received"))
    assert answer.status_code == 422
    assert "id_contact_error" in answer.content.decode()


def test_a_contact_of_another_client_is_refused(analyst):
    opportunity = make_opportunity(analyst)
    stranger = make_contact(analyst, make_client(analyst))
    with unchanged(), pytest.raises(Refused):
        log_follow_up(opportunity=opportunity, by=analyst, kind="call", summary="Hola", contact=stranger)


def test_the_link_of_a_missing_condition_opens_the_form_ready(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    page = client.get(f"{log_url(opportunity)}?milestone=presentation_agreed").content.decode()
    assert '<option value="presentation_agreed" selected>' in page


def test_who_logs(client: Browser, everybody):
    opportunity = make_opportunity(everybody["analyst"])
    for part, person in everybody.items():
        if part in {"analyst", "coordinator", "director", "second_director"}:
            continue
        client.force_login(person)
        with unchanged():
            assert client.post(log_url(opportunity), typed()).status_code in (403, 404), part
            fresh = Opportunity.objects.get(pk=opportunity.pk)
            with pytest.raises(NotAllowed):
                log_follow_up(opportunity=fresh, by=person, kind="call", summary="Hola")
    assert not FollowUp.objects.exists()


def test_logging_does_not_lose_what_somebody_else_edits_meanwhile(analyst, coordinator):
    mine = make_opportunity(analyst)
    theirs = Opportunity.objects.get(pk=mine.pk)
    edit_opportunity(opportunity=theirs, by=coordinator, changes={"seats": 77})
    log_follow_up(opportunity=mine, by=analyst, kind="call", summary="Hola", next_step="Volver a llamar")
    fresh = Opportunity.objects.get()
    assert (fresh.seats, fresh.next_step, fresh.last_contact_on) == (77, "Volver a llamar", today())
