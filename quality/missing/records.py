"""The records of the process that should exist and do not: what a gate was passed without (docs/process.md#rows)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.refusals import Words
from pipeline.opportunities.gates import LATER_CONDITIONS
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity

WINDOW_DAYS = 731
"""How far back a missing record is still worth listing."""


@dataclass(frozen=True)
class MissingRecord:
    """One kind of record, and the opportunities that went on without it, the newest first."""

    code: str
    label: Words
    opportunities: list[Opportunity]


def missing_records(user: User) -> list[MissingRecord]:
    """Return what was passed by exception and is still owed, for the opportunities `user` may see; two queries."""
    passes = GatePass.objects.filter(
        by_exception=True, at__gte=timezone.now() - timedelta(days=WINDOW_DAYS)
    ).values_list("opportunity_id", "conditions")
    owed: dict[str, set[int]] = defaultdict(set)
    labels: dict[str, Words] = {}
    for opportunity, conditions in passes:
        for condition in conditions:
            if not condition["met"]:
                owed[condition["code"]].add(opportunity)
                labels.setdefault(condition["code"], condition["label"])
    wanted = {pk for pks in owed.values() for pk in pks}
    seen = {one.pk: one for one in Opportunity.objects.visible_to(user).filter(pk__in=wanted).select_related("client")}
    labels |= {code: label for _move, code, label in LATER_CONDITIONS}
    found = [
        MissingRecord(code, labels[code], [seen[pk] for pk in sorted(pks, reverse=True) if pk in seen])
        for code, pks in owed.items()
    ]
    return sorted((one for one in found if one.opportunities), key=lambda one: -len(one.opportunities))
