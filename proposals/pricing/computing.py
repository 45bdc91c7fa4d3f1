"""From the inputs of a scenario to its figures: which parameters count, what is offered, what is kept for lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.terms import Terms
from proposals.errors import PricingRefused
from proposals.pricing.engine.inputs import Deal
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.engine.price import Pricing, price
from proposals.pricing.engine.snapshot import read_deal
from proposals.pricing.models.parameters import DatedParameter
from proposals.pricing.models.pricing import PricingModel, PricingState, Scenario


@dataclass(frozen=True, slots=True)
class Quote:
    """What the client is quoted: the unit value is rounded, month and total of its terms follow from it.

    `computed` is the month before that, whole COP without IVA; `difference` what the rounding gives or takes."""

    terms: Terms
    computed: int

    @property
    def difference(self) -> int:
        """Offered month less computed month."""
        return self.terms.monthly_value - self.computed


def quote_of(pricing: Pricing) -> Quote:
    """Return what a computed model quotes."""
    return Quote(Terms(pricing.seats, pricing.unit_value, pricing.deal.terms.term_months), pricing.monthly_price)


def parameters_for(model: PricingModel) -> ParameterSet:
    """Return the dated parameters that count for a version: those of today for a draft, its frozen ones afterwards."""
    if model.state == PricingState.DRAFT or not model.parameters:
        return DatedParameter.objects.all().as_set()
    return ParameterSet(model.used_parameters())


def deal_of(inputs: Mapping[str, Any], day: date) -> Deal:
    """Return the deal behind the inputs of a scenario, on a parameter day. Raises PricingRefused, every error at its
    path."""
    return read_deal({**inputs, "parameters_on": day.isoformat()})


def compute(inputs: Mapping[str, Any], day: date, parameters: ParameterSet) -> Pricing:
    """Compute the inputs of a scenario. Raises PricingRefused with every error at its path."""
    return price(deal_of(inputs, day), parameters)


def compute_scenario(scenario: Scenario, parameters: ParameterSet | None = None) -> Pricing:
    """Compute a scenario as it is saved. Raises PricingRefused."""
    model = scenario.pricing_model
    return compute(scenario.inputs, model.parameters_on, parameters or parameters_for(model))


def try_scenario(scenario: Scenario, parameters: ParameterSet) -> tuple[Pricing | None, PricingRefused | None]:
    """Compute a scenario, or return why it cannot be computed."""
    try:
        return compute_scenario(scenario, parameters), None
    except PricingRefused as refused:
        return None, refused


def headlines(pricing: Pricing | None) -> dict[str, Any]:
    """Return the figures that lists show of a scenario (`Scenario.HEADLINES`); all None where it cannot be computed."""
    if pricing is None:
        return dict.fromkeys(Scenario.HEADLINES)
    quote = quote_of(pricing)
    return {
        "seats": quote.terms.seats,
        "headcount": pricing.headcount,
        "term_months": quote.terms.months,
        "computed_price": quote.computed,
        "unit_value": quote.terms.unit_value,
        "offered_monthly": quote.terms.monthly_value,
        "total_value": quote.terms.total_value,
        "gross_margin": round(pricing.value("gross_margin"), 8),
        "ebitda": round(pricing.value("ebitda"), 8),
        "lowest_year_margin": round(min(pricing.year_margins()), 8),
    }


def priced_or_none(scenario: Scenario, parameters: ParameterSet) -> Pricing | None:
    """Compute a scenario; None where it cannot be computed, for whatever reason."""
    return try_scenario(scenario, parameters)[0]


def set_headlines(scenario: Scenario, pricing: Pricing | None) -> None:
    """Put the figures that lists show on a scenario, unsaved."""
    for name, value in headlines(pricing).items():
        setattr(scenario, name, value)
