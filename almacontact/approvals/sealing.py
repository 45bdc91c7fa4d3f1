"""What is sealed of an approval: the request as it was asked, each signature, each void, the end, what was approved.

All of it stands in the chain of what is approved, and is sealed with that held.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from almacontact.approvals.content import digest, pick
from almacontact.approvals.models import ApprovalStep, Decision, RequestState, StepState
from almacontact.approvals.registry import Kind, kind_of
from almacontact.audit import seals
from almacontact.audit.hashing import columns_of
from almacontact.audit.seals import CHANGED, Finding, Sealable, Values

ASKED, SIGNED, VOIDED, ENDED, FROZEN, SETTLED = "asked", "signed", "voided", "ended", "frozen", "settled"

_ASKED = ("id", "subject_id", "note", "submitted_by_id", "submitted_at")
_ASKED_STEP = ("id", "key", "title", "role", "order", "fields")
_ENDED = ("id", "state", "closed_at", "closed_by_id")
_ENDED_STEP = ("id", "reasons", "content", "content_hash", "excluded", "state", "carried_from_id", "asked_at")
_SIGNED = (
    "id",
    "step_id",
    "decision",
    "by_id",
    "name",
    "role",
    "meaning",
    "on_behalf_of_id",
    "on_behalf_of_name",
    "comment",
    "at",
    "authenticated_at",
    "content",
    "content_hash",
)
_VOIDED = ("id", "voided_at", "voided_by_id", "void_reason")


def register_kind(kind: Kind) -> None:
    """Say what is sealed of one kind of approval."""
    for sealable in _sealables(kind):
        seals.register(sealable)
    seals.register_record(kind.subject_model, _asked_subjects(kind))
    seals.register_check(kind.subject_model, running_findings)


def _asked_subjects(kind: Kind) -> Any:
    def rows() -> Any:
        asked = kind.request_model._base_manager.values("subject_id")
        return kind.subject_model._base_manager.filter(pk__in=asked).order_by("pk")

    return rows


def _sealables(kind: Kind) -> Iterator[Sealable]:
    subject, requests, signatures = kind.subject_model, kind.request_model, kind.signature_model

    def asked(record: Any) -> Any:
        return requests._base_manager.filter(subject_id=record.pk).order_by("pk")

    def signed(record: Any) -> Any:
        return signatures._base_manager.filter(step__request__subject_id=record.pk).order_by("pk")

    def settled(record: Any) -> list[Any]:
        return [record] if asked(record).filter(state=RequestState.APPROVED).exists() else []

    def frozen(record: Any) -> list[Any]:
        return (
            [record] if asked(record).filter(state__in=[RequestState.PENDING, RequestState.APPROVED]).exists() else []
        )

    def make(what: str, model: Any, forms: Mapping[int, Values], due: Any, *reads: str) -> Sealable:
        def record(row: Any) -> Any:
            for name in reads:
                for part in name.split("__"):
                    row = getattr(row, part)
            return row

        return Sealable(what, model, forms, record, subject, due, reads)

    yield make(ASKED, requests, {1: _asked_values}, asked, "subject")
    yield make(ENDED, requests, {1: _ended_values}, lambda one: asked(one).exclude(state="pending"), "subject")
    yield make(SIGNED, signatures, {1: lambda row: columns_of(row, _SIGNED)}, signed, "step__request__subject")
    yield make(
        VOIDED,
        signatures,
        {1: lambda row: columns_of(row, _VOIDED)},
        lambda one: signed(one).exclude(voided_at=None, voided_by=None, void_reason=""),
        "step__request__subject",
    )
    yield make(SETTLED, subject, kind.settled_forms(), settled)
    if forms := kind.frozen_forms():
        yield make(FROZEN, subject, forms, frozen)


def _asked_values(request: Any) -> dict[str, Any]:
    steps = request.steps.order_by("pk")
    return {**columns_of(request, _ASKED), "steps": [columns_of(step, _ASKED_STEP) for step in steps]}


def _ended_values(request: Any) -> dict[str, Any]:
    steps = [
        {
            **columns_of(step, _ENDED_STEP),
            "carried": columns_of(step.carried_from, _SIGNED) if step.carried_from_id else None,
        }
        for step in request.steps.select_related("carried_from").order_by("pk")
    ]
    return {**columns_of(request, _ENDED), "steps": steps}


def running_findings(record: Any) -> Iterator[Finding]:
    """Return what does not hold of an approval that runs: steps that say something else than signatures or subject."""
    kind = kind_of(record)
    running = kind.request_model._base_manager.filter(subject_id=record.pk, state=RequestState.PENDING).first()
    if running is None:
        return
    content = kind.content(kind.subject_model._default_manager.get(pk=record.pk))
    steps = running.steps.select_related("carried_from").prefetch_related("signatures")
    for step in steps.order_by("pk"):
        if not _as_it_should(step, content):
            yield Finding(CHANGED, step._meta.db_table, str(step.pk), seals.chain_of(record), ASKED)


def _as_it_should(step: ApprovalStep, content: Mapping[str, Any]) -> bool:
    """Tell whether a step of a running request rests on the subject as it stands, and is decided by who signed it."""
    try:
        fits = step.content == pick(content, step.fields) and digest(step.content) == step.content_hash
    except KeyError:
        return False
    signature = step.standing_signature()
    if step.state in (StepState.APPROVED, StepState.CARRIED):
        return (
            fits
            and signature is not None
            and signature.decision == Decision.APPROVE
            and (signature.content_hash, signature.content, signature.role)
            == (step.content_hash, step.content, step.role)
        )
    return fits and signature is None and step.state in (StepState.WAITING, StepState.PENDING)
