"""The terms that a win may rest on: a current acta inside its volume band, or a round that was authorised.

docs/process.md#gates: equal a current acta, lie inside its volume band, or were approved again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from almacontact.calendar import today
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import Terms
from proposals.negotiation.models import NegotiationRound
from proposals.pricing.minutes.currentness import faults_of
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.parameters import DatedParameter
from proposals.proposal.volume_band import band_of


@dataclass(frozen=True, slots=True)
class ApprovedTerms:
    """Terms with a signature behind them, and which record holds it. Their unit value holds from `fewest` to `most`
    seats, both included."""

    terms: Terms
    record: PricingMinutes | NegotiationRound
    fewest: int
    most: int

    def cover(self, awarded: Terms) -> bool:
        """Tell whether awarded terms rest on these: no fewer COP a seat, the same months, seats inside the band."""
        return (
            awarded.unit_value >= self.terms.unit_value
            and awarded.months == self.terms.months
            and self.fewest <= awarded.seats <= self.most
        )


def approved_terms(opportunity: Opportunity, on: date | None = None) -> list[ApprovedTerms]:
    """Return what an award of `opportunity` may rest on: its current actas, the principal's first, then the authorised
    rounds held against them, the newest first. `on` is the day on which a price must have been valid: that of the
    award, today when not given. One query where nothing is approved, three at most."""
    actas = list(
        PricingMinutes.objects.approved()
        .of(opportunity)
        .with_parties()
        .order_by("-pricing_model__alternative__principal", "-pk")
    )
    if not actas:
        return []
    parameters, day = DatedParameter.objects.all().as_set(), on or today()
    current = {one.pk: one for one in actas if not faults_of(one, day, parameters)}
    found = [_of_acta(one) for one in current.values()]
    rounds = opportunity.rounds.authorised().filter(minutes__in=list(current)).order_by("-number") if current else []
    for one in rounds:
        one.minutes = current[one.minutes_id]
        found.append(_of_round(one))
    return found


def _of_acta(minutes: PricingMinutes) -> ApprovedTerms:
    fewest, most = band_of(minutes)
    return ApprovedTerms(minutes.terms, minutes, fewest, most)


def _of_round(one: NegotiationRound) -> ApprovedTerms:
    """What was authorised in a round is what was offered in it: it has no band of its own."""
    return ApprovedTerms(one.terms, one, fewest=one.seats, most=one.seats)
