"""What an offer in a negotiation gives away: held against the acta it starts from, with the engine of the price.

The acta fixes what a seat costs: its frozen deal and parameters are computed again with the offered term, payment and
indexation, and the cost of the deal follows the seats. Nothing is stored here: `negotiation.actions` keeps what `judge`
finds on the round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Any

from pipeline.terms import Clause, Terms
from proposals.negotiation.models import values_of
from proposals.pricing.engine.inputs import Deal
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.engine.price import Pricing, price
from proposals.pricing.engine.snapshot import read_deal, read_parameters
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.volume_band import band_of

DISCOUNT_LIMIT = Decimal("0.05")
"""A price further below the approved one than this share goes to Dirección General (docs/pricing.md#concessions)."""

EBITDA_LIMIT = Decimal("0.08")
"""An EBITDA below this share of the price goes to Dirección General (docs/pricing.md#concessions)."""

STRENGTH: Mapping[Clause, int] = {Clause.NONE: 0, Clause.IPC: 1, Clause.MIXED: 2, Clause.SMMLV: 3}
"""How much of the growth of our cost each indexation gives back to us: more is better for us."""

_EQUAL = Decimal("0.000000001")
"""Margins closer than this are the same: what differs is the rounding of the computation."""


class Concession(StrEnum):
    """A term of the offer that goes beyond what was approved."""

    PRICE = "price"
    PAYMENT = "payment"
    TERM = "term"
    CLAUSE = "clause"
    SEATS = "seats"


class Escalation(StrEnum):
    """Why a concession goes to Dirección General too."""

    DISCOUNT = "discount"
    EBITDA = "ebitda"
    FLOOR = "floor"
    YEAR = "year"
    MARGIN_AND_TERM = "margin_and_term"
    HIGH_RISK = "high_risk"


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

    @property
    def lowest_year(self) -> Decimal:
        """The margin of the worst contract year."""
        return min(self.years)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain JSON values: rates as text with eight decimals."""
        rates = {name: _text(getattr(self, name)) for name in ("margin", "ebitda", "gross_margin")}
        return {"floor": self.floor, **rates, "years": [_text(one) for one in self.years]}


@dataclass(frozen=True, slots=True)
class Judgement:
    """An offer held against its acta: what both leave, what is conceded, and what sends it to Dirección General."""

    approved: Terms
    approved_result: Result
    result: Result
    concessions: tuple[Concession, ...]
    escalations: tuple[Escalation, ...]

    def figures(self) -> dict[str, Any]:
        """Return what the round keeps of it."""
        return {
            "approved": {**values_of(self.approved), **self.approved_result.as_data()},
            "offered": self.result.as_data(),
            "escalations": [str(one) for one in self.escalations],
        }


def judge(minutes: PricingMinutes, offered: Terms) -> Judgement:
    """Hold an offer against an approved acta. Raises PricingRefused where the terms are outside what can be priced.

    Seats and unit value are positive: the action refuses others before.
    """
    deal = read_deal(minutes.frozen["deal"])
    parameters = ParameterSet(read_parameters(minutes.frozen["parameters"]))
    approved = minutes.terms
    before = _result(deal, parameters, approved)
    after = _result(deal, parameters, offered)
    concessions = _concessions(minutes, approved, offered)
    escalations = _escalations(minutes, approved, offered, before, after, concessions) if concessions else ()
    return Judgement(approved, before, after, concessions, escalations)


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


def _concessions(minutes: PricingMinutes, approved: Terms, offered: Terms) -> tuple[Concession, ...]:
    fewest, most = band_of(minutes)
    given = {
        Concession.PRICE: offered.unit_value < approved.unit_value,
        Concession.PAYMENT: _beyond(offered.payment_days, approved.payment_days),
        Concession.TERM: offered.months != approved.months,
        Concession.CLAUSE: _beyond(_strength(approved), _strength(offered)),
        Concession.SEATS: not fewest <= offered.seats <= most,
    }
    return tuple(one for one, holds in given.items() if holds)


def _beyond(given: int | None, limit: int | None) -> bool:
    """Tell whether more is given than the limit; what a side does not say gives nothing away."""
    return given is not None and limit is not None and given > limit


def _strength(terms: Terms) -> int | None:
    return None if terms.indexation is None else STRENGTH[terms.indexation]


def _escalations(
    minutes: PricingMinutes,
    approved: Terms,
    offered: Terms,
    before: Result,
    after: Result,
    concessions: tuple[Concession, ...],
) -> tuple[Escalation, ...]:
    least = approved.unit_value * (1 - DISCOUNT_LIMIT)
    found = {
        Escalation.DISCOUNT: offered.unit_value < least,
        Escalation.EBITDA: after.ebitda < EBITDA_LIMIT,
        Escalation.FLOOR: offered.unit_value < after.floor,
        Escalation.YEAR: after.lowest_year < 0,
        Escalation.MARGIN_AND_TERM: Concession.PAYMENT in concessions and _margin_given(before, after),
        Escalation.HIGH_RISK: minutes.high_risk,
    }
    return tuple(one for one, holds in found.items() if holds)


def _margin_given(before: Result, after: Result) -> bool:
    """Tell whether a contract year leaves less than what was approved. What the longer payment itself costs is given
    back first, so that only what else was conceded is seen."""
    back = after.financing - before.financing
    left = [one + back for one in after.years]
    pairs = [*zip(left, before.years, strict=False), (min(left), before.lowest_year)]
    return any(now < then - _EQUAL for now, then in pairs)


def _text(value: Decimal) -> str:
    return f"{round(value, 8):f}"
