"""What happened to a record, in words: the changes between two versions, and the entries of a stream.

An app merges its own kinds of event (contacts, moves, signatures, files) with the changes that the history holds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from almacontact.refusals import Words
from almacontact.web import formats

LONGEST = 160
"""Characters of a value that a line of the stream shows."""
CONTEXT = 24
"""Characters that stand before the first difference of two long values."""


@dataclass(frozen=True)
class Change:
    """One field that changed: what it said and what it says, in words; '' for nothing."""

    label: Words
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One event of a stream. `changes` are its old and new values; `notes` more lines about it; `voided` strikes it."""

    at: datetime
    kind: str
    title: Words
    who: str = ""
    body: str = ""
    reason: str = ""
    icon: str = "dot"
    tone: str = ""
    url: str = ""
    badge: Words = ""
    badge_tone: str = "idle"
    voided: Words = ""
    changes: Sequence[Change] = field(default=())
    notes: Sequence[Words] = field(default=())


@dataclass(frozen=True)
class Reading:
    """How one thing of a record is read aloud."""

    label: Words
    read: Callable[[Any], str]


def readings_of(
    model: type[models.Model], names: Iterable[str], special: Mapping[str, Callable[[Any], str]] | None = None
) -> list[Reading]:
    """Return how to read the fields `names` of `model`; `special` reads a field its own way, from the whole record."""
    own = special or {}
    found = []
    for name in names:
        described = model._meta.get_field(name)
        found.append(Reading(described.verbose_name, own.get(name) or _reader(described)))  # type: ignore[union-attr]
    return found


def changes_between(older: Any, newer: Any, readings: Iterable[Reading]) -> list[Change]:
    """Return what reads differently in `newer` than in `older`."""
    pairs = ((one.label, one.read(older), one.read(newer)) for one in readings)
    return [Change(label, *where_they_differ(old, new)) for label, old, new in pairs if old != new]


def in_words(described: Any, value: Any) -> str:
    """Return the value of a model field as people say it; '' for nothing."""
    if value is None or value == "":
        return ""
    if described.choices:
        return str(dict(described.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.day_and_time(value)
    if isinstance(value, date):
        return formats.day(value)
    return str(value)


def shorten(text: str) -> str:
    """Cut a long value so that a line stays a line."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def where_they_differ(old: str, new: str) -> tuple[str, str]:
    """Cut both values to a line. Long ones leave out what they begin with alike, so that the line shows the change."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    alike = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    start = old.rfind(" ", 0, max(alike - CONTEXT, 0)) + 1
    before = "…" if start else ""
    return shorten(before + old[start:]), shorten(before + new[start:])


def _reader(described: Any) -> Callable[[Any], str]:
    def read(record: Any) -> str:
        return in_words(described, getattr(record, described.name))

    return read


def record_entries(record: Any, names: Iterable[str], *, created: Words, most: int = 20) -> list[Entry]:
    """Return the last versions of `record` as entries, newest first: when, who, why and which of `names` changed."""
    relations = ["history_user", *(name for name in names if type(record)._meta.get_field(name).is_relation)]
    rows = list(record.history.select_related(*relations).order_by("-history_id")[: most + 1])
    readings = readings_of(type(record), names)
    entries = []
    for index, row in enumerate(rows[:most]):
        older = rows[index + 1] if index + 1 < len(rows) else None
        changes = changes_between(older, row, readings) if older else []
        if older and not changes and not row.history_change_reason:
            continue
        entries.append(
            Entry(
                at=row.history_date,
                kind="changes",
                title=_("Changed") if older else created,
                who=str(row.history_user or ""),
                reason=shorten(row.history_change_reason or ""),
                icon="pencil" if older else "plus-lg",
                changes=changes,
            )
        )
    return entries
