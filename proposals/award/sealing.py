"""What is sealed of an award: what the client told us, whom we told, and its void. Each has a chain of its own."""

from typing import Any

from almacontact.audit.hashing import columns_of
from almacontact.audit.seals import Sealable
from proposals.award.models import Award

AWARDED, TOLD, VOIDED = "awarded", "told", "voided"
_AWARDED = (
    "id",
    "opportunity_id",
    "proposal_id",
    "document_id",
    "awarded_on",
    "seats",
    "unit_value",
    "contract_months",
    "partial",
    "lost_monthly",
    "shared_with",
    "note",
    "created_by_id",
)
_TOLD = ("id", "told", "told_at")
_VOIDED = ("id", "voided_at", "voided_by_id", "void_reason")

AWARDS = Sealable(
    what=AWARDED,
    model=Award,
    forms={1: lambda award: columns_of(award, _AWARDED)},
    record=lambda award: award,
    record_model=Award,
    due=lambda award: [award],
    since=2,
)
TELLINGS = Sealable(
    what=TOLD,
    model=Award,
    forms={1: lambda award: columns_of(award, _TOLD)},
    record=lambda award: award,
    record_model=Award,
    due=lambda award: [award] if award.told_at or award.told else [],
    since=2,
)
VOIDS = Sealable(
    what=VOIDED,
    model=Award,
    forms={1: lambda award: columns_of(award, _VOIDED)},
    record=lambda award: award,
    record_model=Award,
    due=lambda award: [award] if award.voided_at or award.voided_by_id or award.void_reason else [],
    since=2,
)


def all_awards() -> Any:
    """Return every award."""
    return Award._base_manager.order_by("pk")
