"""The section "Proposal" of the opportunity page."""

from __future__ import annotations

from typing import Any

from almacontact.accounts.models import User
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.standing import next_act, sending_of, with_sendings
from proposals.rights import may_write


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
