"""Joining two records of the same client or person. Nothing that hangs on the absorbed one is lost.

What somebody signed goes on naming the one it named (`AS_SIGNED` of its model): the absorbed one points at the other.
"""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.locking import lock, one_at_a_time, place_of
from almacontact.audit.models import Audited
from almacontact.audit.versioning import claim, save_as
from almacontact.refusals import Blocker, Refused
from almacontact.web import search_index
from pipeline.clients.hanging import audited_on, moving_relations, name_of, records_of, touched_since, what_hangs_on
from pipeline.clients.models import JOINING, Client, ClientMerge, Contact
from pipeline.clients.named import is_named
from pipeline.events import one_company, two_companies
from pipeline.rights import demand_right

_CLIENT_BLANKS = ("nit", "check_digit", "sector", "city", "site", "group", "website", "notes")
_CONTACT_BLANKS = ("position", "email", "phone", "consent_on", "consent_proof")
_NAMED = 5
"""How many of the records that were touched a refusal names."""


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
    words = _words(absorb, reason)
    with transaction.atomic():
        one_at_a_time(JOINING)
        for one in sorted((absorb, keep), key=place_of):
            claim(one, None)
        lock(*Contact.objects.filter(client=absorb))
        heard = one_company.send(Client, clients=[keep, absorb], by=by, reason=words)
        moved = _move_all(keep, absorb, by, words)
        filled = _join(keep, absorb, _CLIENT_BLANKS, by, words)
        ClientMerge(
            kept=keep,
            absorbed=absorb,
            by=by,
            reason=words,
            moved=moved,
            filled=filled,
            not_new=[pk for _hearer, keys in heard for pk in keys or ()],
            stood=what_hangs_on(keep),
            versions=[keep.version, absorb.version],
            sold=is_named(keep),
        ).save(force_insert=True)
    return keep


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
    words = _words(absorb, reason)
    with transaction.atomic():
        for one in sorted((absorb, keep), key=place_of):
            claim(one, None)
        _move_all(keep, absorb, by, words)
        _join(keep, absorb, _CONTACT_BLANKS, by, words, also=("is_decision_maker",))
    return keep


def undo_merge(*, merge: ClientMerge, by: User, reason: str = "") -> Client:
    """Take a merge of clients back: what it moved goes home, and each is again a client of its own. Returns that one.

    What the one that stayed took over it forgets, and wins count as of a new client as they did before.
    Coordinator or director. Raises `NotAllowed`, or `Refused` when it was undone already or anything of the two was
    touched since, which it names: then what belongs to whom is for people to say.
    """
    demand_right(by, Right.BULK_EDIT)
    with transaction.atomic():
        keep, absorb = _hold(merge)
        if blockers := undo_blockers(merge, keep, absorb):
            raise Refused(blockers)
        words = reason.strip() or _("Merge undone: %(client)s is a client of its own again") % {"client": absorb}
        two_companies.send(Client, clients=[keep, absorb], not_new=merge.not_new, by=by, reason=words)
        for relation in moving_relations(Client):
            keys = merge.moved.get(name_of(relation), [])
            _move(relation, records_of(relation, keep).filter(pk__in=keys), absorb, by, words)
        for one in (keep, absorb):
            claim(one, None)
        for name in merge.filled:
            setattr(keep, name, Client._meta.get_field(name).get_default())  # type: ignore[union-attr]
        # First it lets go of the NIT: two clients never have one and the same.
        save_as(keep, by=by, reason=words, fields=[*merge.filled, "version"])
        absorb.merged_into = None
        save_as(absorb, by=by, reason=words, fields=["merged_into", "version"])
        search_index.keep(Client, [keep])  # it was written while the other still went by it
        merge.undone_at, merge.undone_by = timezone.now(), by
        merge.save(update_fields=["undone_at", "undone_by"])
    return absorb


def _hold(merge: ClientMerge) -> tuple[Client, Client]:
    """Hold both clients of a merge and what hangs on the one that stayed; return them as they stand, that one first."""
    one_at_a_time(JOINING)
    keep, absorb = (Client.objects.get(pk=pk) for pk in (merge.kept_id, merge.absorbed_id))
    lock(keep, absorb)
    lock(*audited_on(keep))
    merge.refresh_from_db()
    return keep, absorb


def undo_blockers(merge: ClientMerge, keep: Client, absorb: Client) -> list[Blocker]:
    """Say why a merge cannot be undone; nothing where it can."""
    if merge.undone_at:
        return [Blocker(code="undone", message=_("This merge was undone already."))]
    if touched := touched_since(merge, keep, absorb):
        named = ", ".join(touched[:_NAMED]) + ("…" if len(touched) > _NAMED else "")
        words = _("This merge cannot be undone: since then there were changes to %(touched)s.")
        return [Blocker(code="touched", message=words % {"touched": named})]
    return []


def _move_all(keep: Any, absorb: Any, by: User, reason: str) -> dict[str, list[int]]:
    """Point all that hangs on `absorb` at `keep`; return the keys of what moved, by the name of its relation."""
    moved = {
        name_of(one): _move(one, records_of(one, absorb), keep, by, reason) for one in moving_relations(type(keep))
    }
    return {name: keys for name, keys in moved.items() if keys}


def _join(
    keep: Any, absorb: Any, blanks: tuple[str, ...], by: User, reason: str, also: tuple[str, ...] = ()
) -> list[str]:
    """Let `keep` take what it did not know, and `absorb` point at it; return the names of what it took."""
    filled = [name for name in blanks if not getattr(keep, name) and getattr(absorb, name)]
    taken = {name: getattr(absorb, name) for name in filled}
    absorb.merged_into = keep
    save_as(absorb, by=by, reason=reason, fields=["merged_into", "version"])
    for name, value in taken.items():
        setattr(keep, name, value)
    save_as(keep, by=by, reason=reason, fields=[*filled, *also, "version"])
    return filled


def _move(relation: Any, records: "models.QuerySet[Any]", to: Any, by: User, reason: str) -> list[int]:
    """Point `records` of one relation at `to`, each with its own version and history; return their keys."""
    name, keys = relation.field.name, []
    for record in records:
        keys.append(record.pk)
        if isinstance(record, Audited):
            claim(record, None)
            setattr(record, name, to)
            save_as(record, by=by, reason=reason, fields=[name, "version"])
        else:
            setattr(record, name, to)
            record.save(update_fields=[name])
    return keys


def _words(absorb: Any, reason: str) -> str:
    return reason.strip() or _("Merged with %(absorbed)s") % {"absorbed": absorb}


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
