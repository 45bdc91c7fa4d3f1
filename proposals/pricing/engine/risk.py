"""When an offer is of high risk or high impact: rules as data, read against the facts of the offer.

A mandatory rule that fires, or three points, sends the offer to Dirección General. The rules that fired are frozen with
the approval.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from operator import ge, gt, le, lt

from django.utils.translation import gettext_lazy as _

from pipeline.terms import Clause
from proposals.errors import Text
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.price import Pricing

HIGH_RISK_POINTS = 3


class Metric(StrEnum):
    """What a rule looks at. Yes-or-no facts are 1 or 0; rates are fractions; money is COP."""

    TOTAL_VALUE = "total_value"
    SHARE_OF_YEAR_TARGET = "share_of_year_target"
    SEATS = "seats"
    EBITDA = "ebitda"
    LOWEST_YEAR_MARGIN = "lowest_year_margin"
    MONTHS_WITHOUT_WAGE_INDEXATION = "months_without_wage_indexation"
    PENALTIES_UNCAPPED = "penalties_uncapped"
    PENALTY_CAP = "penalty_cap"
    WAIVED_REQUIREMENTS = "waived_requirements"
    UNLIMITED_LIABILITY = "unlimited_liability"
    PAYMENT_DAYS = "payment_days"
    TERM_MONTHS = "term_months"
    GROSS_MARGIN = "gross_margin"
    NEW_SEGMENT_CHANNEL_OR_TECHNOLOGY = "new_segment_channel_or_technology"
    TENDER_WITH_BONDS = "tender_with_bonds"
    ROUND_THE_CLOCK = "round_the_clock"
    NEW_SITE = "new_site"
    DAYS_TO_START = "days_to_start"
    SHARE_OF_SALES = "share_of_sales"
    INVESTMENT_WITHOUT_TERMINATION_FEE = "investment_without_termination_fee"
    DATA_ABROAD = "data_abroad"
    DISCOUNT_FROM_APPROVED = "discount_from_approved"


METRIC_LABELS: Mapping[Metric, Text] = {
    Metric.TOTAL_VALUE: _("Total value"),
    Metric.SHARE_OF_YEAR_TARGET: _("Share of the year's target"),
    Metric.SEATS: _("Seats"),
    Metric.EBITDA: _("EBITDA"),
    Metric.LOWEST_YEAR_MARGIN: _("Lowest margin of a contract year"),
    Metric.MONTHS_WITHOUT_WAGE_INDEXATION: _("Months without a wage-linked indexation"),
    Metric.PENALTIES_UNCAPPED: _("Penalties without a cap"),
    Metric.PENALTY_CAP: _("Penalties, share of the invoice"),
    Metric.WAIVED_REQUIREMENTS: _("Excluding requirements waived"),
    Metric.UNLIMITED_LIABILITY: _("Unlimited liability"),
    Metric.PAYMENT_DAYS: _("Payment days"),
    Metric.TERM_MONTHS: _("Term"),
    Metric.GROSS_MARGIN: _("Gross margin"),
    Metric.NEW_SEGMENT_CHANNEL_OR_TECHNOLOGY: _("New segment, channel or technology"),
    Metric.TENDER_WITH_BONDS: _("Public tender with bonds"),
    Metric.ROUND_THE_CLOCK: _("24×7 service"),
    Metric.NEW_SITE: _("New site"),
    Metric.DAYS_TO_START: _("Days until the start"),
    Metric.SHARE_OF_SALES: _("Share of the client in sales"),
    Metric.INVESTMENT_WITHOUT_TERMINATION_FEE: _("Investment without a termination fee"),
    Metric.DATA_ABROAD: _("Data abroad"),
    Metric.DISCOUNT_FROM_APPROVED: _("Price below the approved pricing"),
}

METRIC_UNITS: Mapping[Metric, Unit] = {
    Metric.TOTAL_VALUE: Unit.COP,
    Metric.SHARE_OF_YEAR_TARGET: Unit.RATE,
    Metric.SEATS: Unit.COUNT,
    Metric.EBITDA: Unit.RATE,
    Metric.LOWEST_YEAR_MARGIN: Unit.RATE,
    Metric.MONTHS_WITHOUT_WAGE_INDEXATION: Unit.MONTHS,
    Metric.PENALTY_CAP: Unit.RATE,
    Metric.WAIVED_REQUIREMENTS: Unit.COUNT,
    Metric.PAYMENT_DAYS: Unit.DAYS,
    Metric.TERM_MONTHS: Unit.MONTHS,
    Metric.GROSS_MARGIN: Unit.RATE,
    Metric.DAYS_TO_START: Unit.DAYS,
    Metric.SHARE_OF_SALES: Unit.RATE,
    Metric.DISCOUNT_FROM_APPROVED: Unit.RATE,
}
"""Metrics that are not here are yes-or-no facts."""

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

GROUNDS: Mapping[Metric, Text] = {
    Metric.SHARE_OF_YEAR_TARGET: _("no target in force for the year of the expected close"),
    Metric.SHARE_OF_SALES: _("nothing sold in the last twelve months"),
}
"""What a derived fact rests on, said where it is missing."""


class Comparison(StrEnum):
    """How the metric is held against the threshold."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"

    def holds(self, value: Decimal, threshold: Decimal) -> bool:
        """Whether `value` is at least, above, at most or below `threshold`."""
        return _COMPARE[self](value, threshold)


_COMPARE: Mapping[Comparison, Callable[[Decimal, Decimal], bool]] = {
    Comparison.AT_LEAST: ge,
    Comparison.ABOVE: gt,
    Comparison.AT_MOST: le,
    Comparison.BELOW: lt,
}
COMPARISON_LABELS: Mapping[Comparison, Text] = {
    Comparison.AT_LEAST: _("at least"),
    Comparison.ABOVE: _("above"),
    Comparison.AT_MOST: _("at most"),
    Comparison.BELOW: _("below"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires when the metric compares so with the threshold; counts `points`, or decides alone when `mandatory`."""

    code: str
    metric: Metric
    comparison: Comparison
    threshold: Decimal
    points: int = 1
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired and the value it found."""

    rule: Rule
    value: Decimal


@dataclass(frozen=True, slots=True)
class Assessment:
    """The rules that fired, those whose fact is not known, and the points of the ones that fired.

    Unknown is not harmless: a mandatory rule that could not be asked counts as one that fired.
    """

    fired: tuple[Fired, ...]
    unknown: tuple[Rule, ...]
    year: int | None = None
    """Whose target the offer was held to."""

    @property
    def points(self) -> int:
        """The points of the rules that fired."""
        return sum(hit.rule.points for hit in self.fired)

    @property
    def high_risk(self) -> bool:
        """Whether Dirección General must decide: a mandatory rule fired or could not be asked, or the points reach
        three."""
        asked = [*(hit.rule for hit in self.fired), *self.unknown]
        return any(rule.mandatory for rule in asked) or self.points >= HIGH_RISK_POINTS

    @property
    def undeclared(self) -> tuple[Metric, ...]:
        """What somebody still has to declare: the facts that a mandatory rule needs and nobody said."""
        needed = {rule.metric for rule in self.unknown if rule.mandatory}
        return tuple(metric for metric in DECLARED if metric in needed)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the rules that fired: what the approval freezes."""
        return tuple(hit.rule.code for hit in self.fired)


Facts = Mapping[Metric, Decimal | int | bool | None]


def assess(rules: Iterable[Rule], facts: Facts) -> Assessment:
    """Hold every rule against the facts. A fact that is absent or None fires nothing and is told as unknown.

    Penalties without a cap have no cap to compare: that rule speaks in place of the one on the cap.
    """
    fired, unknown = [], []
    for rule in rules:
        known = facts.get(rule.metric)
        if rule.metric is Metric.PENALTY_CAP and known is None and facts.get(Metric.PENALTIES_UNCAPPED):
            continue
        if known is None:
            unknown.append(rule)
            continue
        value = Decimal(known)
        if rule.comparison.holds(value, rule.threshold):
            fired.append(Fired(rule, value))
    return Assessment(tuple(fired), tuple(unknown))


def facts_of(pricing: Pricing) -> dict[Metric, Decimal | int | bool | None]:
    """What the computed model itself knows; what the offer and the contract say is added by the caller."""
    terms = pricing.deal.terms
    return facts_at(
        total_value=pricing.total_value,
        seats=pricing.seats,
        months=terms.term_months,
        payment_days=terms.payment_days,
        clause=terms.clause,
        ebitda=pricing.value("ebitda"),
        gross_margin=pricing.value("gross_margin"),
        lowest_year=min(pricing.year_margins()),
        round_the_clock=is_round_the_clock(pricing),
    )


def facts_at(
    *,
    total_value: int,
    seats: int,
    months: int,
    payment_days: Decimal | int,
    clause: Clause,
    ebitda: Decimal,
    gross_margin: Decimal,
    lowest_year: Decimal,
    round_the_clock: bool,
) -> dict[Metric, Decimal | int | bool | None]:
    """What terms and what they leave say of the rules: of a model as it is computed, or of other terms of it."""
    return {
        Metric.TOTAL_VALUE: total_value,
        Metric.SEATS: seats,
        Metric.EBITDA: ebitda,
        Metric.LOWEST_YEAR_MARGIN: lowest_year,
        Metric.MONTHS_WITHOUT_WAGE_INDEXATION: 0 if clause.is_wage_linked else months,
        Metric.PAYMENT_DAYS: payment_days,
        Metric.TERM_MONTHS: months,
        Metric.GROSS_MARGIN: gross_margin,
        Metric.ROUND_THE_CLOCK: round_the_clock,
    }


def is_round_the_clock(pricing: Pricing) -> bool:
    """Whether any service of it is staffed day and night."""
    return any(works_round_the_clock(pricing, number) for number in range(len(pricing.services)))


def works_round_the_clock(pricing: Pricing, position: int) -> bool:
    """Whether a service is staffed in every interval of every day type, Sundays and holidays included."""
    days = pricing.services[position].sized.days
    return any(sized.day.sunday_or_holiday for sized in days) and all(
        agents is not None for sized in days for agents in sized.agents
    )
