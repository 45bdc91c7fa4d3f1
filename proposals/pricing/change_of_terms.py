"""A change of terms, by whatever record (round, award): what both sides leave, and which risk rules the new ones fire.

The acta fixes what a seat costs: its frozen deal and parameters are computed again with the other term, payment and
indexation, and the cost of the deal follows the seats.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from pipeline.terms import Terms
from proposals.pricing.engine.inputs import Deal
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.engine.price import Pricing, price
from proposals.pricing.engine.risk import Assessment, Facts, facts_at, is_round_the_clock
from proposals.pricing.engine.snapshot import read_deal, read_parameters
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.risk_facts import Surroundings, surroundings_of


@dataclass(frozen=True, slots=True)
class Result:
    """What some terms leave us. Rates are fractions of the price; `floor` is the least unit value, in whole COP, whose
    EBITDA is not negative; `years` are the margins of the contract years under the indexation of the terms."""

    floor: int
    margin: Decimal
    ebitda: Decimal
    gross_margin: Decimal
    financing: Decimal
    years: tuple[Decimal, ...]
    round_the_clock: bool

    @property
    def lowest_year(self) -> Decimal:
        """The margin of the worst contract year."""
        return min(self.years)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain JSON values: rates as text with eight decimals."""
        rates = {name: _text(getattr(self, name)) for name in ("margin", "ebitda", "gross_margin")}
        return {"floor": self.floor, **rates, "years": [_text(one) for one in self.years]}


@dataclass(frozen=True, slots=True)
class Change:
    """Terms beside those that were approved: what both leave, and how risk judges both at this moment."""

    approved: Terms
    offered: Terms
    before: Result
    after: Result
    risk_before: Assessment
    risk: Assessment

    @property
    def fired(self) -> tuple[str, ...]:
        """The codes of the rules that the new terms fire and the approved ones do not."""
        return tuple(code for code in self.risk.codes if code not in self.risk_before.codes)

    @property
    def goes_up(self) -> bool:
        """Whether the change itself asks for Dirección General: it fires a rule, and the offer is of high risk."""
        return self.risk.high_risk and bool(self.fired)


def surroundings_at(minutes: PricingMinutes) -> Surroundings:
    """Read what a change of the terms of an acta is judged by now: its own unit value is the approved one."""
    return surroundings_of(minutes.pricing_model, approved=minutes.unit_value)


def change_of(minutes: PricingMinutes, approved: Terms, offered: Terms, surroundings: Surroundings) -> Change:
    """Judge other terms of an approved acta. `approved` are those they start from: its own, or those of a round.

    Seats and unit value are positive. Raises PricingRefused where the terms are outside what can be priced.
    """
    deal = read_deal(minutes.frozen["deal"])
    parameters = ParameterSet(read_parameters(minutes.frozen["parameters"]))
    before, after = _result(deal, parameters, approved), _result(deal, parameters, offered)
    return Change(
        approved,
        offered,
        before,
        after,
        surroundings.judge(approved, _facts(deal, before, approved)),
        surroundings.judge(offered, _facts(deal, after, offered)),
    )


def _facts(deal: Deal, left: Result, terms: Terms) -> Facts:
    """What the rules ask of terms and of what they leave; what terms do not say is that of the acta."""
    said = _with_terms(deal, terms).terms
    return facts_at(
        total_value=terms.total_value,
        seats=terms.seats,
        months=terms.months,
        payment_days=said.payment_days,
        clause=said.clause,
        ebitda=left.ebitda,
        gross_margin=left.gross_margin,
        lowest_year=left.lowest_year,
        round_the_clock=left.round_the_clock,
    )


def _result(deal: Deal, parameters: ParameterSet, offered: Terms) -> Result:
    """What terms leave. Margin, EBITDA and the years are those of the engine at another price: the cost and the
    deductions of each year stay, so 1 − deductions − m moves as the inverse of the price."""
    pricing = price(_with_terms(deal, offered), parameters)
    scale = Decimal(offered.seats) / pricing.seats
    paid = Decimal(offered.monthly_value)
    deductions, taken = pricing.value("deductions"), pricing.value("taxes_and_bonds")
    ratio = pricing.value("price") * scale / paid
    cost = pricing.value("cost_base") * scale / paid
    return Result(
        floor=_floor(pricing),
        margin=1 - cost - deductions,
        ebitda=1 - cost - taken,
        gross_margin=1 - pricing.value("direct_cost") * scale / paid,
        financing=pricing.value("financing"),
        years=tuple(1 - deductions - (1 - deductions - one) * ratio for one in pricing.year_margins()),
        round_the_clock=is_round_the_clock(pricing),
    )


def _floor(pricing: Pricing) -> int:
    return int((pricing.value("price_floor") / pricing.seats).to_integral_value(ROUND_CEILING))


def _with_terms(deal: Deal, offered: Terms) -> Deal:
    """The deal with the offered term, payment and indexation. The margin is what the offer leaves, so none is asked:
    the engine then refuses no payment term for want of room."""
    terms = replace(
        deal.terms,
        margin=Decimal(0),
        term_months=offered.months,
        payment_days=deal.terms.payment_days if offered.payment_days is None else Decimal(offered.payment_days),
        clause=offered.indexation or deal.terms.clause,
    )
    return replace(deal, terms=terms)


def _text(value: Decimal) -> str:
    return f"{round(value, 8):f}"
