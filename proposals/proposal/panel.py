"""The section "Proposal" of the opportunity page, and what proposals ask of an owner today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from pipeline.duties import Duty
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import OPEN_STAGES
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.standing import next_act, sending_of, unbegun, unsent, with_sendings
from proposals.rights import may_write

MOST = 20
"""Duties of one kind that the day shows."""


def panel_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section: three queries."""
    versions = list(
        with_sendings(Proposal.objects.of(opportunity))
        .select_related("alternative", "minutes")
        .order_by("-alternative__principal", "alternative", "-number")
    )
    for one in versions:
        one.alternative.opportunity = opportunity
    begun = {one.alternative_id for one in versions if one.state != ProposalState.VOID}
    writes = opportunity.is_open and may_write(user, opportunity)
    ready = []
    if writes:
        actas = PricingMinutes.objects.approved().of(opportunity).select_related("pricing_model__alternative")
        ready = [one for one in actas if one.pricing_model.alternative_id not in begun]
    shown = [
        {
            "proposal": one,
            "badge": {"label": one.get_state_display(), "tone": one.tone},
            "sent": sending_of(one),
            "next": next_act(one) if writes else None,
        }
        for one in versions
    ]
    return {"opportunity": opportunity, "shown": shown, "ready": ready, "may_write": writes}


def duties_of(user: User) -> Sequence[Duty]:
    """Return what proposals ask of the owner of open deals: to begin one on an approved acta, to finish a draft, to
    send what is approved. Two queries."""
    if not user.can(Right.WRITE_PROPOSALS):
        return []
    return [*_to_begin(user), *_to_finish(user)]


def _to_begin(user: User) -> list[Duty]:
    actas = (
        unbegun(PricingMinutes.objects.approved())
        .filter(
            pricing_model__alternative__opportunity__owner=user,
            pricing_model__alternative__opportunity__stage__in=OPEN_STAGES,
        )
        .with_parties()
        .order_by("valid_until", "pk")
    )
    return [
        Duty(
            title=_("Write the proposal: %(client)s") % {"client": one.opportunity.client},
            detail=_("%(acta)s is approved and has no proposal.") % {"acta": one.number},
            url=reverse("proposals:proposal_create", args=[one.opportunity.code]),
        )
        for one in actas[:MOST]
    ]


def _to_finish(user: User) -> list[Duty]:
    waiting = (
        unsent(Proposal.objects.filter(state__in=[ProposalState.DRAFT, ProposalState.APPROVED]))
        .filter(alternative__opportunity__owner=user, alternative__opportunity__stage__in=OPEN_STAGES)
        .with_parties()
        .order_by("valid_until", "pk")
    )
    found = []
    for one in waiting[:MOST]:
        words = {"client": one.opportunity.client}
        if one.is_draft:
            title, detail = _("Finish the proposal: %(client)s") % words, _("%(version)s is a draft.")
        else:
            title, detail = _("Send the proposal: %(client)s") % words, _("%(version)s is approved and was not sent.")
        found.append(Duty(title, detail % {"version": one}, one.get_absolute_url(), one.valid_until))
    return found
