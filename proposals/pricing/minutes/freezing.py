"""Freezing what an acta reviews: the chosen scenario with its figures, the rules that fired, and what is signed."""

from typing import Any

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import RequestState, StepState
from almacontact.approvals.registry import kind_of
from almacontact.approvals.sealing import FROZEN
from almacontact.audit.locking import lock
from almacontact.audit.seals import seal
from almacontact.audit.versioning import claim, save_as
from proposals.pricing.computing import compute_scenario, parameters_for, quote_of
from proposals.pricing.engine.price import Pricing
from proposals.pricing.engine.snapshot import snapshot
from proposals.pricing.minutes.content import content_of, paper_of
from proposals.pricing.minutes.models import MinutesApprovalStep, MinutesState, PricingMinutes
from proposals.pricing.models.pricing import Alternative, PricingModel, PricingState
from proposals.pricing.risk_facts import assess_offer, frozen_rules, frozen_unknown

FROZEN_FIELDS = ("frozen", "fired", "unknown", "content", "high_risk", "seats", "unit_value", "term_months")


def standing_minutes(alternative: Alternative) -> PricingMinutes | None:
    """Return the acta of an alternative that is in approval or in force, the newest first."""
    return (
        PricingMinutes.objects.filter(
            pricing_model__alternative=alternative, state__in=[MinutesState.IN_APPROVAL, MinutesState.APPROVED]
        )
        .with_parties()
        .first()
    )


def price_chosen(model: PricingModel) -> Pricing:
    """Compute the chosen scenario of a version. Raises PricingRefused, and AssertionError where none is chosen."""
    scenario = model.scenarios.filter(chosen=True).select_related("pricing_model").get()
    return compute_scenario(scenario, parameters_for(model))


def freeze(minutes: PricingMinutes, by: User, reason: str = "") -> PricingMinutes:
    """Freeze what the acta reviews as the chosen scenario stands now. Raises PricingRefused."""
    model = minutes.pricing_model
    pricing = price_chosen(model)
    assessment = assess_offer(pricing, model)
    quoted = quote_of(pricing).terms
    values: dict[str, Any] = {
        "frozen": {**snapshot(pricing), "scenario": model.scenarios.get(chosen=True).name},
        "fired": frozen_rules(assessment),
        "unknown": frozen_unknown(assessment),
        "content": {
            **content_of(pricing, assessment.codes, [rule.code for rule in assessment.unknown]),
            **paper_of(minutes),
        },
        "high_risk": assessment.high_risk,
        "seats": quoted.seats,
        "unit_value": quoted.unit_value,
        "term_months": quoted.months,
    }
    claim(minutes, None)
    for name, value in values.items():
        setattr(minutes, name, value)
    save_as(minutes, by=by, reason=reason, fields=[*FROZEN_FIELDS, "version"])
    seal(FROZEN, minutes)
    # At the first freezing alone: while the approval runs the version computes with these, so that a parameter entered
    # meanwhile (January's minimum wage) moves no signature that nobody's edit touched.
    if model.state == PricingState.DRAFT:
        claim(model, None)
        model.parameters = minutes.frozen["parameters"]
        save_as(model, by=by, fields=["parameters", "version"])
    return minutes


def freeze_paper(minutes: PricingMinutes, by: User) -> None:
    """After an edit of the words or dates of an acta that is being signed: let what is signed of them follow, and let
    fall the signatures that rest on them. The caller holds the acta."""
    if minutes.state != MinutesState.IN_APPROVAL:
        return
    minutes.content = {**minutes.content, **paper_of(minutes)}
    save_as(minutes, by=by, fields=["content"])
    seal(FROZEN, minutes)
    approvals.void_changed_steps(subject=minutes, by=by)


def refreeze_running(model: PricingModel, by: User) -> None:
    """After an edit while the approval runs: freeze the acta anew, and let fall the signatures that changed.

    The caller holds the version."""
    if model.state != PricingState.IN_APPROVAL:
        return
    minutes = model.minutes.filter(state=MinutesState.IN_APPROVAL).first()
    if minutes is None:
        return
    minutes.pricing_model = model
    lock(minutes)
    if minutes.state != MinutesState.IN_APPROVAL:
        return
    freeze(minutes, by)
    fresh = PricingMinutes.objects.with_parties().get(pk=minutes.pk)
    approvals.void_changed_steps(subject=fresh, by=by)
    _refresh_reasons(fresh)


def _refresh_reasons(minutes: PricingMinutes) -> None:
    """Say anew why each undecided step is asked: seats, margins and the rules that fired may have moved."""
    for spec in kind_of(minutes).steps(minutes):
        MinutesApprovalStep.objects.filter(
            request__subject=minutes,
            request__state=RequestState.PENDING,
            key=spec.key,
            state__in=[StepState.WAITING, StepState.PENDING],
        ).update(reasons=[[reason.message, reason.values] for reason in spec.reasons])
