"""The acta: writing it, asking for adjustments, sending it to be signed (process row 7)."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.judging import NotReady
from almacontact.approvals.models import ApprovalRequest
from almacontact.audit.locking import holding
from almacontact.audit.models import Sequence as Series
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.actions.opportunities import involve_areas
from proposals.pricing.minutes.approval import draft_blockers
from proposals.pricing.minutes.freezing import freeze, freeze_paper
from proposals.pricing.minutes.models import MinutesAdjustment, MinutesState, PricingMinutes
from proposals.pricing.models.pricing import PricingModel, PricingState
from proposals.pricing.rights import demand_lead

WRITTEN_FIELDS = ("held_on", "agenda", "attendees", "observations", "valid_until")
"""What `edit_minutes` may change: words and dates, which the acta prints."""

SIGNING_AREAS = (Role.WORKFORCE_PLANNING, Role.IT)


def open_minutes(*, pricing_model: PricingModel, by: User, values: Mapping[str, Any]) -> PricingMinutes:
    """Write the acta of a version that is being worked on: `values` holds `WRITTEN_FIELDS`. It takes the next number of
    the year. Raises `Refused` when the version already has one, or a value does not fit."""
    with holding(*pricing_model.line):
        demand_lead(by, pricing_model.opportunity)
        if pricing_model.state != PricingState.DRAFT:
            raise Refused(
                Blocker(
                    code="not_draft",
                    message=_("Only a version that is being worked on gets an acta; %(version)s is not.")
                    % {"version": pricing_model},
                    url=pricing_model.get_absolute_url(),
                )
            )
        standing = pricing_model.minutes.exclude(state=MinutesState.VOID).first()
        if standing is not None:
            raise Refused(
                Blocker(
                    code="has_minutes",
                    message=_("%(version)s already has an acta, %(acta)s.")
                    % {"version": pricing_model, "acta": standing},
                    url=standing.get_absolute_url(),
                    link_label=_("Open it"),
                )
            )
        minutes = PricingMinutes(pricing_model=pricing_model, created_by=by, **_checked(values))
        year = today().year
        minutes.number = f"ACTA-COM-{year}-{Series.take('ACTA-COM', year):03d}"
        save_as(minutes, by=by)
    return minutes


def edit_minutes(
    *, minutes: PricingMinutes, by: User, changes: Mapping[str, Any], version: int | None = None
) -> PricingMinutes:
    """Correct the words and dates of an acta that is not yet signed by all: the signature of its price rests on them.

    Raises `NotAllowed` to who does not lead the pricing; `Refused` once it is settled, or at the field; `StaleVersion`.
    """
    with holding(*minutes.line) as held:
        demand_lead(by, minutes.opportunity)
        _refuse_settled(minutes)
        held.refuse_stale(minutes, version)
        values = _checked({**{name: getattr(minutes, name) for name in WRITTEN_FIELDS}, **changes})
        changed = [name for name, value in values.items() if getattr(minutes, name) != value]
        if not changed:
            return minutes
        claim(minutes, None)
        for name in changed:
            setattr(minutes, name, values[name])
        save_as(minutes, by=by, fields=[*changed, "version"])
        freeze_paper(minutes, by)
    return minutes


def ask_adjustment(*, minutes: PricingMinutes, by: User, text: str, owner: User, due_on: date) -> MinutesAdjustment:
    """Write down an adjustment the meeting asked for, with its owner and date.

    Raises `NotAllowed` to who does not lead the pricing; `Refused` once it is settled, or at the field.
    """
    with holding(*minutes.line):
        demand_lead(by, minutes.opportunity)
        _refuse_settled(minutes)
        blockers = []
        if not text.strip():
            blockers.append(Blocker(code="text", field="text", message=_("Say what has to be adjusted.")))
        if due_on < today():
            blockers.append(Blocker(code="due_on", field="due_on", message=_("The day has passed.")))
        if not owner.is_active:
            blockers.append(Blocker(code="owner", field="owner", message=_("This person no longer works here.")))
        if blockers:
            raise Refused(blockers)
        return save_as(
            MinutesAdjustment(minutes=minutes, text=text.strip()[:500], owner=owner, due_on=due_on, created_by=by),
            by=by,
        )


def submit_minutes(*, minutes: PricingMinutes, by: User, note: str = "") -> ApprovalRequest:
    """Freeze the chosen scenario with the rules that fired, and ask for the three signatures.

    What an earlier acta of the alternative signed and has not changed is carried over. Whoever submits declares the
    adjustments asked before as made in this version. The signing areas take part in the opportunity from now on. Raises
    `NotAllowed` to who does not lead the pricing, `NotReady` with what the acta lacks, `Refused` with a step that
    nobody could sign.
    """
    with transaction.atomic():
        minutes = approvals.lock(minutes)
        demand_lead(by, minutes.opportunity)
        if blockers := draft_blockers(minutes):
            raise NotReady(blockers)
        return approvals.submit(subject=minutes, by=by, note=note, freeze=partial(_freeze, by=by))


def _freeze(minutes: PricingMinutes, by: User) -> dict[str, Any]:
    """Keep the reviewed scenario on the acta, and let the areas that sign it take part. Returns what they sign."""
    opportunity = minutes.opportunity
    if opportunity.may_be_edited_by(by):
        involve_areas(opportunity=opportunity, by=by, roles=SIGNING_AREAS, reason=minutes.number)
    _settle_adjustments(minutes, by)
    content: dict[str, Any] = freeze(minutes, by).content
    return content


def pending_adjustments(minutes: PricingMinutes) -> Sequence[MinutesAdjustment]:
    """Return what earlier actas of the alternative, or this one, asked to adjust and no version has made yet."""
    alternative = minutes.pricing_model.alternative_id
    return list(
        MinutesAdjustment.objects.pending()
        .filter(minutes__pricing_model__alternative=alternative)
        .select_related("owner", "minutes")
    )


def _settle_adjustments(minutes: PricingMinutes, by: User) -> None:
    for one in pending_adjustments(minutes):
        one.done_in = minutes.pricing_model
        one.version += 1
        save_as(one, by=by, reason=minutes.number, fields=["done_in", "version"])


def _refuse_settled(minutes: PricingMinutes) -> None:
    if not minutes.is_open:
        raise Refused(
            Blocker(
                code="settled",
                message=_("%(acta)s is settled and does not change.") % {"acta": minutes.number},
                url=minutes.get_absolute_url(),
                link_label=_("Open it"),
            )
        )


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The written fields of an acta. Raises `Refused` at the field that does not fit."""
    given = {name: values[name] for name in WRITTEN_FIELDS if name in values}
    blockers = []
    if not str(given.get("agenda", "")).strip():
        blockers.append(Blocker(code="agenda", field="agenda", message=_("Write what the meeting reviews.")))
    if given["held_on"] > today():
        blockers.append(
            Blocker(code="held_on", field="held_on", message=_("The meeting has not been held yet on that day."))
        )
    if given["valid_until"] < given["held_on"]:
        blockers.append(
            Blocker(
                code="valid_until",
                field="valid_until",
                message=_("The price must be valid at least until the day of the meeting."),
            )
        )
    if blockers:
        raise Refused(blockers)
    return given
