"""Does the file store hold what the records say? Asked by the command that follows a restore, and now and then."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachment_models
from almacontact.attachments.sealing import ATTACHED
from almacontact.attachments.storage import FOLDER, private_storage
from almacontact.audit import seals
from almacontact.audit.seals import CHANGED, GONE, Finding, chain_of
from almacontact.refusals import Blocker, Refused

logger = logging.getLogger(__name__)
STORED = "stored"
"""What a finding of a file's bytes is about."""

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
        # No more than it needs: what else a row says, somebody may have written past the application.
        for attachment in model.objects.only("file", "sha256", "original_name").iterator(chunk_size=500):
            known.add(str(attachment.file.name))
            report.checked += 1
            if finding := file_finding(attachment):
                (report.missing if finding.code == GONE else report.changed).append(attachment)
    oldest = (now or timezone.now()) - ORPHAN_AGE
    for path in _files(storage, FOLDER):
        if path not in known and storage.get_modified_time(path) < oldest:
            report.orphans.append(path)
            if remove_orphans:
                storage.delete(path)
    return report


def store_findings(counted: Counter[str]) -> Iterator[Finding]:
    """Return what does not hold of the stored files, for the check of each night (see `audit.integrity`)."""
    report = check_store()
    counted["files"] += report.checked
    for code, records in ((GONE, report.missing), (CHANGED, report.changed)):
        for one in records:
            yield Finding(code, one._meta.db_table, str(one.pk), chain_of(one), STORED)


def file_finding(attachment: Attachment) -> Finding | None:
    """Return what does not hold of a stored file: it is gone, or no longer what came in. None where it holds."""
    storage, name = private_storage(), str(attachment.file.name)
    where = (attachment._meta.db_table, str(attachment.pk), chain_of(attachment), STORED)
    try:
        fits = _sha256(storage, name) == attachment.sha256
    except (OSError, ValueError, SuspiciousOperation):  # gone, or a name that leads nowhere
        return Finding(GONE, *where)
    return None if fits else Finding(CHANGED, *where)


def read_kept(attachment: Attachment) -> bytes:
    """Return the bytes of a stored file, once they are known to be those that came in: in memory, so that what was
    compared is what leaves.

    Raises `Refused` when the file is gone or was changed, and when the row no longer says what was sealed of it.
    """
    data = read_unchanged(attachment, sha256=attachment.sha256, name=attachment.original_name)
    if seals.content_holds(attachment, ATTACHED):
        return data
    raise Refused(_changed(attachment, attachment.original_name))


def read_unchanged(row: Any, *, sha256: str, name: str) -> bytes:
    """Return the bytes of the `file` of a row, once their hash is known to be `sha256`. `name` is for people.

    Raises `Refused` when the file is gone or was changed.
    """
    try:
        with row.file.open("rb") as kept:
            data = bytes(kept.read())
    except (OSError, ValueError, SuspiciousOperation):
        logger.error("%s %s is missing from the store", row._meta.label, row.pk)
        words = _("“%(name)s” is missing from the file store. Tell the administrator: it is to be restored.")
        raise Refused(Blocker(code="attachment_missing", message=words % {"name": name})) from None
    if hashlib.sha256(data).hexdigest() == sha256:
        return data
    raise Refused(_changed(row, name))


def _changed(row: Any, name: str) -> Blocker:
    logger.error("%s %s is not what came in: it was changed in the store", row._meta.label, row.pk)
    words = _(
        "“%(name)s” is no longer the file that came in: it was changed in the store, so it is not given out. Tell the "
        "administrator: it is to be restored from a backup."
    )
    return Blocker(code="attachment_changed", message=words % {"name": name})


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
