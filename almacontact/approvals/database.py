"""What the database refuses of approvals: a decision without a signature, a signature without a step just decided."""

from collections.abc import Iterator

from django.db import models

from almacontact.approvals.registry import Kind, all_kinds
from almacontact.audit.rules import VOIDED, Asks, Born, Grows, Kept, Moves, Owes, Pays, Rule, Stands, owed

_ENDINGS = ("approved", "adjustment", "rejected", "withdrawn")
_DECIDED = "NEW.state IN ('approved', 'adjustment', 'rejected') AND OLD.state IS DISTINCT FROM NEW.state"


def rules() -> Iterator[Rule]:
    """Return the rules of the requests, steps and signatures of every kind."""
    for kind in all_kinds():
        yield from _of_requests(kind)
        yield from _of_steps(kind)
        yield from _of_signatures(kind)


def signed(request_model: type[models.Model], subject: str = "NEW.id") -> str:
    """Return the condition that the latest request for a subject ended as approved."""
    table = request_model._meta.db_table
    latest = f"SELECT r.state FROM {table} r WHERE r.subject_id = {subject} ORDER BY r.id DESC LIMIT 1"  # noqa: S608
    return f"({latest}) = 'approved'"


def _of_requests(kind: Kind) -> Iterator[Rule]:
    request, steps = kind.request_model, kind.step_model._meta.db_table
    unsigned = f"SELECT 1 FROM {steps} s WHERE s.request_id = NEW.id"  # noqa: S608
    yield Kept(request)
    yield Born(request, "NEW.state = 'pending'")
    yield Moves(request, pairs=tuple(("pending", one) for one in _ENDINGS))
    yield Stands(request, but=("state", "closed_at", "closed_by_id"))
    yield Stands(request, when="OLD.state <> 'pending'", called="ended")
    yield Asks(
        request,
        "UPDATE",
        "NEW.state = 'approved' AND OLD.state IS DISTINCT FROM NEW.state",
        f"EXISTS ({unsigned}) AND NOT EXISTS ({unsigned} AND s.state NOT IN ('approved', 'carried'))",
        called="signed",
        because="not every step is signed",
        columns=("state",),
    )


def _of_steps(kind: Kind) -> Iterator[Rule]:
    step = kind.step_model
    signatures, requests = kind.signature_model._meta.db_table, kind.request_model._meta.db_table
    carried = (
        f"SELECT 1 FROM {signatures} g JOIN {step._meta.db_table} s ON s.id = g.step_id"  # noqa: S608
        " WHERE g.id = NEW.carried_from_id AND g.decision = 'approve' AND g.voided_at IS NULL"
        " AND g.content_hash = NEW.content_hash AND g.role = NEW.role AND s.key = NEW.key"
    )
    yield Kept(step)
    yield Born(step, "NEW.state = 'waiting'", f"NEW.state = 'carried' AND EXISTS ({carried})")
    yield Moves(
        step,
        pairs=(
            ("waiting", "pending"),
            ("pending", "waiting"),
            ("pending", "approved"),
            ("pending", "adjustment"),
            ("pending", "rejected"),
            ("approved", "waiting"),
            ("carried", "waiting"),
            ("waiting", "closed"),
            ("pending", "closed"),
        ),
    )
    yield Stands(step, only=("key", "title", "role", "order", "fields", "request_id"))
    yield Stands(step, when="OLD.state NOT IN ('waiting', 'pending') AND NEW.state = OLD.state", called="decided")
    yield Stands(
        step,
        when="NEW.state IN ('approved', 'adjustment', 'rejected', 'closed')",
        only=("content", "content_hash", "excluded", "carried_from_id"),
        called="as_seen",
    )
    yield Asks(
        step,
        "UPDATE",
        "OLD.state IN ('approved', 'carried') AND NEW.state = 'waiting'",
        f"EXISTS (SELECT 1 FROM {requests} r WHERE r.id = NEW.request_id AND r.state = 'pending')",  # noqa: S608
        called="running",
        because="its request has ended",
        columns=("state",),
    )
    yield Owes(step, "UPDATE", _DECIDED, ("state",))


def _of_signatures(kind: Kind) -> Iterator[Rule]:
    signature, step = kind.signature_model, kind.step_model
    fits = (
        f"SELECT 1 FROM {step._meta.db_table} s WHERE s.id = NEW.step_id AND s.content_hash = NEW.content_hash"  # noqa: S608
        " AND s.role = NEW.role AND s.state = CASE NEW.decision WHEN 'approve' THEN 'approved'"
        " WHEN 'adjust' THEN 'adjustment' ELSE 'rejected' END"
    )
    yield Grows(signature, once=VOIDED)
    yield Asks(
        signature,
        "INSERT",
        "",
        f"{owed(step, 'step_id')} AND EXISTS ({fits}) AND NEW.voided_at IS NULL",
        called="decides",
        because="it decides no step in this very moment",
    )
    yield Pays(signature, step, "step_id", "INSERT")
