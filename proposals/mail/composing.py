"""E-mails of an offer: composed in the name of a person, and kept as they went out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email.utils import make_msgid
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.files.base import ContentFile
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.attachments.actions import attach
from almacontact.jobs.actions import claim_effect, release_effect
from almacontact.jobs.models import Effect, Job
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.models.attachments import OpportunityAttachment, OpportunityFileKind
from pipeline.opportunities.models.opportunities import Opportunity

OFFER_HEADER = "X-Almacontact-Offer"
"""Marks what this app sends for an offer: the local mailbox shows nothing else, no mail about accounts above all."""


def compose(*, subject: str, body: str, to: Sequence[str], by: User, cc: Sequence[str] = ()) -> EmailMessage:
    """Return an e-mail in the name of `by`, who gets a copy; its identity is its own, so the copy kept is that one."""
    headers = {"Message-ID": make_msgid(domain="almacontact"), OFFER_HEADER: "1"}
    words = " ".join(subject.split())  # a header holds no line break
    copies = list(dict.fromkeys([*cc, by.email]))
    return EmailMessage(subject=words, body=body, to=list(to), cc=copies, reply_to=[by.email], headers=headers)


def keep_on_opportunity(opportunity: Opportunity, mail: EmailMessage, by: User, name: str) -> OpportunityAttachment:
    """File a message on the opportunity as it goes out."""
    return attach(
        model=OpportunityAttachment,
        by=by,
        file=ContentFile(mail.message().as_bytes(), name=name),
        kind=OpportunityFileKind.EMAIL,
        opportunity=opportunity,
    )


def leave_once(
    *, job: Job, key: str, mail: EmailMessage, still: Callable[[], bool], settle: Callable[[], None] = lambda: None
) -> bool:
    """Let `mail` leave, once for `job`, while no transaction is open. Returns False where it had left or is not due.

    The right to send is claimed and committed with what `still` judges under its lock; then it leaves; then `settle`
    writes that it left. What a server refuses gives the claim back. A worker killed in between leaves the claim: the
    job then raises `Refused`, for a person to look whether the copy arrived and to ask anew.
    """
    claim = f"mail:{key}:{job.pk}"
    left = f"{claim}:left"
    with get_connection() as connection:  # a server that is away is found out before anything is claimed
        with transaction.atomic():
            if not still():
                return False
            if not claim_effect(job=job, key=claim):
                if Effect.objects.filter(key=left).exists():
                    return False
                raise Refused(_in_doubt())
        try:
            connection.send_messages([mail])
        except (SMTPResponseException, SMTPRecipientsRefused):
            release_effect(key=claim)
            raise
    with transaction.atomic():
        claim_effect(job=job, key=left)
        settle()
    return True


@contextmanager
def leaving_once(*, job: Job, key: str) -> Iterator[Callable[[EmailMessage], None]]:
    """Open the transaction whose last step is one e-mail, and give what sends it: `job` lets it leave once.

    The right to send is claimed and committed first. What stops the work before the message leaves, and a server that
    refuses it, takes the claim back. A worker killed in between leaves it: the job then raises `Refused`, for a person
    to look whether the copy arrived and to ask anew, and nobody gets the same e-mail twice.
    """
    claim, left = f"mail:{key}:{job.pk}", False
    with get_connection() as connection:  # a server that is away is found out before anything is claimed
        if not claim_effect(job=job, key=claim):
            raise Refused(_in_doubt())

        def send(mail: EmailMessage) -> None:
            nonlocal left
            left = True
            try:
                connection.send_messages([mail])
            except (SMTPResponseException, SMTPRecipientsRefused):
                left = False
                raise

        try:
            with transaction.atomic():
                yield send
        except BaseException:
            if not left:
                release_effect(key=claim)
            raise


def _in_doubt() -> Blocker:
    words = _(
        "The work was interrupted while this e-mail was leaving. Look for the copy in your mail before you send it "
        "again."
    )
    return Blocker(code="in_doubt", message=words)
