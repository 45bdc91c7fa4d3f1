"""What the client asks after the proposal: logging, answering, sending the answers, pricing what they alter (row 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import check_file
from almacontact.audit.locking import holding, lock
from almacontact.audit.misfits import refuse
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import leave_once, outside
from almacontact.jobs.models import Job
from almacontact.outgoing import mail_blockers
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import Contact
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.opportunities import involve_areas
from pipeline.opportunities.models.attachments import OpportunityAttachment, OpportunityFileKind
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.areas import ANSWERING_AREAS
from proposals.checklist.actions.notices import addressee_blockers
from proposals.clarifications.chain import alternative_of, demand_answer, mail_words, named, numbered, open_version
from proposals.clarifications.models import Clarification, Effect
from proposals.mail.composing import compose, copy_of, keep_on_opportunity
from proposals.pricing.actions.pricing import new_version
from proposals.pricing.models.pricing import PricingModel, PricingState
from proposals.pricing.rights import demand_lead
from proposals.proposal.sending.rules import sent_proposal
from proposals.rights import demand_write, may_write, voids_evidence

ASKED_FIELDS = ("kind", "question", "contact", "asked_on", "due_on", "area")
"""What a person says of a clarification when it is written down."""

SEND_JOB = "proposals.send_answers"


def log_clarification(*, opportunity: Opportunity, by: User, values: Mapping[str, Any]) -> Clarification:
    """Write down what the client asks: `values` holds `ASKED_FIELDS`. It takes the next number of the opportunity, and
    notes which version of the proposal the client had. The area that answers takes part from now on.

    Raises `NotAllowed`, or `Refused` at each field that does not fit.
    """
    with holding(opportunity):
        demand_write(by, opportunity)
        refuse(opportunity.closed_blockers())
        one = Clarification(opportunity=opportunity, created_by=by, number=0)
        for name in ASKED_FIELDS:
            value = values.get(name)
            setattr(one, name, value.strip() if isinstance(value, str) else value)
        if blockers := _asked_blockers(one):
            raise Refused(blockers)
        one.number = (opportunity.clarifications.aggregate(last=Max("number"))["last"] or 0) + 1
        one.asked_after = sent_proposal(opportunity)
        save_as(one, by=by)
        if one.area in AREA_ROLES and opportunity.may_be_edited_by(by):
            involve_areas(opportunity=opportunity, by=by, roles=[Role(one.area)], reason=named(one))
    return one


def answer_clarification(
    *, clarification: Clarification, by: User, answer: str, effect: str, version: int | None = None
) -> Clarification:
    """Answer a clarification, and say what the answer does to the offer; it may be corrected until it is sent.

    Raises `NotAllowed` to who neither leads its area nor writes the proposals, `Refused`, `StaleVersion`.
    """
    one = clarification
    with holding(one.opportunity, one) as held:
        demand_answer(by, one)
        refuse(one.opportunity.closed_blockers())
        _refuse_settled(one)
        blockers = []
        if not answer.strip():
            blockers.append(Blocker(code="answer", field="answer", message=_("Write the answer.")))
        if effect not in Effect.values:
            words = _("Say what the answer does to the offer.")
            blockers.append(Blocker(code="effect", field="effect", message=words))
        if blockers:
            raise Refused(blockers)
        held.refuse_stale(one, version)
        claim(one, None)
        one.answer, one.effect = answer.strip(), effect
        one.answered_by, one.answered_at = by, timezone.now()
        save_as(one, by=by, fields=["answer", "effect", "answered_by", "answered_at", "version"])
    return one


def send_answers(
    *,
    opportunity: Opportunity,
    by: User,
    clarifications: Sequence[Clarification],
    contact: Contact,
    subject: str,
    body: str,
) -> Job:
    """Put the answers of several clarifications on their way in one e-mail, once. Sending the same answers again
    returns the job that is there. Raises `NotAllowed`, or `Refused` at the field that does not fit."""
    demand_write(by, opportunity)
    blockers = [*_sendable_blockers(opportunity, clarifications), *addressee_blockers(opportunity, contact)]
    blockers += mail_blockers()
    for name, words, value in (
        ("subject", _("Write the subject."), subject),
        ("body", _("Write what the client is told."), body),
    ):
        if not value.strip():
            blockers.append(Blocker(code=name, field=name, message=words))
    if blockers:
        raise Refused(blockers)
    seen = [[one.pk, one.version] for one in sorted(clarifications, key=lambda one: one.number)]
    return enqueue(
        kind=SEND_JOB,
        by=by,
        arguments={
            "opportunity_id": opportunity.pk,
            "contact_id": contact.pk,
            "seen": seen,
            "subject": subject.strip()[:200],
            "body": body.strip(),
        },
        key="answers:" + ",".join(f"{pk}@{version}" for pk, version in seen),
    )


def deliver_answers(
    *, job: Job, opportunity_id: int, contact_id: int, seen: Sequence[Sequence[int]], subject: str, body: str
) -> bool:
    """Send the e-mail of some answers, keep it on the opportunity and date them.

    `seen` holds the id and version of each answer as it was put on its way. An answer that is changed in the moment in
    which the e-mail leaves stays unsent, to go out again. Returns False when it had gone out before. Raises `Refused`
    when an answer changed since.
    """
    by: Any = job.created_by
    asked = Clarification.objects.filter(opportunity=opportunity_id, pk__in=[pk for pk, _version in seen])
    if not asked.filter(sent_on__isnull=True).exists():
        return False
    opportunity = Opportunity.objects.get(pk=opportunity_id)
    contact = Contact.objects.get(pk=contact_id)
    written = list(asked.order_by("number"))
    mail = compose(subject=subject, body=f"{body}\n\n{mail_words(written)}", to=[contact.email], by=by)
    copy = copy_of(mail, f"aclaraciones-{opportunity.code}-{job.pk}.eml")
    versions = sorted(list(pair) for pair in seen)

    def still() -> bool:
        lock(opportunity)
        found = list(asked.order_by("number"))
        if versions != sorted([one.pk, one.version] for one in found) or versions != sorted(
            [one.pk, one.version] for one in written
        ):
            words = _("An answer changed before it went out: nothing was sent. Read them again.")
            raise Refused(Blocker(code="changed", message=words, url=opportunity.get_absolute_url()))
        now = Contact.objects.get(pk=contact_id)
        refuse([*_sendable_blockers(opportunity, found), *addressee_blockers(opportunity, now)])
        return now.email == contact.email

    def settle() -> None:
        lock(opportunity)
        keep_on_opportunity(opportunity, copy, by)
        unchanged = [one for one in asked.order_by("number") if [one.pk, one.version] in versions]
        _date_sent(unchanged, by, today(), subject)
        log_follow_up(
            opportunity=opportunity,
            by=by,
            kind=FollowUp.Kind.EMAIL,
            summary=_("Answers sent to %(email)s: %(numbers)s")
            % {"email": contact.email, "numbers": numbered(written)},
            contact=contact,
        )

    return leave_once(job=job, key=job.key, mail=mail, still=still, settle=settle, must=outside(mail))


def record_answer_sent(
    *,
    opportunity: Opportunity,
    by: User,
    clarifications: Sequence[Clarification],
    sent_on: date,
    receipt: File[bytes] | None,
) -> Sequence[Clarification]:
    """Record that answers were published on the client's platform, with the receipt, which stays on the opportunity.

    Raises `NotAllowed`, or `Refused` at the field that does not fit.
    """
    demand_write(by, opportunity)
    checked = None if receipt is None else check_file(receipt)
    with holding(opportunity, *clarifications):
        demand_write(by, opportunity)
        blockers = _sendable_blockers(opportunity, clarifications)
        if sent_on > today():
            words = _("A sending is recorded after it was made.")
            blockers.append(Blocker(code="future", field="sent_on", message=words))
        elif any(sent_on < one.asked_on for one in clarifications):
            words = _("The client had not asked yet on that day.")
            blockers.append(Blocker(code="before_asked", field="sent_on", message=words))
        if checked is None:
            words = _("Attach the receipt of the platform: it is the evidence of the sending.")
            blockers.append(Blocker(code="receipt", field="receipt", message=words))
        if blockers or checked is None:
            raise Refused(blockers)
        found = sorted(clarifications, key=lambda one: one.number)
        attach(
            model=OpportunityAttachment,
            by=by,
            file=checked,
            kind=OpportunityFileKind.DOCUMENT,
            description=_("Receipt of the answers %(numbers)s") % {"numbers": numbered(found)},
            opportunity=opportunity,
        )
        _date_sent(found, by, sent_on, "")
        log_follow_up(
            opportunity=opportunity,
            by=by,
            kind=FollowUp.Kind.NOTE,
            summary=_("Answers published on the client’s platform: %(numbers)s") % {"numbers": numbered(found)},
        )
    return found


def void_clarification(*, clarification: Clarification, by: User, reason: str) -> Clarification:
    """Void a clarification that was written down by mistake, with a reason. It stays, marked; its number is not given
    again. One that stands in the way of the next move is voided by a coordinator or a director.

    Raises `NotAllowed` to anybody else, `Refused` when it is voided already or without a reason.
    """
    one = clarification
    with holding(one.opportunity, one) as held:
        demand_write(by, one.opportunity)
        demand(
            may_void(by, one),
            _("This clarification holds back the next move: a coordinator or a director voids it."),
            code="holds_back",
        )
        if not one.is_standing:
            raise Refused(Blocker(code="voided", message=_("This clarification is already voided.")))
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why the clarification is voided.")))
        held.refuse_stale(one)
        claim(one, None)
        one.mark_void(by=by, reason=reason)
        save_as(one, by=by, reason=reason.strip(), fields=[*one.VOID_FIELDS, "version"])
    return one


def may_void(user: User, clarification: Clarification) -> bool:
    """Tell whether `user` voids a clarification: who writes the offer, unless the gate to Negotiation waits for it."""
    holds_back = clarification.is_overdue(today()) or clarification.alters_offer
    return may_write(user, clarification.opportunity) and (not holds_back or voids_evidence(user))


def reprice(*, clarification: Clarification, by: User) -> PricingModel:
    """Begin the next version of the pricing for what a clarification alters, and return it; the version that is being
    worked on where there is one. Raises `NotAllowed`, or `Refused` when there is nothing to price."""
    one = clarification
    with holding(one.opportunity):
        one = Clarification.objects.select_related("opportunity").get(pk=one.pk)
        demand_lead(by, one.opportunity)
        refuse(one.opportunity.closed_blockers())
        if not one.is_standing or not one.alters_offer or one.resolved_by_id is not None:
            words = _("Nothing of this clarification has to be priced.")
            raise Refused(Blocker(code="nothing_to_price", message=words, url=one.get_absolute_url()))
        alternative = alternative_of(one)
        last = None
        if alternative is not None:
            if running := open_version(alternative):
                return running
            versions = PricingModel.objects.filter(alternative=alternative).exclude(state=PricingState.VOID)
            last = versions.with_parties().order_by("-number").first()
        if last is None:
            words = _("There is no pricing to make a new version of.")
            raise Refused(
                Blocker(code="no_pricing", message=words, url=f"{one.opportunity.get_absolute_url()}#pricing")
            )
        return new_version(pricing_model=last, by=by, reason=f"{named(one)}: {one.question}"[:250])


def _date_sent(found: Sequence[Clarification], by: User, day: date, reason: str) -> None:
    for one in found:
        claim(one, None)
        one.sent_on = day
        save_as(one, by=by, reason=reason, fields=["sent_on", "version"])


def _asked_blockers(one: Clarification) -> list[Blocker]:
    blockers = []
    if one.contact and one.contact.client_id != one.opportunity.client_id:
        words = _("%(contact)s belongs to another client.") % {"contact": one.contact}
        blockers.append(Blocker(code="contact_of_other_client", field="contact", message=words))
    if one.asked_on and one.asked_on > today():
        words = _("A clarification is written down after it was asked.")
        blockers.append(Blocker(code="future", field="asked_on", message=words))
    if one.asked_on and one.due_on and one.due_on < one.asked_on:
        words = _("The answer cannot be due before it was asked.")
        blockers.append(Blocker(code="before_asked", field="due_on", message=words))
    if one.area not in ANSWERING_AREAS:
        blockers.append(Blocker(code="area", field="area", message=_("Choose the area that answers.")))
    try:
        one.clean_fields(exclude=["opportunity", "asked_after", "contact", "area", "created_by", "number"])
    except ValidationError as error:
        blockers += [
            Blocker(code="invalid", field=name, message=message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return blockers


def _sendable_blockers(opportunity: Opportunity, found: Sequence[Clarification]) -> list[Blocker]:
    """Why these answers do not go out: none chosen, of another opportunity, voided, without answer, sent before."""
    if closed := opportunity.closed_blockers():
        return closed
    if not found:
        words = _("Choose the answers that go out.")
        return [Blocker(code="none", field="clarifications", message=words)]
    blockers = []
    for one in found:
        words = ""
        if one.opportunity_id != opportunity.pk or one.voided_at:
            words = _("%(which)s is not one of this opportunity, or is voided.")
        elif not one.answer:
            words = _("%(which)s has no answer yet.")
        elif one.sent_on:
            words = _("The answer to %(which)s was already sent.")
        if words:
            message = words % {"which": named(one)}
            blockers.append(Blocker(code="not_sendable", field="clarifications", message=message))
    return blockers


def _refuse_settled(one: Clarification) -> None:
    if not one.is_standing or one.sent_on:
        words = _("The client already has the answer: write down a new clarification.")
        if not one.is_standing:
            words = _("This clarification is already voided.")
        raise Refused(Blocker(code="settled", message=words, url=one.get_absolute_url()))
