"""A server that was given no EMAIL_URL: nothing is put on its way, and what was on its way is not marked sent."""

import pytest
from django.core import mail
from django.urls import reverse

from almacontact.jobs.models import Job
from almacontact.refusals import Refused
from pipeline.decks.actions import add_deck_version, send_deck
from pipeline.models import DeckSending, LossReason
from proposals.award.actions import telling_blockers
from proposals.checklist.actions.notices import send_no_go
from proposals.clarifications.actions import send_answers
from proposals.defence.actions.invitations import invite
from proposals.models import Clarification, NoGoNotice, ProposalDefence, ProposalSending
from tests import world
from tests.cast import PASSWORD
from tests.factories import make_contact, make_opportunity
from tests.pipeline.plan.test_present_plan import upload
from tests.proposals.clarifications.test_answer_clarification import answered
from tests.proposals.defence.defence_records import make_defence
from tests.proposals.intake.intake_records import answer_all, contact_with_mail, make_check_list
from tests.proposals.negotiation.negotiation_records import make_clarification
from tests.proposals.proposal.sending_records import ready_to_send, send_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_server(settings):
    """Take the mail server away."""

    def take() -> None:
        settings.EMAIL_BACKEND = "almacontact.outgoing.NoServer"

    return take


@pytest.fixture(params=["proposal", "answers", "no-go", "deck", "invitation"])
def sending(request, everybody, run_jobs):
    """What puts one e-mail on its way, and what tells whether it is marked sent."""
    analyst, director = everybody["analyst"], everybody["director"]
    if request.param == "proposal":
        proposal = ready_to_send(everybody, run_jobs)
        contact = make_contact(analyst, proposal.opportunity.client, email="compras@cliente.example")
        return (
            lambda: send_as(proposal, analyst, contact),
            lambda: ProposalSending.objects.filter(sent_at__isnull=False),
        )
    if request.param == "invitation":
        defence = make_defence(world.sent_proposal(), everybody)
        return (
            lambda: invite(defence=defence, by=analyst),
            lambda: ProposalDefence.objects.filter(invited_at__isnull=False),
        )
    deal = make_opportunity(analyst)
    if request.param == "deck":
        add_deck_version(by=everybody["coordinator"], file=upload())
        contact = make_contact(analyst, deal.client, email="compras@cliente.example")
        return (
            lambda: send_deck(opportunity=deal, contact=contact, by=analyst, message="Buen día"),
            lambda: DeckSending.objects.filter(sent_at__isnull=False),
        )
    letter = {"subject": "Respuesta", "body": "Buenos días."}
    if request.param == "answers":
        found = [answered(make_clarification(deal, everybody), analyst)]
        letter["contact"] = make_contact(analyst, deal.client, email="compras@cliente.example")
        return (
            lambda: send_answers(opportunity=deal, by=analyst, clarifications=found, **letter),
            lambda: Clarification.objects.filter(sent_on__isnull=False),
        )
    check_list = make_check_list(deal, analyst)
    answer_all(check_list, director, {"security": "no"})
    letter |= {
        "contact": contact_with_mail(deal, analyst),
        "loss_reason": LossReason.objects.get(code="requirements-not-met"),
    }
    return (
        lambda: send_no_go(check_list=check_list, by=analyst, **letter),
        lambda: NoGoNotice.objects.filter(sent_at__isnull=False),
    )


def test_nothing_is_put_on_its_way_and_the_words_say_what_to_do(sending, no_server):
    ask, _sent = sending
    before = Job.objects.count()
    no_server()
    with pytest.raises(Refused) as refused:
        ask()
    assert "no_mail_server" in {one.code for one in refused.value.blockers}
    assert "EMAIL_URL" in str(refused.value)
    assert Job.objects.count() == before


def test_what_was_on_its_way_is_not_marked_sent_and_leaves_once_there_is_a_server(
    sending, no_server, run_jobs, settings
):
    ask, sent = sending
    with_server = settings.EMAIL_BACKEND
    ask()
    mail.outbox.clear()
    no_server()
    run_jobs()
    assert not sent().exists()
    failed = Job.objects.filter(state=Job.State.FAILED)
    assert all("EMAIL_URL" in one.message for one in failed)
    assert failed.exists()
    settings.EMAIL_BACKEND = with_server
    failed.update(state=Job.State.QUEUED)
    run_jobs()
    assert sent().exists()


def test_a_win_stands_and_its_areas_are_told_later(everybody, no_server):
    award = world.awarded_deal()
    no_server()
    assert "no_mail_server" in {one.code for one in telling_blockers(award)}


def test_whoever_forgot_the_password_is_told_and_learns_nothing_about_accounts(client, analyst, no_server):
    no_server()
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}) for email in (analyst.email, "no@one.example")
    ]
    for answer in answers:
        assert "EMAIL_URL" in answer.content.decode()
    assert mail.outbox == []


def test_a_password_is_changed_though_nobody_can_be_told_by_mail(client, analyst, no_server):
    analyst.set_password(PASSWORD)
    analyst.save()
    client.post(reverse("account_login"), {"login": analyst.email, "password": PASSWORD})
    no_server()
    new = "otra-clave-larga-2026"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    analyst.refresh_from_db()
    assert analyst.check_password(new)
