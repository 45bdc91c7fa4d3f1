"""Signing for somebody who is absent: for a time, by a person who may hold it, shown on the signature."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.approvals.models import ApprovalPolicy, Delegation
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.calendar import today
from almacontact.jobs.actions import enqueue
from almacontact.refusals import Blocker, NotAllowed, Refused

_G, _D, _Q = Role.GENERAL_MANAGEMENT, Role.SALES_DIRECTOR, Role.QUALITY_LEAD

MAY_HOLD: dict[Role, frozenset[Role]] = {
    _G: frozenset({_G, _D, _Q, Role.OPERATIONS, Role.ADMINISTRATION}),
    _D: frozenset({_D, _G, Role.SALES_COORDINATOR}),
    _Q: frozenset({_Q, _G, Role.TRAINING_QUALITY}),
    **{area: frozenset({area, _G, _D, *AREA_ROLES}) for area in AREA_ROLES},
}
"""Whose signature may be delegated (keys) and to holders of which roles (values). What is not here is not delegated."""


def may_hold(user: User, role: Role) -> bool:
    """Tell whether `user` may sign for `role` while its holder is away."""
    return user.is_active and bool(user.roles & MAY_HOLD.get(role, frozenset()))


def roles_open_to(user: User) -> list[Role]:
    """Return the roles for which `user` may sign while their holder is away."""
    return [role for role in MAY_HOLD if may_hold(user, role)]


def holds(delegation: Delegation) -> bool:
    """Tell whether a delegation in its days gives anything: its giver has the role still, its holder still may."""
    role, giver = Role(delegation.role), delegation.delegator
    return giver.is_active and role in giver.roles and may_hold(delegation.delegate, role)


def demand_delegator(user: User) -> None:
    """Raise `NotAllowed` where `user` holds no role that can be delegated."""
    if not user.roles & set(MAY_HOLD):
        words = _("You hold no role that can be delegated.")
        raise NotAllowed(Blocker(code="nothing_to_delegate", message=words))


def delegate(*, by: User, to: User, role: Role | str, starts_on: date, ends_on: date, reason: str) -> Delegation:
    """Let `to` sign for `by` in `role` from `starts_on` to `ends_on` (Bogotá, both included). `to` is told.

    Raises `NotAllowed` when `by` does not hold the role, `Refused` when `to` may not hold it, when the dates are in
    the past or out of order, when the absence already has somebody for that role, or when more days of the role would
    be given away than the policy allows at a time.
    """
    role = Role(role)
    if role not in by.roles or not by.is_active:
        raise NotAllowed(
            Blocker(
                code="not_your_role", field="role", message=_("You can only delegate a role that you hold yourself.")
            )
        )
    blockers = _blockers(by, to, role, starts_on, ends_on, reason)
    if blockers:
        raise Refused(blockers)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        same = Delegation.objects.filter(
            delegator=by, role=role, revoked_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on
        ).first()
        if same and (same.delegate_id, same.starts_on, same.ends_on) == (to.pk, starts_on, ends_on):
            return same
        if same:
            raise Refused(
                Blocker(
                    code="overlap",
                    field="starts_on",
                    message=_("In those days %(person)s already signs for you. End that delegation first.")
                    % {"person": same.delegate},
                )
            )
        refuse_too_long(by, role, starts_on, ends_on)
        given = save_as(
            Delegation(
                delegator=by,
                delegate=to,
                role=role,
                starts_on=starts_on,
                ends_on=ends_on,
                reason=reason.strip(),
                created_by=by,
            ),
            by=by,
            reason=reason.strip(),
        )
        enqueue(kind="approvals.delegated", by=None, arguments={"delegation_id": given.pk})
    return given


def save_policy(*, by: User, delegation_days: int, version: int | None = None) -> ApprovalPolicy:
    """Change for how long a role can be delegated at a time: Dirección General alone. What was given stays as it is.

    Raises `NotAllowed`, `Refused` at the field, `StaleVersion`.
    """
    demand_policy(by)
    if not 1 <= delegation_days <= ApprovalPolicy.MOST_DAYS:
        words = _("A delegation lasts between one day and a year.")
        raise Refused(Blocker(code="delegation_days", field="delegation_days", message=words))
    with transaction.atomic():
        policy = ApprovalPolicy.objects.select_for_update().filter(pk=1).first()
        if policy is None:
            return save_as(ApprovalPolicy(pk=1, created_by=by, delegation_days=delegation_days), by=by)
        if policy.delegation_days == delegation_days and version in (None, policy.version):
            return policy
        with changing(policy, version):
            policy.delegation_days = delegation_days
            save_as(policy, by=by, fields=["delegation_days", "version"])
    return policy


def demand_policy(by: User) -> None:
    """Raise `NotAllowed` to whoever does not set the rules of approval."""
    if not by.can(Right.EDIT_RISK_RULES):
        raise NotAllowed(Blocker(code="no_right", message=_("Only general management changes this policy.")))


def end_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """End a delegation before its date. What was signed under it stays. By who gave it or who holds it."""
    if by.pk not in (delegation.delegator_id, delegation.delegate_id):
        raise NotAllowed(Blocker(code="not_yours", message=_("Only whoever gave or holds a delegation ends it.")))
    if delegation.revoked_at:
        return delegation
    with transaction.atomic():
        claim(delegation, None)
        delegation.revoked_at = timezone.now()
        save_as(delegation, by=by, fields=["revoked_at", "version"])
    return delegation


def refuse_too_long(by: User, role: Role, starts_on: date, ends_on: date) -> None:
    """Raise `Refused` where the days from today on for which `by` gives `role` away exceed the policy."""
    limit = ApprovalPolicy.current().delegation_days
    others = Delegation.objects.filter(delegator=by, role=role, revoked_at__isnull=True, ends_on__gte=today())
    given = sum(_days(max(one.starts_on, today()), one.ends_on) for one in others)
    if given + _days(starts_on, ends_on) <= limit:
        return
    if given:
        words = _("At most %(days)s days are delegated at a time, and %(given)s are already. End it sooner.")
    else:
        words = _("A delegation lasts at most %(days)s days. End it sooner; it can be given again.")
    raise Refused(Blocker(code="too_long", field="ends_on", message=words % {"days": limit, "given": given}))


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _blockers(by: User, to: User, role: Role, starts_on: date, ends_on: date, reason: str) -> list[Blocker]:
    found = []
    if to.pk == by.pk:
        found.append(
            Blocker(code="yourself", field="to", message=_("Choose somebody else: you cannot sign for yourself."))
        )
    elif not may_hold(to, role):
        found.append(
            Blocker(
                code="may_not_hold",
                field="to",
                message=_("%(person)s may not sign for %(role)s. Choose somebody whose roles allow it.")
                % {"person": to, "role": role.label},
            )
        )
    if ends_on < starts_on:
        found.append(Blocker(code="dates", field="ends_on", message=_("The delegation ends before it begins.")))
    elif ends_on < today():
        found.append(Blocker(code="past", field="ends_on", message=_("Those days have passed already.")))
    if not reason.strip():
        found.append(
            Blocker(code="reason", field="reason", message=_("Say why somebody else signs: holidays, leave, travel."))
        )
    return found
