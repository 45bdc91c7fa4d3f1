"""Does the file store hold what the records say? Asked by the command that follows a restore, and now and then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.utils import timezone

from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachment_models
from almacontact.attachments.storage import FOLDER, private_storage

# A transaction that is still open may hold a younger file.
ORPHAN_AGE = timedelta(days=1)


@dataclass
class StoreReport:
    """What a check found: `missing` and `changed` are records, `orphans` stored paths that no record names."""

    checked: int = 0
    missing: list[Attachment] = field(default_factory=list)
    changed: list[Attachment] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)


def check_store(*, remove_orphans: bool = False, now: datetime | None = None) -> StoreReport:
    """Compare every attachment with its file, by SHA-256, and find files older than a day that belong to no record.

    Such a file is left by a process killed in the middle of an upload; with `remove_orphans` it is deleted.
    """
    report = StoreReport()
    storage = private_storage()
    known: set[str] = set()
    for model in attachment_models():
        for attachment in model.objects.iterator(chunk_size=500):
            name = str(attachment.file.name)
            known.add(name)
            report.checked += 1
            if not storage.exists(name):
                report.missing.append(attachment)
            elif _sha256(storage, name) != attachment.sha256:
                report.changed.append(attachment)
    oldest = (now or timezone.now()) - ORPHAN_AGE
    for path in _files(storage, FOLDER):
        if path not in known and storage.get_modified_time(path) < oldest:
            report.orphans.append(path)
            if remove_orphans:
                storage.delete(path)
    return report


def _sha256(storage: Storage, name: str) -> str:
    with storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(storage: Storage, folder: str) -> Iterator[str]:
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from _files(storage, f"{folder}/{name}")
