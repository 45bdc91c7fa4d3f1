"""An e-mail that takes too long to be read while somebody waits: a job reads it, and what it says is at hand for a day.

At once only its headers are read: who, to whom, when and about what. The beginning of its text is written down once the
job has read it.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from almacontact.accounts.models import User
from almacontact.attachments.emails import parse_email
from almacontact.attachments.message import ParsedEmail
from almacontact.attachments.models import EMAIL_TEXT_KEPT, Attachment
from almacontact.attachments.registry import key_of
from almacontact.attachments.store import read_kept
from almacontact.jobs.actions import enqueue
from almacontact.jobs.models import Job

JOB = "attachments.read_email"
TAKE_OUT = "attachments.take_out"
AT_HAND = 24 * 3600  # seconds
ASKED = 3600  # seconds


def said_by(attachment: Attachment) -> ParsedEmail | None:
    """Return what a message says, where it was read lately."""
    found = cache.get(_key(attachment))
    return found if isinstance(found, ParsedEmail) else None


def ask(attachment: Attachment, by: User) -> Job:
    """Ask for the message to be read, once while `by` waits for it. Returns the job, which may have ended."""
    asked = f"{_key(attachment)}:{by.pk}"
    job: Job | None = Job.objects.filter(pk=cache.get(asked)).first()
    if job is None:
        job = enqueue(kind=JOB, by=by, arguments=_named(attachment))
        cache.set(asked, job.pk, ASKED)
    return job


def ask_for_part(attachment: Attachment, by: User, number: int) -> Job:
    """Ask for the file at place `number` to be taken out of the message and attached beside it."""
    return enqueue(kind=TAKE_OUT, by=by, arguments={**_named(attachment), "number": number})


def read(attachment: Attachment) -> ParsedEmail:
    """Read a stored message, keep what it says at hand, and write the beginning of its text down.

    Raises `DamagedMessageError` where it cannot be read, `Refused` where it is no longer what came in.
    """
    email = parse_email(read_kept(attachment), attachment.content_type)
    cache.set(_key(attachment), email, AT_HAND)
    if not attachment.email_text and email.text:
        type(attachment).objects.filter(pk=attachment.pk).update(email_text=email.text[:EMAIL_TEXT_KEPT])
    return email


def _named(attachment: Attachment) -> dict[str, Any]:
    return {"key": key_of(type(attachment)), "attachment_id": str(attachment.pk)}


def _key(attachment: Attachment) -> str:
    return f"email:{attachment.sha256}"
