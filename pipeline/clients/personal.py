"""What is personal data of the people at a client, who may ask us to erase it (Ley 1581), and what is kept of them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from almacontact.audit.personal import ERASED, Kept, Person, Personal
from pipeline.clients.models import Contact

CONTACTS = Personal(
    Contact,
    {"name": ERASED, "position": "", "email": "", "phone": "", "consent_proof": ""},
    _("Name, position, e-mail, telephone and proof of consent: they say who the person is and how to reach them."),
)

KEPT = (
    Kept(
        _("Signed and sent documents"),
        _("Actas, proposals, letters and e-mails of an offer are kept as they were for ten years (Ley 962, art. 28)."),
    ),
    Kept(
        _("Names of who signed"),
        _("A signature without the name of who gave it proves nothing (Ley 527); they are people who work here."),
    ),
    Kept(
        _("Files that came in"),
        _("E-mails, letters and workbooks as the client sent them are evidence of the business, kept for ten years."),
    ),
    Kept(
        _("What we wrote of a contact"),
        _("The summary of a call or a meeting says what was agreed with the client; correct it if it names them."),
    ),
)


def find(word: str) -> "QuerySet[Contact]":
    """Return the contacts whose name, e-mail or telephone holds `word`."""
    said = Q(name__icontains=word) | Q(email__icontains=word) | Q(phone__icontains=word)
    return Contact.objects.filter(said).exclude(name=ERASED).select_related("client").order_by("name", "pk")


def label(contact: Contact) -> str:
    """Return who it is, for whoever erases."""
    return " · ".join(filter(None, (contact.name, contact.email, contact.client.name)))


def twins(contact: Contact) -> Iterable[Any]:
    """Return the contacts that were merged into this one: they are the same person."""
    return Contact.objects.filter(merged_into=contact)


PEOPLE = Person(Contact, find, label, twins)
