"""What the search finds in the pipeline: opportunities, clients and contacts, by name, NIT, code, e-mail or phone."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.money import cop_short
from almacontact.web.search import Kind, Result, Said
from pipeline.clients.models import Client, Contact
from pipeline.opportunities.models.opportunities import Opportunity


def _known_by_nit(client: Client) -> str:
    return f"NIT {client.nit}{client.check_digit}" if client.nit else ""


def parties(opportunity: Opportunity) -> tuple[str, ...]:
    """Return what an opportunity, and what hangs on it, is found by: its client, NIT, code and service."""
    client = opportunity.client
    return client.name, _known_by_nit(client), opportunity.code, opportunity.service.name


def _said_of_opportunity(one: Opportunity) -> Said:
    return Said(one.client.name, one.code, parties(one))


def _opportunity(one: Opportunity, _user: User) -> Result:
    return Result(
        title=f"{one.client} · {one.service}",
        url=one.get_absolute_url(),
        kind=_("Opportunity"),
        subtitle=f"{one.code} · {one.get_status_display()} · {cop_short(one.monthly_value)}",
        icon="briefcase",
    )


def _formers(one: Client | Contact) -> Iterator[Any]:
    """Yield what was merged into a client or a contact, in however many steps."""
    for other in one.absorbed.all():
        yield other
        yield from _formers(other)


def _where_it_went(one: Client | Contact) -> str:
    """Return what changes with a merge: what is said anew is followed by the one that stayed, which takes it up."""
    return f"in {one.merged_into_id}" if one.merged_into_id else ""


def _said_of_client(one: Client) -> Said:
    """Say what a client is found by: the names and NITs of those that were merged into it lead to it too."""
    before = [text for other in _formers(one) for text in (other.name, _known_by_nit(other))]
    return Said(one.name, _where_it_went(one), (_known_by_nit(one), one.group, *before))


def _client(one: Client, _user: User) -> Result:
    return Result(one.name, one.get_absolute_url(), _("Client"), one.full_nit, "buildings")


def _said_of_contact(one: Contact) -> Said:
    """Say what a contact is found by: another name, e-mail or telephone that was merged into it leads to it too."""
    before = [text for other in _formers(one) for text in (other.name, other.email, other.phone)]
    return Said(one.name, _where_it_went(one), (one.email, one.phone, one.position, one.client.name, *before))


def _contact(one: Contact, user: User) -> Result:
    """Lead to the contact for those who may edit it, else to the client."""
    to: Any = one if user.can(Right.EDIT_OPPORTUNITIES) else one.client
    subtitle = f"{one.client} · {one.position}" if one.position else str(one.client)
    return Result(one.name, to.get_absolute_url(), _("Contact"), subtitle, "person")


OPPORTUNITIES = Kind(
    name="opportunity",
    model=Opportunity,
    rows=lambda: Opportunity.objects.select_related("client", "service"),
    said=_said_of_opportunity,
    visible=lambda user: Opportunity.objects.visible_to(user).with_parties(),
    result=_opportunity,
    reads=frozenset({"client", "client_id", "code", "service", "service_id"}),
    follows=("client",),
    later=~Q(outcome=""),
)
CLIENTS = Kind(
    name="client",
    model=Client,
    rows=lambda: Client.objects.prefetch_related("absorbed"),
    said=_said_of_client,
    visible=lambda user: Client.objects.current().visible_to(user),
    result=_client,
    reads=frozenset({"name", "nit", "check_digit", "group", "merged_into", "merged_into_id"}),
    follows=("absorbed",),
)
CONTACTS = Kind(
    name="contact",
    model=Contact,
    rows=lambda: Contact.objects.select_related("client").prefetch_related("absorbed"),
    said=_said_of_contact,
    visible=lambda user: Contact.objects.current().visible_to(user).select_related("client"),
    result=_contact,
    reads=frozenset({"name", "email", "phone", "position", "client", "client_id", "merged_into", "merged_into_id"}),
    follows=("client", "absorbed"),
)
