"""Three journeys of the process, and how many modules of ours each enters: the numbers may only shrink."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from almacontact.calendar import today
from almacontact.jobs import actions as jobs
from almacontact.jobs.models import Job
from pipeline.models import Opportunity
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.states import Stage
from quality.indicators.tasks import KIND as INDICATORS
from quality.models import IndicatorResult
from tests.entered import entered, listed
from tests.factories import log_interest
from tests.proposals.award.award_records import make_award, make_offered
from tests.proposals.intake.intake_records import answer_all, make_check_list
from tests.proposals.pricing.pricing_records import make_priced_opportunity
from tests.proposals.proposal.proposal_records import make_approved_minutes, make_sent_proposal
from tests.proposals.proposal.signing_records import make_validated_draft

pytestmark = pytest.mark.django_db

MOVE_TO_PROPOSAL = 41
WIN_TO_INDICATOR = 60
PRICE_TO_ANNEX = 69


def _stage(opportunity: Any) -> str:
    return Opportunity.objects.get(pk=opportunity.pk).stage


def _held(journey: str, modules: set[str], most: int) -> None:
    print(f"\n{journey}: {listed(modules)}")
    assert len(modules) <= most, f"{journey} enters more modules than before.\n{listed(modules)}"


def test_a_module_counts_once_however_often_it_is_entered():
    with entered() as modules:
        today(), today()
    assert modules == {"almacontact.calendar"}
    today()
    assert len(modules) == 1


def test_moving_to_proposal(client, everybody):
    opportunity = make_priced_opportunity(everybody["analyst"])
    log_interest(opportunity, everybody["analyst"])
    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=everybody["analyst"])
    check_list = make_check_list(opportunity, everybody["analyst"])
    answer_all(check_list, everybody["director"])
    make_sent_proposal(everybody, make_approved_minutes(everybody, opportunity))
    opportunity = Opportunity.objects.get(pk=opportunity.pk)
    client.force_login(everybody["analyst"])
    url = reverse("pipeline:opportunity_move", args=[opportunity.code])
    given = {"to": "proposal", "version": opportunity.version}
    with entered() as modules:
        answer = client.post(url, given)
    assert (answer.status_code, _stage(opportunity)) == (302, "proposal")
    _held("Move to Proposal", modules, MOVE_TO_PROPOSAL)


def test_winning_up_to_the_stored_indicator(client, everybody):
    offered = make_offered(everybody, sent_on=today() - timedelta(days=10))
    make_award(everybody, offered)
    opportunity = Opportunity.objects.get(pk=offered.opportunity.pk)
    client.force_login(everybody["analyst"])
    url = reverse("pipeline:opportunity_close", args=[opportunity.code]) + "?outcome=won"
    given = {"version": opportunity.version, "closed_on": today().isoformat()}
    with entered() as modules:
        answer = client.post(url, given)
        jobs.run(job_id=Job.objects.get(kind=INDICATORS, state=Job.State.QUEUED).pk)
    assert (answer.status_code, _stage(opportunity)) == (302, "closed")
    assert IndicatorResult.objects.exists()
    _held("Win to the stored indicator", modules, WIN_TO_INDICATOR)


def test_freezing_the_price_annex(client, everybody):
    draft = make_validated_draft(everybody)
    client.force_login(everybody["analyst"])
    with entered() as modules:
        answer = client.post(reverse("proposals:proposal_submit", args=[draft.pk]), {"note": ""})
    draft.refresh_from_db()
    assert (answer.status_code, bool(draft.annex)) == (302, True)
    _held("Price to annex", modules, PRICE_TO_ANNEX)
