"""The local mailbox: the e-mails of offers, where mail is written to a folder instead of leaving (demo, trial).

The folder also holds mail about accounts, with links that set passwords. Only messages that carry the mark of an
offer, `OFFER_HEADER`, are ever read further than their head. With a real mail server there is no mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.emails import extract_part, parse_internet_message
from almacontact.attachments.message import DamagedMessageError, ParsedEmail
from proposals.mail.composing import OFFER_HEADER

BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EML = "message/rfc822"
READERS = (Right.WRITE_PROPOSALS, Right.APPROVE_PROPOSALS, Right.VIEW_EVERYTHING)
"""Whoever holds one of these reads the mailbox."""
MOST = 100
"""Messages that the list shows, the newest."""
_LARGEST = 64 * 1024 * 1024
_BETWEEN = re.compile(rb"\n-{79}\n(?=Content-Type: |\Z)")
"""What the mail writer puts after each message; the next one begins with its type."""


@dataclass(frozen=True, slots=True)
class LocalMessage:
    """One e-mail of an offer in the folder. `key` is its address: a hash of the bytes."""

    key: str
    data: bytes
    email: ParsedEmail

    def part(self, number: int) -> tuple[str, bytes]:
        """The name and bytes of one file in it, from 0. Raises LookupError where there is none."""
        return extract_part(self.data, EML, number)


def is_local() -> bool:
    """Tell whether mail is written to a folder, so that there is a mailbox to read."""
    return bool(settings.EMAIL_BACKEND == BACKEND)


def is_open_to(user: User) -> bool:
    """Tell whether there is a mailbox and `user` may read it: whoever writes or approves proposals, or audits."""
    return is_local() and any(user.can(right) for right in READERS)


def messages() -> list[LocalMessage]:
    """Return the latest e-mails of offers, the newest first; none where mail leaves through a server."""
    found = []
    for data in _offers():
        try:
            found.append(_read(data))
        except DamagedMessageError:
            continue
        if len(found) == MOST:
            break
    return found


def message(key: str) -> LocalMessage | None:
    """Return one e-mail of an offer by its key, or None."""
    return next((_read(data) for data in _offers() if _key(data) == key), None)


def _read(data: bytes) -> LocalMessage:
    return LocalMessage(_key(data), data, parse_internet_message(data))


def _key(data: bytes) -> str:
    return sha256(data).hexdigest()[:24]


def _offers() -> Iterator[bytes]:
    """The bytes of each marked message, the newest first."""
    if not is_local():
        return
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files:
        if file.stat().st_size > _LARGEST:
            continue
        whole = [part for part in _BETWEEN.split(file.read_bytes()) if part.strip()]
        for data in reversed(whole):
            if _is_of_an_offer(data):
                yield data


def _is_of_an_offer(data: bytes) -> bool:
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(data)
    return OFFER_HEADER in head
