"""Adding and editing clients (process row 3: prospects registered)."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.locking import one_at_a_time
from almacontact.audit.versioning import claim, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import JOINING, Client
from pipeline.events import one_company
from pipeline.rights import demand, demand_right

CLIENT_FIELDS = ("name", "nit", "check_digit", "sector", "ownership", "city", "site", "group", "website", "notes")
"""What a person may say of a client."""


def create_client(*, by: User, values: Mapping[str, Any], reason: str = "") -> Client:
    """Add a client. The NIT comes as digits alone, the check digit apart; both may be left out.

    Raises `NotAllowed`, or `Refused` when the name is empty or another client has the NIT (with the link to it).
    """
    demand_right(by, Right.EDIT_OPPORTUNITIES)
    _refuse_unknown(values)
    client = Client(created_by=by, **values)
    client.name = " ".join(client.name.split())
    if not client.name:
        raise Refused(Blocker(code="name", field="name", message=_("Give the client a name.")))
    if taken := _holder_of(client.nit):
        raise Refused(nit_taken(taken))
    try:
        with transaction.atomic():
            save_as(client, by=by, reason=reason)
    except IntegrityError:
        if taken := _holder_of(client.nit):
            raise Refused(nit_taken(taken)) from None
        raise
    return client


def edit_client(
    *, client: Client, by: User, changes: Mapping[str, Any], version: int | None = None, reason: str = ""
) -> Client:
    """Change what is known of a client; nothing changed makes no version.

    A client that joins a group is one company with it: its wins are judged again (`one_company`).

    Raises `NotAllowed`, also to an analyst who takes a client out of its group; `StaleVersion`; or `Refused` when the
    name is empty or another client has the NIT.
    """
    demand_right(by, Right.EDIT_OPPORTUNITIES)
    _refuse_unknown(changes)
    changed = {name for name, value in changes.items() if getattr(client, name) != value}
    seen = client.version if version is None else version
    if not changed and seen == client.version:
        return client
    if "group" in changed and client.group:
        # Whoever sells to a company does not say that it is another one.
        demand(
            by.can(Right.BULK_EDIT),
            _("Only a coordinator or a director takes a client out of its group of companies."),
            code="leave_group",
        )
    with transaction.atomic():
        if "group" in changed:
            one_at_a_time(JOINING)
        claim(client, seen)
        for name in changed:
            setattr(client, name, changes[name])
        client.name = " ".join(client.name.split())
        if not client.name:
            raise Refused(Blocker(code="name", field="name", message=_("Give the client a name.")))
        taken = _holder_of(client.nit)
        if taken and taken.pk != client.pk:
            raise Refused(nit_taken(taken))
        save_as(client, by=by, reason=reason, fields=[*changed, "version"])
        if client.group and "group" in changed:
            words = reason or _("%(client)s is of the group %(group)s") % {"client": client, "group": client.group}
            one_company.send(Client, clients=[client], by=by, reason=words)
    return client


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    if unknown := set(values) - set(CLIENT_FIELDS):
        raise Refused(
            [
                Blocker(code="not_editable", field=name, message=_("“%(field)s” cannot be edited.") % {"field": name})
                for name in sorted(unknown)
            ]
        )


def nit_taken(client: Client) -> Blocker:
    """Say that a NIT is that of `client` already."""
    return Blocker(
        code="nit_taken",
        field="nit",
        message=_("%(client)s already has this NIT.") % {"client": client},
        url=client.get_absolute_url(),
        link_label=_("Open that client"),
    )


def _holder_of(nit: str) -> Client | None:
    return Client.objects.current().filter(nit=nit).first() if nit else None
