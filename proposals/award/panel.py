"""The section "Award" of the opportunity page, and what an award asks of a person today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.web.formats import day as day_words
from pipeline.duties import Duty
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import OPEN_STAGES, SENT_STAGES, Outcome
from proposals.award.models import Award
from proposals.award.tables import state_badge
from proposals.rights import may_write

MOST = 20
"""Awards that the day names."""


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


def duties_of(user: User) -> Sequence[Duty]:
    """Return the awards of a person's opportunities whose win was not closed yet: one query."""
    if not user.can(Right.WRITE_PROPOSALS):
        return []
    waiting = Award.objects.standing().filter(opportunity__owner=user, opportunity__stage__in=OPEN_STAGES)
    return [
        Duty(
            title=_("Awarded, not closed as won: %(client)s") % {"client": one.opportunity.client},
            detail=_("Award of %(day)s · %(code)s") % {"day": day_words(one.awarded_on), "code": one.opportunity.code},
            url=one.get_absolute_url(),
            due_on=one.awarded_on,
        )
        for one in waiting.with_parties()[:MOST]
    ]
