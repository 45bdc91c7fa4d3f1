"""Who may sign a step. Nobody signs what they wrote or edited, whatever other role or delegation they hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Delegation
from almacontact.approvals.registry import Kind, kind_of
from almacontact.calendar import today
from almacontact.refusals import Blocker, NotAllowed


@dataclass(frozen=True)
class Authority:
    """The ground on which somebody signs: their own role, or that of an absent person."""

    user: User
    role: Role
    on_behalf_of: User | None = None


def excluded_from(kind: Kind, subject: object, fields: list[str], submitted_by_id: int) -> set[int]:
    """Return the ids of the people who may not sign: who wrote or edited what the step rests on, and who submitted."""
    return kind.editors(subject, fields) | {submitted_by_id}


def authorities(user: User, role: str) -> Iterator[Authority]:
    """Return every ground on which `user` may sign for `role` today: their own first."""
    if not user.is_active:
        return
    if role in user.roles:
        yield Authority(user, Role(role))
    given = Delegation.objects.in_force(today()).to(user).filter(role=role, delegator__is_active=True)
    for delegation in given.select_related("delegator"):
        if role in delegation.delegator.roles:
            yield Authority(user, Role(role), on_behalf_of=delegation.delegator)


def authority_for(step: ApprovalStep, user: User, excluded: set[int]) -> Authority | None:
    """Return the ground on which `user` may sign `step`, or None. An author's power is not delegated either."""
    if user.pk in excluded:
        return None
    for ground in authorities(user, step.role):
        if ground.on_behalf_of is None or ground.on_behalf_of.pk not in excluded:
            return ground
    return None


def eligible(role: str, excluded: set[int]) -> list[Authority]:
    """Return everybody who could sign for `role` today: its holders, and those to whom an absent holder delegated."""
    holders = list(User.objects.holders_of(Role(role)))
    found = [Authority(user, Role(role)) for user in holders if user.pk not in excluded]
    known = {ground.user.pk for ground in found} | excluded
    allowed = {user.pk for user in holders} - excluded
    given = Delegation.objects.in_force(today()).filter(role=role, delegator__in=allowed, delegate__is_active=True)
    for delegation in given.select_related("delegate", "delegator"):
        if delegation.delegate_id not in known:
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
    if authority_for(step, user, excluded) is None:
        if any(True for _ground in authorities(user, step.role)):
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
