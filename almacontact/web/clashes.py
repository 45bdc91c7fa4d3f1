"""Whose save a stale one met: who was faster, when, and what they changed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from almacontact.audit.timeline import Change, changes_between, readings_of
from almacontact.refusals import StaleVersion


@dataclass(frozen=True)
class Clash:
    """Somebody else's save that came first. `changes` is what it changed of the record that the person had read."""

    who: str = ""
    when: datetime | None = None
    changes: Sequence[Change] = ()


def clash_of(stale: StaleVersion, seen: int | None = None) -> Clash:
    """Return whose save `stale` met, from the history; `seen` is the version that the person had read."""
    row = stale.row or _latest(stale.current)
    if row is None:
        return Clash()
    return Clash(str(row.history_user or ""), row.history_date, _changes(stale.current, row, seen))


def _latest(current: Any) -> Any | None:
    """Return the history row of the current version."""
    history = getattr(current, "history", None)
    if history is None:
        return None
    rows = history.select_related("history_user").order_by("-history_id")
    version = getattr(current, "version", None)
    return (rows.filter(version=version).first() if version is not None else None) or rows.first()


def _changes(current: Any, row: Any, seen: int | None) -> list[Change]:
    """Return what reads differently now than at the version `seen`; nothing where the history does not tell."""
    kind = getattr(getattr(current, "history", None), "model", None)
    if seen is None or kind is None or not isinstance(row, kind):
        return []
    before = current.history.filter(version=seen).order_by("history_id").last()
    if before is None:
        return []
    kept = {field.name for field in row._meta.concrete_fields}
    told = [
        field.name
        for field in type(current)._meta.concrete_fields
        if field.editable and field.name in kept and not field.primary_key and not isinstance(field, models.JSONField)
    ]
    return changes_between(before, row, readings_of(type(current), told))
