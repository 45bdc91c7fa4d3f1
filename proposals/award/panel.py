"""The section "Award" of the opportunity page."""

from __future__ import annotations

from typing import Any

from almacontact.accounts.models import User
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import SENT_STAGES, Outcome
from proposals.award.models import Award
from proposals.award.tables import state_badge
from proposals.rights import may_write


def panel_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section: one query."""
    awards = list(Award.objects.with_parties().select_related("voided_by").filter(opportunity=opportunity))
    for one in awards:
        one.opportunity = opportunity
    stands = any(one.is_standing for one in awards)
    open_to_it = opportunity.stage in SENT_STAGES or opportunity.outcome == Outcome.WON
    return {
        "opportunity": opportunity,
        "awards": [(one, state_badge(one)) for one in awards],
        "may_record": not stands and open_to_it and may_write(user, opportunity),
    }
