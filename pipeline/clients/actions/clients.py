"""Adding and editing clients (process row 3: prospects registered)."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.locking import lock, one_at_a_time
from almacontact.audit.versioning import changing, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import JOINING, Client
from pipeline.clients.named import is_named
from pipeline.events import Touched, closings_touched, one_company
from pipeline.rights import demand, demand_right

CLIENT_FIELDS = ("name", "nit", "check_digit", "sector", "ownership", "city", "site", "group", "website", "notes")
"""What a person may say of a client."""
WHO_REWRITES = gettext_lazy(
    "Something was sold under this NIT, or an offer signed or sent: ask a coordinator or a director to change it."
)
_JOINING_FIELDS = frozenset({"group", "nit"})
"""What makes clients one company."""


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

    A client that joins a group, or gets the NIT of one that was merged, is one company with it: its wins are judged
    again (`one_company`). The NIT of a sale, or of an offer that was signed or sent, is rewritten by who may merge
    clients, with a reason, and closed periods in which it was sold are told (`closings_touched`).

    Raises `NotAllowed`, also to an analyst who takes a client out of its group or rewrites such a NIT; `StaleVersion`;
    or `Refused` when the client was merged, the name is empty, the reason is, or another client has the NIT.
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
    if client.merged_into:
        raise Refused(_merged(client, client.merged_into))
    with transaction.atomic():
        if changed & _JOINING_FIELDS:
            one_at_a_time(JOINING)
        with changing(client, seen):
            _write(client, by, {name: changes[name] for name in changed}, reason)
    return client


def _write(client: Client, by: User, changes: Mapping[str, Any], reason: str) -> None:
    """Write the changes of a client that is held, and tell who judges by them."""
    was = client.full_nit
    for name, value in changes.items():
        setattr(client, name, value)
    client.name = " ".join(client.name.split())
    if not client.name:
        raise Refused(Blocker(code="name", field="name", message=_("Give the client a name.")))
    taken = _holder_of(client.nit)
    if taken and taken.pk != client.pk:
        raise Refused(nit_taken(taken))
    rewritten = bool(was) and "nit" in changes
    if named := rewritten and _stands_for_something(client):
        _demand_rewriting(by, reason)
    if rewritten and not reason.strip():
        reason = _("NIT corrected: %(before)s → %(after)s") % {"before": was, "after": client.full_nit or "–"}
    save_as(client, by=by, reason=reason, fields=[*changes, "version"])
    if _JOINING_FIELDS & changes.keys() and (client.group or client.nit):
        one_company.send(Client, clients=[client], by=by, reason=reason or _joined(client, changes))
    if named:
        won = client.opportunities.won().order_by("closed_on", "pk").values_list("code", "closed_on")
        if deals := [(code, on) for code, on in won if on]:
            closings_touched.send(Client, what=Touched.NIT, deals=deals, by=by, reason=reason)


def _stands_for_something(client: Client) -> bool:
    """Tell whether something was sold, signed or sent: nothing of its company is while the deals are held."""
    lock(*client.opportunities.model.objects.of_company(client))
    return is_named(client)


def _demand_rewriting(by: User, reason: str) -> None:
    demand(by.can(Right.BULK_EDIT), WHO_REWRITES, code="rewrite_nit")
    if not reason.strip():
        raise Refused(
            Blocker(
                code="reason",
                field="reason",
                message=_("Say why the NIT changes: something was sold to this client, or an offer signed or sent."),
            )
        )


def _joined(client: Client, changed: Mapping[str, Any]) -> str:
    if "group" in changed and client.group:
        return _("%(client)s is of the group %(group)s") % {"client": client, "group": client.group}
    return _("%(client)s has the NIT %(nit)s") % {"client": client, "nit": client.full_nit}


def _merged(client: Client, into: Client) -> Blocker:
    return Blocker(
        code="merged",
        message=_("%(client)s was merged into %(kept)s: edit that one.") % {"client": client, "kept": into},
        url=into.get_absolute_url(),
        link_label=_("Open that client"),
    )


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
