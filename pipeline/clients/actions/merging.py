"""Joining two records of the same client or person. Nothing that hangs on the absorbed one is lost.

What somebody signed goes on naming the one it named (`AS_SIGNED` of its model): the absorbed one points at the other.
"""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.locking import LAST, lock, one_at_a_time, place_of
from almacontact.audit.models import Audited
from almacontact.audit.versioning import claim, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import JOINING, Client, Contact
from pipeline.events import one_company
from pipeline.rights import demand_right

_CLIENT_BLANKS = ("nit", "check_digit", "sector", "city", "site", "group", "website", "notes")
_CONTACT_BLANKS = ("position", "email", "phone", "consent_on", "consent_proof")


def merge_clients(*, keep: Client, absorb: Client, by: User, reason: str = "") -> Client:
    """Move all that hangs on `absorb` to `keep`, which also takes what it did not know; `absorb` stays as a pointer.

    Both are one company from now on: which of their wins was of a new client is judged again (`one_company`).
    Coordinator or director. Raises `NotAllowed`, `Refused` when both are one, either was merged already, or both have a
    NIT of their own, or `StaleVersion` when somebody edited one of them meanwhile.
    """
    demand_right(by, Right.BULK_EDIT)
    _refuse_same(keep, absorb)
    if keep.nit and absorb.nit and keep.nit != absorb.nit:
        raise Refused(
            Blocker(
                code="two_nits",
                message=_(
                    "%(keep)s and %(absorb)s have different NITs: they are two companies. Correct the wrong NIT first."
                )
                % {"keep": keep, "absorb": absorb},
            )
        )
    return _merge(keep, absorb, _CLIENT_BLANKS, by, reason)


def merge_contacts(*, keep: Contact, absorb: Contact, by: User, reason: str = "") -> Contact:
    """Move all that hangs on the contact `absorb` to `keep`, of the same client. Coordinator or director.

    Raises `NotAllowed` to anybody else, `Refused` for one and the same contact or contacts of two clients.
    """
    demand_right(by, Right.BULK_EDIT)
    _refuse_same(keep, absorb)
    if keep.client_id != absorb.client_id:
        raise Refused(
            Blocker(
                code="contact_of_other_client",
                message=_("%(absorb)s belongs to another client: merge the clients first.") % {"absorb": absorb},
            )
        )
    if absorb.is_decision_maker and not keep.is_decision_maker:
        keep.is_decision_maker = True
    return _merge(keep, absorb, _CONTACT_BLANKS, by, reason, also=("is_decision_maker",))


def _merge(keep: Any, absorb: Any, blanks: tuple[str, ...], by: User, reason: str, also: tuple[str, ...] = ()) -> Any:
    words = reason.strip() or _("Merged with %(absorbed)s") % {"absorbed": absorb}
    relations = sorted(
        (
            one
            for one in absorb._meta.related_objects
            if one.field.name not in ("merged_into", *getattr(one.related_model, "AS_SIGNED", ()))
            and isinstance(one.field, models.ForeignKey)
        ),
        key=lambda one: getattr(one.related_model, "LOCK_PLACE", LAST),
    )
    with transaction.atomic():
        if isinstance(keep, Client):
            one_at_a_time(JOINING)
        for one in sorted((absorb, keep), key=place_of):
            claim(one, None)
        if isinstance(keep, Client):
            lock(*Contact.objects.filter(client=absorb))
            one_company.send(Client, clients=[keep, absorb], by=by, reason=words)
        for relation in relations:
            _move(relation, keep, absorb, by, words)
        filled = [name for name in blanks if not getattr(keep, name) and getattr(absorb, name)]
        taken = {name: getattr(absorb, name) for name in filled}
        absorb.merged_into = keep
        save_as(absorb, by=by, reason=words, fields=["merged_into", "version"])
        for name, value in taken.items():
            setattr(keep, name, value)
        save_as(keep, by=by, reason=words, fields=[*filled, *also, "version"])
    return keep


def _move(relation: Any, keep: Any, absorb: Any, by: User, reason: str) -> None:
    """Point every record of one relation at `keep`, each with its own version and history."""
    name = relation.field.name
    for record in relation.related_model._base_manager.filter(**{name: absorb}).order_by("pk"):
        if isinstance(record, Audited):
            claim(record, None)
            setattr(record, name, keep)
            save_as(record, by=by, reason=reason, fields=[name, "version"])
        else:
            setattr(record, name, keep)
            record.save(update_fields=[name])


def _refuse_same(keep: Any, absorb: Any) -> None:
    if keep.pk == absorb.pk:
        raise Refused(Blocker(code="same", message=_("Choose two different records to merge.")))
    for one in (keep, absorb):
        if one.merged_into_id:
            raise Refused(
                Blocker(
                    code="merged",
                    message=_("%(record)s was merged already. Choose the one it went into.") % {"record": one},
                )
            )
