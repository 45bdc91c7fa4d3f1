"""What was sent opens the gate to Proposal; what is voided shows as a debt until it is sent again."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from almacontact.audit.doors import TESTS
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused
from pipeline.opportunities import gates
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.states import Move
from proposals.models import ProposalSending
from proposals.pricing.actions.pricing import void_pricing
from proposals.proposal.sending.actions import JOB, void_sending
from proposals.proposal.sending.gates import pricing_approved, proposal_sent
from tests.factories import log_interest, make_contact
from tests.proposals.proposal.proposal_records import (
    approve_proposal,
    make_approved_minutes,
    make_draft_proposal,
    send_proposal,
)
from tests.proposals.proposal.sending_records import publish, ready_to_send, send_as, sign_in, with_next_acta

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(everybody, run_jobs):
    return ready_to_send(everybody, run_jobs)


def test_a_mistaken_sending_is_voided_by_a_coordinator_or_a_director_and_stays(proposal, everybody, client):
    sending = send_proposal(proposal, everybody)
    url = reverse("proposals:sending_void", args=[sending.pk])
    for part in ("analyst", "colleague", "general_manager", "auditor", "it_leader"):
        assert sign_in(client, everybody[part]).post(url, {"reason": "Error"}).status_code == 403
        with pytest.raises(NotAllowed):
            void_sending(sending=sending, by=everybody[part], reason="Error")
    sign_in(client, everybody["coordinator"])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Se envió por error"}).status_code == 302
    sending.refresh_from_db()
    assert (sending.void_reason, sending.voided_by) == ("Se envió por error", everybody["coordinator"])
    with pytest.raises(Refused):
        void_sending(sending=sending, by=everybody["director"], reason="Otra vez")


def test_the_gate_says_how_far_the_proposal_is_and_opens_once_it_was_sent(everybody, analyst):
    minutes = make_approved_minutes(everybody)
    opportunity = minutes.opportunity
    none = proposal_sent(opportunity)
    draft = make_draft_proposal(everybody, minutes)
    written = proposal_sent(opportunity)
    approve_proposal(draft, everybody)
    approved = proposal_sent(opportunity)
    assert not any(one.met for one in (none, written, approved))
    assert len({str(one.missing) for one in (none, written, approved)}) == 3
    assert approved.url == reverse("proposals:proposal_send", args=[draft.pk])
    sending = send_proposal(draft, everybody)
    opened = proposal_sent(opportunity)
    assert opened.met
    assert opened.records == (sending, draft, minutes)


def test_the_price_that_was_current_when_sent_opens_the_gate_though_it_fell_since(proposal, everybody):
    send_proposal(proposal, everybody)
    minutes = proposal.minutes
    minutes.valid_until = today() - timedelta(days=1)
    with TESTS.open():
        save_as(minutes, by=everybody["director"], fields=["valid_until"])
    assert pricing_approved(proposal.opportunity).met
    next_acta = with_next_acta(proposal, everybody)
    void_pricing(pricing_model=next_acta.pricing_model, by=everybody["director"], reason="Error")
    assert pricing_approved(proposal.opportunity).met
    void_sending(sending=ProposalSending.objects.get(), by=everybody["director"], reason="Error")
    assert not pricing_approved(proposal.opportunity).met


def test_a_voided_sending_shows_as_a_debt_until_it_is_sent_again(proposal, everybody):
    opportunity = proposal.opportunity
    sending = send_proposal(proposal, everybody)
    log_interest(opportunity, everybody["analyst"])
    move_opportunity(opportunity=opportunity, to="qualification", by=everybody["analyst"])
    stubs = {
        code: lambda opportunity, code=code: gates.Condition(code=code, label=code, met=True)
        for code in ("requirements_answered",)
    }
    with patch.dict(gates._registry[Move.PROPOSE], stubs):
        move_opportunity(opportunity=opportunity, to="proposal", by=everybody["analyst"])
        gates.forget(opportunity)
        assert gates.debts(opportunity) == []
        void_sending(sending=sending, by=everybody["director"], reason="Se envió por error")
        gates.forget(opportunity)
        assert [one.code for one in gates.debts(opportunity)] == ["debt_proposal_sent"]
        publish(proposal, everybody["analyst"])
        gates.forget(opportunity)
        assert gates.debts(opportunity) == []


def test_the_page_reads_many_sendings_with_as_many_queries_as_one(
    proposal, everybody, client, django_assert_max_num_queries
):
    url = reverse("proposals:proposal_send", args=[proposal.pk])
    people = [
        make_contact(everybody["analyst"], proposal.opportunity.client, email=f"p{n}@b.example") for n in range(6)
    ]
    sign_in(client, everybody["director"])
    send_as(proposal, everybody["analyst"], people[0])
    with CaptureQueriesContext(connection) as one:
        assert client.get(url).status_code == 200
    for person in people[1:]:
        send_as(proposal, everybody["analyst"], person)
        send_proposal(proposal, everybody)
    Job.objects.filter(kind=JOB).update(state=Job.State.FAILED)
    with django_assert_max_num_queries(len(one)):
        assert len(client.get(url).context["sendings"]) == 11
