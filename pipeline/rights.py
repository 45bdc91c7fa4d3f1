"""Refusals for want of a right, said the same way everywhere."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Blocker, NotAllowed, Words


def demand(allowed: bool, message: Words, code: str = "no_right") -> None:
    """Raise `NotAllowed` with `message` unless `allowed`."""
    if not allowed:
        raise NotAllowed(Blocker(code=code, message=message))


def demand_right(user: User, right: Right) -> None:
    """Refuse when `user` does not hold `right` in any scope."""
    demand(user.can(right), _("Your role does not include this. Ask somebody whose role does."))
