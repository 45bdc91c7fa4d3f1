"""A letter to a client counts as sent once the mail server took it for everybody at the client; who was refused is
named, with the server's words and the next step."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from almacontact.audit.actions import erase_personal_data
from almacontact.jobs.models import Job
from almacontact.outgoing import AUTOMATIC
from pipeline.clients.actions.contacts import edit_contact
from pipeline.decks.actions import add_deck_version, send_deck
from pipeline.models import DeckSending, FollowUp
from proposals.checklist.actions.notices import send_no_go, send_summary
from proposals.clarifications.actions import send_answers
from proposals.defence.actions.invitations import invite
from proposals.models import Clarification, NoGoNotice, ProjectSummary, ProposalSending
from proposals.proposal.sending.gates import proposal_sent
from tests import world
from tests.factories import make_contact, make_opportunity
from tests.pipeline.plan.test_present_plan import upload
from tests.proposals.clarifications.test_answer_clarification import answered
from tests.proposals.defence.defence_records import fresh, make_defence
from tests.proposals.intake.intake_records import answer_all, contact_with_mail, make_check_list
from tests.proposals.negotiation.negotiation_records import make_clarification
from tests.proposals.proposal.sending_records import ready_to_send, send_as, sign_in

pytestmark = pytest.mark.django_db

UNKNOWN = "550 5.1.1 No such user"


@pytest.fixture
def proposal(everybody, run_jobs):
    return ready_to_send(everybody, run_jobs)


@pytest.fixture
def contact(proposal, analyst):
    return make_contact(analyst, proposal.opportunity.client, email="compras@cliente.example")


def refused_job(kind: str) -> Job:
    return Job.objects.filter(kind=kind, state=Job.State.FAILED).latest("pk")


def accepted(record) -> dict[str, bool]:
    return {one["address"]: one["accepted"] for one in record.answers}


def test_an_offer_that_the_client_is_refused_is_not_sent_and_leaves_for_nobody(
    proposal, contact, analyst, mail_server, run_jobs, client
):
    mail_server.refused[contact.email] = UNKNOWN
    sending = send_as(proposal, analyst, contact, cc=[])
    run_jobs()
    sending.refresh_from_db()
    assert (mail_server.taken, sending.sent_at) == ([], None)
    assert accepted(sending) == {contact.email: False, analyst.email: True}
    assert not proposal_sent(proposal.opportunity).met
    assert not FollowUp.objects.filter(kind=FollowUp.Kind.EMAIL).exists()
    said = refused_job("proposals.send_proposal").message
    assert all(words in said for words in (contact.email, UNKNOWN))
    page = sign_in(client, analyst).get(sending.get_absolute_url()).content.decode()
    assert UNKNOWN in page
    assert reverse("pipeline:contact_edit", args=[contact.pk]) in page
    assert reverse("proposals:proposal_send", args=[proposal.pk]) in page


def test_once_the_address_is_corrected_it_goes_and_counts(proposal, contact, analyst, mail_server, run_jobs):
    mail_server.refused[contact.email] = UNKNOWN
    send_as(proposal, analyst, contact, cc=[])
    run_jobs()
    edit_contact(contact=contact, by=analyst, changes={"email": "licitaciones@cliente.example"})
    contact.refresh_from_db()
    sending = send_as(proposal, analyst, contact, cc=[])
    run_jobs()
    sending.refresh_from_db()
    assert sending.sent_at is not None
    assert accepted(sending) == {contact.email: True, analyst.email: True}
    [(recipients, _message)] = mail_server.taken
    assert recipients == [contact.email, analyst.email]
    assert proposal_sent(proposal.opportunity).met


def test_a_copy_to_another_person_at_the_client_counts_as_the_client(proposal, contact, analyst, mail_server, run_jobs):
    mail_server.refused["gerencia@cliente.example"] = UNKNOWN
    sending = send_as(proposal, analyst, contact, cc=["gerencia@cliente.example"])
    run_jobs()
    sending.refresh_from_db()
    assert (mail_server.taken, sending.sent_at) == ([], None)
    assert accepted(sending)["gerencia@cliente.example"] is False


def test_our_own_copy_that_is_refused_is_told_and_keeps_nobody_from_getting_the_offer(
    proposal, contact, analyst, mail_server, run_jobs, client
):
    mail_server.refused[analyst.email] = UNKNOWN
    sending = send_as(proposal, analyst, contact, cc=[])
    run_jobs()
    sending.refresh_from_db()
    assert [recipients for recipients, _message in mail_server.taken] == [[contact.email]]
    assert sending.sent_at is not None
    assert accepted(sending) == {contact.email: True, analyst.email: False}
    assert UNKNOWN in sign_in(client, analyst).get(sending.get_absolute_url()).content.decode()


def test_a_server_that_refuses_for_the_moment_is_asked_again_later(proposal, contact, analyst, mail_server, run_jobs):
    mail_server.refused[contact.email] = "450 4.2.1 Greylisted"
    sending = send_as(proposal, analyst, contact, cc=[])
    run_jobs()
    job = refused_job("proposals.send_proposal")
    assert "Greylisted" in job.message
    mail_server.refused.clear()
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    run_jobs()
    sending.refresh_from_db()
    assert sending.sent_at is not None
    assert set(accepted(sending).values()) == {True}


def test_a_server_that_refuses_the_message_itself_says_why(proposal, contact, analyst, mail_server, run_jobs):
    mail_server.content_refused = "552 5.3.4 Message too big"
    sending = send_as(proposal, analyst, contact, cc=[])
    run_jobs()
    sending.refresh_from_db()
    assert sending.sent_at is None
    assert "552 5.3.4 Message too big" in refused_job("proposals.send_proposal").message


@pytest.fixture(params=["answers", "no-go", "deck"])
def letter(request, everybody):
    """What puts a letter to a client on its way, what tells whether it counts, and the kind of its job."""
    analyst, director = everybody["analyst"], everybody["director"]
    deal = make_opportunity(analyst)
    if request.param == "deck":
        add_deck_version(by=everybody["coordinator"], file=upload())
        to = make_contact(analyst, deal.client, email="compras@cliente.example")
        standing = FollowUp.objects.standing().filter(kind=FollowUp.Kind.PRESENTATION)
        return (
            lambda: send_deck(opportunity=deal, contact=to, by=analyst, message="Buen día"),
            lambda: DeckSending.objects.filter(sent_at__isnull=False, follow_up__in=standing).exists(),
            "pipeline.send_deck",
            to,
        )
    words = {"subject": "Respuesta", "body": "Buenos días."}
    if request.param == "answers":
        found = [answered(make_clarification(deal, everybody), analyst)]
        to = make_contact(analyst, deal.client, email="compras@cliente.example")
        return (
            lambda: send_answers(opportunity=deal, by=analyst, clarifications=found, contact=to, **words),
            lambda: Clarification.objects.filter(sent_on__isnull=False).exists(),
            "proposals.send_answers",
            to,
        )
    check_list = make_check_list(deal, analyst)
    answer_all(check_list, director, {"security": "no"})
    to = contact_with_mail(deal, analyst)
    from pipeline.models import LossReason

    reason = LossReason.objects.get(code="requirements-not-met")
    return (
        lambda: send_no_go(check_list=check_list, by=analyst, contact=to, loss_reason=reason, **words),
        lambda: NoGoNotice.objects.filter(sent_at__isnull=False).exists(),
        "proposals.send_no_go",
        to,
    )


def test_decks_answers_and_letters_count_only_once_the_client_has_them(letter, mail_server, run_jobs):
    ask, counts, kind, to = letter
    mail_server.refused[to.email] = UNKNOWN
    ask()
    run_jobs()
    job = refused_job(kind)
    assert not counts()
    assert not [recipients for recipients, _message in mail_server.taken if to.email in recipients]
    assert UNKNOWN in job.message
    for model in (DeckSending, NoGoNotice):
        for record in model.objects.all():
            assert accepted(record)[to.email] is False
    mail_server.refused.clear()
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    run_jobs()
    assert counts()


def test_a_deck_that_was_refused_is_no_contact_with_the_client(everybody, mail_server, run_jobs, client):
    analyst = everybody["analyst"]
    deal = make_opportunity(analyst)
    add_deck_version(by=everybody["coordinator"], file=upload())
    to = make_contact(analyst, deal.client, email="compras@cliente.example")
    mail_server.refused[to.email] = UNKNOWN
    send_deck(opportunity=deal, contact=to, by=analyst, message="Buen día")
    run_jobs()
    deal.refresh_from_db()
    assert deal.last_contact_on is None
    assert UNKNOWN in FollowUp.objects.get(kind=FollowUp.Kind.PRESENTATION).void_reason
    assert UNKNOWN in sign_in(client, analyst).get(reverse("pipeline:deck_list")).content.decode()


def test_what_the_server_said_of_an_address_goes_with_the_person_who_asks(
    everybody, administrator, mail_server, run_jobs
):
    """Erasing, where an answer of the mail server names the address; the database lets that door alone."""
    analyst = everybody["analyst"]
    deal = make_opportunity(analyst)
    add_deck_version(by=everybody["coordinator"], file=upload())
    to = make_contact(analyst, deal.client, email="compras@cliente.example")
    send_deck(opportunity=deal, contact=to, by=analyst, message="Buen día")
    run_jobs()
    assert "compras@cliente.example" in str(DeckSending.objects.get().answers)
    to.refresh_from_db()
    erase_personal_data(record=to, by=administrator, reason="Solicitud 12-2026.")
    assert DeckSending.objects.get().answers == []
    assert not any(DeckSending.history.values_list("answers", flat=True))


def test_of_several_of_us_only_who_was_refused_gets_it_again(everybody, mail_server, run_jobs, client):
    analyst, it = everybody["analyst"], everybody["it_leader"]
    defence = make_defence(world.sent_proposal(), everybody)
    mail_server.taken.clear()
    mail_server.refused[it.email] = UNKNOWN
    invite(defence=defence, by=analyst)
    run_jobs()
    [(reached, _message)] = _invitations(mail_server)
    assert set(reached) == {analyst.email, everybody["operations_leader"].email}
    assert fresh(defence).invited_at is None
    page = sign_in(client, analyst).get(defence.get_absolute_url()).content.decode()
    assert all(words in page for words in (it.email, UNKNOWN))
    mail_server.refused.clear()
    invite(defence=fresh(defence), by=analyst)
    run_jobs()
    assert [recipients for recipients, _message in _invitations(mail_server)][1:] == [[it.email]]
    assert fresh(defence).invited_at is not None


def test_a_summary_says_whom_of_the_areas_the_server_refused(everybody, mail_server, run_jobs):
    analyst = everybody["analyst"]
    deal = make_opportunity(analyst)
    make_check_list(deal, analyst)
    summary = send_summary(opportunity=deal, by=analyst)
    mail_server.refused[summary.recipients[0]] = UNKNOWN
    run_jobs()
    summary.refresh_from_db()
    assert summary.sent_at is None
    assert accepted(summary)[summary.recipients[0]] is False
    mail_server.refused.clear()
    Job.objects.filter(pk=refused_job("proposals.send_summary").pk).update(state=Job.State.QUEUED)
    run_jobs()
    summary = ProjectSummary.objects.get(pk=summary.pk)
    assert summary.sent_at is not None
    assert set(accepted(summary).values()) == {True}
    assert sum(summary.recipients[1] in recipients for recipients, _message in mail_server.taken) == 1


def test_an_invitation_is_an_alternative_that_its_organiser_sends(everybody, mail_server, run_jobs):
    analyst = everybody["analyst"]
    defence = make_defence(world.sent_proposal(), everybody)
    invite(defence=defence, by=everybody["director"])
    run_jobs()
    [(_reached, message)] = _invitations(mail_server)
    alternative = next(part for part in message.walk() if part.get_content_type() == "multipart/alternative")
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/calendar"]
    event = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert event.get_param("method") == "REQUEST"
    assert event.get_content_disposition() is None
    calendar = Calendar.from_ical(event.get_content())
    [organiser] = [one["ORGANIZER"] for one in calendar.walk("VEVENT")]
    assert str(organiser) == f"mailto:{message['From'].addresses[0].addr_spec}" == f"mailto:{analyst.email}"
    [zone] = calendar.walk("VTIMEZONE")
    assert [one.name for one in zone.subcomponents] == ["STANDARD"]
    assert zone.subcomponents[0]["DTSTART"].dt.year >= 1970


def _invitations(server):
    return [one for one in server.taken if "text/calendar" in one[1].as_string()]


def test_what_a_program_writes_says_so_and_what_a_person_sends_does_not(
    proposal, contact, analyst, mail_server, run_jobs, client
):
    send_as(proposal, analyst, contact, cc=[])
    run_jobs()
    [(_recipients, offer)] = mail_server.taken
    assert "Auto-Submitted" not in offer
    client.post(reverse("account_reset_password"), {"email": analyst.email})
    [(_recipients, reset)] = mail_server.taken[1:]
    assert all(reset[name] == value for name, value in AUTOMATIC.items())
    assert ProposalSending.objects.get().sent_at is not None
