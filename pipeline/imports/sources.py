"""Which workbook a file is a later copy of: rows are known by (source, number), so the source must survive renaming."""

import re
from collections.abc import Collection
from pathlib import PurePath

from pipeline.clients.models import name_key
from pipeline.imports.models import ImportBatch
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.workbook.words import fold

_COPY_MARKS = re.compile(r"(?: (?:\d{1,2}|copia|copy|final|v\d+|de|editado))+$")
_AGREE = 0.5


def source_of_name(name: str) -> str:
    """Return what names a workbook in its file's name: `Pipeline 2026 (1).xlsx` gives `pipeline 2026`."""
    words = fold(PurePath(name).stem)
    return (_COPY_MARKS.sub("", words) or words or "libro")[:100]


def guess_source(*, name: str, sha256: str, signature: str, clients: Collection[str]) -> str:
    """Return the source of a file: that of the same bytes, else of a workbook with its name or headers that speaks of
    the same clients (numbers may have been counted anew), else a new one. `clients` are the names in the file.
    """
    applied = ImportBatch.objects.filter(state=ImportBatch.State.APPLIED)
    if same := applied.filter(sha256=sha256).first():
        return same.source
    wanted = source_of_name(name)
    alike = applied.filter(signature=signature).order_by("-pk").values_list("source", flat=True)[:20]
    keys = {name_key(client) for client in clients}
    for source in dict.fromkeys([wanted, *alike]):
        if _agrees(source, keys, named=source == wanted):
            return source
    taken = set(Opportunity.objects.exclude(import_source="").values_list("import_source", flat=True).distinct())
    free = wanted
    number = 2
    while free in taken:
        free, number = f"{wanted} {number}", number + 1
    return free


def _agrees(source: str, keys: set[str], *, named: bool) -> bool:
    """Tell whether a file speaks of a workbook's clients: by its name half of the shorter list is enough, by its
    headers alone half of the longer."""
    deals = Opportunity.objects.filter(import_source=source)
    known = set(deals.values_list("client__name_key", flat=True).distinct())
    size = (min if named else max)(len(known), len(keys))
    return bool(known) and len(known & keys) >= _AGREE * size
