"""Logging contacts and planning the next step (process rows 4 and 5)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.audit.locking import holding, lock
from almacontact.audit.versioning import claim, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import Contact
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.rights import demand_edit


def log_follow_up(
    *,
    opportunity: Opportunity,
    by: User,
    kind: str,
    summary: str,
    happened_at: datetime | None = None,
    contact: Contact | None = None,
    milestone: str = "",
    next_step: str | None = None,
    next_step_on: date | None = None,
) -> FollowUp:
    """Log one contact, and the next step that came out of it when given.

    Raises `NotAllowed`, or `Refused` when it lies in the future, the contact is of another client, or an invitation
    names nobody who issued it.
    """
    with transaction.atomic():
        lock(opportunity)
        demand_edit(by, opportunity)
        follow_up = FollowUp(
            opportunity=opportunity,
            kind=kind,
            summary=summary.strip(),
            happened_at=happened_at or timezone.now(),
            contact=contact,
            milestone=milestone,
            created_by=by,
        )
        _refuse_misfits(follow_up)
        save_as(follow_up, by=by)
        if follow_up.is_contact:
            _refresh_last_contact(opportunity, by)
        if next_step is not None:
            plan_next_step(opportunity=opportunity, by=by, next_step=next_step, next_step_on=next_step_on)
    return follow_up


def plan_next_step(
    *, opportunity: Opportunity, by: User, next_step: str, next_step_on: date | None, version: int | None = None
) -> Opportunity:
    """Set what is done next and when."""
    return edit_opportunity(
        opportunity=opportunity,
        by=by,
        version=version,
        changes={"next_step": next_step.strip(), "next_step_on": next_step_on, "next_step_precision": "day"},
    )


def void_follow_up(*, follow_up: FollowUp, by: User, reason: str) -> FollowUp:
    """Void a mistaken follow-up. It stays, marked; a gate that rested on it shows a debt.

    Raises `NotAllowed` to who may not change the opportunity, `Refused` when it is voided already or without a reason.
    """
    with holding(follow_up.opportunity, follow_up):
        demand_edit(by, follow_up.opportunity)
        if not follow_up.is_standing:
            raise Refused(Blocker(code="voided", message=_("This follow-up is already voided.")))
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why the follow-up is voided.")))
        claim(follow_up, None)
        follow_up.voided_at, follow_up.voided_by, follow_up.void_reason = timezone.now(), by, reason.strip()
        save_as(follow_up, by=by, reason=reason, fields=["voided_at", "voided_by", "void_reason", "version"])
        _refresh_last_contact(follow_up.opportunity, by)
    return follow_up


def _refresh_last_contact(opportunity: Opportunity, by: User) -> None:
    """Keep the day of the last valid contact on the opportunity, where lists read it."""
    latest = opportunity.follow_ups.standing().exclude(kind=FollowUp.Kind.NOTE).aggregate(at=Max("happened_at"))["at"]
    day = timezone.localtime(latest).date() if latest else None
    if day != opportunity.last_contact_on:
        claim(opportunity, None)
        opportunity.last_contact_on = day
        save_as(opportunity, by=by, fields=["last_contact_on", "version"])


def _refuse_misfits(follow_up: FollowUp) -> None:
    blockers = []
    try:
        follow_up.clean_fields(exclude=["opportunity", "contact"])
    except ValidationError as error:
        blockers += [
            Blocker(code="invalid", field=name, message=" ".join(messages))
            for name, messages in error.message_dict.items()
        ]
    if follow_up.happened_at > timezone.now():
        blockers.append(
            Blocker(
                code="future",
                field="happened_at",
                message=_("A contact is logged after it happened. Plan it as the next step instead."),
            )
        )
    if follow_up.contact and follow_up.contact.client_id != follow_up.opportunity.client_id:
        blockers.append(
            Blocker(
                code="contact_of_other_client",
                field="contact",
                message=_("%(contact)s belongs to another client.") % {"contact": follow_up.contact},
            )
        )
    if follow_up.milestone == FollowUp.Milestone.INVITATION_RECEIVED and follow_up.contact is None:
        blockers.append(
            Blocker(
                code="contact", field="contact", message=_("Choose the contact that issued the invitation or tender.")
            )
        )
    if blockers:
        raise Refused(blockers)
