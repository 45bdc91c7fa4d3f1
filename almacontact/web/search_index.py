"""The words of everything that can be found, kept in step with the records.

A save writes the words of its record in the same transaction, and those of the records that name it. What is written
past `save()` (an import, a migration) says so by `keep` and `drop`, or is filled in after migrations and by
`manage.py search_index`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_delete, post_save

from almacontact.folding import code_key, fold, words_of
from almacontact.web import search
from almacontact.web.models import SearchEntry, SearchWord
from almacontact.web.search import Kind

BATCH = 500
_WRITTEN = ("code", "start", "words")


def watch(kind: Kind) -> None:
    """Keep the words of `kind` from now on as its records are saved."""
    saved, deleted = partial(_saved, kind), partial(_deleted, kind)
    post_save.connect(saved, sender=kind.model, weak=False, dispatch_uid=f"search.{kind.name}")
    post_delete.connect(deleted, sender=kind.model, weak=False, dispatch_uid=f"search.{kind.name}")


def _saved(kind: Kind, *, instance: Any, raw: bool, update_fields: Any, **_signal: Any) -> None:
    if raw or (update_fields is not None and not kind.reads & set(update_fields)):
        return
    keep(kind.model, [instance])


def _deleted(kind: Kind, *, instance: Any, **_signal: Any) -> None:
    drop(kind.model, [instance.pk])


def keep(model: type[Any], records: Iterable[Any]) -> None:
    """Write the words of `records` where they are others than those kept, and of all that names them."""
    for kind in search.kinds():
        if kind.model is model:
            for part in _parts(records):
                _keep(kind, part)


def drop(model: type[Any], ids: Iterable[int]) -> None:
    """Forget the words of records that are gone."""
    for kind in search.kinds():
        if kind.model is model:
            for part in _parts(ids):
                SearchWord.objects.filter(kind=kind.name, row__in=part).delete()
                SearchEntry.objects.filter(kind=kind.name, row__in=part).delete()


def fill(*, anew: bool = False) -> int:
    """Write what is not there yet, or everything `anew`; return how many rows were written."""
    return sum(_fill(kind, anew=anew) for kind in search.kinds())


@transaction.atomic
def _fill(kind: Kind, *, anew: bool) -> int:
    if anew:
        SearchEntry.objects.filter(kind=kind.name).delete()
        SearchWord.objects.filter(kind=kind.name).delete()
    missing = kind.rows().filter(~Exists(SearchEntry.objects.filter(kind=kind.name, row=OuterRef("pk"))))
    ids = list(missing.order_by("pk").values_list("pk", flat=True))
    for part in _parts(ids):
        _keep(kind, list(kind.rows().filter(pk__in=part)), follow=False)
    return len(ids)


def fill_after_migrating(**migrated: Any) -> None:
    """Write the words of the rows that migrations brought, once all tables are as the code knows them."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if not migrated.get("plan") or any(backwards for _migration, backwards in migrated["plan"]):
        return
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        fill()


def _keep(kind: Kind, records: list[Any], *, follow: bool = True) -> None:
    known = {one.row: one for one in SearchEntry.objects.filter(kind=kind.name, row__in=[one.pk for one in records])}
    fresh: list[SearchEntry] = []
    changed: list[SearchEntry] = []
    words: list[tuple[int, set[str]]] = []
    for record in records:
        said = kind.said(record)
        found = words_of((said.title, said.code, *said.texts))
        entry = SearchEntry(
            kind=kind.name,
            row=record.pk,
            code=code_key(said.code)[:60],
            start=fold(said.title)[:120],
            words=" ".join(sorted(found)),
        )
        before = known.get(record.pk)
        if before is not None:
            entry.pk = before.pk
            if all(getattr(before, name) == getattr(entry, name) for name in _WRITTEN):
                continue
        (fresh if before is None else changed).append(entry)
        if before is None or before.words != entry.words:
            words.append((record.pk, found))
    if changed:
        SearchEntry.objects.bulk_update(changed, _WRITTEN)
        SearchWord.objects.filter(kind=kind.name, row__in=[row for row, _found in words]).delete()
    if fresh:
        SearchEntry.objects.bulk_create(fresh)
    SearchWord.objects.bulk_create(
        (SearchWord(kind=kind.name, row=row, word=word) for row, found in words for word in found), batch_size=BATCH * 4
    )
    if follow and changed:
        _follow(kind, [entry.row for entry in changed])


def _follow(kind: Kind, rows: list[int]) -> None:
    """Write anew what names these rows; what names that follows in turn."""
    for other in search.kinds():
        for path in other.follows:
            if _leads_to(other.model, path) is kind.model:
                keep(other.model, other.rows().filter(**{f"{path}__in": rows}).order_by("pk"))


def _leads_to(model: type[Any], path: str) -> type[Any]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    return (listed[at : at + BATCH] for at in range(0, len(listed), BATCH))
