"""Where attached files lie: outside what the web server serves, reached only through the download view."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction

if TYPE_CHECKING:
    from almacontact.attachments.models import Attachment


# Under MEDIA_ROOT.
FOLDER = "attachments"


class PrivateStorage(FileSystemStorage):
    """Files under ``MEDIA_ROOT`` that only the application may read; they have no public address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700, **options})

    def url(self, name: str | None) -> str:
        """Never: an attachment is read through its download view, which asks who is reading."""
        raise ValueError("attachments have no public address; link to Attachment.get_absolute_url()")


def private_storage() -> Storage:
    """The storage of every attachment, named by a function so that no path enters a migration."""
    return PrivateStorage()


def private_path(attachment: Attachment, filename: str) -> str:
    """The stored path: by table and identity. Nothing of the person's file name reaches the disk."""
    identity = attachment.pk.hex
    return f"{FOLDER}/{attachment._meta.label_lower}/{identity[:2]}/{identity}"


def imported_path(batch: Any, _filename: str) -> str:
    """The stored path of a workbook on its way in: by its content. It stands here because migrations name it."""
    return f"imports/{batch.sha256[:2]}/{batch.sha256}"


class UncommittedFile:
    """A stored file that goes away unless the transaction that names it commits.

    Django tells nobody about a roll-back, but it then drops the functions that wait for the commit. This one's waiting
    function is its only holder, so that dropping it deletes the file; the commit cancels that first.
    """

    def __init__(self, storage: Storage, name: str) -> None:
        self._delete = weakref.finalize(self, storage.delete, name)

    def keep(self) -> None:
        """The row is committed: the file stays."""
        self._delete.detach()


def delete_unless_committed(storage: Storage, name: str, using: str) -> None:
    """Tie the life of a stored file to the open transaction of the database `using`.

    It goes before whatever else waits for the commit: one of those may fail, and those after it are then dropped as
    if the transaction had been rolled back.
    """
    transaction.on_commit(UncommittedFile(storage, name).keep, using=using)
    waiting = transaction.get_connection(using).run_on_commit
    waiting.insert(0, waiting.pop())
