"""Dirección General signs an acta in the moment in which somebody changes what it rests on: what is approved is what
was signed, or the signature is refused; nobody hears of a deadlock.

Each race is between threads with connections of their own that have read before either acts.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from almacontact.approvals import actions as approvals
from almacontact.approvals.content import digest, pick
from almacontact.audit import locking
from proposals.models import MinutesApproval, PricingMinutes, PricingModel, Scenario
from proposals.pricing.actions.pricing import (
    add_scenario,
    choose_scenario,
    edit_model,
    edit_scenario,
    new_version,
    void_pricing,
)
from proposals.pricing.engine.risk import Metric
from proposals.pricing.minutes.actions import edit_minutes
from tests.cast import cast_people, cast_person
from tests.proof import rounds
from tests.proposals.pricing.pricing_examples import example_deal
from tests.proposals.pricing.pricing_records import make_priced_opportunity, make_pricing, sign, submit
from tests.racing import Act, loaded, race, unclear

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SIGNERS = ["planner", "it_leader", "general_manager"]


class Deal:
    """A price of two scenarios whose acta waits for Dirección General alone."""

    def __init__(self) -> None:
        self.director = cast_person("director")
        people = cast_people(SIGNERS)
        model = make_pricing(make_priced_opportunity(self.director), self.director, example_deal())
        dearer = add_scenario(pricing_model=model, by=self.director, name="Dearer", source=model.scenarios.get())
        edit_scenario(scenario=dearer, by=self.director, inputs=with_payment(dearer, "75"))
        self.request: MinutesApproval = submit(model, self.director)
        sign(self.request, "workforce", people["planner"])
        sign(self.request, "it", people["it_leader"])
        self.model, self.dearer, self.signer = model, dearer, people["general_manager"]

    @property
    def chosen(self) -> Scenario:
        return Scenario.objects.get(pricing_model=self.model, chosen=True)

    @property
    def acta(self) -> PricingMinutes:
        return PricingMinutes.objects.with_parties().get(pk=self.request.subject_id)

    def approve(self) -> Act:
        """Dirección General reads the card, and signs it."""
        step = self.request.steps.select_related("request__subject", "carried_from").get(key="general")
        return lambda: approvals.decide(
            step=step, by=self.signer, decision="approve", seen=step.content_hash, authenticated_at=timezone.now()
        )

    def edit(self) -> Act:
        scenario = loaded(self.chosen)
        inputs = with_payment(scenario, "90")
        return lambda: edit_scenario(scenario=scenario, by=self.director, inputs=inputs)

    def choose(self) -> Act:
        scenario = loaded(self.dearer)
        return lambda: choose_scenario(scenario=scenario, by=self.director)

    def edit_model(self) -> Act:
        model = loaded(self.model)
        declared = {**model.declared, Metric.PENALTY_CAP: "0.12"}
        return lambda: edit_model(
            pricing_model=model, by=self.director, parameters_on=model.parameters_on, declared=declared
        )

    def begin_version(self) -> Act:
        model = loaded(self.model)
        return lambda: new_version(pricing_model=model, by=self.director, reason="The client asks for less.")

    def void(self) -> Act:
        model = loaded(self.model)
        return lambda: void_pricing(pricing_model=model, by=self.director, reason="A mistake.")

    def edit_words(self) -> Act:
        acta = loaded(self.acta)
        until = acta.valid_until + timedelta(days=700)
        return lambda: edit_minutes(minutes=acta, by=self.director, changes={"valid_until": until})

    def faults(self) -> set[str]:
        """Say what does not hold of an acta that stands as approved."""
        acta, model = self.acta, PricingModel.objects.get(pk=self.model.pk)
        found = set()
        if (acta.state, model.state) not in _TOGETHER:
            found.add(f"the acta is {acta.state}, its version {model.state}")
        if acta.state != "approved":
            return found
        for step in self.request.steps.all():
            signature = step.standing_signature()
            if signature is None or signature.content_hash != digest(pick(acta.content, step.fields)):
                found.add("approved, and not what was signed")
        chosen = self.chosen
        if acta.unit_value != chosen.unit_value or acta.frozen["scenario"] != chosen.name:
            found.add("approved, and another scenario stands behind it")
        return found


_TOGETHER = {(one, one) for one in ("draft", "in_approval", "approved", "void")}

CHANGES: dict[str, Callable[[Deal], Act]] = {
    "edit": Deal.edit,
    "choose": Deal.choose,
    "edit_model": Deal.edit_model,
    "new_version": Deal.begin_version,
    "void": Deal.void,
    "edit_words": Deal.edit_words,
}


def with_payment(scenario: Scenario, days: str) -> dict[str, Any]:
    return {**scenario.inputs, "terms": {**scenario.inputs["terms"], "payment_days": days}}


def run(change: str, times: int) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for _number in range(times):
        deal = Deal()
        answers = race(deal.approve, lambda deal=deal: CHANGES[change](deal))
        for one in {*deal.faults(), *(f"{type(error).__name__}" for error in unclear(answers))}:
            wrong[one] += 1
    return +wrong


@pytest.mark.parametrize("change", CHANGES)
@rounds(short=25, long=200)
def test_what_is_approved_is_what_was_signed_whoever_changes_it_meanwhile(change, rounds):
    assert not run(change, rounds)


def test_without_the_locks_an_approved_price_is_overwritten(monkeypatch):
    prepared = [Deal() for _number in range(10)]
    monkeypatch.setattr(locking, "_read_anew", lambda record, held: None)
    wrong: set[str] = set()
    for deal in prepared:
        answers = race(deal.approve, deal.edit)
        wrong |= {*deal.faults(), *(type(error).__name__ for error in unclear(answers))}
    assert wrong
