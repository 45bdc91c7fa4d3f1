"""The e-mail of a proposal leaves: once, with the PDF that was approved, kept as it went out (process row 8).

Three steps. First everything is judged again and the message is kept and claimed, and that is committed. Then it
leaves. Then the sending is dated, logged and told. A worker killed in between leaves a sending in doubt, which a person
settles by looking at their copy: the client never gets the same offer twice. Where the server refuses the message, or
one recipient at the client, it leaves for nobody, what the server said is kept, and the claim is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.attachments.actions import attach
from almacontact.attachments.checks import CheckedFile
from almacontact.attachments.models import Attachment
from almacontact.audit.versioning import changing, save_as
from almacontact.jobs.actions import claim_effect, release_effect
from almacontact.jobs.leaving import outside
from almacontact.jobs.models import Effect, Job
from almacontact.outgoing import REFUSED, Answer, answers_of, refusal_of, send
from almacontact.refusals import Blocker, Refused
from proposals.library.models import EvidenceAttachment
from proposals.mail.composing import compose, copy_of
from proposals.proposal.models.proposals import Proposal, ProposalAttachment, ProposalFileKind
from proposals.proposal.sending.actions import held, job_key, settle
from proposals.proposal.sending.models import ProposalSending
from proposals.proposal.sending.rules import changed_blocker, demand_sender, price_seen, sending_blockers
from proposals.proposal.sending.supporting_files import supporting_files


def deliver_proposal(*, job: Job, sending_id: int, seen: str) -> bool:
    """Send one e-mail. Returns False when it had gone out before.

    Raises `Refused`: what stands against the sending now, a document that is not the approved one any more, a server
    that refuses the message, or a sending in doubt.
    """
    sending = ProposalSending.objects.select_related("proposal", "contact", "created_by", "email").get(pk=sending_id)
    if sending.sent_at:
        return False
    _judge(sending, seen)
    files = supporting_files(sending.proposal)
    mail = _message(sending, _document(sending.proposal, sending.document_sha256), files)
    name = f"{sending.proposal.series}-v{sending.proposal.number}-{sending.pk}.eml"
    copy = copy_of(mail, name)  # read here, so that no transaction waits for that
    with get_connection() as connection:  # a server that is away is found out before anything is claimed
        _claim(job, sending, seen, copy, files)
        try:
            answers = send(connection, mail, must=outside(mail))
        except REFUSED as error:
            release_effect(key=job_key(sending))
            if found := answers_of(error):
                _keep_answers(sending, found)
            raise refusal_of(error, sending.get_absolute_url()) from error
    by: Any = sending.created_by
    with transaction.atomic():
        held(sending.proposal)
        with changing(sending):
            sending.sent_at = timezone.now()
            sending.answers = [one.as_data() for one in answers]
            save_as(sending, by=by, fields=["sent_at", "answers", "version"])
            settle(sending=sending, by=by)
    return True


def _keep_answers(sending: ProposalSending, answers: Sequence[Answer]) -> None:
    """Keep whom the server refused, with a sending that did not leave."""
    by: Any = sending.created_by
    with transaction.atomic():
        held(sending.proposal)
        with changing(sending):
            sending.answers = [one.as_data() for one in answers]
            save_as(sending, by=by, fields=["answers", "version"])


def _claim(
    job: Job, sending: ProposalSending, seen: str, copy: CheckedFile, files: Sequence[EvidenceAttachment]
) -> None:
    """Judge everything as it is now, keep the copy of the message on the proposal, and claim the right to send it."""
    by: Any = sending.created_by
    with transaction.atomic():
        proposal = held(sending.proposal)
        sending.refresh_from_db()
        sending.proposal = proposal
        _judge(sending, seen)
        if supporting_files(proposal) != list(files):
            words = _("The supporting documents changed while the e-mail was written: nothing was sent. Send it again.")
            raise Refused(Blocker(code="files_changed", message=words, url=proposal.get_absolute_url()))
        kept = attach(
            model=ProposalAttachment,
            by=by,
            file=copy,
            kind=ProposalFileKind.EMAIL,
            description=sending.subject,
            proposal=proposal,
        )
        with changing(sending):
            sending.email = kept
            save_as(sending, by=by, fields=["email", "version"])
        # Committed before the message leaves: after a crash it may be missing at the client, never there twice.
        claim_effect(job=job, key=job_key(sending))


def _judge(sending: ProposalSending, seen: str) -> None:
    """Raise `Refused` for all that stands against the sending, `NotAllowed` where its sender may not any more."""
    proposal: Proposal = sending.proposal
    by: Any = sending.created_by
    if Effect.objects.filter(key=job_key(sending)).exists():
        raise Refused(_doubt(sending))
    demand_sender(by, proposal)
    price = price_seen(proposal)
    blockers = sending_blockers(proposal, price)
    if not sending.is_standing:
        blockers.append(Blocker(code="voided", message=_("This sending is already voided.")))
    if seen != price.token:
        blockers.append(changed_blocker(proposal))
    if blockers:
        raise Refused(blockers)


def _message(sending: ProposalSending, document: bytes, files: Sequence[EvidenceAttachment]) -> EmailMessage:
    """The e-mail, with the PDF and the supporting documents under the names they are kept by."""
    proposal: Proposal = sending.proposal
    by: Any = sending.created_by
    mail = compose(subject=sending.subject, body=sending.body, to=sending.to, by=by, cc=sending.cc)
    attached: Any = proposal.document
    mail.attach(attached.original_name, document, attached.content_type)
    for file in files:
        words = _(
            "The stored file “%(name)s” is not the one that was attached: nothing was sent. Tell the quality lead."
        )
        blocker = Blocker(
            code="file_changed",
            message=words % {"name": file.original_name},
            url=file.evidence.get_absolute_url(),
        )
        mail.attach(file.original_name, _stored(file, file.sha256, blocker), file.content_type)
    return mail


def _document(proposal: Proposal, expected: str) -> bytes:
    """The bytes of the approved PDF. Raises `Refused` when the store lost them, or they are not those any more."""
    words = _(
        "The stored PDF of %(proposal)s is not the one that was approved: nothing was sent. Tell the quality lead."
    )
    message = words % {"proposal": proposal}
    return _stored(
        proposal.document,
        expected,
        Blocker(code="document_changed", message=message, url=proposal.get_absolute_url()),
    )


def _stored(attachment: Attachment, expected: str, blocker: Blocker) -> bytes:
    """The bytes of a kept file. Raises `Refused` with `blocker` when they are not those of the hash `expected`."""
    try:
        with attachment.file.open("rb") as file:
            data: bytes = file.read()
    except FileNotFoundError:
        data = b""
    if sha256(data).hexdigest() != expected or attachment.sha256 != expected:
        raise Refused(blocker)
    return data


def _doubt(sending: ProposalSending) -> Blocker:
    words = _(
        "The work was interrupted while this e-mail was leaving. Look for the copy in your mail: if it arrived, "
        "confirm it; if not, have it voided and send it again."
    )
    return Blocker(code="in_doubt", message=words, url=sending.get_absolute_url())
