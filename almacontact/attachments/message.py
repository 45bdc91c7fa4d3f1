"""An e-mail after it was read, whatever the file it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_PARTS = 500
MAX_BODY_CHARACTERS = 500_000
LARGEST_HEADER = 16_000
"""Characters of one header: some 400 recipients. The library that takes a header apart needs time by its square."""


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


def storable(text: str) -> str:
    """Body text that any database takes: lines end alike, no NUL, no half characters, at most `MAX_BODY_CHARACTERS`."""
    text = text[:MAX_BODY_CHARACTERS].replace("\r\n", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(value: object) -> str:
    """A header as one line without control characters: folded or forged line breaks cannot start another."""
    text = "".join(char if char.isprintable() else " " for char in str(value or ""))
    return " ".join(text.split())
