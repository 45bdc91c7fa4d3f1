"""Signing for somebody who is absent: dated, by a person who may hold it, shown on the signature."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.approvals.models import Delegation
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
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


def demand_delegator(user: User) -> None:
    """Raise `NotAllowed` where `user` holds no role that can be delegated."""
    if not user.roles & set(MAY_HOLD):
        words = _("You hold no role that can be delegated.")
        raise NotAllowed(Blocker(code="nothing_to_delegate", message=words))


def delegate(*, by: User, to: User, role: Role | str, starts_on: date, ends_on: date, reason: str) -> Delegation:
    """Let `to` sign for `by` in `role` from `starts_on` to `ends_on` (Bogotá, both included).

    Raises `NotAllowed` when `by` does not hold the role, `Refused` when `to` may not hold it, when the dates are in
    the past or out of order, or when the absence already has somebody for that role.
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
        return save_as(
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
