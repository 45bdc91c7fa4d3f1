"""The section "Clarifications" of the opportunity page."""

from __future__ import annotations

from typing import Any

from almacontact.accounts.models import User
from almacontact.calendar import today
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.clarifications.chain import standing_of
from proposals.clarifications.tables import countdown
from proposals.rights import may_write


def clarifications_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section: one query."""
    found = list(opportunity.clarifications.select_related("resolved_by"))
    day = today()
    for one in found:
        one.opportunity = opportunity
    waits = opportunity.is_open
    return {
        "opportunity": opportunity,
        "shown": [
            (one, standing_of(one, day), countdown(one) if waits and not one.sent_on and one.is_standing else "")
            for one in found
        ],
        "may_log": waits and may_write(user, opportunity),
        "to_send": any(one.answer and not one.sent_on and one.is_standing for one in found),
    }
