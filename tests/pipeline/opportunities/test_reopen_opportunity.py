"""Reopening what was closed."""

import pytest
from django.test import Client as Browser

from almacontact.refusals import NotAllowed, Refused
from pipeline.models import Opportunity
from pipeline.opportunities.actions.moves import reopen_opportunity
from tests.factories import make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged
from tests.world import lost_deal, won_deal


def test_a_director_reopens_it_to_the_stage_it_left(client: Browser, analyst, director):
    opportunity = lost_deal()
    client.force_login(director)
    url = f"/opportunities/{opportunity.code}/reopen/"
    with unchanged():
        assert client.post(url, {"version": opportunity.version, "reason": ""}).status_code == 422
    assert client.post(url, {"version": opportunity.version, "reason": "El cliente volvió"}).status_code == 302
    opportunity = Opportunity.objects.get()
    assert (opportunity.stage, opportunity.outcome, opportunity.closed_on) == ("proposal", "", None)
    assert (opportunity.loss_reason, opportunity.competitor, opportunity.left_stage) == (None, "", "")
    assert opportunity.gate_pass.reason == "El cliente volvió"


def test_reopening_a_win_takes_the_award_back(analyst, director):
    opportunity = won_deal()
    reopen_opportunity(opportunity=opportunity, by=director, reason="Se anuló la adjudicación")
    opportunity = Opportunity.objects.get()
    assert (opportunity.stage, opportunity.new_client) == ("negotiation", None)
    assert opportunity.history.filter(outcome="won").exists(), "history remembers"


def test_who_reopens(client: Browser, everybody):
    opportunity = lost_deal()
    for part, person in everybody.items():
        if part in {"director", "second_director"}:
            continue
        client.force_login(person)
        with unchanged():
            answer = client.post(
                f"/opportunities/{opportunity.code}/reopen/", {"version": opportunity.version, "reason": "Porque sí"}
            )
            assert answer.status_code in (403, 404), part
            fresh = Opportunity.objects.get(pk=opportunity.pk)
            with pytest.raises(NotAllowed):
                reopen_opportunity(opportunity=fresh, by=person, reason="Porque sí")


def test_an_open_one_is_not_reopened(director):
    opportunity = make_opportunity(director)
    with unchanged(), pytest.raises(Refused):
        reopen_opportunity(opportunity=opportunity, by=director, reason="Porque sí")
