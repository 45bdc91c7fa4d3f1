"""Whom a signature is awaited of, by name, and which nobody left can give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.approvals.delegations import holds
from almacontact.approvals.eligibility import IsAmong, hands_elsewhere
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Delegation, RequestState, Signature, StepState
from almacontact.approvals.registry import Kind
from almacontact.calendar import today

UNDECIDED = (StepState.WAITING, StepState.PENDING)


def shown_steps(request: ApprovalRequest | None) -> list[tuple[ApprovalStep, Signature | None]]:
    """Return the steps of a request with the signature on each; one that is awaited has in `awaited` the names of who
    could give it, nobody where nobody is left. Its steps are prefetched; four queries more while it runs."""
    if request is None:
        return []
    steps = list(request.steps.all())
    for step in steps:
        step.request = request
    if request.is_running:
        name_awaited([step for step in steps if step.state in UNDECIDED])
    return [(step, step.standing_signature()) for step in steps]


def name_awaited(steps: Sequence[ApprovalStep]) -> None:
    """Write into `awaited` of each step the names of everybody who could sign it now: its holders, then to whom one of
    them delegated. Four queries for all, where the requests have their steps prefetched."""
    roles = {step.role for step in steps}
    if not roles:
        return
    holders = User.objects.filter(is_active=True, held_roles__role__in=roles).distinct().order_by("name")
    people = list(holders.prefetch_related("held_roles"))
    given = Delegation.objects.in_force(today()).filter(role__in=roles).select_related("delegate", "delegator")
    lent = [one for one in given.prefetch_related("delegate__held_roles", "delegator__held_roles") if holds(one)]
    for step in steps:
        barred = set(step.excluded) | hands_elsewhere(step)
        own = [one for one in people if Role(step.role) in one.roles and one.pk not in barred]
        able = {one.pk for one in own}
        others = [
            one.delegate
            for one in lent
            if one.role == step.role and one.delegator_id in able and one.delegate_id not in able | barred
        ]
        step.awaited = list(dict.fromkeys(one.name for one in (*own, *others)))


def awaited_of(subject: Any) -> str:
    """Return in one line who could sign what runs of `subject` now; "nobody" in words where nobody is left."""
    running = subject.approvals.filter(state=RequestState.PENDING)
    request = running.prefetch_related("steps__signatures", "steps__carried_from").first()
    steps = [step for step, _signature in shown_steps(request) if step.state == StepState.PENDING]
    return ", ".join(dict.fromkeys(name for step in steps for name in step.awaited)) or _("nobody who is left")


def stuck_rows(kind: Kind) -> QuerySet[Any]:
    """Return the undecided steps of a kind that nobody left can sign, asked of the database: every holder of the role
    is an author of what it rests on, or filled another step. Whoever delegated still holds the role, so a delegation
    frees nothing."""
    theirs = Q(by=OuterRef("user_id")) | Q(on_behalf_of=OuterRef("user_id"))
    carried = Q(carried_from__by=OuterRef("user_id")) | Q(carried_from__on_behalf_of=OuterRef("user_id"))
    request = OuterRef(OuterRef("request_id"))
    signed = kind.signature_model._default_manager.standing().filter(theirs, step__request=request)
    kept = kind.step_model._default_manager.filter(carried, request=request)
    holders = (
        PersonRole.objects.filter(role=OuterRef("role"), user__is_active=True)
        .exclude(IsAmong(OuterRef("excluded"), F("user_id")))
        .filter(~Exists(signed.exclude(step__role=OuterRef("role"))), ~Exists(kept.exclude(role=OuterRef("role"))))
    )
    found: QuerySet[Any] = kind.step_model._default_manager.filter(
        ~Exists(holders), state__in=UNDECIDED, request__state=RequestState.PENDING
    )
    return found
