"""Refusals for want of a right, said the same way everywhere."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Blocker, NotAllowed, Words
from pipeline.models.opportunities import Opportunity


def demand(allowed: bool, message: Words, code: str = "no_right") -> None:
    """Raise `NotAllowed` with `message` unless `allowed`."""
    if not allowed:
        raise NotAllowed(Blocker(code=code, message=message))


def demand_right(user: User, right: Right) -> None:
    """Refuse when `user` does not hold `right` in any scope."""
    demand(user.can(right), _("Your role does not include this. Ask somebody whose role does."))


def demand_edit(user: User, opportunity: Opportunity) -> None:
    """Refuse when `user` may not change `opportunity`."""
    demand(
        opportunity.may_be_edited_by(user),
        _("Only the owner, a coordinator or a director changes this opportunity."),
        code="not_your_opportunity",
    )
