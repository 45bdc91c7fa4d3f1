"""The demo's pricing: next year's values as projections, and models at every point between draft and approved."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import ApprovalRequest, Decision, StepState
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import Stage
from pipeline.terms import Clause
from proposals.checklist.gates import requirements_answered
from proposals.pricing.actions.parameters import set_parameter
from proposals.pricing.actions.pricing import (
    add_scenario,
    choose_scenario,
    create_alternative,
    edit_model,
    edit_scenario,
)
from proposals.pricing.engine.inputs import Channel
from proposals.pricing.engine.parameters import Key
from proposals.pricing.engine.risk import Metric
from proposals.pricing.minutes.actions import open_minutes, submit_minutes
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.pricing import PricingModel, Scenario

TO_BEGIN = 2
"""Deals with an approved price and an answered check list whose proposal nobody has begun."""
WAGE_GROWTH = Decimal("1.12")
SIGNERS = {"workforce": "sergio.patino", "it": "hector.zuluaga", "general": "beatriz.londono"}
_PROFILE = (0, 0, 0, 0, 0, 0, 0, 55, 80, 100, 95, 90, 70, 65, 80, 85, 75, 55, 40, 0, 0, 0, 0, 0)
"""How contacts spread over the hours of a working day, in percent of the busiest."""
DECLARED: dict[str, str] = {
    Metric.PENALTIES_UNCAPPED: "0",
    Metric.PENALTY_CAP: "0.05",
    Metric.UNLIMITED_LIABILITY: "0",
    Metric.NEW_SITE: "0",
    Metric.DATA_ABROAD: "0",
}
"""What the client's draft contract says: penalties of 5 % of the invoice at most, liability with a limit. Bonds and
investment are not known yet."""
AGENDA = "1. Volúmenes y dimensionamiento\n2. Tecnología y telefonía\n3. Costos, margen e indexación\n4. Riesgos"


def load_proposals(random: Random, people: dict[str, User], today: date) -> None:
    """Project next year's parameters and price a dozen open opportunities, up to different points of the approval."""
    director = people["marcela.duque"]
    _project_parameters(director, today.year + 1)
    fates = _fates()
    open_ones = Opportunity.objects.filter(
        stage__in=[Stage.QUALIFICATION, Stage.PROPOSAL, Stage.NEGOTIATION],
        seats__range=(8, 60),
        expected_billing_on__range=(today, date(today.year + 1, 12, 31)),
    ).select_related("client", "owner", "segment", "service")
    ready = 0
    for opportunity in open_ones.order_by("-pk")[:14]:
        fate = next(fates)
        if fate != "approved" and ready < TO_BEGIN and requirements_answered(opportunity).met:
            fate, ready = "approved", ready + 1
        price_deal(random, opportunity, director, people, fate, today)


def _fates() -> Iterator[str]:
    while True:
        yield from ("approved", "in_approval", "draft", "approved", "signed_by_areas", "adjusted", "approved")


def _project_parameters(director: User, year: int) -> None:
    """What the law will fix is not known yet: projections, marked as to be confirmed."""
    first = date(year, 1, 1)
    wage = round(Decimal(1_750_905) * WAGE_GROWTH, -2)
    for key, value, source in (
        (Key.MINIMUM_WAGE, wage, f"Proyección {year}: +12 %, por confirmar con el decreto"),
        (Key.TRANSPORT_AID, Decimal(279_000), f"Proyección {year}, por confirmar con el decreto"),
    ):
        set_parameter(key=key, by=director, value=value, valid_from=first, source=source, confirmed=False)


def price_deal(
    random: Random, opportunity: Opportunity, director: User, people: dict[str, User], fate: str, today: date
) -> None:
    """Price a deal in two scenarios, up to `fate`: draft, in_approval, signed_by_areas, adjusted, approved."""
    model = create_alternative(opportunity=opportunity, by=director, name="Oferta base")
    base = model.scenarios.get()
    edit_scenario(scenario=base, by=director, inputs=_inbound(random, base.inputs, opportunity.seats))
    linked = add_scenario(pricing_model=model, by=director, name="Indexado al SMMLV", source=base)
    inputs = {**base.inputs, "terms": {**base.inputs["terms"], "clause": str(Clause.SMMLV), "margin": "0.13"}}
    edit_scenario(scenario=linked, by=director, inputs=inputs)
    if random.random() < 0.6:
        choose_scenario(scenario=Scenario.objects.get(pk=linked.pk), by=director)
    if fate == "draft":
        return
    model = PricingModel.objects.with_parties().get(pk=model.pk)
    edit_model(pricing_model=model, by=director, parameters_on=model.parameters_on, declared=DECLARED)
    minutes = _write_minutes(PricingModel.objects.with_parties().get(pk=model.pk), director, people, today)
    request = submit_minutes(minutes=minutes, by=director, note="Favor revisar antes del comité.")
    if fate == "in_approval":
        return
    if fate == "adjusted":
        _decide(request, "workforce", people, Decision.ADJUST, "Confirmar el AHT con el cliente: parece optimista.")
        return
    for key in ("workforce", "it", *(["general"] if fate == "approved" else [])):
        _decide(request, key, people, Decision.APPROVE)


def _write_minutes(model: PricingModel, director: User, people: dict[str, User], today: date) -> PricingMinutes:
    return open_minutes(
        pricing_model=model,
        by=director,
        values={
            "held_on": today,
            "valid_until": today + timedelta(days=90),
            "agenda": AGENDA,
            "attendees": [
                {"role": "workforce_planning", "user": people[SIGNERS["workforce"]].pk},
                {"role": "it", "user": people[SIGNERS["it"]].pk},
                {"role": "general_management", "user": people[SIGNERS["general"]].pk},
                {"role": "sales_director", "user": director.pk},
            ],
            "observations": "Se revisó el modelo con los volúmenes entregados por el cliente.",
        },
    )


def _decide(request: ApprovalRequest, key: str, people: dict[str, User], decision: Decision, comment: str = "") -> None:
    step = request.steps.get(key=key)
    if step.state == StepState.PENDING:
        approvals.decide(
            step=step,
            by=people[SIGNERS[key]],
            decision=decision,
            seen=step.content_hash,
            authenticated_at=timezone.now(),
            comment=comment,
        )


def _inbound(random: Random, inputs: dict[str, Any], seats: int) -> dict[str, Any]:
    """The usual inputs as an inbound line whose busiest hour needs about so many seats."""
    aht = random.choice((180, 210, 240, 300))
    busiest = seats * 3600 * 78 // 100 // aht
    weekday = [str(busiest * share // 100) if share else None for share in _PROFILE]
    saturday = [str(busiest * share // 200) if 8 <= hour < 14 else None for hour, share in enumerate(_PROFILE)]
    line = {
        **inputs["services"][0],
        "channel": str(Channel.INBOUND),
        "aht_seconds": str(aht),
        "days": [
            {"name": "Lunes a viernes", "days_a_month": "22", "volumes": weekday, "sunday_or_holiday": False},
            {"name": "Sábado", "days_a_month": "4", "volumes": saturday, "sunday_or_holiday": False},
        ],
    }
    terms = {**inputs["terms"], "clause": str(Clause.IPC), "margin": random.choice(("0.12", "0.14", "0.16"))}
    return {**inputs, "services": [line], "terms": terms}
