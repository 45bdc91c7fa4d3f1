"""What happened to a person's account: roles given and taken, state, name, links, in one stream for the timeline."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import PersonRole, User


@dataclass(frozen=True)
class Change:
    """A field's value before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as `components/_timeline.html` reads it."""

    at: datetime
    who: str
    title: str
    icon: str
    tone: str = ""
    reason: str = ""
    changes: list[Change] = field(default_factory=list)


def story_of(person: User) -> list[Entry]:
    """Return the history of `person`, newest first."""
    entries = [*_roles(person), *_account(person)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _roles(person: User) -> Iterator[Entry]:
    for row in PersonRole.history.filter(user=person).select_related("history_user"):
        given = row.history_type == "+"
        yield Entry(
            at=row.history_date,
            who=_who(row),
            title=(_("Role given: %(role)s") if given else _("Role taken away: %(role)s"))
            % {"role": row.get_role_display()},
            icon="person-plus" if given else "person-dash",
            tone="ok" if given else "warn",
            reason=row.history_change_reason or "",
        )


def _account(person: User) -> Iterator[Entry]:
    before = None
    for row in person.history.select_related("history_user").order_by("history_date", "history_id"):
        told: dict[str, Any] = {"at": row.history_date, "who": _who(row), "reason": row.history_change_reason or ""}
        event, _colon, words = told["reason"].partition(": ")
        if before is None:
            yield Entry(title=_("Added"), icon="person-badge", **told)
        elif row.is_active != before.is_active:
            title = _("Reactivated") if row.is_active else _("Deactivated")
            yield Entry(title=title, icon="power", tone="ok" if row.is_active else "bad", **told)
        elif event == User.PASSWORD_LINK_GIVEN:
            yield Entry(title=_("Link to set a password given out"), icon="link-45deg", **{**told, "reason": words})
        elif event == User.SECOND_FACTOR_REMOVED:
            yield Entry(title=_("Second factor removed"), icon="shield-x", tone="warn", **{**told, "reason": words})
        elif changes := _changes(before, row):
            yield Entry(title=_("Data changed"), icon="pencil", changes=changes, **told)
        before = row


def _changes(before: Any, after: Any) -> list[Change]:
    labels = {"name": _("Name"), "email": _("E-mail")}
    return [
        Change(label, getattr(before, name), getattr(after, name))
        for name, label in labels.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _who(row: Any) -> str:
    return row.history_user.name if row.history_user else _("the installation")
