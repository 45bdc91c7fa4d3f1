"""What other parts of the system put on a person's day: duties, and sections of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Words


@dataclass(frozen=True)
class Duty:
    """Something another part of the system asks of a person: to sign, to answer, to review."""

    title: Words
    detail: Words
    url: str
    due_on: date | None = None


@dataclass(frozen=True)
class Section:
    """A part of the day that another app supplies: a template that reads `data`, for those who hold `right`."""

    template: str
    data: Callable[[User], dict[str, Any]]
    right: Right


_sections: list[Section] = []


def register_section(section: Section) -> None:
    """Add a part of the day; called when the app that owns it starts."""
    _sections.append(section)


def sections(user: User) -> list[tuple[str, dict[str, Any]]]:
    """Return the template and the data of each part that concerns `user`."""
    return [(one.template, one.data(user)) for one in _sections if user.can(one.right)]


_duties: list[Callable[[User], Sequence[Duty]]] = []


def register_duties(source: Callable[[User], Sequence[Duty]]) -> None:
    """Add a source of duties; called when the app that owns them starts."""
    _duties.append(source)


def duties(user: User) -> list[Duty]:
    """Return what waits for `user`, the most pressing first."""
    found = [duty for source in _duties for duty in source(user)]
    return sorted(found, key=lambda duty: (duty.due_on is None, duty.due_on or date.max))
