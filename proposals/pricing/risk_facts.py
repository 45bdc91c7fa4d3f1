"""The facts that the risk rules are held against: of the model, of the pipeline, and those people declare."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from almacontact.calendar import today
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.models.plans import CommercialPlan
from pipeline.terms import Terms
from proposals.checklist.gates import waived_count
from proposals.pricing.computing import quote_of
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.price import Pricing
from proposals.pricing.engine.risk import (
    COMPARISON_LABELS,
    METRIC_LABELS,
    METRIC_UNITS,
    Assessment,
    Comparison,
    Facts,
    Metric,
    assess,
    facts_of,
)
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.parameters import RiskRule
from proposals.pricing.models.pricing import PricingModel
from proposals.pricing.words import words

Value = Decimal | int | bool | None

DECLARED: tuple[Metric, ...] = (
    Metric.PENALTIES_UNCAPPED,
    Metric.PENALTY_CAP,
    Metric.UNLIMITED_LIABILITY,
    Metric.TENDER_WITH_BONDS,
    Metric.NEW_SITE,
    Metric.INVESTMENT_WITHOUT_TERMINATION_FEE,
    Metric.DATA_ABROAD,
)
"""Facts that somebody has to say: no record of the system knows them."""

def facts_for(pricing: Pricing, model: PricingModel) -> Facts:
    """Return every known fact of an offer. What people declared comes last: it overrides what was derived."""
    opportunity = model.opportunity
    found: dict[Metric, Value] = {**facts_of(pricing), **_pipeline_facts(opportunity, quote_of(pricing).terms, model)}
    found[Metric.WAIVED_REQUIREMENTS] = waived_count(opportunity)
    found.update({Metric(name): Decimal(value) for name, value in model.declared.items() if value is not None})
    return found


def assess_offer(pricing: Pricing, model: PricingModel) -> Assessment:
    """Hold the rules in force against an offer."""
    return assess(RiskRule.objects.all().in_force(), facts_for(pricing, model))


def _pipeline_facts(opportunity: Opportunity, offer: Terms, model: PricingModel) -> dict[Metric, Value]:
    """What the pipeline knows. The year's target is monthly value of new clients, so the offered month is held to it;
    the client's share counts its won monthly value with this offer, over all that was won in the last twelve months."""
    day = today()
    plan = CommercialPlan.objects.in_force((opportunity.expected_close_on or day).year)
    won = Opportunity.objects.won().exclude(pk=opportunity.pk)
    sums = won.filter(closed_on__gt=date(day.year - 1, day.month, 1)).aggregate(
        all=Sum("monthly_value", default=0),
        client=Sum("monthly_value", default=0, filter=Q(client=opportunity.client_id)),
    )
    known = won.aggregate(
        segment=Sum("seats", filter=Q(segment=opportunity.segment_id)),
        service=Sum("seats", filter=Q(service=opportunity.service_id)),
    )
    start = opportunity.expected_billing_on or model.parameters_on
    sales = sums["all"] + offer.monthly_value
    return {
        Metric.SHARE_OF_YEAR_TARGET: Decimal(offer.monthly_value) / plan.yearly_target
        if plan is not None and plan.yearly_target
        else None,
        Metric.SHARE_OF_SALES: Decimal(sums["client"] + offer.monthly_value) / sales if sums["all"] and sales else None,
        Metric.NEW_SEGMENT_CHANNEL_OR_TECHNOLOGY: not (known["segment"] and known["service"]),
        Metric.DAYS_TO_START: (start - day).days,
        Metric.DISCOUNT_FROM_APPROVED: _discount(opportunity, offer, model),
    }


def _discount(opportunity: Opportunity, offer: Terms, model: PricingModel) -> Value:
    """By how much the offered unit value lies under that of the acta in force of the same alternative; a fraction."""
    approved = (
        PricingMinutes.objects.approved()
        .filter(pricing_model__alternative=model.alternative_id)
        .exclude(pricing_model=model.pk)
        .values_list("unit_value", flat=True)
        .first()
    )
    if not approved:
        return None
    return max(Decimal(0), 1 - Decimal(offer.unit_value) / approved)


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that fired, in words."""

    label: str
    found: str
    mandatory: bool
    points: int


def frozen_rules(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the rules that fired as an acta keeps them."""
    return [
        {
            "code": hit.rule.code,
            "metric": str(hit.rule.metric),
            "comparison": str(hit.rule.comparison),
            "threshold": f"{hit.rule.threshold.normalize():f}",
            "value": f"{round(hit.value, 6).normalize():f}",
            "points": hit.rule.points,
            "mandatory": hit.rule.mandatory,
        }
        for hit in assessment.fired
    ]


_MARGINS = frozenset({Metric.EBITDA, Metric.GROSS_MARGIN, Metric.LOWEST_YEAR_MARGIN})


def rules_in_words(fired: list[dict[str, Any]], *, sees_cost: bool) -> list[FiredRule]:
    """Return kept rules as pages and documents show them; the margin that was found only to who may see it."""
    return [
        _in_words(one) if sees_cost or one["metric"] not in _MARGINS else replace(_in_words(one), found="–")
        for one in fired
    ]


def _in_words(one: Mapping[str, Any]) -> FiredRule:
    metric, label = Metric(one["metric"]), str(METRIC_LABELS[Metric(one["metric"])])
    unit = METRIC_UNITS.get(metric)
    if unit is None:
        return FiredRule(label, _("yes"), one["mandatory"], one["points"])
    return FiredRule(
        f"{label} {COMPARISON_LABELS[Comparison(one['comparison'])]} {_with_unit(unit, one['threshold'])}",
        _with_unit(unit, one["value"]),
        one["mandatory"],
        one["points"],
    )


def _with_unit(unit: Unit, value: str) -> str:
    text = words(unit, Decimal(value))
    return {Unit.DAYS: _("%(value)s days"), Unit.MONTHS: _("%(value)s months")}.get(unit, "%(value)s") % {"value": text}
