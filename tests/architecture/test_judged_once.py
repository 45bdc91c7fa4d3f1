"""What one request judges it judges once: a gate, what a version lacks, its price annex, what was sold."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from almacontact.calendar import today
from pipeline.models import Opportunity
from pipeline.opportunities import gates, sale
from proposals.pricing.minutes import approval as minutes_approval
from proposals.proposal import annex
from proposals.proposal import approval as proposal_approval
from proposals.proposal.actions.proposals import edit_proposal
from tests.factories import make_opportunity
from tests.proposals.award.award_records import make_award, make_offered
from tests.proposals.pricing.pricing_records import make_example, make_minutes
from tests.proposals.proposal.signing_records import make_validated_draft

pytestmark = pytest.mark.django_db


@contextmanager
def counted(module: Any, name: str) -> Iterator[list[str]]:
    """Count the calls of a function of `module`, by whatever name a module of ours knows it."""
    real, calls = getattr(module, name), []

    def counting(*args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        return real(*args, **kwargs)

    ours = [one for key, one in list(sys.modules.items()) if key.partition(".")[0] in ("pipeline", "proposals")]
    places = [one for one in ours if getattr(one, name, None) is real]
    for place in places:
        setattr(place, name, counting)
    try:
        yield calls
    finally:
        for place in places:
            setattr(place, name, real)


def _now(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def test_a_refused_move_judges_its_gate_once(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    url = reverse("pipeline:opportunity_move", args=[opportunity.code])
    with counted(gates, "check") as judged:
        answer = client.post(url, {"to": "qualification", "version": opportunity.version})
    assert answer.status_code == 422
    assert "gate" in answer.context
    assert answer.context["gate"].missing
    assert judged == ["check"]


def test_a_win_judges_its_gate_and_asks_what_was_sold_once(client, everybody):
    offered = make_offered(everybody, sent_on=today() - timedelta(days=10))
    make_award(everybody, offered)
    opportunity = Opportunity.objects.get(pk=offered.opportunity.pk)
    client.force_login(everybody["analyst"])
    url = reverse("pipeline:opportunity_close", args=[opportunity.code]) + "?outcome=won"
    given = {"version": opportunity.version, "closed_on": today().isoformat()}
    with counted(gates, "check") as judged, counted(sale, "sale_of") as asked:
        assert client.post(url, given).status_code == 302
    assert (judged, asked) == (["check"], ["sale_of"])


def test_a_refused_win_judges_its_gate_once(client, everybody):
    opportunity = Opportunity.objects.get(pk=make_offered(everybody).opportunity.pk)
    client.force_login(everybody["analyst"])
    url = reverse("pipeline:opportunity_close", args=[opportunity.code]) + "?outcome=won"
    with counted(gates, "check") as judged:
        answer = client.post(url, {"version": opportunity.version, "closed_on": today().isoformat()})
    assert answer.status_code == 422
    assert {one.code for one in answer.context["gate"].missing} == {"award_attached", "award_within_minutes"}
    assert judged == ["check"]


def test_submitting_a_proposal_judges_it_and_makes_its_annex_once(client, everybody):
    draft = make_validated_draft(everybody)
    client.force_login(everybody["analyst"])
    url = reverse("proposals:proposal_submit", args=[draft.pk])
    with counted(proposal_approval, "submission_blockers") as judged, counted(annex, "annex_of") as made:
        assert client.post(url, {"note": ""}).status_code == 302
    assert (judged, made) == (["submission_blockers"], ["annex_of"])
    assert _now(draft).state == "in_approval"


def test_a_proposal_that_is_not_ready_is_judged_once(client, everybody):
    draft = make_validated_draft(everybody)
    edit_proposal(proposal=draft, by=everybody["analyst"], changes={"title": "Propuesta para {client}"})
    client.force_login(everybody["analyst"])
    url = reverse("proposals:proposal_submit", args=[draft.pk])
    with counted(proposal_approval, "submission_blockers") as judged:
        answer = client.post(url, {"note": ""})
    assert answer.status_code == 422
    assert [one.code for one in answer.context["blockers"]] == ["unfilled"]
    assert judged == ["submission_blockers"]


def test_submitting_an_acta_judges_it_once(client, everybody):
    minutes = make_minutes(make_example(everybody["director"]), everybody["director"])
    client.force_login(everybody["director"])
    url = reverse("proposals:minutes_submit", args=[minutes.number])
    with counted(minutes_approval, "submission_blockers") as judged:
        assert client.post(url, {"note": ""}).status_code == 302
    assert judged == ["submission_blockers"]
    assert _now(minutes).state == "in_approval"
