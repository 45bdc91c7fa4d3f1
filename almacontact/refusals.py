"""How the system says no: what is wrong with which thing, and the next step.

A rule that refuses raises `Refused` with one `Blocker` for each reason, never a bare string, so that a page, the grid,
an import row and a command can each show the same words. The web layer turns what escapes a view into an answer
(422, 403, 409); nothing was written, because actions are atomic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = str | Promise

STALE = "stale_version"
"""Code of the blocker that says no more than that somebody else was faster."""


@dataclass(frozen=True)
class Blocker:
    """One reason why something cannot be done now.

    `code` is stable and meant for tests and machines; `message` is for people: what is wrong with which thing and what
    to do next. `url` leads to the page that mends it, `link_label` names that link; `field` is the form field or grid
    column at fault, where there is one.
    """

    code: str
    message: Words
    url: str = ""
    field: str = ""
    link_label: Words = ""


class Refused(Exception):
    """The action was refused and changed nothing. Its `blockers` say why."""

    def __init__(self, blockers: Blocker | Sequence[Blocker]) -> None:
        self.blockers: list[Blocker] = [blockers] if isinstance(blockers, Blocker) else list(blockers)
        super().__init__("; ".join(str(blocker.message) for blocker in self.blockers))


class NotAllowed(Refused):
    """The person has no right to do this (403). Holding another role, or being a superuser, does not help."""


class StaleVersion(Refused):
    """The record was changed by somebody else since it was read (409).

    `current` is the record as it now stands, so that both values can be shown side by side. `row` is the row of the
    history that tells who was faster, where that is another than the last one of `current`.
    """

    def __init__(
        self, current: Any, blockers: Blocker | Sequence[Blocker] | None = None, *, row: Any | None = None
    ) -> None:
        from django.utils.translation import gettext_lazy as _

        self.current = current
        self.row = row
        super().__init__(
            blockers
            or Blocker(
                code=STALE,
                message=_(
                    "Somebody else changed this record while you were editing it. Compare both versions and save again."
                ),
            )
        )
