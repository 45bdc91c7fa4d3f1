"""Which clients stand, with their NIT, for something that was sold, signed or sent.

What that is, rooms and apps after this one know: they register when they start.
"""

from __future__ import annotations

from collections.abc import Callable

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from pipeline.clients.models import Client

_askers: list[Callable[[Client], bool]] = []


def register(*askers: Callable[[Client], bool]) -> None:
    """Add what tells whether a client stands for something; asked once all apps have started."""
    _askers.extend(one for one in askers if one not in _askers)


def is_named(client: Client) -> bool:
    """Tell whether something was sold to `client`, or an offer to it signed or sent: a few queries.

    Who decides by it holds the client and its opportunities.
    """
    return any(ask(client) for ask in _askers)


def may_rewrite_nit(client: Client, user: User) -> bool:
    """Tell whether `user` may give the client another NIT: where it stands for something, who may merge clients."""
    return user.can(Right.BULK_EDIT) or not is_named(client)
