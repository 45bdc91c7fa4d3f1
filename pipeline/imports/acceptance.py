"""Imported wins: they stand apart in the indicators until the quality lead accepts those of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from pipeline.imports.models import ImportBatch, ImportRow
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.states import Outcome


@dataclass(frozen=True)
class ImportedWins:
    """The wins that one import brought: how many, of what monthly value (COP), from when to when; and how many of them
    the indicators do not count yet."""

    batch: ImportBatch
    count: int
    value: int
    first: date
    last: date
    apart: int


def wins_of(batch: ImportBatch) -> OpportunityQuerySet:
    """Return the wins that `batch` brought, without a gate of ours."""
    made = ImportRow.objects.filter(batch=batch, verdict=ImportRow.Verdict.NEW).values("opportunity")
    found: OpportunityQuerySet = Opportunity.objects.won().filter(pk__in=made, historical=True, gate_pass__isnull=True)
    return found


def to_decide() -> list[ImportedWins]:
    """Return the imports whose wins nobody has accepted, the newest first: one query."""
    return [
        ImportedWins(one, one.won_count, one.won_value or 0, one.won_first, one.won_last, one.won_apart)
        for one in batches_to_decide().select_related("by")
    ]


def batches_to_decide() -> QuerySet[Any]:
    """Return the same as rows, each with how many wins it brought, of what value, from when to when, and how many
    stand apart."""
    won = Q(
        rows__verdict=ImportRow.Verdict.NEW,
        rows__opportunity__outcome=Outcome.WON,
        rows__opportunity__historical=True,
        rows__opportunity__gate_pass__isnull=True,
    )
    return (
        ImportBatch.objects.filter(state=ImportBatch.State.APPLIED, wins_accepted_at__isnull=True)
        .annotate(
            won_count=Count("rows", filter=won),
            won_value=Sum("rows__opportunity__monthly_value", filter=won),
            won_first=Min("rows__opportunity__closed_on", filter=won),
            won_last=Max("rows__opportunity__closed_on", filter=won),
            won_apart=Count("rows", filter=won & Q(rows__opportunity__apart=True)),
        )
        .filter(won_count__gt=0)
        .order_by("-pk")
    )
