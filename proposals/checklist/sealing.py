"""What is sealed of a check list: each decision on it, and that it was reopened."""

from typing import Any

from almacontact.audit.hashing import columns_of
from almacontact.audit.seals import Sealable
from proposals.checklist.models.requirements import CheckList, CheckListDecision

DECIDED, REOPENED = "decided", "reopened"
_DECIDED = (
    "id",
    "check_list_id",
    "outcome",
    "basis",
    "score",
    "digest",
    "areas",
    "reason",
    "signed_by_id",
    "signed_at",
    "authenticated_at",
    "created_by_id",
)

DECISIONS = Sealable(
    what=DECIDED,
    model=CheckListDecision,
    forms={1: lambda decision: columns_of(decision, _DECIDED)},
    record=lambda decision: decision.check_list,
    record_model=CheckList,
    due=lambda check_list: check_list.decisions.order_by("pk"),
    reads=("check_list",),
    since=2,
)
REOPENINGS = Sealable(
    what=REOPENED,
    model=CheckListDecision,
    forms={1: lambda decision: columns_of(decision, ("id", "voided_at", "void_reason"))},
    record=lambda decision: decision.check_list,
    record_model=CheckList,
    due=lambda check_list: check_list.decisions.exclude(voided_at=None, void_reason="").order_by("pk"),
    reads=("check_list",),
    since=2,
)


def decided_lists() -> Any:
    """Return the check lists that were ever decided on."""
    return CheckList.objects.filter(pk__in=CheckListDecision.objects.values("check_list")).order_by("pk")
