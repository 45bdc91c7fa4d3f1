"""The section "Changes of terms" of the opportunity page, and what the pipeline is told of offers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.money import cop
from almacontact.refusals import Blocker
from almacontact.web.formats import number
from pipeline.clients.models import Client
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.settled import terms_settled
from proposals.new_terms.acta_due import acta_due
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.actions import claimed_among, job_key
from proposals.proposal.sending.models import ProposalSending


def was_sent(opportunity: Opportunity) -> bool:
    """Tell whether any version went to the client, voided since or not: it read those terms. One query.

    An e-mail that is leaving, or of which nobody knows whether it left, counts as well: that is a second query.
    """
    written = ProposalSending.objects.of(opportunity).exclude(sent_at=None, email=None)
    found = list(written.only("pk", "sent_at", "voided_at"))
    if any(one.sent_at for one in found):
        return True
    leaving = [job_key(one) for one in found if not one.voided_at]
    return bool(leaving and claimed_among(leaving))


def price_left(opportunity: Opportunity) -> str:
    """Say that the acta of the principal alternative keeps its price whatever the figures of the deal are; '' where
    none is approved. One query."""
    actas = PricingMinutes.objects.approved().of(opportunity).filter(pricing_model__alternative__principal=True)
    acta = actas.first()
    if acta is None or acta.seats is None or acta.unit_value is None:
        return ""
    words = _(
        "%(acta)s approved %(seats)s seats × %(value)s × %(months)s months, and the offer goes out with that. Other "
        "figures need a new acta."
    )
    return words % {
        "acta": acta.number,
        "seats": number(acta.seats),
        "value": cop(acta.unit_value),
        "months": acta.term_months,
    }


def stands_for_client(client: Client) -> bool:
    """Tell whether a price or a proposal for `client` was signed, or one went out. Two queries."""
    signed = PricingMinutes.objects.filter(
        pricing_model__alternative__opportunity__client=client,
        state__in=[MinutesState.APPROVED, MinutesState.SUPERSEDED],
    )
    offered = Proposal.objects.filter(alternative__opportunity__client=client)
    return signed.exists() or offered.filter(Q(pk__in=offered.signed()) | Q(sendings__sent_at__isnull=False)).exists()


def change_url(opportunity: Opportunity) -> str:
    """Return the form that changes the terms of a deal."""
    return reverse("proposals:terms_change_create", args=[opportunity.code])


def terms_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return what the section shows: the changes, and the way to ask for one."""
    changes = list(opportunity.terms_changes.select_related("client", "created_by"))
    for one in changes:
        one.opportunity = opportunity
    may = opportunity.is_open and opportunity.may_be_edited_by(user) and terms_settled(opportunity)
    return {"changes": changes, "change_url": change_url(opportunity) if may else ""}


def acta_notice(opportunity: Opportunity, user: User) -> list[Blocker]:
    """Return that a new acta is due, for the head of the opportunity page; the link is for who may see the pricing."""
    if not user.can(Right.VIEW_PRICING):
        return []
    due = acta_due(opportunity)
    return [due] if due else []
