"""Which records the process must leave of an opportunity, from which move on, and which of them are not there.

A registry, filled in `plugs.py` by the apps whose records they are. What is missing is judged from the records
themselves, as they stand now: who passed a gate and voided the record afterwards is told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from almacontact.refusals import Words
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.states import OPEN_STAGES, Move, Outcome, Stage


@dataclass(frozen=True)
class ProcessRecord:
    """One record of the process sheet: of which row, due from which move on, and in which section it is made.

    `standing` gives those that count, not voided; `of` leads from them to their opportunity.
    """

    key: str
    row: int
    label: Words
    due_from: Move
    standing: Callable[[], QuerySet[Any]]
    panel: str
    of: str = "opportunity"

    @property
    def due(self) -> Q:
        """The opportunities that must have it: those that made the move here, and did not go back behind it.

        What was brought in from before there was a system made none, and is exempt of what it had passed by then.
        """
        made = GatePass.objects.filter(opportunity=OuterRef("pk"), move=self.due_from)
        return _past(self.due_from) & Q(Exists(made))

    @property
    def missing(self) -> Q:
        """The opportunities that must have it and do not."""
        return self.due & ~Q(Exists(self.standing().filter(**{self.of: OuterRef("pk")})))

    def url(self, opportunity: Opportunity) -> str:
        """Return where it is made: its section of the opportunity page."""
        return f"{opportunity.get_absolute_url()}#{self.panel}"


def _past(move: Move) -> Q:
    """The opportunities that are past a move, open or closed."""
    if move == Move.WIN:
        return Q(outcome=Outcome.WON)
    reached = OPEN_STAGES[[Move.QUALIFY, Move.PROPOSE, Move.NEGOTIATE].index(move) + 1 :]
    return Q(stage__in=reached) | Q(stage=Stage.CLOSED, left_stage__in=reached)


_records: dict[str, ProcessRecord] = {}


def register(record: ProcessRecord) -> None:
    """Add a record of the process, or put it in the place of the one of the same key."""
    _records[record.key] = record


def all_records() -> list[ProcessRecord]:
    """Return every record that is known, in the order of the process."""
    return sorted(_records.values(), key=lambda one: one.row)


def incomplete(opportunities: OpportunityQuerySet) -> OpportunityQuerySet:
    """Return those that lack any record they must have."""
    records = all_records()
    lacking = Q(pk__in=[])
    for record in records:
        lacking |= record.missing
    moved = GatePass.objects.filter(move__in={record.due_from for record in records})
    return opportunities.filter(pk__in=moved.values("opportunity")).filter(lacking)
