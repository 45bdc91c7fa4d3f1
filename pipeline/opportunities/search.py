"""What the search of the top bar finds in the pipeline: opportunities, clients and contacts, by name, NIT or code."""

import re

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.money import cop_short
from almacontact.web.search import Result
from pipeline.clients.models import Client, Contact
from pipeline.opportunities.models.opportunities import Opportunity

_CODE = re.compile(r"^(?:OP-?)?(\d{4})-?(\d{1,6})$", re.IGNORECASE)


def opportunities(user: User, text: str, limit: int) -> list[Result]:
    """Find by code, whole or in part, or by the client's name or NIT; what is open comes first."""
    matching = Q(client__in=Client.objects.matching(text).values("pk")) | Q(code__icontains=text)
    if code := _CODE.match(text):
        matching |= Q(code=f"OP-{code[1]}-{int(code[2]):04d}")
    found = Opportunity.objects.visible_to(user).with_parties().filter(matching).order_by("outcome", "-pk")[:limit]
    return [
        Result(
            title=f"{one.client} · {one.service}",
            url=one.get_absolute_url(),
            kind=_("Opportunity"),
            subtitle=f"{one.code} · {one.get_status_display()} · {cop_short(one.monthly_value)}",
            icon="briefcase",
        )
        for one in found
    ]


def clients(user: User, text: str, limit: int) -> list[Result]:
    """Find by name, whatever its accents and legal form, or by NIT."""
    found = Client.objects.current().visible_to(user).matching(text).order_by("name")[:limit]
    return [Result(one.name, one.get_absolute_url(), _("Client"), one.full_nit, "buildings") for one in found]


def contacts(user: User, text: str, limit: int) -> list[Result]:
    """Find by name, e-mail or phone; leads to the contact for those who may edit it, else to the client."""
    matching = Q(name__icontains=text) | Q(email__icontains=text) | Q(phone__contains=text)
    found = (
        Contact.objects.current().visible_to(user).filter(matching).select_related("client").order_by("name")[:limit]
    )
    edits = user.can(Right.EDIT_OPPORTUNITIES)
    return [
        Result(
            title=one.name,
            url=(one if edits else one.client).get_absolute_url(),
            kind=_("Contact"),
            subtitle=f"{one.client} · {one.position}" if one.position else str(one.client),
            icon="person",
        )
        for one in found
    ]
