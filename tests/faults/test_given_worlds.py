"""A world that was written down is the one that was built: same rows, same files, every gate passed by its records."""

import pytest

from almacontact.jobs.models import Job
from pipeline.models import Client, GatePass, Opportunity
from pipeline.opportunities import gates
from pipeline.states import Move
from proposals.models import Proposal, ProposalAttachment, ProposalSection
from tests import world

pytestmark = pytest.mark.django_db
TURNS = pytest.mark.parametrize("turn", ["built", "given", "given again"])


@TURNS
def test_every_gate_was_passed_by_what_is_recorded(turn):
    deal = world.won_deal()
    passed = GatePass.objects.filter(opportunity=deal)
    assert set(passed.values_list("move", flat=True)) == {Move.QUALIFY, Move.PROPOSE, Move.NEGOTIATE, Move.WIN}
    assert not passed.filter(by_exception=True).exists()
    assert all(one["met"] for one_pass in passed for one in one_pass.conditions)
    assert gates.debts(deal) == []
    assert not deal.historical


@TURNS
def test_its_files_are_there_with_what_they_held(turn):
    document = world.approved_proposal().document
    with document.file.open("rb") as kept:
        assert len(kept.read()) == document.size
    assert ProposalAttachment.objects.count() == 1


@TURNS
def test_two_of_them_are_two_deals_of_two_clients_with_numbers_of_their_own(turn):
    one, two = world.sent_proposal(), world.sent_proposal()
    assert one.series != two.series
    assert one.minutes.number != two.minutes.number
    assert one.opportunity.client != two.opportunity.client
    assert (Opportunity.objects.count(), Client.objects.count(), Proposal.objects.count()) == (2, 2, 2)


@TURNS
def test_what_comes_after_has_later_keys(turn, analyst):
    from tests.factories import make_opportunity

    before = make_opportunity(analyst)
    given = world.interested_deal()
    assert before.pk < given.pk < make_opportunity(analyst).pk


@TURNS
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_gets_it_too_and_no_job_runs_by_it(turn):
    proposal = world.sent_proposal()
    assert ProposalSection.objects.filter(proposal=proposal).exists()
    assert set(Job.objects.exclude(kind="proposals.make_document").values_list("state", flat=True)) == {"queued"}
