"""The section "Proposal" of the opportunity page."""

from __future__ import annotations

from typing import Any

from almacontact.accounts.models import User
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.minutes.fallen import rest_fallen
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.standing import next_act, sending_of, with_sendings
from proposals.rights import may_write


def panel_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section: three queries, one more where the deal got other terms."""
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
    shown = [_shown(one, user, writes) for one in versions]
    return {"opportunity": opportunity, "shown": shown, "ready": ready, "may_write": writes}


def _shown(version: Proposal, user: User, writes: bool) -> dict[str, Any]:
    """A version with how it stands, and what is next where its price still rules."""
    approved, opportunity = version.state == ProposalState.APPROVED, version.alternative.opportunity
    fallen = rest_fallen(version.minutes, user, opportunity=opportunity) if approved else []
    return {
        "proposal": version,
        "badge": {"label": version.get_state_display(), "tone": version.tone},
        "fallen": fallen,
        "sent": sending_of(version),
        "next": next_act(version) if writes and not fallen else None,
    }
