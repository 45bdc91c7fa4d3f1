"""What is personal data of a presentation that was sent: to whom, and the words that went with it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from almacontact.audit.personal import Personal
from pipeline.clients.models import Contact
from pipeline.clients.personal import PEOPLE as CONTACTS
from pipeline.decks.models import DeckSending

SENDINGS = Personal(
    DeckSending,
    {"to": "", "message": "", "answers": []},
    _("The address it went to and the words to the person: a presentation of the company is no offer."),
)


def _others(contact: Contact) -> Iterator[Any]:
    yield from CONTACTS.others(contact)
    yield from DeckSending.objects.filter(follow_up__contact=contact)


PEOPLE = replace(CONTACTS, others=_others)
