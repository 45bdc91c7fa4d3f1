"""Recording an award, voiding it, and telling the areas (process row 10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import CheckedFile, check_file
from almacontact.attachments.store import read_kept
from almacontact.audit.locking import holding, lock
from almacontact.audit.misfits import known, refuse
from almacontact.audit.seals import seal
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.calendar import local_day, today
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import leave_once
from almacontact.jobs.models import Job
from almacontact.money import cop, thousands
from almacontact.outgoing import mail_blockers
from almacontact.refusals import Blocker, Refused
from almacontact.web.formats import day as day_words
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from pipeline.states import SENT_STAGES, Outcome
from pipeline.terms import LARGEST, YEARS
from proposals.areas import area_label
from proposals.award.models import Award, AwardAttachment, AwardFileKind
from proposals.award.sealing import AWARDED, TOLD, VOIDED
from proposals.award.terms import first_sent_on, offer_of, sent_proposals, standing_award
from proposals.checklist.actions.notices import leaders_of
from proposals.mail.composing import compose, copy_of, keep_on_opportunity
from proposals.rights import may_write, voids_evidence

FIELDS = (
    "proposal",
    "contact",
    "awarded_on",
    "seats",
    "unit_value",
    "contract_months",
    "shared_with",
    "note",
)
"""What a person says of an award; the rest is derived."""

TYPES = ("pdf", "eml", "msg")
"""What the letter or e-mail of an award comes as."""

TELL = "proposals.tell_award"
LANGUAGE = "es"
"""The e-mail to the areas is a record of the process, in Spanish whatever language its sender reads."""


def record_award(*, opportunity: Opportunity, by: User, document: File[bytes], values: Mapping[str, Any]) -> Award:
    """Record what the client awarded, with its letter or e-mail; `values` holds `FIELDS`.

    An award is a fact: it is recorded as soon as it is known, whether or not its terms are approved; the win waits for
    that. Where no date is given an e-mail gives its own. What was offered and not awarded is noted as lost value.

    Raises `NotAllowed`, or `Refused`: for the file (a kind that is none of `TYPES`, one that lies about its type), for
    each value that does not fit, or when an award stands already.
    """
    _demand_writer(by, opportunity)
    if blockers := _state_blockers(opportunity):
        raise Refused(blockers)
    checked, file_blockers = _read(document)
    award = Award(opportunity=opportunity, created_by=by, **_known(values))
    if award.awarded_on is None and checked and checked.email and checked.email.sent_at:
        award.awarded_on = local_day(checked.email.sent_at)
    if (blockers := [*file_blockers, *_value_blockers(award)]) or checked is None:
        raise Refused(blockers)
    offer = offer_of(opportunity, award.proposal)
    award.lost_monthly = offer.shortfall(award.terms)
    award.partial = award.lost_monthly > 0 or bool(award.shared_with)
    with transaction.atomic():
        _hold(opportunity)
        if blockers := _state_blockers(opportunity) or _standing_blockers(opportunity):
            raise Refused(blockers)
        save_as(award, by=by)
        kind = AwardFileKind.EMAIL if checked.email else AwardFileKind.LETTER
        award.document = attach(model=AwardAttachment, by=by, file=checked, kind=kind, award=award)
        save_as(award, by=by, fields=["document"])
        seal(AWARDED, award)
    return award


def void_award(*, award: Award, by: User, reason: str) -> Award:
    """Void an award: recorded by mistake, taken back by the client, or its opportunity reopened. It stays, marked.

    Coordinator or director, with a reason. A win that rested on it shows a debt. Raises `NotAllowed` to anybody else,
    `Refused` when it is voided already or without a reason.
    """
    demand(
        voids_evidence(by),
        _("Only a coordinator or a director voids an award."),
        code="void_award",
    )
    with holding(award.opportunity, award) as held:
        if not award.is_standing:
            raise Refused(Blocker(code="voided", message=_("This award is already voided.")))
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why the award is voided.")))
        held.refuse_stale(award)
        _void(award, by, reason)
    return award


def _void(award: Award, by: User, reason: str) -> None:
    with changing(award):
        award.mark_void(by=by, reason=reason)
        save_as(award, by=by, reason=reason, fields=[*award.VOID_FIELDS, "version"])
        seal(VOIDED, award)


def tell_areas(*, award: Award, by: User) -> Job:
    """Tell the leaders of the areas that take part, by e-mail, once. The e-mail goes out as a job after the commit.

    Raises `Refused` for a voided award, one the areas know of, or when no area that takes part has a leader.
    """
    _demand_writer(by, award.opportunity)
    if blockers := telling_blockers(award):
        raise Refused(blockers)
    return enqueue(kind=TELL, by=by, arguments={"award_id": award.pk}, key=f"award:{award.pk}")


def tell_areas_of_win(*, opportunity: Opportunity, by: User, **_more: Any) -> None:
    """Tell the areas of a win, unless they know or none takes part: the page of the award then says so.

    Hears of `pipeline.events.closed`."""
    if opportunity.outcome != Outcome.WON:
        return
    award = standing_award(opportunity)
    if award is not None and not telling_blockers(award):
        tell_areas(award=award, by=by)


def void_with_win(*, opportunity: Opportunity, by: User, reason: str, **_more: Any) -> None:
    """Void the award of a win that was taken back.

    Hears of `pipeline.events.reopened`."""
    award = standing_award(opportunity)
    if award is not None:
        void_award(award=award, by=by, reason=reason)


def telling_blockers(award: Award) -> list[Blocker]:
    """Return why the areas cannot be told of `award` now."""
    if not award.is_standing:
        return [Blocker(code="voided", message=_("This award is already voided."))]
    if award.told_at:
        return [Blocker(code="told", message=_("The areas were told already."), url=award.get_absolute_url())]
    if not leaders_of(areas_of(award.opportunity)):
        words = _("No area with a leader takes part yet. Make the check list, or add the areas.")
        url = f"{award.opportunity.get_absolute_url()}#areas"
        return [Blocker(code="no_leader", message=words, url=url, link_label=_("Add the areas"))]
    return mail_blockers()


def areas_of(opportunity: Opportunity) -> list[Role]:
    """Return the support areas that take part in `opportunity`."""
    roles = opportunity.participations.order_by("created_at", "pk").values_list("role", flat=True)
    return [Role(one) for one in roles if one in AREA_ROLES]


def deliver_award(*, job: Job, award_id: int) -> bool:
    """Send the e-mail of one award, keep it on the opportunity and log it. Returns False when it had gone out before.

    Raises `Refused` when the award was voided since.
    """
    award = Award.objects.with_parties().get(pk=award_id)
    opportunity = award.opportunity
    by: Any = job.created_by or award.created_by
    if award.told_at:
        return False
    areas = areas_of(opportunity)
    people = {area: leaders_of([area]) for area in areas}
    with override(LANGUAGE):
        mail = compose(
            subject=_("Awarded: %(client)s (%(code)s)") % {"client": opportunity.client, "code": opportunity.code},
            body=render_to_string("proposals/award/told.txt", {"award": award, "opportunity": opportunity}).strip(),
            to=sorted({one.email for found in people.values() for one in found}),
            by=by,
        )
    if award.document is not None:
        mail.attach(award.document.original_name, read_kept(award.document), award.document.content_type)
    copy = copy_of(mail, f"adjudicacion-{opportunity.code}.eml")

    def still() -> bool:
        _hold(opportunity)
        refuse(telling_blockers(Award.objects.with_parties().get(pk=award_id)))
        return True

    def settle() -> None:
        _hold(opportunity)
        keep_on_opportunity(opportunity, copy, by)
        lock(award)
        claim(award, None)
        award.told_at = timezone.now()
        award.told = [{"role": str(area), "users": [one.pk for one in found]} for area, found in people.items()]
        save_as(award, by=by, fields=["told", "told_at", "version"])
        seal(TOLD, award)
        names = ", ".join(str(area_label(area)) for area, found in people.items() if found)
        log_follow_up(
            opportunity=opportunity,
            by=by,
            kind=FollowUp.Kind.NOTE,
            summary=_("Award told to %(areas)s.") % {"areas": names},
        )

    return leave_once(job=job, key=f"award:{award.pk}", mail=mail, still=still, settle=settle)


def _demand_writer(by: User, opportunity: Opportunity) -> None:
    demand(
        may_write(by, opportunity),
        _("Only the owner, a coordinator or a director records the award of this opportunity."),
        code="not_your_opportunity",
    )


def _hold(opportunity: Opportunity) -> None:
    """Hold the opportunity's row: of two awards, or an award and a win, one comes first."""
    lock(opportunity)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {**dict.fromkeys(FIELDS), **known(values, FIELDS)}
    for name in ("shared_with", "note"):
        given[name] = given[name] or ""
    return given


def _state_blockers(opportunity: Opportunity) -> list[Blocker]:
    """Return why nothing can be recorded on `opportunity` as it stands: too early, or closed otherwise than won."""
    stands = Opportunity.objects.only("stage", "outcome").get(pk=opportunity.pk)
    if stands.stage in SENT_STAGES or stands.outcome == Outcome.WON:
        return []
    if stands.outcome:
        words = _("%(code)s is closed. A director may reopen it, and then the award is recorded.")
        return [Blocker(code="closed", message=words % {"code": opportunity.code}, url=opportunity.get_absolute_url())]
    words = _("Only what is in Proposal or Negotiation is awarded: first the proposal is sent.")
    return [Blocker(code="too_early", message=words, url=f"{opportunity.get_absolute_url()}#gate")]


def _standing_blockers(opportunity: Opportunity) -> list[Blocker]:
    award = standing_award(opportunity)
    if award is None:
        return []
    words = _("The opportunity already has an award, of %(day)s. Void it first.") % {"day": day_words(award.awarded_on)}
    return [Blocker(code="has_award", message=words, url=award.get_absolute_url(), link_label=_("See the award"))]


def _read(document: File[bytes]) -> tuple[CheckedFile | None, list[Blocker]]:
    """Check the document; what is wrong with it is told at its field, beside whatever else does not fit."""
    try:
        checked = check_file(document)
    except Refused as refused:
        return None, [Blocker(code=one.code, message=one.message, field="document") for one in refused.blockers]
    if checked.file_type.extension not in TYPES:
        words = _("The award comes as a PDF, or as an e-mail saved as .eml or .msg; “%(name)s” is %(kind)s.")
        message = words % {"name": checked.name, "kind": checked.file_type.label}
        return checked, [Blocker(code="document_type", message=message, field="document")]
    return checked, []


def _value_blockers(award: Award) -> list[Blocker]:
    """Return each value of an award that does not fit, at its field."""
    return [*_date_blockers(award), *_terms_blockers(award), *_party_blockers(award)]


def _date_blockers(award: Award) -> list[Blocker]:
    on: date | None = award.awarded_on
    if on is None:
        words = _("Write the date of the letter or e-mail: it dates the sale.")
        return [Blocker(code="awarded_on", field="awarded_on", message=words)]
    if on > today():
        words = _("The award is recorded after it was given: this date has not come yet.")
        return [Blocker(code="future", field="awarded_on", message=words)]
    if on.year not in YEARS:
        words = _("The year %(year)s cannot be right.") % {"year": on.year}
        return [Blocker(code="year", field="awarded_on", message=words)]
    sent = first_sent_on(award.proposal) if award.proposal else None
    if sent and on < sent:
        words = _("%(proposal)s was sent on %(day)s: it cannot have been awarded before.")
        message = words % {"proposal": award.proposal, "day": day_words(sent)}
        return [Blocker(code="before_sending", field="awarded_on", message=message)]
    opportunity = award.opportunity
    if opportunity.outcome == Outcome.WON and opportunity.closed_on != on:
        words = _("%(code)s was closed as won on %(day)s. Reopen it to date the sale otherwise.")
        message = words % {"code": opportunity.code, "day": day_words(opportunity.closed_on)}
        return [Blocker(code="other_day", field="awarded_on", message=message)]
    return []


def _terms_blockers(award: Award) -> list[Blocker]:
    blockers = []
    labels = {name: str(award._meta.get_field(name).verbose_name) for name in LARGEST}  # type: ignore[union-attr]
    for name, limit in LARGEST.items():
        given = getattr(award, name)
        if given is None or given < 1:
            words = _("%(name)s: more than zero.") % {"name": labels[name].capitalize()}
            blockers.append(Blocker(code="not_positive", field=name, message=words))
        elif given > limit:
            words = _("%(given)s is too much: at most %(limit)s.")
            message = words % {"given": thousands(given), "limit": thousands(limit)}
            blockers.append(Blocker(code="too_large", field=name, message=message))
    opportunity = award.opportunity
    sold = opportunity.terms
    if not blockers and opportunity.outcome == Outcome.WON and sold.differences(award.terms):
        words = _("%(code)s was won with %(seats)s seats at %(value)s for %(months)s months. Reopen it to change that.")
        values = {
            "code": opportunity.code,
            "seats": thousands(sold.seats),
            "value": cop(sold.unit_value),
            "months": sold.months,
        }
        blockers.append(Blocker(code="other_terms", field="seats", message=words % values))
    return blockers


def _party_blockers(award: Award) -> list[Blocker]:
    blockers = []
    opportunity, contact = award.opportunity, award.contact
    if contact and contact.client_id != opportunity.client_id:
        words = _("%(contact)s belongs to another client.") % {"contact": contact}
        blockers.append(Blocker(code="contact_of_other_client", field="contact", message=words))
    sent = list(sent_proposals(opportunity).values_list("pk", flat=True))
    if award.proposal and award.proposal.pk not in sent:
        words = _("%(proposal)s was not sent to the client: choose the version that was accepted.")
        message = words % {"proposal": award.proposal}
        blockers.append(Blocker(code="not_sent", field="proposal", message=message))
    if award.proposal is None and sent:
        words = _("Choose the version of the proposal that the client accepted.")
        blockers.append(Blocker(code="proposal", field="proposal", message=words))
    if len(award.shared_with) > 250:
        words = _("At most 250 characters.")
        blockers.append(Blocker(code="too_long", field="shared_with", message=words))
    return blockers
