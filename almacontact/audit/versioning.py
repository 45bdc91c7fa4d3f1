"""Saving without losing anybody's work: claim the version that was read, then write, with who and why."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F

from almacontact.accounts.models import User
from almacontact.audit.locking import note
from almacontact.audit.models import Audited
from almacontact.refusals import StaleVersion

Record = TypeVar("Record", bound=Audited)


def claim(record: Audited, expected_version: int | None) -> None:
    """Take the right to write `record` at the version its editor saw; call inside a transaction.

    One conditional UPDATE, so of two writers with the same version exactly one goes on, on every database. It also
    holds the row until the transaction ends. `expected_version=None` means the version of the instance itself.

    Raises `StaleVersion` with the current record when somebody was faster.
    """
    note(record)
    model = type(record)
    seen = record.version if expected_version is None else expected_version
    # Past our own querysets, which refuse to write `version` and other gated fields: this is the door they guard.
    rows = model._base_manager.filter(pk=record.pk, version=seen)
    if models.QuerySet.update(rows, version=F("version") + 1) != 1:
        raise StaleVersion(model._base_manager.get(pk=record.pk))
    record.version = seen + 1


@contextmanager
def changing(record: Audited, expected_version: int | None = None) -> Iterator[None]:
    """Open a transaction that holds `record` at the version its editor saw (see `claim`).

    When what happens inside fails, the instance goes back to what it was, like its row: a page can show it again.
    """
    before, related = dict(record.__dict__), dict(record._state.fields_cache)
    try:
        with transaction.atomic():
            claim(record, expected_version)
            yield
    except BaseException:
        record.__dict__.clear()
        record.__dict__.update(before)
        record._state.fields_cache = related
        raise


def save_as(record: Record, *, by: User, reason: str = "", fields: Iterable[str] | None = None) -> Record:
    """Save `record` with one history row that names who and why. `fields` limits what is written."""
    record._history_user = by  # type: ignore[attr-defined]
    record._change_reason = reason or None  # type: ignore[attr-defined]
    record.save(update_fields=None if fields is None else list(fields))
    return record
