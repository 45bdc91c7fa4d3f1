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
from proposals.negotiation.concessions import Concession, Escalation, Judgement, Offered, judge
from proposals.negotiation.models import NegotiationRound
from proposals.pricing.engine.inputs import CLAUSE_LABELS, Clause
from proposals.pricing.minutes.content import rate_words
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.rules import sent_proposal

TERM_FIELDS = ("seats", "unit_value", "term_months", "payment_days", "clause")
"""The terms of a round that are held against the acta."""

CONCESSION_LABELS: Mapping[Concession, Words] = {
    Concession.PRICE: gettext_lazy("Unit value below the approved one"),
    Concession.PAYMENT: gettext_lazy("Longer payment"),
    Concession.TERM: gettext_lazy("Another term"),
    Concession.CLAUSE: gettext_lazy("Weaker indexation"),
    Concession.SEATS: gettext_lazy("Seats outside the volume band"),
}

ESCALATION_WORDS: Mapping[Escalation, str] = {
    Escalation.DISCOUNT: gettext_noop("The unit value falls more than 5 % below the approved one."),
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


def offered_in(one: NegotiationRound) -> Offered:
    """Return the terms that a round offers."""
    return Offered(
        seats=one.seats,
        unit_value=one.unit_value,
        term_months=one.term_months,
        payment_days=one.payment_days,
        clause=Clause(one.clause),
    )


def judge_round(one: NegotiationRound) -> Judgement:
    """Hold what a round offers against its acta. Raises PricingRefused."""
    return judge(one.minutes, offered_in(one))


def conceded_in(one: NegotiationRound) -> list[Conceded]:
    """Return the concessions that a round keeps, in words."""
    approved = one.figures.get("approved", {})
    return [_conceded(Concession(code), approved, one) for code in one.concessions]


def _conceded(code: Concession, approved: Mapping[str, Any], one: NegotiationRound) -> Conceded:
    label = CONCESSION_LABELS[code]
    if code is Concession.PRICE:
        return Conceded(label, cop(approved["unit_value"]), cop(one.unit_value))
    if code is Concession.PAYMENT:
        return Conceded(label, days_words(approved["payment_days"]), days_words(one.payment_days))
    if code is Concession.TERM:
        return Conceded(label, months_words(approved["term_months"]), months_words(one.term_months))
    if code is Concession.CLAUSE:
        return Conceded(label, clause_words(approved["clause"]), clause_words(one.clause))
    return Conceded(label, number(approved["seats"]), number(one.seats))


def days_words(days: int) -> str:
    """Return days of payment in words."""
    return _("%(value)s days") % {"value": number(days)}


def months_words(months: int) -> str:
    """Return months of a contract in words."""
    return _("%(value)s months") % {"value": number(months)}


def clause_words(clause: str) -> str:
    """Return an indexation in words."""
    return str(CLAUSE_LABELS[Clause(clause)])


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


def escalations_of(one: NegotiationRound) -> tuple[Escalation, ...]:
    """Return why Dirección General signs a round too."""
    return tuple(Escalation(code) for code in one.figures.get("escalations", ()))
