"""What was offered, what was awarded, and what lies between (process row 10; docs/process.md#gates).

Offered are the terms of the last authorised round of the proposal that the client accepts, or those of its acta where
none was negotiated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _

from almacontact.calendar import local_day
from almacontact.web.formats import day as day_words
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.sale import Sale
from pipeline.terms import Terms
from proposals.award.models import Award
from proposals.negotiation.approved_terms import ApprovedTerms, approved_terms
from proposals.negotiation.models import NegotiationRound
from proposals.pricing.change_of_terms import change_of, surroundings_at
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.risk_facts import FiredRule, frozen_rules, rules_in_words
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending


@dataclass(frozen=True, slots=True)
class Offer:
    """The terms that were offered, and the record that holds them.

    `record` is None where nothing was priced here, and they are those of the opportunity.
    """

    terms: Terms
    record: PricingMinutes | NegotiationRound | None = None

    def shortfall(self, awarded: Terms) -> int:
        """Return what awarded terms leave out of the offer, whole COP a month without IVA; never negative."""
        return max(self.terms.monthly_value - awarded.monthly_value, 0)


def standing_award(opportunity: Opportunity) -> Award | None:
    """Return the award of `opportunity` that was not voided, with its document and proposal: one query."""
    found = Award.objects.standing().with_parties().filter(opportunity=opportunity).first()
    if found is not None:
        found.opportunity = opportunity
    return found


def sale_of_award(opportunity: Opportunity) -> Sale | None:
    """Return what the standing award says was sold, and its date; None without one. One query."""
    award = standing_award(opportunity)
    if award is None:
        return None
    return Sale(
        on=award.awarded_on,
        document=award.document.original_name if award.document else str(award),
        url=award.get_absolute_url(),
        reason=_("Award of %(day)s") % {"day": day_words(award.awarded_on)},
        terms=award.terms,
    )


def sent_proposals(opportunity: Opportunity) -> Any:
    """Return the versions of `opportunity` that went to the client and stand, the latest first."""
    sent = ProposalSending.objects.of(opportunity).delivered()
    return Proposal.objects.with_parties().filter(pk__in=sent.values("proposal")).order_by("-approved_at", "-pk")


def first_sent_on(proposal: Proposal) -> date | None:
    """Return the day on which a version first went out, in Bogotá; None where no sending of it stands."""
    moment = proposal.sendings.delivered().order_by("sent_at").first()
    return local_day(moment.sent_at) if moment and moment.sent_at else None


def offer_of(opportunity: Opportunity, proposal: Proposal | None) -> Offer:
    """Return what was offered in `proposal`, after the last round authorised on it; the opportunity's own figures
    without one. At most one query."""
    if proposal is None:
        return Offer(opportunity.terms)
    minutes = proposal.minutes
    last = NegotiationRound.objects.authorised().filter(opportunity=opportunity, minutes=minutes)
    found = last.order_by("-number").first()
    return _offer_in(found or minutes)


def offers_by_proposal(opportunity: Opportunity) -> Mapping[int, Offer]:
    """Return what was offered in each version that went out, the latest first: two queries."""
    proposals = list(sent_proposals(opportunity))
    rounds = {one.minutes_id: one for one in opportunity.rounds.authorised().order_by("number")} if proposals else {}
    return {one.pk: _offer_in(rounds.get(one.minutes_id) or one.minutes) for one in proposals}


def _offer_in(record: PricingMinutes | NegotiationRound) -> Offer:
    return Offer(record.terms, record)


def covering_terms(award: Award) -> tuple[ApprovedTerms | None, list[ApprovedTerms]]:
    """Return the approved terms that `award` rests on, or None, and all that were looked at.

    Only those of the alternative that the client accepted count, where the award says which: the same seats of another
    service are not what was approved. The price must have been current on the day of the award, and what was awarded
    otherwise than it was approved fires no risk rule of its own.
    """
    alternative = award.proposal.alternative_id if award.proposal else None
    candidates = [
        one
        for one in approved_terms(award.opportunity, award.awarded_on)
        if alternative is None or minutes_of(one).pricing_model.alternative_id == alternative
    ]
    return next(
        (one for one in candidates if one.cover(award.terms) and not risk_of_award(award, one)), None
    ), candidates


def risk_of_award(award: Award, approved: ApprovedTerms) -> list[FiredRule]:
    """Return the risk rules that awarded terms fire and the approved ones did not, where they send the offer up.

    What was awarded as it was approved fires none.
    """
    terms = award.terms
    awarded = replace(approved.terms, seats=terms.seats, unit_value=terms.unit_value, months=terms.months)
    if awarded == approved.terms:
        return []
    minutes = minutes_of(approved)
    change = change_of(minutes, approved.terms, awarded, surroundings_at(minutes))
    if not change.goes_up:
        return []
    fired = [one for one in frozen_rules(change.risk) if one["code"] in change.fired]
    return rules_in_words(fired, sees_cost=False)


def minutes_of(terms: ApprovedTerms) -> PricingMinutes:
    """Return the acta behind approved terms: they are its own, or those of a round held against it."""
    record: Any = terms.record
    return cast(PricingMinutes, record if isinstance(record, PricingMinutes) else record.minutes)
