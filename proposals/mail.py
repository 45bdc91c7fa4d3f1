"""E-mails of an offer: composed in the name of a person, and kept as they went out."""

from collections.abc import Sequence
from email.utils import make_msgid

from django.core.files.base import ContentFile
from django.core.mail import EmailMessage

from almacontact.accounts.models import User
from almacontact.attachments.actions import attach
from pipeline.models import Opportunity, OpportunityAttachment
from pipeline.models.attachments import OpportunityFileKind

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
