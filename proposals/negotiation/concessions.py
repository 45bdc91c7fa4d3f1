"""What an offer in a negotiation gives away: held against the acta it starts from, with the engine of the price.

Nothing is stored here: `actions` keeps what `judge` finds on the round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pipeline.terms import Clause, Terms
from proposals.negotiation.models import values_of
from proposals.pricing.change_of_terms import Change, Result, change_of
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.risk_facts import Surroundings, frozen_rules, frozen_unknown
from proposals.proposal.volume_band import band_of

DISCOUNT_LIMIT = Decimal("0.05")
"""A price further below the approved one than this share goes to Dirección General (docs/pricing.md#concessions)."""

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
    FLOOR = "floor"
    MARGIN_AND_TERM = "margin_and_term"
    RISK = "risk"
    HIGH_RISK = "high_risk"
    # Found in rounds that were judged before the risk rules were asked of them.
    EBITDA = "ebitda"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Judgement:
    """An offer held against its acta: what both leave, how risk judges it, what is conceded, and what sends it to
    Dirección General."""

    change: Change
    concessions: tuple[Concession, ...]
    escalations: tuple[Escalation, ...]

    def figures(self) -> dict[str, Any]:
        """Return what the round keeps of it."""
        change = self.change
        return {
            "approved": {**values_of(change.approved), **change.before.as_data()},
            "offered": change.after.as_data(),
            "escalations": [str(one) for one in self.escalations],
            "fired": frozen_rules(change.risk),
            "unknown": frozen_unknown(change.risk),
            "high_risk": change.risk.high_risk,
        }


def judge(minutes: PricingMinutes, offered: Terms, surroundings: Surroundings) -> Judgement:
    """Hold an offer against an approved acta. Raises PricingRefused where the terms are outside what can be priced.

    Seats and unit value are positive: the action refuses others before.
    """
    change = change_of(minutes, minutes.terms, offered, surroundings)
    concessions = _concessions(minutes, change.approved, offered)
    return Judgement(change, concessions, _escalations(minutes, change, concessions))


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
    minutes: PricingMinutes, change: Change, concessions: tuple[Concession, ...]
) -> tuple[Escalation, ...]:
    """Why it goes up: what is given away weighs, or the change fires a risk rule, whatever it gives away."""
    approved, offered, after = change.approved, change.offered, change.after
    least = approved.unit_value * (1 - DISCOUNT_LIMIT)
    risk = change.goes_up or (bool(concessions) and change.risk.high_risk)
    if not concessions:
        return (Escalation.RISK,) if risk else ()
    found = {
        Escalation.DISCOUNT: offered.unit_value < least,
        Escalation.FLOOR: offered.unit_value < after.floor,
        Escalation.MARGIN_AND_TERM: Concession.PAYMENT in concessions and _margin_given(change.before, after),
        Escalation.RISK: risk,
        Escalation.HIGH_RISK: minutes.high_risk and not risk,
    }
    return tuple(one for one, holds in found.items() if holds)


def _margin_given(before: Result, after: Result) -> bool:
    """Tell whether a contract year leaves less than what was approved. What the longer payment itself costs is given
    back first, so that only what else was conceded is seen."""
    back = after.financing - before.financing
    left = [one + back for one in after.years]
    pairs = [*zip(left, before.years, strict=False), (min(left), before.lowest_year)]
    return any(now < then - _EQUAL for now, then in pairs)
