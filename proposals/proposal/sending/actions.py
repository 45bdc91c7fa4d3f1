"""Sending an approved proposal: by e-mail, or recorded as published or handed in; and voiding a mistake (row 8)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import CheckedFile, check_file
from almacontact.audit.locking import lock
from almacontact.audit.seals import seal
from almacontact.audit.versioning import changing, save_as
from almacontact.jobs.actions import enqueue
from almacontact.jobs.models import Effect, Job
from almacontact.outgoing import mail_blockers
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import Contact
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals import events
from proposals.checklist.actions.notices import addressee_blockers
from proposals.errors import PricingRefused
from proposals.intake.tender import Source, check_link
from proposals.proposal.models.proposals import Proposal, ProposalAttachment, ProposalFileKind
from proposals.proposal.sending.models import ProposalSending, SendingChannel
from proposals.proposal.sending.rules import changed_blocker, demand_sender, price_seen, sending_blockers
from proposals.proposal.sending.sealing import SENT, VOIDED
from proposals.proposal.sending.supporting_files import supporting_files
from proposals.rights import voids_evidence

JOB = "proposals.send_proposal"
MOST_COPIES = 10
LARGEST_MAIL = 14 * 1024 * 1024
"""Bytes of the documents that may go by e-mail: it grows by a third on its way, and many servers take 20 MB."""


def send_by_email(
    *,
    proposal: Proposal,
    by: User,
    contact: Contact,
    subject: str,
    body: str,
    cc: Sequence[str] = (),
    seen: str = "",
    token: str = "",
) -> ProposalSending:
    """Put an approved version on its way to `contact`, with its stored PDF; it leaves as a job, once.

    `seen` is the token of the price that the person had before them (`PriceSeen.token`); `token` marks the form, so
    that sending the same form again returns the same sending. Raises `NotAllowed`, or `Refused` for what
    `sending_blockers` finds, a price that changed since, and an address that is none.
    """
    with transaction.atomic():
        proposal = held(proposal)
        demand_sender(by, proposal)
        if token and (earlier := _sent_with(token, by, proposal)):
            return earlier
        price = price_seen(proposal)
        blockers = sending_blockers(proposal, price)
        if seen and seen != price.token:
            blockers.append(changed_blocker(proposal))
        blockers += addressee_blockers(proposal.opportunity, contact)
        blockers += [*mail_blockers(), *_word_blockers(subject, body), *_copy_blockers(cc), *_size_blockers(proposal)]
        if not blockers:
            blockers = _on_its_way(proposal, contact)
        if blockers:
            raise Refused(blockers)
        document: Any = proposal.document
        sending = save_as(
            ProposalSending(
                proposal=proposal,
                channel=SendingChannel.EMAIL,
                contact=contact,
                to=[contact.email],
                cc=list(dict.fromkeys(one.strip() for one in cc)),
                subject=" ".join(subject.split())[:200],
                body=body.strip(),
                document_sha256=document.sha256,
                created_by=by,
            ),
            by=by,
        )
        enqueue(
            kind=JOB,
            by=by,
            arguments={"sending_id": sending.pk, "seen": price.token, "token": token},
            key=job_key(sending),
        )
    return sending


def record_publication(
    *,
    proposal: Proposal,
    by: User,
    channel: str,
    sent_at: datetime,
    place: str,
    receipt: File[bytes] | None,
    reference: str = "",
) -> ProposalSending:
    """Write down that an approved version was published on the client's platform, or handed in, with the receipt.

    The price is judged as of `sent_at`. The same receipt of the same version is the same publication: it is returned,
    not written twice. Raises `NotAllowed`, or `Refused`; nothing is ever fetched from `place`.
    """
    demand_sender(by, proposal)
    checked, file_blockers = _read(receipt)
    with transaction.atomic():
        proposal = held(proposal)
        demand_sender(by, proposal)
        blockers = _moment_blockers(proposal, sent_at)
        # Within the minute of the approval, which the page does not part, it was sent after it.
        at = None if blockers else max(sent_at, proposal.approved_at or sent_at)
        blockers += sending_blockers(proposal, price_seen(proposal, at), at)
        place, place_blockers = _checked_place(proposal, channel, place)
        blockers += place_blockers
        if (blockers := [*blockers, *file_blockers]) or checked is None:
            raise Refused(blockers)
        standing = proposal.sendings.standing().filter(channel=channel)
        if earlier := standing.filter(receipt__sha256=checked.sha256).first():
            return earlier
        try:
            kept = attach(
                model=ProposalAttachment,
                by=by,
                file=checked,
                kind=ProposalFileKind.RECEIPT,
                description=place[:200],
                proposal=proposal,
            )
        except Refused as refused:
            raise Refused([_at_receipt(one) for one in refused.blockers]) from None
        document: Any = proposal.document
        sending = save_as(
            ProposalSending(
                proposal=proposal,
                channel=channel,
                place=place,
                reference=reference.strip()[:120],
                sent_at=sent_at,
                document_sha256=document.sha256,
                receipt=kept,
                created_by=by,
            ),
            by=by,
        )
        settle(sending=sending, by=by)
    return sending


def confirm_sending(*, sending: ProposalSending, by: User) -> ProposalSending:
    """Say that an e-mail whose job was interrupted while it left did go out: the copy arrived.

    Raises `Refused` unless that is in doubt: the message is kept, no job works on it, and it is not voided.
    """
    with transaction.atomic():
        demand_sender(by, held(sending.proposal))
        if not is_in_doubt(sending, job_of(sending)):
            words = _("There is no doubt about this sending.")
            raise Refused(Blocker(code="no_doubt", message=words, url=sending.get_absolute_url()))
        with changing(sending):
            sending.sent_at = sending.email.uploaded_at if sending.email else None
            save_as(sending, by=by, reason=_("The copy arrived"), fields=["sent_at", "version"])
            settle(sending=sending, by=by)
    return sending


def void_sending(*, sending: ProposalSending, by: User, reason: str) -> ProposalSending:
    """Void a mistaken sending. It stays, marked; the gate that rested on it shows a debt.

    Raises `NotAllowed` to anybody but a coordinator or a director, `Refused` when it is voided already or without a
    reason.
    """
    demand(
        voids_evidence(by),
        _("A coordinator or a director voids a sending."),
        code="not_yours_to_void",
    )
    with transaction.atomic():
        held(sending.proposal)
        with changing(sending):
            if not sending.is_standing:
                raise Refused(Blocker(code="voided", message=_("This sending is already voided.")))
            if not reason.strip():
                raise Refused(Blocker(code="reason", field="reason", message=_("Say why the sending is voided.")))
            sending.mark_void(by=by, reason=reason)
            fields = [*sending.VOID_FIELDS, "version"]
            save_as(sending, by=by, reason=reason, fields=fields)
            seal(VOIDED, sending)
    return sending


def held(proposal: Proposal) -> Proposal:
    """Return the proposal as it is now, its row held until the transaction ends."""
    held_row = Proposal.objects.with_parties().select_related("document").get(pk=proposal.pk)
    lock(*held_row.line)
    return held_row


def settle(*, sending: ProposalSending, by: User) -> None:
    """Seal what went out, log it as a follow-up and tell the rest of the offer: in the transaction that sends."""
    seal(SENT, sending)
    proposal = sending.proposal
    values = {"proposal": proposal, "where": ", ".join(sending.to) or sending.place}
    told = {
        SendingChannel.EMAIL: (FollowUp.Kind.EMAIL, _("%(proposal)s sent to %(where)s.")),
        SendingChannel.PLATFORM: (FollowUp.Kind.NOTE, _("%(proposal)s published: %(where)s")),
        SendingChannel.IN_PERSON: (FollowUp.Kind.MEETING, _("%(proposal)s handed in: %(where)s")),
    }
    kind, words = told[SendingChannel(sending.channel)]
    opportunity: Opportunity = proposal.opportunity
    log_follow_up(
        opportunity=opportunity,
        by=by,
        kind=kind,
        summary=words % values,
        happened_at=sending.sent_at,
        contact=sending.contact,
    )
    events.proposal_sent.send(sender=ProposalSending, sending=sending, by=by)


def job_key(sending: ProposalSending) -> str:
    """Return the key of the job that sends one e-mail."""
    return f"proposal_sending:{sending.pk}"


def job_of(sending: ProposalSending) -> Job | None:
    """Return the latest job of an e-mail; None of what was recorded by hand."""
    return Job.objects.filter(kind=JOB, key=job_key(sending)).order_by("-pk").first()


def is_in_doubt(sending: ProposalSending, job: Job | None, claimed: Collection[str] | None = None) -> bool:
    """Tell whether nobody knows if the e-mail left: its job claimed the right to send it, and ended without saying.

    `claimed` holds the keys that were claimed, where a list has read them at once.
    """
    if job is None or not job.is_finished or sending.sent_at or sending.voided_at:
        return False
    key = job_key(sending)
    return key in (claimed_among([key]) if claimed is None else claimed)


def claimed_among(keys: Sequence[str]) -> set[str]:
    """Return those of `keys` whose right to send was claimed."""
    return set(Effect.objects.filter(key__in=keys).values_list("key", flat=True))


def _sent_with(token: str, by: User, proposal: Proposal) -> ProposalSending | None:
    """What the same form sent before."""
    jobs = Job.objects.filter(kind=JOB, created_by=by, arguments__token=token).order_by("pk")
    made = [job.arguments["sending_id"] for job in jobs]
    return proposal.sendings.filter(pk__in=made).first()


def _on_its_way(proposal: Proposal, contact: Contact) -> list[Blocker]:
    waiting = proposal.sendings.standing().filter(contact=contact, sent_at__isnull=True)
    keys = [job_key(one) for one in waiting]
    if not Job.objects.unfinished().filter(kind=JOB, key__in=keys).exists():
        return []
    words = _("%(proposal)s is already on its way to %(contact)s.") % {"proposal": proposal, "contact": contact}
    return [Blocker(code="on_its_way", message=words, url=proposal.get_absolute_url())]


def _word_blockers(subject: str, body: str) -> list[Blocker]:
    found = []
    if not subject.strip():
        found.append(Blocker(code="subject", field="subject", message=_("Write the subject.")))
    if not body.strip():
        found.append(Blocker(code="body", field="body", message=_("Write the message.")))
    return found


def _copy_blockers(cc: Sequence[str]) -> list[Blocker]:
    if len(cc) > MOST_COPIES:
        words = _("Copy at most %(n)d addresses.") % {"n": MOST_COPIES}
        return [Blocker(code="too_many", field="cc", message=words)]
    found = []
    for address in cc:
        try:
            validate_email(address.strip())
        except ValidationError:
            words = _("“%(address)s” is not an e-mail address.") % {"address": address.strip()[:80]}
            found.append(Blocker(code="address", field="cc", message=words))
    return found


def _size_blockers(proposal: Proposal) -> list[Blocker]:
    size = sum(file.size for file in supporting_files(proposal)) + (proposal.document.size if proposal.document else 0)
    if size <= LARGEST_MAIL:
        return []
    words = _(
        "The proposal and its supporting documents are too large for an e-mail. Publish them or hand them in, and "
        "record that here with the receipt."
    )
    return [Blocker(code="too_large", message=words)]


def _moment_blockers(proposal: Proposal, sent_at: datetime) -> list[Blocker]:
    if sent_at > timezone.now():
        words = _("A sending is recorded after it happened.")
        return [Blocker(code="future", field="sent_at", message=words)]
    approved = proposal.approved_at
    # The page asks for minutes, so the minute of the approval itself is late enough.
    if approved and sent_at < approved.replace(second=0, microsecond=0):
        words = _("This is before the proposal was approved: only an approved version is sent.")
        return [Blocker(code="before_approval", field="sent_at", message=words)]
    return []


def _checked_place(proposal: Proposal, channel: str, place: str) -> tuple[str, list[Blocker]]:
    """The place, trimmed; an address by the rules of the request it answers."""
    written = place.strip()
    if channel == SendingChannel.IN_PERSON:
        if not written or len(written) > 250:
            words = _("Say where it was handed in, in at most 250 letters.")
            return written, [Blocker(code="place", field="place", message=words)]
        return written, []
    if channel != SendingChannel.PLATFORM:
        return written, [Blocker(code="channel", field="channel", message=_("Choose how it was sent."))]
    latest = proposal.opportunity.intakes.standing().first()
    secop = latest is not None and latest.source == Source.SECOP_II
    try:
        link = check_link(written, Source.SECOP_II if secop else Source.PURCHASING_PLATFORM)
    except PricingRefused as refused:
        return written, [Blocker(code=one.code, field="place", message=one.message) for one in refused.blockers]
    if len(link) > 250:
        return link, [Blocker(code="place", field="place", message=_("The address is longer than 250 letters."))]
    return link, []


def _read(receipt: File[bytes] | None) -> tuple[CheckedFile | None, list[Blocker]]:
    """Check the receipt; what is wrong with it is told at its field, beside whatever else does not fit."""
    if receipt is None:
        words = _("Attach the receipt of the platform, or the copy with the client’s stamp.")
        return None, [Blocker(code="receipt", field="receipt", message=words)]
    try:
        return check_file(receipt), []
    except Refused as refused:
        return None, [_at_receipt(one) for one in refused.blockers]


def _at_receipt(blocker: Blocker) -> Blocker:
    return Blocker(code=blocker.code, field="receipt", message=blocker.message)
