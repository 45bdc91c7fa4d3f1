"""The kinds of job there are. Each app declares its own in its `tasks.py`:

    @job("pipeline.import", label=_("Import of a workbook"))
    def import_workbook(progress: Progress, *, batch_id: int) -> Outcome:
        batch = actions.apply_import(batch=ImportBatch.objects.get(pk=batch_id), by=progress.by)
        return Outcome(message=..., url=batch.get_absolute_url())

A handler gets ids, calls one action and says what came out. It may run more than once (the worker can be killed in the
middle), so what it does is either one transaction or guarded by `actions.claim_effect`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Words = str | Promise
Handler = Callable[..., "Outcome | None"]


@dataclass(frozen=True)
class Outcome:
    """What a finished job tells the person: words, where to look, and figures for machines."""

    message: Words = ""
    url: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of job.

    `max_attempts` counts the first run: after that many interrupted runs the job is failed instead of begun again.
    """

    code: str
    label: Words
    handler: Handler
    max_attempts: int = 3


_kinds: dict[str, Kind] = {}


def job(code: str, *, label: Words, max_attempts: int = 3) -> Callable[[Handler], Handler]:
    """Declare the decorated function as what runs for jobs of kind `code`."""

    def declare(handler: Handler) -> Handler:
        if code in _kinds and _kinds[code].handler is not handler:
            raise ValueError(f"The kind of job {code!r} is declared twice.")
        _kinds[code] = Kind(code, label, handler, max_attempts)
        return handler

    return declare


def kind_of(code: str) -> Kind:
    """Return the kind with this code. Raises KeyError, naming it, when no app declares it."""
    return _kinds[code]


def label_of(code: str) -> Words:
    """Return the words for a kind, or its bare code when an older version of the program declared it."""
    known = _kinds.get(code)
    return known.label if known else code
