"""Who prices, writes and voids in an offer: questions that more than two rooms ask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand


def proposed_for(user: User) -> Any:
    """Return the opportunities whose proposals `user` may read."""
    if not user.can(Right.VIEW_PROPOSALS):
        return Opportunity.objects.none()
    return Opportunity.objects.visible_to(user)


def may_write(user: User, opportunity: Opportunity) -> bool:
    """Tell whether `user` writes the proposals of `opportunity`: own, or any."""
    scope = user.scope(Right.WRITE_PROPOSALS)
    return scope == Scope.ALL or (scope == Scope.OWN and opportunity.owner_id == user.pk)


def priced_for(user: User) -> Any:
    """Return the opportunities whose pricing `user` may see."""
    if not user.can(Right.VIEW_PRICING):
        return Opportunity.objects.none()
    return Opportunity.objects.visible_to(user)


def may_build(user: User, opportunity: Opportunity) -> bool:
    """Tell whether `user` builds the pricing of `opportunity`: own, their area's part, or any."""
    scope = user.scope(Right.BUILD_PRICING)
    return scope >= Scope.AREA or (scope == Scope.OWN and opportunity.owner_id == user.pk)


def voids_evidence(user: User) -> bool:
    """Tell whether `user` voids what the gates rest on (sendings, awards, clarifications): coordinator and director."""
    return user.scope(Right.WRITE_PROPOSALS) == Scope.ALL


def demand_write(user: User, opportunity: Opportunity) -> None:
    """Refuse when `user` does not write the proposals of `opportunity`: whoever does answers and negotiates."""
    demand(
        may_write(user, opportunity),
        _("Only the owner, a coordinator or a director writes what the client is offered in this opportunity."),
        code="not_your_proposal",
    )
