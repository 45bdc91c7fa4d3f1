"""Pricing records for tests, made through the actions people use.

The worked example of the director of the cast is recorded (see `tests.recording`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db.models import Model
from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import ApprovalRequest, Decision
from almacontact.calendar import today
from pipeline.models import CommercialPlan, Opportunity
from pipeline.opportunities.actions.opportunities import involve_areas
from pipeline.plan.models.plans import CommercialPlanQuerySet
from proposals.models import PricingMinutes, PricingModel, Scenario
from proposals.pricing.actions.pricing import create_alternative, edit_model, edit_scenario
from proposals.pricing.engine.inputs import Deal
from proposals.pricing.engine.snapshot import to_data
from proposals.pricing.minutes.actions import open_minutes, submit_minutes
from tests.cast import PARTS, cast_people, cast_person
from tests.factories import make_opportunity
from tests.proposals.pricing.pricing_examples import DAY, example_deal
from tests.recording import Recorder

EXAMPLE_PRICE = 125_132_966
EXAMPLE_UNIT_VALUE = 8_342_198
EXAMPLE_SEATS = 15
DECLARED = {"penalties_uncapped": "0", "penalty_cap": "0.05", "unlimited_liability": "0"}
"""What the rules that decide alone need somebody to say: nothing that weighs."""
SIGNERS = {"workforce": "planner", "it": "it_leader", "general": "general_manager"}


TARGET = 100_000_000_000
"""A year's target of which no deal here is a tenth."""


@contextmanager
def target_in_force() -> Iterator[None]:
    """While it lasts every year has a target in force, so that the share a deal has of it is known."""
    plan = CommercialPlan(yearly_target=TARGET)
    with patch.object(CommercialPlanQuerySet, "in_force", lambda _rows, _year: plan):
        yield


def make_priced_opportunity(by: User, **values: Any) -> Opportunity:
    """An opportunity whose billing starts on the parameter day of the worked example, with the signing areas in it."""
    opportunity = make_opportunity(by, **{"expected_billing_on": DAY, **values})
    involve_areas(opportunity=opportunity, by=by, roles=[Role.WORKFORCE_PLANNING, Role.IT])
    return opportunity


def make_pricing(
    opportunity: Opportunity,
    by: User,
    deal: Deal | None = None,
    name: str = "Oferta base",
    declared: Mapping[str, str] = DECLARED,
) -> PricingModel:
    """A version whose chosen scenario starts with usual values, or holds `deal`."""
    model = create_alternative(opportunity=opportunity, by=by, name=name, parameters_on=DAY)
    if deal is not None:
        edit_scenario(scenario=model.scenarios.get(), by=by, inputs=to_data(deal))
    if declared:
        edit_model(pricing_model=model, by=by, parameters_on=DAY, declared=declared)
    return PricingModel.objects.with_parties().get(pk=model.pk)


def make_example(by: User, **values: Any) -> PricingModel:
    """The worked example on an opportunity of `by`, who must see costs (a director)."""
    if by.email == PARTS["director"].email and not values:
        return EXAMPLES.reach("priced")
    return make_pricing(make_priced_opportunity(by, **values), by, example_deal())


def make_submitted_example() -> ApprovalRequest:
    """The approval of the director's worked example, asked of its signers."""
    return EXAMPLES.reach("submitted")


def make_approved_example() -> PricingMinutes:
    """The approved acta of the director's worked example."""
    return EXAMPLES.reach("approved")


def scenario_of(model: PricingModel) -> Scenario:
    """The chosen scenario as it stands in the database."""
    return Scenario.objects.with_parties().get(pricing_model=model, chosen=True)


def minutes_values(**changes: Any) -> dict[str, Any]:
    """What an acta needs to be written."""
    return {
        "held_on": today(),
        "valid_until": today() + timedelta(days=90),
        "agenda": "Volúmenes, tecnología, precio.",
        "attendees": [],
        "observations": "",
        **changes,
    }


def make_minutes(model: PricingModel, by: User, **changes: Any) -> PricingMinutes:
    """The acta of a version, with whoever wrote it attending."""
    attendees = [{"role": Role.SALES_DIRECTOR.value, "user": by.pk}]
    return open_minutes(pricing_model=model, by=by, values=minutes_values(attendees=attendees, **changes))


def submit(model: PricingModel, by: User) -> ApprovalRequest:
    """Write the acta of a version and send it to be signed."""
    return submit_minutes(minutes=make_minutes(model, by), by=by)


def sign(request: ApprovalRequest, key: str, person: User, decision: str = Decision.APPROVE, comment: str = "") -> None:
    """Decide one step of an acta as its signer would."""
    step = request.steps.get(key=key)
    approvals.decide(
        step=step,
        by=person,
        decision=decision,
        seen=step.content_hash,
        authenticated_at=timezone.now(),
        comment=comment,
    )


def sign_all(request: ApprovalRequest, people: dict[str, User]) -> PricingMinutes:
    """Sign what is still asked, in the order it is asked."""
    for key, part in SIGNERS.items():
        if request.steps.get(key=key).state == "pending":
            sign(request, key, people[part])
    return PricingMinutes.objects.with_parties().get(pk=request.subject_id)


def approve(model: PricingModel, by: User, people: dict[str, User]) -> PricingMinutes:
    """Bring a version to its approved acta."""
    return sign_all(submit(model, by), people)


def _life_of_an_example() -> Iterator[tuple[str, Model]]:
    director = cast_person("director")
    model = make_pricing(make_priced_opportunity(director), director, example_deal())
    yield "priced", model

    people = cast_people(PARTS)
    request = submit(model, director)
    yield "submitted", request

    yield "approved", sign_all(request, people)


EXAMPLES = Recorder(_life_of_an_example, place=8)


def changed(model: PricingModel, by: User, **terms: str) -> Scenario:
    """Change terms of the chosen scenario, as typed values."""
    scenario = scenario_of(model)
    inputs = {**scenario.inputs, "terms": {**scenario.inputs["terms"], **terms}}
    return edit_scenario(scenario=scenario, by=by, inputs=inputs)
