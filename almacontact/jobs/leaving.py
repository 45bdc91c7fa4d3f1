"""An e-mail of a job leaves once, and while no transaction is open.

The right to send is claimed and committed; the message leaves; what came of it is written. A worker killed in between
leaves the claim: nobody gets the same e-mail twice. What a server refuses gives the claim back.
"""

from collections.abc import Callable, Sequence
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.jobs.actions import OF_ONE_JOB, claim_effect, release_effect
from almacontact.jobs.models import Effect, Job
from almacontact.refusals import Blocker, Refused

REFUSED = (SMTPResponseException, SMTPRecipientsRefused)
"""What a mail server answers where it certainly did not take the message."""


def leave_once(
    *, job: Job, key: str, mail: EmailMessage, still: Callable[[], bool], settle: Callable[[], None] = lambda: None
) -> bool:
    """Let `mail` leave, once for `job`. Returns False where it had left, was written down, or is not due.

    `still` judges under its lock, in the transaction that claims. Once the e-mail has left, `settle` writes that down
    in a transaction of its own, also on a later run where an earlier one did not come to it. Raises `Refused` where a
    worker was killed while it was leaving: a person looks whether the copy arrived, and asks anew.
    """
    claim = f"{OF_ONE_JOB}{key}:{job.pk}"
    left = f"{claim}:left"
    if not Effect.objects.filter(key=left).exists():
        with get_connection() as connection:  # a server that is away is found out before anything is claimed
            with transaction.atomic():
                if not still():
                    return False
                if not claim_effect(job=job, key=claim):
                    raise Refused(_in_doubt())
            try:
                connection.send_messages([mail])
            except REFUSED:
                release_effect(key=claim)
                raise
            claim_effect(job=job, key=left)
    with transaction.atomic():
        if not claim_effect(job=job, key=f"{claim}:settled"):
            return False
        settle()
    return True


def tell_once(*, job: Job, keys: Sequence[str], mail: Callable[[Sequence[str]], EmailMessage]) -> Sequence[str]:
    """Let one e-mail leave that tells of those `keys` nobody was told of yet. Returns them: none where all were told.

    `mail` writes it, once they are claimed. After a crash it may be missing, but it is never sent twice.
    """
    if Effect.objects.filter(key__in=keys).count() == len(set(keys)):
        return []
    with get_connection() as connection:
        with transaction.atomic():
            fresh = [key for key in keys if claim_effect(job=job, key=key)]
        if not fresh:
            return []
        left = False
        try:
            message = mail(fresh)
            left = True
            connection.send_messages([message])
        except REFUSED:
            left = False
            raise
        finally:
            if not left:
                for key in fresh:
                    release_effect(key=key)
    return fresh


def _in_doubt() -> Blocker:
    words = _(
        "The work was interrupted while this e-mail was leaving. Look for the copy in your mail before you send it "
        "again."
    )
    return Blocker(code="in_doubt", message=words)
