"""An e-mail of a job leaves once, and while no transaction is open.

The right to send is claimed and committed; the message leaves; what came of it is written. A worker killed in between
leaves the claim: nobody gets the same e-mail twice. What a server refuses gives the claim back.

A letter to a client leaves for all who `must` get it, or for nobody. What goes to several of us leaves for those whom
the server takes; who was refused gets it alone when the work is tried again.
"""

from collections.abc import Callable, Collection, Sequence
from hashlib import sha256

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.jobs.actions import OF_ONE_JOB, claim_effect, release_effect
from almacontact.jobs.models import Effect, Job
from almacontact.outgoing import REFUSED, Answer, answers_of, next_step, refusal_of, refused_words, send
from almacontact.refusals import Blocker, Refused


def _nothing(_answers: Sequence[Answer]) -> None:
    return None


def leave_once(
    *,
    job: Job,
    key: str,
    mail: EmailMessage,
    still: Callable[[], bool],
    settle: Callable[[], None] = lambda: None,
    must: Collection[str] = (),
    answered: Callable[[Sequence[Answer]], None] = _nothing,
) -> bool:
    """Let `mail` leave, once for `job`. Returns False where it had left, was written down, or is not due.

    `still` judges under its lock, in the transaction that claims. Once the e-mail has left, `settle` writes that down
    in a transaction of its own, also on a later run where an earlier one did not come to it; `answered` writes in the
    same way what the server said of each recipient, also where it refused one. With `must`, it leaves for each of
    these addresses or for nobody.

    Raises `Refused` where the server refused a recipient, in words that say whom and what to do next; and where a
    worker was killed while it was leaving: a person looks whether the copy arrived, and asks anew.
    """
    claim = f"{OF_ONE_JOB}{key}:{job.pk}"
    left = f"{claim}:left"
    if not Effect.objects.filter(key=left).exists() and not _leave(job, key, mail, still, must, answered):
        return False
    with transaction.atomic():
        if not claim_effect(job=job, key=f"{claim}:settled"):
            return False
        settle()
    return True


def _leave(
    job: Job,
    key: str,
    mail: EmailMessage,
    still: Callable[[], bool],
    must: Collection[str],
    answered: Callable[[Sequence[Answer]], None],
) -> bool:
    claim = f"{OF_ONE_JOB}{key}:{job.pk}"
    if not must:
        _leave_out(mail, key)
    with get_connection() as connection:  # a server that is away is found out before anything is claimed
        with transaction.atomic():
            if not still():
                return False
            if not claim_effect(job=job, key=claim):
                raise Refused(_in_doubt())
        try:
            answers = send(connection, mail, must=must) if mail.recipients() else []
        except REFUSED as error:
            release_effect(key=claim)
            if found := answers_of(error):
                with transaction.atomic():
                    answered(found)
            raise refusal_of(error) from error
    refused = [one for one in answers if not one.accepted]
    with transaction.atomic():
        if refused and not must:
            for one in answers:
                if one.accepted:
                    claim_effect(job=job, key=_got(key, one.address))
            release_effect(key=claim)
        else:
            claim_effect(job=job, key=f"{claim}:left")
        answered(answers)
    if refused and not must:
        raise Refused(_partly(answers))
    return True


def tell_once(*, job: Job, keys: Sequence[str], mail: Callable[[Sequence[str]], EmailMessage]) -> Sequence[str]:
    """Let one e-mail leave that tells of those `keys` nobody was told of yet. Returns them: none where all were told.

    `mail` writes it, once they are claimed. After a crash it may be missing, but it is never sent twice. Raises
    `Refused`, with whom the server refused, and may be tried again.
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
            send(connection, message)
        except REFUSED as error:
            left = False
            raise refusal_of(error) from error
        finally:
            if not left:
                for key in fresh:
                    release_effect(key=key)
    return fresh


def outside(mail: EmailMessage) -> frozenset[str]:
    """Return whom a letter to a client must reach: to whom it is addressed, and each copy that goes to none of us."""
    copies = {one.lower() for one in (*mail.cc, *mail.bcc)}
    ours = {one.lower() for one in User.objects.values_list("email", flat=True)}
    return frozenset({*(one.lower() for one in mail.to), *(copies - ours)})


def _leave_out(mail: EmailMessage, key: str) -> None:
    """Take out those whom the same e-mail reached before."""
    got = {one: _got(key, one) for one in mail.recipients()}
    had = set(Effect.objects.filter(key__in=got.values()).values_list("key", flat=True))
    for field in ("to", "cc", "bcc"):
        setattr(mail, field, [one for one in getattr(mail, field) if got[one] not in had])


def _got(key: str, address: str) -> str:
    return f"reached:{key}:{sha256(address.lower().encode()).hexdigest()[:24]}"


def _partly(answers: Sequence[Answer]) -> Blocker:
    reached = ", ".join(one.address for one in answers if one.accepted)
    words = _("%(refused)s %(next)s It goes only to who lacks it: %(reached)s have it.")
    named = {"refused": refused_words(answers), "next": next_step(answers), "reached": reached}
    return Blocker(code="recipient_refused", message=words % named)


def _in_doubt() -> Blocker:
    words = _(
        "The work was interrupted while this e-mail was leaving. Look for the copy in your mail before you send it "
        "again."
    )
    return Blocker(code="in_doubt", message=words)
