"""Who changes an opportunity."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand


def demand_edit(user: User, opportunity: Opportunity) -> None:
    """Refuse when `user` may not change `opportunity`."""
    demand(
        opportunity.may_be_edited_by(user),
        _("Only the owner, a coordinator or a director changes this opportunity."),
        code="not_your_opportunity",
    )
