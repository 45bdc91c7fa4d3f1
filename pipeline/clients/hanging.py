"""What hangs on a client, of every kind: what a merge moves, and what was touched since one."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from almacontact.audit.locking import LAST
from almacontact.audit.models import Audited
from pipeline.clients.models import Client, ClientMerge
from pipeline.clients.named import is_named

Standing = dict[str, dict[str, int | None]]
"""Of each relation, by its name, the keys of what hangs on a client, with their versions; None: the kind has none."""


def relations_of(model: type[models.Model]) -> list[Any]:
    """Return what points at a record of `model`, in the order in which rows are held; `merged_into` apart."""
    found = [
        one
        for one in model._meta.related_objects
        if one.field.name != "merged_into" and isinstance(one.field, models.ForeignKey)
    ]
    return sorted(found, key=lambda one: getattr(one.related_model, "LOCK_PLACE", LAST))


def moving_relations(model: type[models.Model]) -> list[Any]:
    """Return those that a merge moves: what somebody signed goes on naming the one it named."""
    return [one for one in relations_of(model) if one.field.name not in getattr(one.related_model, "AS_SIGNED", ())]


def name_of(relation: Any) -> str:
    """Return the name by which a merge writes down what it moved: `app.model.field`."""
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def records_of(relation: Any, owner: models.Model) -> "models.QuerySet[Any]":
    """Return the records of one relation that hang on `owner`."""
    rows: models.QuerySet[Any] = relation.related_model._base_manager.filter(**{relation.field.name: owner.pk})
    return rows.order_by("pk")


def what_hangs_on(client: Client) -> Standing:
    """Return all that hangs on `client` now: a query for each kind."""
    return {
        name_of(one): {str(record.pk): getattr(record, "version", None) for record in records_of(one, client)}
        for one in relations_of(Client)
    }


def audited_on(client: Client) -> list[Audited]:
    """Return the records with a version that hang on `client`: what is held while its merge is undone."""
    return [
        record
        for one in relations_of(Client)
        if issubclass(one.related_model, Audited)
        for record in records_of(one, client)
    ]


def touched_since(merge: ClientMerge, kept: Client, absorbed: Client) -> list[str]:
    """Name what is no longer as `merge` left it: an edit, a move, something new, or a sale under the NIT it gave."""
    found = [str(one) for one, version in zip((kept, absorbed), merge.versions, strict=True) if one.version != version]
    now = what_hangs_on(kept)
    for relation in relations_of(Client):
        stood, stands = merge.stood.get(name_of(relation), {}), now[name_of(relation)]
        found += _names(relation, [key for key in stood.keys() | stands.keys() if _differs(key, stood, stands)])
    if not found and "nit" in merge.filled and is_named(kept) != merge.sold:
        found.append(str(kept))
    return list(dict.fromkeys(found))


def _differs(key: str, stood: dict[str, int | None], stands: dict[str, int | None]) -> bool:
    return (key in stood) != (key in stands) or stood[key] != stands[key]


def _names(relation: Any, keys: Iterable[str]) -> list[str]:
    model: Any = relation.related_model
    there = {str(one.pk): str(one) for one in model._base_manager.filter(pk__in=list(keys))}
    gone = str(model._meta.verbose_name)
    return [there.get(key, gone) for key in sorted(keys)]
