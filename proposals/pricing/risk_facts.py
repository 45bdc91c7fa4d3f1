"""The facts that the risk rules are held against: of the model, of the pipeline, and those people declare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from almacontact.approvals.registry import Reason
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
    DECLARED,
    GROUNDS,
    METRIC_LABELS,
    METRIC_UNITS,
    Assessment,
    Comparison,
    Facts,
    Metric,
    Rule,
    assess,
    facts_of,
)
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.parameters import RiskRule
from proposals.pricing.models.pricing import PricingModel
from proposals.pricing.words import words


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an offer is judged by beside its own terms: the rules in force, and what the pipeline, the check list and
    people say at this moment. Whatever record holds terms (acta, round, award), they are judged here.

    `target` is that of `year`, 0 where none is in force; `sold` and `sold_to_client` the monthly value won in the
    last twelve months, all COP without IVA. `approved` is the unit value that a lower one is a discount from; `said`
    the facts that no term moves.
    """

    rules: tuple[Rule, ...]
    said: Facts
    target: int
    sold: int
    sold_to_client: int
    approved: int | None
    day: date
    start: date
    year: int | None = None

    def judge(self, terms: Terms, own: Facts) -> Assessment:
        """Hold the rules against terms; `own` are the facts of what those terms leave."""
        return replace(assess(self.rules, self.facts(terms, own)), year=self.year)

    def facts(self, terms: Terms, own: Facts) -> Facts:
        """Return every known fact of an offer. The year's target is monthly value of new clients, so the offered month
        is held to it; the client's share counts its won monthly value with this offer, over all that was won."""
        monthly = Decimal(terms.monthly_value)
        share = (self.sold_to_client + monthly) / (self.sold + monthly) if self.sold else None
        approved = self.approved
        return {
            **own,
            Metric.SHARE_OF_YEAR_TARGET: monthly / self.target if self.target else None,
            Metric.SHARE_OF_SALES: share,
            Metric.DAYS_TO_START: ((terms.billing_on or self.start) - self.day).days,
            Metric.DISCOUNT_FROM_APPROVED: max(Decimal(0), 1 - Decimal(terms.unit_value) / approved) if approved else 0,
            **self.said,
        }


def surroundings_of(model: PricingModel, *, approved: int | None = None) -> Surroundings:
    """Read what an offer of a version is judged by now. `approved` is the unit value that its terms start from; a new
    version starts from that of the acta in force of its alternative."""
    opportunity, day = model.opportunity, today()
    year = (opportunity.expected_close_on or day).year
    plan = CommercialPlan.objects.in_force(year)
    won = Opportunity.objects.won().exclude(pk=opportunity.pk)
    sums = won.filter(closed_on__gt=date(day.year - 1, day.month, 1)).aggregate(
        all=Sum("monthly_value", default=0),
        client=Sum("monthly_value", default=0, filter=Q(client=opportunity.client_id)),
    )
    known = won.aggregate(
        segment=Sum("seats", filter=Q(segment=opportunity.segment_id)),
        service=Sum("seats", filter=Q(service=opportunity.service_id)),
    )
    return Surroundings(
        rules=tuple(RiskRule.objects.all().in_force()),
        said={
            Metric.NEW_SEGMENT_CHANNEL_OR_TECHNOLOGY: not (known["segment"] and known["service"]),
            Metric.WAIVED_REQUIREMENTS: waived_count(opportunity),
            **{Metric(name): Decimal(value) for name, value in model.declared.items() if value is not None},
        },
        target=plan.yearly_target if plan is not None else 0,
        sold=sums["all"],
        sold_to_client=sums["client"],
        approved=_approved_before(model) if approved is None else approved,
        day=day,
        start=opportunity.expected_billing_on or model.parameters_on,
        year=year,
    )


def assess_offer(pricing: Pricing, model: PricingModel) -> Assessment:
    """Hold the rules in force against what a version quotes."""
    return surroundings_of(model).judge(quote_of(pricing).terms, facts_of(pricing))


def _approved_before(model: PricingModel) -> int | None:
    """The unit value of the acta in force of the same alternative, of another version; None where it is the first."""
    return (
        PricingMinutes.objects.approved()
        .filter(pricing_model__alternative=model.alternative_id)
        .exclude(pricing_model=model.pk)
        .values_list("unit_value", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that fired, in words."""

    label: str
    found: str
    mandatory: bool
    points: int


@dataclass(frozen=True, slots=True)
class UnknownRule:
    """A rule that could not be asked, in words: what it looks at, and why nobody knows."""

    label: str
    why: str
    mandatory: bool


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


def frozen_unknown(assessment: Assessment) -> list[dict[str, Any]]:
    """Return the rules that could not be asked as an acta keeps them; with the year whose target is missing."""
    return [
        {
            "code": rule.code,
            "metric": str(rule.metric),
            "mandatory": rule.mandatory,
            **({"year": assessment.year} if rule.metric == Metric.SHARE_OF_YEAR_TARGET and assessment.year else {}),
        }
        for rule in assessment.unknown
    ]


def unknown_in_words(unknown: Iterable[Mapping[str, Any]]) -> list[UnknownRule]:
    """Return kept rules that could not be asked as pages and documents show them."""
    return [
        UnknownRule(
            str(METRIC_LABELS[Metric(one["metric"])]),
            _why_unknown(Metric(one["metric"]), one.get("year")),
            one["mandatory"],
        )
        for one in unknown
    ]


def _why_unknown(metric: Metric, year: int | None) -> str:
    """Why a fact is not known. An acta frozen before the year was kept names none."""
    if metric == Metric.SHARE_OF_YEAR_TARGET and year is not None:
        return _("no target in force for %(year)s, the year of the expected close") % {"year": year}
    return _("nobody declared it") if metric in DECLARED else str(GROUNDS.get(metric, _("not known")))


def risk_reasons(
    fired: list[dict[str, Any]], unknown: Iterable[Mapping[str, Any]], *, sees_cost: bool
) -> tuple[Reason, ...]:
    """Return why risk asks for a signature: the rules that fired, and those that could not be asked."""
    found = [
        Reason(gettext_noop("Fired: %(rule)s."), {"rule": f"{one.label}: {one.found}"})
        for one in rules_in_words(fired, sees_cost=sees_cost)
    ]
    for one in unknown_in_words(unknown):
        values = {"rule": one.label, "why": one.why}
        if one.mandatory:
            found.append(Reason(gettext_noop("Unknown, so general management decides: %(rule)s (%(why)s)."), values))
        else:
            found.append(Reason(gettext_noop("Unknown: %(rule)s (%(why)s)."), values))
    return tuple(found)


MARGINS = frozenset({Metric.EBITDA, Metric.GROSS_MARGIN, Metric.LOWEST_YEAR_MARGIN})
"""Whose found value tells the cost."""


def rules_in_words(fired: list[dict[str, Any]], *, sees_cost: bool) -> list[FiredRule]:
    """Return kept rules as pages and documents show them; the margin that was found only to who may see it."""
    return [
        _in_words(one) if sees_cost or one["metric"] not in MARGINS else replace(_in_words(one), found="–")
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
