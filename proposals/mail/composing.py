"""E-mails of an offer: composed in the name of a person, and kept as they went out."""

from collections.abc import Sequence
from email.utils import make_msgid

from django.core.files.base import ContentFile
from django.core.mail import EmailMessage, EmailMultiAlternatives

from almacontact.accounts.models import User
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import CheckedFile, check_file
from pipeline.opportunities.models.attachments import OpportunityAttachment, OpportunityFileKind
from pipeline.opportunities.models.opportunities import Opportunity

OFFER_HEADER = "X-Almacontact-Offer"
"""Marks what this app sends for an offer: the local mailbox shows nothing else, no mail about accounts above all."""


def compose(*, subject: str, body: str, to: Sequence[str], by: User, cc: Sequence[str] = ()) -> EmailMultiAlternatives:
    """Return an e-mail in the name of `by`, who gets a copy; its identity is its own, so the copy kept is that one."""
    headers = {"Message-ID": make_msgid(domain="almacontact"), OFFER_HEADER: "1"}
    words = " ".join(subject.split())  # a header holds no line break
    copies = list(dict.fromkeys([*cc, by.email]))
    return EmailMultiAlternatives(
        subject=words, body=body, to=list(to), cc=copies, reply_to=[by.email], headers=headers
    )


def copy_of(mail: EmailMessage, name: str) -> CheckedFile:
    """Return a message as it goes out, as a file to be kept. It is read here, so that no transaction waits for that."""
    return check_file(ContentFile(mail.message().as_bytes(), name=name))


def keep_on_opportunity(opportunity: Opportunity, copy: CheckedFile, by: User) -> OpportunityAttachment:
    """File the copy of a message on the opportunity."""
    return attach(
        model=OpportunityAttachment, by=by, file=copy, kind=OpportunityFileKind.EMAIL, opportunity=opportunity
    )
