"""Invitations to a defence: an .ics by e-mail, once each sequence, and called off for who no longer takes part."""

from datetime import UTC, timedelta
from smtplib import SMTPDataError

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.urls import reverse
from icalendar import Calendar

from almacontact.calendar import now
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused
from proposals.defence.actions.agenda import set_topics
from proposals.defence.actions.defence import cancel_defence, edit_defence, void_defence
from proposals.defence.actions.invitations import deliver_invitation, invite
from proposals.models import DefenceTopic
from tests.proposals.defence.defence_records import agenda, fresh, make_defence, make_planned
from tests.proposals.proposal.proposal_records import make_sent_proposal
from tests.proposals.proposal.sending_records import killed_while_mail_leaves

pytestmark = pytest.mark.django_db


@pytest.fixture
def defence(everybody):
    return make_defence(make_sent_proposal(everybody), everybody)


@pytest.fixture
def invited(defence, analyst, run_jobs):
    invite(defence=defence, by=analyst)
    run_jobs()
    return fresh(defence)


def invitations() -> list:
    """What went out with an event; approvals send mail of their own."""
    return [one for one in mail.outbox if "text/calendar" in str(one.message())]


def calendar_of(message):
    [part] = [one for one in message.message().walk() if one.get_content_type() == "text/calendar"]
    return part.get_param("method"), Calendar.from_ical(part.get_payload(decode=True))


def event_of(message):
    method, calendar = calendar_of(message)
    assert calendar["METHOD"] == method
    [event] = calendar.walk("VEVENT")
    return method, event


def addresses(event) -> set[str]:
    given = event["ATTENDEE"]
    return {str(one).removeprefix("mailto:") for one in (given if isinstance(given, list) else [given])}


def test_speakers_and_owner_get_the_event_in_bogota_time(defence, analyst, everybody, run_jobs):
    invite(defence=defence, by=analyst)
    assert not invitations(), "it is sent by a job"
    run_jobs()
    [message] = invitations()
    speakers = {everybody[part].email for part in ("analyst", "operations_leader", "it_leader")}
    assert set(message.to) == speakers
    method, event = event_of(message)
    assert (method, str(event["UID"]), event["SEQUENCE"]) == ("REQUEST", f"{defence.uid}@almacontact", defence.sequence)
    assert event["DTSTART"].params["TZID"] == "America/Bogota"
    assert event["DTSTART"].dt.astimezone(UTC) == defence.starts_at.astimezone(UTC)
    assert event["DTSTART"].dt.astimezone(UTC).hour == 14, "nine in Bogotá"
    assert addresses(event) == speakers
    assert str(event["ORGANIZER"]) == f"mailto:{analyst.email}"
    triggers = {one["TRIGGER"].dt for one in event.walk("VALARM")}
    assert triggers == {timedelta(days=-1), timedelta(hours=-1)}
    assert fresh(defence).invited_at is not None


def test_the_message_brings_its_time_zone_and_names_the_agenda(invited):
    _method, calendar = calendar_of(mail.outbox[-1])
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["America/Bogota"]
    assert "09:10 Modelo operativo, Óscar Luna (20 min)" in mail.outbox[-1].body
    assert invited.get_absolute_url() in mail.outbox[-1].body
    assert "$" not in mail.outbox[-1].body


def test_it_goes_out_once_a_sequence(invited, analyst, run_jobs):
    sent = len(mail.outbox)
    with pytest.raises(Refused) as refused:
        invite(defence=invited, by=analyst)
    assert [one.code for one in refused.value.blockers] == ["already_invited"]
    job = Job.objects.get(kind="proposals.invite_to_defence")
    assert deliver_invitation(job=job, defence_id=invited.pk, sequence=invited.sequence) == 0
    run_jobs()
    assert len(mail.outbox) == sent


def test_a_change_sends_it_again_with_the_same_uid_and_a_higher_sequence(invited, analyst, run_jobs):
    _method, first = event_of(mail.outbox[-1])
    edit_defence(defence=invited, by=analyst, changes={"place": "Sala 4"})
    run_jobs()
    _method, second = event_of(mail.outbox[-1])
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] == first["SEQUENCE"] + 1
    assert str(second["LOCATION"]) == "Sala 4"


def test_two_changes_before_a_worker_wakes_send_only_the_last(invited, analyst, run_jobs):
    sent = len(mail.outbox)
    edit_defence(defence=invited, by=analyst, changes={"place": "Sala 4"})
    edit_defence(defence=fresh(invited), by=analyst, changes={"place": "Sala 5"})
    run_jobs()
    [message] = mail.outbox[sent:]
    assert str(event_of(message)[1]["LOCATION"]) == "Sala 5"


def test_saving_without_a_change_tells_nobody(invited, analyst, run_jobs):
    sent = len(mail.outbox)
    edit_defence(defence=invited, by=analyst, changes={"place": invited.place})
    assert fresh(invited).sequence == invited.sequence
    run_jobs()
    assert len(mail.outbox) == sent


def test_before_invitations_went_out_changes_tell_nobody(defence, analyst, run_jobs):
    edit_defence(defence=defence, by=analyst, changes={"place": "Sala 4"})
    cancel_defence(defence=fresh(defence), by=analyst, reason="Se aplazó.")
    run_jobs()
    assert not invitations()


def test_who_no_longer_speaks_is_told_and_the_rest_invited_anew(invited, analyst, everybody, run_jobs):
    sent = len(mail.outbox)
    ids = dict(DefenceTopic.objects.kept().filter(defence=invited).values_list("area", "pk"))
    rows = [{**one, "id": ids[one["area"]]} for one in agenda(everybody) if one["area"] != "it"]
    set_topics(defence=invited, by=analyst, topics=rows)
    run_jobs()
    told = {event_of(one)[0]: one for one in mail.outbox[sent:]}
    assert told["CANCEL"].to == [everybody["it_leader"].email]
    assert set(told["REQUEST"].to) == {analyst.email, everybody["operations_leader"].email}


def test_a_change_of_the_agenda_that_changes_no_speaker_tells_nobody(invited, analyst, everybody, run_jobs):
    sent = len(mail.outbox)
    ids = dict(DefenceTopic.objects.kept().filter(defence=invited).values_list("area", "pk"))
    set_topics(
        defence=invited,
        by=analyst,
        topics=[{**one, "id": ids[one["area"]], "minutes": 12} for one in agenda(everybody)],
    )
    run_jobs()
    assert len(mail.outbox) == sent


@pytest.mark.parametrize("verb", [cancel_defence, void_defence])
def test_calling_it_off_takes_the_event_out_of_their_calendars(invited, analyst, run_jobs, verb):
    before = invited.sequence
    verb(defence=invited, by=analyst, reason="El cliente desistió.")
    run_jobs()
    method, event = event_of(mail.outbox[-1])
    assert (method, str(event["STATUS"]), str(event["UID"])) == ("CANCEL", "CANCELLED", f"{invited.uid}@almacontact")
    assert event["SEQUENCE"] == before + 1


def test_nobody_is_invited_to_what_has_begun_is_off_or_is_not_theirs(defence, proposal_of, everybody):
    analyst = everybody["analyst"]
    begun = make_planned(proposal_of, everybody, starts_at=now() - timedelta(hours=1), ends_at=now())
    with pytest.raises(Refused) as refused:
        invite(defence=begun, by=analyst)
    assert [one.code for one in refused.value.blockers] == ["begun"]
    for part in ("colleague", "operations_leader", "auditor", "general_manager", "administrator"):
        with pytest.raises(NotAllowed):
            invite(defence=defence, by=everybody[part])
    cancel_defence(defence=defence, by=analyst, reason="Se aplazó.")
    with pytest.raises(Refused):
        invite(defence=defence, by=analyst)
    assert not Job.objects.filter(kind="proposals.invite_to_defence").exists()


@pytest.fixture
def proposal_of(defence):
    return defence.proposal


def test_an_invitation_that_failed_may_be_asked_for_again(defence, analyst, run_jobs, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("proposals.defence.actions.invitations.render_to_string", lambda *_: 1 / 0)
        job = invite(defence=defence, by=analyst)
        with pytest.raises(ZeroDivisionError):
            run_jobs()
    assert fresh(defence).invited_at is None
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    invite(defence=fresh(defence), by=analyst)
    run_jobs()
    assert len(invitations()) == 1


def test_one_event_can_be_saved_by_whoever_sees_the_defence(defence, client, everybody):
    client.force_login(everybody["operations_leader"])
    answer = client.get(reverse("proposals:defence_ics", args=[defence.pk]))
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Disposition"].endswith('.ics"')
    assert "ATTENDEE" not in event
    client.force_login(everybody["trainer"])
    assert client.get(reverse("proposals:defence_ics", args=[10**9])).status_code == 404


@pytest.fixture
def depth_when_leaving(monkeypatch):
    """Whether a transaction was open beside the test's own when each message left."""
    found = []
    leave = EmailBackend.send_messages

    def watch(self, messages):
        found.append(len(connection.savepoint_ids))
        return leave(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", watch)
    return found


def test_invitation_and_calling_off_leave_outside_of_any_transaction(defence, analyst, run_jobs, depth_when_leaving):
    Job.objects.update(state=Job.State.CANCELLED)  # mail of the approvals
    open_already = len(connection.savepoint_ids)
    invite(defence=defence, by=analyst)
    run_jobs()
    cancel_defence(defence=fresh(defence), by=analyst, reason="El cliente desistió.")
    run_jobs()
    assert depth_when_leaving == [open_already, open_already]


def test_a_worker_killed_while_it_leaves_sends_no_second_and_marks_nobody_invited(defence, analyst, run_jobs):
    job = invite(defence=defence, by=analyst)
    with killed_while_mail_leaves():
        deliver_invitation(job=job, defence_id=defence.pk, sequence=defence.sequence)
    assert fresh(defence).invited_at is None
    run_jobs()
    assert len(invitations()) == 1
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    invite(defence=fresh(defence), by=analyst)
    run_jobs()
    assert len(invitations()) == 2, "somebody looked, and asked anew"
    assert fresh(defence).invited_at is not None


def test_a_server_that_refuses_it_leaves_it_to_be_sent_later(defence, analyst, run_jobs, monkeypatch):
    job = invite(defence=defence, by=analyst)
    with monkeypatch.context() as refusing:
        refusing.setattr(EmailBackend, "send_messages", refuse)
        with pytest.raises(Refused, match="552 too large"):
            deliver_invitation(job=job, defence_id=defence.pk, sequence=defence.sequence)
    assert fresh(defence).invited_at is None
    run_jobs()
    assert len(invitations()) == 1
    assert fresh(defence).invited_at is not None


def refuse(*_args):
    raise SMTPDataError(552, b"too large")
