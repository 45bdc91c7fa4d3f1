"""Writing down what came in from the client (process row 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.audit.locking import holding
from almacontact.audit.misfits import known, refuse
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import start_of, today
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.terms import YEARS
from proposals.errors import PricingRefused
from proposals.intake.models import Intake, IntakeKind
from proposals.intake.tender import IdKind, Source, check_link, id_kind, notice_link, register

EDITABLE_FIELDS: tuple[str, ...] = (
    "kind",
    "source",
    "contact",
    "reference",
    "notice_id",
    "request_id",
    "process_id",
    "link",
    "received_on",
    "questions_on",
    "delivery_on",
    "defence_on",
    "award_on",
    "summary",
    "monthly_volume",
    "aht_seconds",
    "seats",
    "hours",
    "channels",
    "service_level",
    "threshold_seconds",
    "term_months",
    "payment_days",
)
"""What a person may say of a request."""

_CONSTRAINED = {"intake_aht_positive": "aht_seconds", "intake_service_level_percent": "service_level"}
"""At which field a constraint of the database is told."""
_SECOP_IDS = {"notice_id": IdKind.NOTICE, "request_id": IdKind.REQUEST, "process_id": IdKind.PROCESS}


def log_intake(*, opportunity: Opportunity, by: User, values: Mapping[str, Any]) -> Intake:
    """Write down a request. With the contact that issued it, the invitation is logged too unless one is there.

    Raises `NotAllowed`, or `Refused` with a blocker at each field: a SECOP II number that is none, a link of another
    host, dates in the wrong order, a contact of another client.
    """
    with holding(opportunity):
        demand_edit(by, opportunity)
        refuse(opportunity.closed_blockers())
        intake = Intake(opportunity=opportunity, created_by=by, **known(values, EDITABLE_FIELDS))
        _settle(intake)
        save_as(intake, by=by)
        _log_invitation(intake, by)
    return intake


def edit_intake(*, intake: Intake, by: User, changes: Mapping[str, Any], version: int | None = None) -> Intake:
    """Change a request. Raises as `log_intake`, and `StaleVersion` when somebody saved first."""
    with holding(intake.opportunity, intake) as held:
        demand_edit(by, intake.opportunity)
        refuse(intake.opportunity.closed_blockers())
        _refuse_voided(intake)
        held.refuse_stale(intake, version)
        claim(intake, None)
        for name, value in known(changes, EDITABLE_FIELDS).items():
            setattr(intake, name, value)
        _settle(intake)
        save_as(intake, by=by, fields=[*EDITABLE_FIELDS, "version"])
        _log_invitation(intake, by)
    return intake


def void_intake(*, intake: Intake, by: User, reason: str) -> Intake:
    """Void a request that was written down by mistake. It stays, marked.

    Raises `NotAllowed` to who may not change the opportunity, `Refused` when it is voided already or without a reason.
    """
    with holding(intake.opportunity, intake) as held:
        demand_edit(by, intake.opportunity)
        _refuse_voided(intake)
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why the request is voided.")))
        held.refuse_stale(intake)
        claim(intake, None)
        intake.voided_at, intake.voided_by, intake.void_reason = timezone.now(), by, reason.strip()[:250]
        save_as(intake, by=by, reason=reason, fields=["voided_at", "voided_by", "void_reason", "version"])
    return intake


def _refuse_voided(intake: Intake) -> None:
    if not intake.is_standing:
        raise Refused(Blocker(code="voided", message=_("This request is already voided.")))


def _settle(intake: Intake) -> None:
    """Complete the numbers and the link from each other, then refuse whatever does not fit."""
    blockers = [*_reference_blockers(intake), *_date_blockers(intake), *_field_blockers(intake)]
    if intake.contact and intake.contact.client_id != intake.opportunity.client_id:
        words = _("%(contact)s belongs to another client.") % {"contact": intake.contact}
        blockers.append(Blocker(code="contact_of_other_client", field="contact", message=words))
    if blockers:
        raise Refused(blockers)


def _reference_blockers(intake: Intake) -> list[Blocker]:
    """Numbers and link by the rules of docs/pricing.md#tender-ids; nothing is ever fetched."""
    secop = intake.source == Source.SECOP_II
    blockers = []
    for name, wanted in _SECOP_IDS.items():
        number = getattr(intake, name)
        if number and not secop:
            words = _("Only a request from SECOP II has this number. Choose that source, or empty the field.")
            blockers.append(Blocker(code="not_secop", field=name, message=words))
        elif number:
            blockers += _id_blockers(name, number, wanted)
    if intake.link:
        blockers += _link_blockers(intake)
    elif secop and intake.notice_id and not blockers:
        intake.link = notice_link(intake.notice_id)
    return blockers


def _id_blockers(name: str, number: str, wanted: IdKind) -> list[Blocker]:
    try:
        found = id_kind(number)
    except PricingRefused as refused:
        return _at(name, refused)
    if found is wanted:
        return []
    words = _("%(number)s is another kind of number: this field takes one that begins with CO1.%(kind)s.")
    return [
        Blocker(code="other_kind", field=name, message=words % {"number": number, "kind": wanted.value}),
    ]


def _link_blockers(intake: Intake) -> list[Blocker]:
    source = Source(intake.source) if intake.source in list(Source) else Source.EMAIL
    try:
        intake.link = check_link(intake.link, source)
        found = register(intake.link, source)
    except PricingRefused as refused:
        return _at("link", refused)
    if found.kind is not IdKind.NOTICE:
        return []
    if intake.notice_id and intake.notice_id != found.id:
        words = _("The link leads to the notice %(found)s, but the number written is %(written)s.")
        values = {"found": found.id, "written": intake.notice_id}
        return [Blocker(code="other_notice", field="link", message=words % values)]
    intake.notice_id = found.id
    return []


def _at(name: str, refused: PricingRefused) -> list[Blocker]:
    return [Blocker(code=one.code, field=name, message=one.message) for one in refused.blockers]


def _date_blockers(intake: Intake) -> list[Blocker]:
    blockers = []
    received = intake.received_on
    if received and received > today():
        words = _("A request is written down after it came in.")
        blockers.append(Blocker(code="future", field="received_on", message=words))
    for name in ("questions_on", "delivery_on", "defence_on", "award_on"):
        on = getattr(intake, name)
        if on and on.year not in YEARS:
            words = _("The year %(year)s cannot be right.") % {"year": on.year}
            blockers.append(Blocker(code="year", field=name, message=words))
        elif on and received and on < received:
            words = _("This date is before the day the request came in.")
            blockers.append(Blocker(code="before_received", field=name, message=words))
    delivery = intake.delivery_on
    if delivery and intake.questions_on and intake.questions_on > delivery:
        words = _("Questions end before the offer is delivered.")
        blockers.append(Blocker(code="questions_after_delivery", field="questions_on", message=words))
    for name in ("defence_on", "award_on"):
        on = getattr(intake, name)
        if delivery and on and on < delivery:
            words = _("This date is before the delivery of the offer.")
            blockers.append(Blocker(code="before_delivery", field=name, message=words))
    return blockers


def _field_blockers(intake: Intake) -> list[Blocker]:
    if intake.kind != IntakeKind.SURVEY and not intake.source:
        return [Blocker(code="source", field="source", message=_("Say where the request came from."))]
    try:
        intake.clean_fields(exclude=["opportunity", "contact", "created_by", "voided_by"])
    except ValidationError as error:
        return [
            Blocker(code="invalid", field=name, message=message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    blockers = []
    for constraint in Intake._meta.constraints:
        try:
            constraint.validate(Intake, intake)
        except ValidationError as error:
            words = " ".join(error.messages)
            blockers.append(Blocker(code="invalid", field=_CONSTRAINED.get(constraint.name, ""), message=words))
    return blockers


def _log_invitation(intake: Intake, by: User) -> None:
    """Log that the contact invited us, which opens Qualification; once for an opportunity."""
    milestone = FollowUp.Milestone.INVITATION_RECEIVED
    if intake.contact is None or intake.opportunity.follow_ups.reaching(milestone).exists():
        return
    by_mail = intake.source == Source.EMAIL
    log_follow_up(
        opportunity=intake.opportunity,
        by=by,
        kind=FollowUp.Kind.EMAIL if by_mail else FollowUp.Kind.NOTE,
        summary=_("%(request)s received.") % {"request": intake},
        happened_at=_moment(intake),
        contact=intake.contact,
        milestone=milestone,
    )


def _moment(intake: Intake) -> datetime:
    return timezone.now() if intake.received_on == today() else start_of(intake.received_on)
