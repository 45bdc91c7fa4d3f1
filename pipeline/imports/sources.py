"""Which workbook a file is a later copy of: rows are known by (source, number), so the source must survive renaming."""

import re
from collections.abc import Mapping
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


def guess_source(*, name: str, sha256: str, signature: str, clients: Mapping[str, str]) -> str:
    """Return the source of a file: that of the same bytes, else of a workbook with its name or headers whose numbers
    mean the same clients, else a new one. `clients` gives the client of each number in the file.
    """
    applied = ImportBatch.objects.filter(state=ImportBatch.State.APPLIED)
    if same := applied.filter(sha256=sha256).first():
        return same.source
    wanted = source_of_name(name)
    alike = applied.filter(signature=signature).order_by("-pk").values_list("source", flat=True)[:20]
    for source in dict.fromkeys([wanted, *alike]):
        if _agrees(source, clients):
            return source
    if not clients and applied.filter(source=wanted, signature=signature).exists():
        return wanted  # rows without numbers are known by what they say: the name and headers are all there is
    taken = set(Opportunity.objects.exclude(import_source="").values_list("import_source", flat=True).distinct())
    free = wanted
    number = 2
    while free in taken:
        free, number = f"{wanted} {number}", number + 1
    return free


def _agrees(source: str, clients: Mapping[str, str]) -> bool:
    known = Opportunity.objects.filter(import_source=source).values_list("import_number", "client__name_key")
    common = [(clients[number], key) for number, key in known if number in clients]
    return bool(common) and sum(name_key(name) == key for name, key in common) >= _AGREE * len(common)
