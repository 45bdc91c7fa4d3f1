"""What a round of negotiation starts from, and how what it gives away is said to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from almacontact.approvals.registry import Reason
from almacontact.money import cop
from almacontact.refusals import Words
from almacontact.web.formats import number
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import CLAUSE_LABELS, Clause, Terms
from proposals.negotiation.concessions import Concession, Escalation, Judgement, judge
from proposals.negotiation.models import NegotiationRound, terms_from
from proposals.pricing.change_of_terms import surroundings_at
from proposals.pricing.minutes.content import rate_words
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.risk_facts import risk_reasons
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.rules import sent_proposal

CONCESSION_LABELS: Mapping[Concession, Words] = {
    Concession.PRICE: gettext_lazy("Unit value below the approved one"),
    Concession.PAYMENT: gettext_lazy("Longer payment"),
    Concession.TERM: gettext_lazy("Another term"),
    Concession.CLAUSE: gettext_lazy("Weaker indexation"),
    Concession.SEATS: gettext_lazy("Seats outside the volume band"),
}

ESCALATION_WORDS: Mapping[Escalation, str] = {
    Escalation.DISCOUNT: gettext_noop("The unit value falls more than 5 % below the approved one."),
    Escalation.RISK: gettext_noop("With these terms the offer is of high risk or high impact."),
    Escalation.EBITDA: gettext_noop("EBITDA falls below 8 %."),
    Escalation.FLOOR: gettext_noop("The unit value is below the floor: the operation loses money."),
    Escalation.YEAR: gettext_noop("A contract year has a negative margin."),
    Escalation.MARGIN_AND_TERM: gettext_noop("Margin and payment term are given away together."),
    Escalation.HIGH_RISK: gettext_noop("The acta is of high risk or high impact."),
}
"""Why Dirección General signs too, in English: kept on the step, translated when shown."""


@dataclass(frozen=True)
class Basis:
    """What an offer is held against: the acta, and the proposal the client has, where one was sent."""

    minutes: PricingMinutes
    proposal: Proposal | None


@dataclass(frozen=True)
class Conceded:
    """One concession in words: what it is, what was approved, what is offered."""

    label: Words
    approved: str
    offered: str


def basis_of(opportunity: Opportunity) -> Basis | None:
    """Return what a new round starts from: the approved acta of the alternative that the client has, else of the
    principal; None where neither has one."""
    proposal = sent_proposal(opportunity)
    approved = PricingMinutes.objects.approved().of(opportunity).with_parties()
    own = approved.filter(pricing_model__alternative=proposal.alternative_id) if proposal else approved.none()
    minutes = own.first() or approved.filter(pricing_model__alternative__principal=True).first()
    if minutes is None:
        return None
    same = proposal is not None and proposal.alternative_id == minutes.pricing_model.alternative_id
    return Basis(minutes, proposal if same else None)


def judge_round(one: NegotiationRound) -> Judgement:
    """Hold what a round offers against its acta. Raises PricingRefused."""
    return judge(one.minutes, one.terms, surroundings_at(one.minutes))


def conceded_in(one: NegotiationRound) -> list[Conceded]:
    """Return the concessions that a round keeps, in words."""
    if not one.concessions:
        return []
    approved, offered = _term_words(terms_from(one.figures["approved"])), _term_words(one.terms)
    codes = [Concession(code) for code in one.concessions]
    return [Conceded(CONCESSION_LABELS[code], approved[code], offered[code]) for code in codes]


def _term_words(terms: Terms) -> dict[Concession, str]:
    """Each term that may be conceded, in words with its unit."""
    return {
        Concession.PRICE: cop(terms.unit_value),
        Concession.PAYMENT: days_words(terms.payment_days),
        Concession.TERM: months_words(terms.months),
        Concession.CLAUSE: clause_words(terms.indexation),
        Concession.SEATS: number(terms.seats),
    }


def days_words(days: int | None) -> str:
    """Return days of payment in words."""
    return _("%(value)s days") % {"value": number(days)}


def months_words(months: int) -> str:
    """Return months of a contract in words."""
    return _("%(value)s months") % {"value": number(months)}


def clause_words(clause: str | None) -> str:
    """Return an indexation in words."""
    return str(CLAUSE_LABELS[Clause(clause)]) if clause else "–"


def percent_words(rate: str) -> str:
    """Return a kept rate in points: `14,49 %`."""
    return rate_words(Decimal(rate))


def margin_words(figures: Mapping[str, Any]) -> dict[str, str]:
    """Return what an offer leaves, kept as text, in words for people who may see the margin."""
    years = [Decimal(one) for one in figures["years"]]
    return {
        "ebitda": percent_words(figures["ebitda"]),
        "margin": percent_words(figures["margin"]),
        "gross_margin": percent_words(figures["gross_margin"]),
        "lowest": rate_words(min(years)),
        "floor": cop(figures["floor"]),
    }


def reasons_of(one: NegotiationRound) -> tuple[Reason, ...]:
    """Return why a round is signed: what is given away and what it leaves. Whoever signs sees the margin."""
    reasons = [
        Reason(
            gettext_noop("%(label)s: %(offered)s in place of %(approved)s."),
            {"label": str(given.label), "offered": given.offered, "approved": given.approved},
        )
        for given in conceded_in(one)
    ]
    reasons.append(
        Reason(
            gettext_noop(
                "It leaves EBITDA %(ebitda)s and margin %(margin)s, worst contract year %(lowest)s; floor %(floor)s."
            ),
            margin_words(one.figures["offered"]),
        )
    )
    return tuple(reasons)


def risk_of(one: NegotiationRound, *, sees_cost: bool = True) -> tuple[Reason, ...]:
    """Return which risk rules the terms of a round fire, and which could not be asked."""
    return risk_reasons(one.figures.get("fired", []), one.figures.get("unknown", []), sees_cost=sees_cost)


def escalations_of(one: NegotiationRound) -> tuple[Escalation, ...]:
    """Return why Dirección General signs a round too."""
    return tuple(Escalation(code) for code in one.figures.get("escalations", ()))
