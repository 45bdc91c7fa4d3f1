"""What pages show of merges: what one will move, what differs between two clients, and what went into one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from almacontact.audit.timeline import Reading, readings_of
from almacontact.refusals import Words
from pipeline.clients.actions.clients import CLIENT_FIELDS
from pipeline.clients.hanging import moving_relations, name_of, records_of
from pipeline.clients.models import Client, ClientMerge, Contact, name_key

_NAMED = 20
"""How many records of a kind are named one by one."""
_REACHED_BY = ("name", "position", "email", "phone")


@dataclass(frozen=True)
class Difference:
    """One thing that two records say: the one that goes, and the one that stays. '' for nothing."""

    label: Words
    gone: str
    stays: str

    @property
    def is_taken(self) -> bool:
        """Tell whether the one that stays does not know it."""
        return bool(self.gone) and not self.stays

    @property
    def differs(self) -> bool:
        """Tell whether both say something, and not the same."""
        return bool(self.gone and self.stays) and self.gone != self.stays


@dataclass(frozen=True)
class Moving:
    """The records of one kind that hang on a client: how many, and the first of them by name."""

    label: Words
    count: int
    names: list[str]

    @property
    def more(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.names)


@dataclass(frozen=True)
class Former:
    """A client that went into another: its merge, where it was written down, and what it says otherwise."""

    client: Client
    merge: ClientMerge | None
    differences: list[Difference]


def side_by_side(gone: Client, stays: Client) -> list[Difference]:
    """Return what either client says of itself, in the order of its form."""
    found = [Difference(one.label, one.read(gone), one.read(stays)) for one in _readings()]
    return [one for one in found if one.gone or one.stays]


def what_moves(client: Client) -> list[Moving]:
    """Return what hangs on `client` and moves with it, kind by kind: two queries each."""
    found = []
    for relation in moving_relations(Client):
        records = records_of(relation, client)
        if count := records.count():
            label = relation.related_model._meta.verbose_name_plural
            found.append(Moving(label, count, [str(one) for one in records[:_NAMED]]))
    return found


def what_goes_back(merge: ClientMerge) -> list[Moving]:
    """Return what a merge moved and its undoing moves home, kind by kind: a query each."""
    found = []
    for relation in moving_relations(Client):
        if keys := merge.moved.get(name_of(relation), []):
            records = relation.related_model._base_manager.filter(pk__in=keys[:_NAMED]).order_by("pk")
            label = relation.related_model._meta.verbose_name_plural
            found.append(Moving(label, len(keys), [str(one) for one in records]))
    return found


def same_people(gone: Client, stays: Client) -> list[str]:
    """Return the names of people that both clients have: each stays, with its own e-mail and telephone."""
    ours = {name_key(name) for name in _people(stays)}
    return [name for name in _people(gone) if name_key(name) in ours]


def formers_of(client: Client) -> list[Former]:
    """Return what went into `client`, in however many steps, with what each says otherwise than it does now."""
    gone = client.former()
    merges = ClientMerge.objects.filter(absorbed__in=[one.pk for one in gone], undone_at__isnull=True)
    of = {one.absorbed_id: one for one in merges.select_related("by")} if gone else {}
    return [Former(one, of.get(one.pk), _otherwise(one, client)) for one in gone]


def said_otherwise(contacts: Iterable[Contact]) -> dict[int, list[str]]:
    """Return, by contact, what those that were merged into it say otherwise: a name, an e-mail, a telephone. Two
    queries, and one for each further step of merging."""
    stays = {one.pk: one for one in contacts}
    into = {pk: pk for pk in stays}
    said: dict[int, list[str]] = {}
    step = list(stays)
    while step:
        gone = list(Contact.objects.filter(merged_into__in=step).order_by("pk"))
        for one in gone:
            into[one.pk] = into[one.merged_into_id or 0]
            ours = stays[into[one.pk]]
            known = {getattr(ours, name) for name in _REACHED_BY} | set(said.get(ours.pk, ()))
            more = [value for name in _REACHED_BY if (value := getattr(one, name)) and value not in known]
            said.setdefault(ours.pk, []).extend(more)
        step = [one.pk for one in gone]
    return said


def _readings(*, but_name: bool = False) -> list[Reading]:
    first, *others = (name for name in CLIENT_FIELDS if name not in ("nit", "check_digit"))
    nit = Reading(gettext_lazy("NIT"), lambda client: client.full_nit)
    found = [*readings_of(Client, [first]), nit, *readings_of(Client, others)]
    return found[1:] if but_name else found


def _otherwise(gone: Client, stays: Client) -> list[Difference]:
    found = [Difference(one.label, one.read(gone), one.read(stays)) for one in _readings(but_name=True)]
    return [one for one in found if one.gone and one.gone != one.stays]


def _people(client: Client) -> list[str]:
    return list(client.contacts.current().order_by("name").values_list("name", flat=True))
