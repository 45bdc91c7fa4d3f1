"""What is personal data of an import: the cells of its rows that name a contact."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from almacontact.audit.personal import ERASED
from pipeline.clients.models import Contact, name_key
from pipeline.decks.personal import PEOPLE as CONTACTS
from pipeline.imports.models import ImportRow
from pipeline.workbook.words import fold

CELLS = {"contact": ERASED, "email": ""}
"""The columns of a workbook that name a person, and what stands there once they are erased."""
_CHANGE = ("before", "ours", "theirs")


def erase_cells(people: Sequence[Any], said: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Blank the cells in which rows of imports name one of `people`, who was called or reached by what was `said`.

    An e-mail is theirs wherever it stands, a name where the row is of their client. Returns what was erased.
    """
    clients = {one.client for one in people if isinstance(one, Contact)}
    words = {fold(one) for one in said} - {fold(""), fold(ERASED)}
    keys = {one.name_key for one in clients}
    touched = []
    rows = ImportRow.objects.filter(Q(opportunity__client__in=clients) | Q(opportunity=None) | Q(verdict="refused"))
    for row in rows.select_related("opportunity").order_by("pk").iterator(chunk_size=500):
        of_theirs = row.opportunity is not None and row.opportunity.client_id in {one.pk for one in clients}
        if _blank(row, words, named=of_theirs or name_key(row.client) in keys):
            touched.append(row)
    ImportRow.objects.bulk_update(touched, ["values", "changes", "findings"], batch_size=500)
    if touched:
        yield {
            "table": ImportRow._meta.db_table,
            "records": [row.pk for row in touched],
            "columns": sorted(CELLS),
            "versions": 0,
            "salt": None,
        }


def _blank(row: ImportRow, words: Collection[str], *, named: bool) -> bool:
    """Blank the cells of one row that name the person. Returns whether any did."""

    def names(cell: Any) -> bool:
        return isinstance(cell, str) and fold(cell) in words and (named or "@" in cell)

    told = [row.values, *(change for change in map(row.changes.get, CELLS) if change)]
    cells = [row.values.get(name) for name in CELLS] + [one.get(part) for one in told[1:] for part in _CHANGE]
    cells += [finding["value"] for finding in row.findings if finding["field"] in CELLS]
    if not any(names(cell) for cell in cells):
        return False
    for name, blank in CELLS.items():
        if row.values.get(name):
            row.values[name] = blank
        for part in _CHANGE:
            if row.changes.get(name, {}).get(part):
                row.changes[name][part] = blank
    for finding in row.findings:
        if finding["field"] in CELLS:
            finding["value"] = ERASED
    return True


PEOPLE = replace(CONTACTS, elsewhere=erase_cells)
