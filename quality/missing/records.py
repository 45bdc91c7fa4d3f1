"""The records of the process that must exist and do not, opportunity by opportunity (docs/process.md#rows)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, QuerySet, Value, When

from almacontact.accounts.models import User
from almacontact.web.asking import Answer, Question
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.records import ProcessRecord, all_records, incomplete

SHOWN = 200
"""Opportunities that the page lists, the newest first: their number says how many there are."""


@dataclass(frozen=True)
class Incomplete:
    """One opportunity, and the records that it must have and does not, each with the address where it is made."""

    opportunity: Opportunity
    missing: list[tuple[ProcessRecord, str]]


@dataclass(frozen=True)
class MissingRecords:
    """How many opportunities lack each record that any lacks, how many they are, and the newest of them."""

    counts: list[tuple[ProcessRecord, int]]
    number: int
    opportunities: list[Incomplete]


def missing_records(user: User) -> MissingRecords:
    """Return what is missing of the opportunities that `user` may see: two queries."""
    rows = incomplete(Opportunity.objects.visible_to(user))
    counts = rows.aggregate(number=Count("pk"), **_numbers())
    flags = {
        f"lacks_{one.key}": Case(When(one.missing, then=True), default=Value(False), output_field=BooleanField())
        for one in all_records()
    }
    newest = rows.annotate(**flags).select_related("client", "owner").order_by("-pk")[:SHOWN]
    return MissingRecords(
        counts_of(counts),
        counts["number"],
        [Incomplete(one, [(r, r.url(one)) for r in all_records() if getattr(one, f"lacks_{r.key}")]) for one in newest],
    )


def counts_of(numbers: Mapping[str, int]) -> list[tuple[ProcessRecord, int]]:
    """Return each record that is missing anywhere, with how many opportunities lack it."""
    return [(one, numbers[one.key]) for one in all_records() if numbers[one.key]]


def _numbers() -> dict[str, Any]:
    """How many rows lack each record, as aggregates."""
    return {one.key: Count("pk", filter=one.missing) for one in all_records()}


def _counted(user: User) -> QuerySet[Opportunity, dict[str, Any]]:
    rows = incomplete(Opportunity.objects.visible_to(user)).order_by()
    return rows.values(all=Value(1)).annotate(**_numbers())


COUNTS = Question(rows=_counted, reads=lambda: {one.key: one.key for one in all_records()}, most=1)
"""How many opportunities lack each record; no answer where none lacks any."""


def counted(answers: list[Answer]) -> list[tuple[ProcessRecord, int]]:
    """Read the answer to `COUNTS`."""
    return [pair for answer in answers for pair in counts_of(vars(answer))]
