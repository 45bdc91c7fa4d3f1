"""The owner hears of an offer before it lapses: a week and two working days before, each once."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from almacontact.calendar import add_working_days
from almacontact.jobs.models import Job
from pipeline.duties import duties
from pipeline.models import LossReason
from pipeline.opportunities.actions.moves import close_opportunity
from pipeline.states import Outcome
from proposals.models import ProposalSending
from proposals.proposal.sending import duties as offer_validity
from proposals.proposal.sending.actions import void_sending
from proposals.proposal.sending.duties import LAPSING
from tests.proposals.proposal.proposal_records import make_approved_proposal, make_sent_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(everybody, run_jobs):
    made = make_sent_proposal(everybody)
    run_jobs()
    mail.outbox.clear()  # of the approval of its acta
    return made


def noon(day):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))


def remind_on(day, run_jobs):
    with time_machine.travel(noon(day), tick=False):
        offer_validity.ask()
        offer_validity.ask()
        run_jobs()
        Job.objects.filter(kind="proposals.remind_validity").update(state=Job.State.QUEUED)
        run_jobs()


def test_the_owner_gets_one_e_mail_a_week_before_and_one_two_working_days_before(proposal, analyst, run_jobs):
    until = proposal.valid_until
    remind_on(until - timedelta(days=8), run_jobs)
    assert mail.outbox == []
    remind_on(until - timedelta(days=7), run_jobs)
    remind_on(until - timedelta(days=6), run_jobs)
    assert [one.to for one in mail.outbox] == [[analyst.email]]
    remind_on(add_working_days(until, -2), run_jobs)
    remind_on(until, run_jobs)
    assert [one.to for one in mail.outbox] == [[analyst.email]] * 2
    assert proposal.get_absolute_url() in mail.outbox[1].body
    assert ProposalSending.objects.get().reminded_at is not None


def test_the_day_of_the_owner_shows_it_and_nobody_else_s(proposal, everybody, analyst, colleague, client):
    until = proposal.valid_until
    with time_machine.travel(noon(until - timedelta(days=8)), tick=False):
        assert duties(analyst, [LAPSING]) == []
    with time_machine.travel(noon(until - timedelta(days=7)), tick=False):
        (duty,) = duties(analyst, [LAPSING])
        assert (duty.url, duty.due_on) == (proposal.get_absolute_url(), until)
        assert duties(colleague, [LAPSING]) == duties(everybody["auditor"], [LAPSING]) == []
        client.force_login(analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert str(duty.title) in client.get(reverse("pipeline:day")).content.decode()


def test_what_was_voided_not_sent_or_closed_is_not_reminded_of(proposal, everybody, director, analyst, run_jobs):
    make_approved_proposal(everybody)
    void_sending(sending=ProposalSending.objects.get(), by=director, reason="Error")
    closed = make_sent_proposal(everybody)
    close_opportunity(
        opportunity=closed.opportunity,
        outcome=Outcome.CANCELLED,
        by=director,
        loss_reason=LossReason.objects.get(code="price"),
        competitor="Desconocido",
    )
    run_jobs()
    mail.outbox.clear()
    remind_on(proposal.valid_until - timedelta(days=1), run_jobs)
    assert mail.outbox == []


def test_a_later_version_that_was_sent_lets_the_earlier_one_lapse_unheard(proposal, everybody, analyst, run_jobs):
    from tests.proposals.proposal.proposal_records import approve_proposal, make_draft_proposal, send_proposal

    until = proposal.valid_until
    draft = make_draft_proposal(everybody, proposal.minutes)
    draft.valid_until = until + timedelta(days=30)
    send_proposal(approve_proposal(draft, everybody), everybody)
    mail.outbox.clear()
    remind_on(until - timedelta(days=1), run_jobs)
    assert mail.outbox == []
    with time_machine.travel(noon(until), tick=False):
        assert duties(analyst, [LAPSING]) == []
