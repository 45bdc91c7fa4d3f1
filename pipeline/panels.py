"""The sections of the opportunity page. Later phases add theirs when their app starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Words
from pipeline.models import Opportunity


@dataclass(frozen=True)
class Panel:
    """One section: loaded when it comes into view, with at most four queries of its own."""

    key: str
    title: Words
    template: str
    context: Callable[[Opportunity, User], dict[str, Any]]
    right: Right = Right.VIEW_OPPORTUNITIES
    order: int = 50


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a section, or replace the one of the same key."""
    _panels[panel.key] = panel


def for_user(user: User) -> list[Panel]:
    """Return the sections `user` may read, in the order of the process."""
    return sorted((one for one in _panels.values() if user.can(one.right)), key=lambda one: one.order)


def get(key: str, user: User) -> Panel | None:
    """Return one section if it exists and `user` may read it."""
    panel = _panels.get(key)
    return panel if panel and user.can(panel.right) else None
