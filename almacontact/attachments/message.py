"""An e-mail after it was read, whatever the file it came in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser

from almacontact.attachments.charsets import without_controls

MAX_PARTS = 500
MAX_BODY_CHARACTERS = 500_000
LARGEST_HEADER = 16_000
"""Characters of one header: some 400 recipients. The library that takes a header apart needs time by its square."""

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""Between which moments an e-mail is dated: beyond them it has no time of day in some place of the world."""
_HEAD = 65_536
_ENVELOPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*(?:>?From [^\r\n]*(?:\r\n|\r|\n))?")
_MAIL_HEADERS = frozenset({
    "from", "to", "cc", "subject", "date", "message-id", "received", "mime-version", "return-path", "delivered-to",
})  # fmt: skip


class DamagedMessageError(ValueError):
    """The bytes cannot be read as the e-mail they claim to be."""


class OversizedHeaderError(DamagedMessageError):
    """One header is longer than `LARGEST_HEADER`: not damaged, but not to be read. `header` is its name."""

    def __init__(self, header: str) -> None:
        super().__init__(header)
        self.header = header


@dataclass(frozen=True)
class EmailPart:
    """A file inside a message: listed, not extracted. `size` in bytes."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class ParsedEmail:
    """What a message says. Addresses read "Name <address>"; `html` is safe to show, "" when there is none.

    `sent_at` is aware, or None when the message does not say; `text` is the plain body, made from the HTML where the
    sender gave no other. `links` are the addresses its links lead to, to be read, not followed. Of a large message its
    headers alone may have been read (`headers_only`).
    """

    subject: str
    sender: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    sent_at: datetime | None = None
    text: str = ""
    html: str = ""
    message_id: str = ""
    links: tuple[str, ...] = ()
    parts: tuple[EmailPart, ...] = ()
    headers_only: bool = False

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody it went to, copies included."""
        return self.to + self.cc


def without_envelope(data: bytes) -> bytes:
    """The message without what some programs write before it: a byte-order mark, empty lines, a mailbox's "From "."""
    before = _ENVELOPE.match(data[:_HEAD])
    return data[before.end() :] if before else data


def begins_like_mail(data: bytes) -> bool:
    """Two or more headers of an e-mail come first: a note that says "Subject:" once is still a text. What follows them
    may be any bytes: a message carries files as they are."""
    head = without_envelope(data)[:_HEAD]
    if not re.match(rb"[!-9;-~]+:", head):
        return False
    names = {name.lower() for name in BytesHeaderParser().parsebytes(head)}
    return len(names & _MAIL_HEADERS) >= 2


def clamped(moment: datetime | None) -> datetime | None:
    """A moment that any place of the world can show, however wrong the clock of the sender; None stays None."""
    if moment is None:
        return None
    # "-0000" says: UTC, and nothing about where the sender was (RFC 5322, 3.3).
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return min(max(aware, EARLIEST), LATEST)
    except OverflowError:
        return EARLIEST if aware.year < EARLIEST.year else LATEST


def storable(text: str) -> str:
    """Body text that any database takes: lines end alike, no NUL, no half characters, at most `MAX_BODY_CHARACTERS`."""
    text = text[:MAX_BODY_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(value: object) -> str:
    """A header as one line without control characters: folded or forged line breaks cannot start another."""
    text = without_controls(str(value or ""))
    text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split())
