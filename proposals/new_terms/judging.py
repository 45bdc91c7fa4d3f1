"""Whether new terms of a deal stay inside what was approved, and what they start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_noop

from pipeline.clients.models import Client
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import Terms
from proposals.errors import PricingRefused
from proposals.negotiation.approved_terms import ApprovedTerms, approved_terms
from proposals.negotiation.concessions import STRENGTH
from proposals.negotiation.rounds import basis_of
from proposals.new_terms.models import TermsChange
from proposals.pricing.change_of_terms import change_of, surroundings_at
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.risk_facts import frozen_rules


class Leaves(StrEnum):
    """In what new terms leave what was approved."""

    CLIENT = "client"
    SEATS = "seats"
    UNIT_VALUE = "unit_value"
    MONTHS = "months"
    PAYMENT = "payment"
    PAYMENT_UNKNOWN = "payment_unknown"
    INDEXATION = "indexation"
    INDEXATION_UNKNOWN = "indexation_unknown"
    RISK = "risk"
    NOTHING_APPROVED = "nothing_approved"


LEAVES_WORDS: Mapping[str, str] = {
    Leaves.CLIENT: gettext_noop("The offer was approved for another client."),
    Leaves.SEATS: gettext_noop("The seats leave the volume band of what was approved."),
    Leaves.UNIT_VALUE: gettext_noop("The unit value falls below the approved one."),
    Leaves.MONTHS: gettext_noop("The contract has another term than what was approved."),
    Leaves.PAYMENT: gettext_noop("The client pays later than what was approved."),
    Leaves.PAYMENT_UNKNOWN: gettext_noop("Payment term unknown: it may be longer than what was approved."),
    Leaves.INDEXATION: gettext_noop("The indexation is weaker than what was approved."),
    Leaves.INDEXATION_UNKNOWN: gettext_noop("Indexation unknown: it may be weaker than what was approved."),
    Leaves.RISK: gettext_noop("With these terms the offer is of high risk or high impact."),
    Leaves.NOTHING_APPROVED: gettext_noop("No approved price is in force that these terms could rest on."),
}
"""Why the Director signs, in English: kept on the step, translated when shown."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """In what new terms leave what was approved (nothing: they stay inside), and the risk rules that they fire."""

    leaves: tuple[Leaves, ...]
    fired: tuple[Mapping[str, Any], ...] = ()


def terms_of(opportunity: Opportunity) -> Terms:
    """Return the terms of a deal as they stand: its own figures, with payment and indexation as they were last agreed:
    in a change in force, an authorised round or the acta of the offer. What nobody wrote down is None."""
    own = opportunity.terms
    agreed = _agreed(opportunity)
    payment, clause = (agreed.payment_days, agreed.indexation) if agreed else (None, None)
    return Terms(own.seats, own.unit_value, own.months, payment_days=payment, indexation=clause)


def _agreed(opportunity: Opportunity) -> Terms | None:
    change = TermsChange.objects.applied().filter(opportunity=opportunity).order_by("-number").first()
    last_round = opportunity.rounds.authorised().order_by("-number").first()
    found = [(change.applied_at, change.terms)] if change and change.applied_at else []
    if last_round is not None and last_round.authorised_at:
        found.append((last_round.authorised_at, last_round.terms))
    basis = basis_of(opportunity)
    if basis is not None and basis.minutes.approved_at:
        found.append((basis.minutes.approved_at, basis.minutes.terms))
    return max(found, key=lambda one: one[0])[1] if found else None


def judge(opportunity: Opportunity, client: Client, terms: Terms) -> Judgement:
    """Hold new terms against what is approved and current: inside any of it, they need no further signature.

    Where they leave it, what they leave of the first (the principal's acta) is told.
    """
    other_client = (Leaves.CLIENT,) if client.pk != opportunity.client_id else ()
    approved = approved_terms(opportunity)
    if not approved:
        return Judgement((*other_client, Leaves.NOTHING_APPROVED))
    judged = [_beside(one, terms) for one in approved]
    best = next((one for one in judged if not one.leaves), judged[0])
    return Judgement((*other_client, *best.leaves), best.fired)


def _beside(approved: ApprovedTerms, terms: Terms) -> Judgement:
    own = approved.terms
    found = {
        Leaves.SEATS: not approved.fewest <= terms.seats <= approved.most,
        Leaves.UNIT_VALUE: terms.unit_value < own.unit_value,
        Leaves.MONTHS: terms.months != own.months,
        Leaves.PAYMENT: _later(terms.payment_days, own.payment_days),
        Leaves.PAYMENT_UNKNOWN: terms.payment_days is None and own.payment_days is not None,
        Leaves.INDEXATION: _weaker(terms, own),
        Leaves.INDEXATION_UNKNOWN: terms.indexation is None and own.indexation is not None,
    }
    fired = _fired(approved, terms)
    found[Leaves.RISK] = bool(fired)
    return Judgement(tuple(one for one, holds in found.items() if holds), tuple(fired))


def _fired(approved: ApprovedTerms, terms: Terms) -> Sequence[Mapping[str, Any]]:
    """The risk rules that new terms fire and the approved ones do not, where they make the offer one of high risk."""
    record: Any = approved.record
    minutes = record if isinstance(record, PricingMinutes) else record.minutes
    if terms.seats < 1 or terms.unit_value < 1:
        return ()
    try:
        change = change_of(minutes, approved.terms, terms, surroundings_at(minutes))
    except PricingRefused:  # outside what can be priced: the new acta will say so, the Director signs the change alone
        return ()
    return [one for one in frozen_rules(change.risk) if one["code"] in change.fired] if change.goes_up else ()


def _later(given: int | None, approved: int | None) -> bool:
    """Whether the client pays later than what was approved. Days that nobody writes down are not later: unknown."""
    return given is not None and approved is not None and given > approved


def _weaker(given: Terms, approved: Terms) -> bool:
    """Whether the price follows costs less than what was approved. A clause nobody names is unknown, not weaker."""
    if approved.indexation is None or given.indexation is None:
        return False
    return STRENGTH[given.indexation] < STRENGTH[approved.indexation]
