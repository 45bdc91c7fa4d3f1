"""Who may sign a step. Nobody signs what they wrote or edited, whatever other role or delegation they hold; and nobody
fills the steps of two roles in one request, in their own name or another's. Judged when it is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Func
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.delegations import holds, may_hold
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Delegation, Signature
from almacontact.approvals.registry import Kind, kind_of
from almacontact.calendar import today
from almacontact.refusals import Blocker, NotAllowed


@dataclass(frozen=True)
class Authority:
    """The ground on which somebody signs: their own role, or that of an absent person."""

    user: User
    role: Role
    on_behalf_of: User | None = None

    @property
    def hands(self) -> set[int]:
        """Return the ids of the people whose power it uses: who signs, and in whose name."""
        return {self.user.pk} if self.on_behalf_of is None else {self.user.pk, self.on_behalf_of.pk}


def excluded_from(kind: Kind, subject: object, fields: list[str], submitted_by_id: int) -> set[int]:
    """Return the ids of the people who may not sign: who wrote or edited what the step rests on, and who submitted."""
    return kind.editors(subject, fields) | {submitted_by_id}


def hands_elsewhere(step: ApprovalStep) -> set[int]:
    """Return the ids of the people who filled a step of another role in the request of `step`: who signed, whatever
    they decided, and in whose name. The parts that one role signs are one step to a person."""
    steps = step.request.steps.all()
    if "steps" not in getattr(step.request, "_prefetched_objects_cache", {}):
        steps = steps.select_related("carried_from").prefetch_related("signatures")
    found: set[int] = set()
    for other in steps:
        if other.role != step.role and (signature := other.standing_signature()):
            found |= hands_of(signature)
    return found


def hands_of(signature: Signature) -> set[int]:
    """Return the ids of the people whose power a signature used."""
    return {one for one in (signature.by_id, signature.on_behalf_of_id) if one is not None}


def authorities(user: User, role: str) -> Iterator[Authority]:
    """Return every ground on which `user` may sign for `role` today: their own first."""
    if not user.is_active:
        return
    if role in user.roles:
        yield Authority(user, Role(role))
    if not may_hold(user, Role(role)):
        return
    given = Delegation.objects.in_force(today()).to(user).filter(role=role)
    for delegation in given.select_related("delegator"):
        if holds(delegation):
            yield Authority(user, Role(role), on_behalf_of=delegation.delegator)


def authority_for(step: ApprovalStep, user: User, excluded: set[int]) -> Authority | None:
    """Return the ground on which `user` may sign `step`, or None. An author's power is not delegated either, nor that
    of somebody who already filled another step."""
    barred = excluded | hands_elsewhere(step)
    return next((ground for ground in authorities(user, step.role) if not ground.hands & barred), None)


def signers_of(step: ApprovalStep) -> list[Authority]:
    """Return everybody who could sign `step` now, by the authors noted on it."""
    return eligible(step.role, set(step.excluded) | hands_elsewhere(step))


def eligible(role: str, excluded: set[int]) -> list[Authority]:
    """Return everybody who could sign for `role` today: its holders, and those to whom an absent holder delegated."""
    holders = list(User.objects.holders_of(Role(role)))
    found = [Authority(user, Role(role)) for user in holders if user.pk not in excluded]
    known = {ground.user.pk for ground in found} | excluded
    allowed = {user.pk for user in holders} - excluded
    given = Delegation.objects.in_force(today()).filter(role=role, delegator__in=allowed)
    people = given.select_related("delegate", "delegator")
    for delegation in people.prefetch_related("delegate__held_roles", "delegator__held_roles"):
        if delegation.delegate_id not in known and holds(delegation):
            known.add(delegation.delegate_id)
            found.append(Authority(delegation.delegate, Role(role), on_behalf_of=delegation.delegator))
    return found


def signing_blockers(step: ApprovalStep, user: User) -> list[Blocker]:
    """Return why `user` may not sign `step`; nothing when they may. Judged on the history as it is now."""
    request = step.request
    excluded = excluded_from(kind_of(step), request.subject, step.fields, request.submitted_by_id)
    role = step.get_role_display()
    if user.pk in excluded:
        return [
            Blocker(
                code="own_work",
                message=_(
                    "You wrote, edited or submitted this, so somebody else of %(role)s must decide. Another role, or a "
                    "delegation, does not change that."
                )
                % {"role": role},
            )
        ]
    elsewhere = hands_elsewhere(step)
    if user.pk in elsewhere:
        return [
            Blocker(
                code="one_step",
                message=_(
                    "You already filled another step of this, or it was filled in your name: somebody else must decide "
                    "“%(step)s”. Another role, or a delegation, does not change that."
                )
                % {"step": step.title_words},
            )
        ]
    if authority_for(step, user, excluded) is None:
        grounds = list(authorities(user, step.role))
        if any(ground.hands & elsewhere for ground in grounds):
            return [
                Blocker(
                    code="one_step_of_delegator",
                    message=_(
                        "Whoever delegated to you already filled another step of this, so “%(step)s” cannot be signed "
                        "in their name."
                    )
                    % {"step": step.title_words},
                )
            ]
        if grounds:
            return [
                Blocker(
                    code="own_work_of_delegator",
                    message=_("Whoever delegated to you wrote or edited this, so it cannot be signed in their name."),
                )
            ]
        return [
            Blocker(
                code="not_asked_of_you",
                message=_("“%(step)s” waits for %(role)s, a role that you do not hold today.")
                % {"step": step.title_words, "role": role},
            )
        ]
    return []


def demand_authority(asked: ApprovalRequest, user: User) -> None:
    """Raise `NotAllowed` where `user` holds the role of no step of `asked`, in their own name or another's."""
    if not any(True for step in asked.steps.all() for _ground in authorities(user, step.role)):
        words = _("No part of this is signed by a role of yours.")
        raise NotAllowed(Blocker(code="no_role_here", message=words))


class IsAmong(Func):
    """Whether a JSON list of ids holds an id, which Django can ask of PostgreSQL alone."""

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Look through the list."""
        template = "EXISTS(SELECT 1 FROM JSON_EACH(%(expressions)s)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") WHERE value = ", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Ask whether one contains the other."""
        return super().as_sql(
            compiler, connection, template="(%(expressions)s))", arg_joiner=" @> to_jsonb(", **context
        )
