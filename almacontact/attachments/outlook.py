"""Reading an Outlook message (.msg), per [MS-OXMSG] and [MS-OXPROPS].

Done on olefile (BSD) alone: the message is a small tree of property streams, and the libraries that read all of
Outlook are GPL or bring a macro disassembler with them.
"""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, timedelta

import olefile

from almacontact.attachments.markup import links_of_html, safe_html, text_of_html
from almacontact.attachments.message import (
    MAX_BODY_CHARACTERS,
    MAX_PARTS,
    DamagedMessageError,
    EmailPart,
    ParsedEmail,
    one_line,
    storable,
)
from almacontact.attachments.rtf import html_or_text_of_rtf, unpack_rtf

SUBJECT, BODY, RTF, HTML = 0x0037, 0x1000, 0x1009, 0x1013
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
ON_BEHALF_NAME, ON_BEHALF_ADDRESS, ON_BEHALF_SMTP = 0x0042, 0x0065, 0x5D02
DISPLAY_TO, DISPLAY_CC, MESSAGE_ID = 0x0E04, 0x0E03, 0x1035
SUBMITTED_AT, DELIVERED_AT = 0x0039, 0x0E06
NAME, ADDRESS, SMTP_ADDRESS, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
FILE_NAME, SHORT_FILE_NAME, MIME_TYPE, CONTENT = 0x3707, 0x3704, 0x370E, 0x3701
CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
TO, CC = 1, 2

_FILES = "__attach_version1.0_#"
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
# What olefile and the decoders raise on malformed structures.
_DAMAGE = (OSError, ValueError, LookupError, struct.error, RecursionError, TypeError, AttributeError, OverflowError)


def parse_outlook(data: bytes) -> ParsedEmail:
    """Read a .msg. Raises `DamagedMessageError`."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _read_message(_Storage(ole, (), header=32))
    except _DAMAGE as error:
        raise DamagedMessageError(str(error)) from error


def extract_outlook_part(data: bytes, number: int) -> tuple[str, bytes]:
    """Name and bytes of the file at place `number`. Raises LookupError (no such file), `DamagedMessageError`."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            files = _Storage(ole, (), header=32).children(_FILES)
            found = (_part(files[number]).name, files[number].binary(CONTENT)) if number < len(files) else None
    except _DAMAGE as error:
        raise DamagedMessageError(str(error)) from error
    if found is None:
        raise LookupError(number)
    return found


class _Storage:
    """The properties of the message, of one recipient or of one attached file."""

    def __init__(self, ole: olefile.OleFileIO, path: tuple[str, ...], header: int, encoding: str = "") -> None:
        self._ole = ole
        self._path = path
        self._fixed = self._read_fixed(header)
        self.encoding = encoding or self._own_encoding()

    def text(self, tag: int) -> str:
        """A string property in whichever of its two forms is there, or ""."""
        if raw := self._stream(tag, "001F"):
            return raw.decode("utf-16-le", errors="replace").rstrip("\0")
        return self.decode(self._stream(tag, "001E")).rstrip("\0")

    def binary(self, tag: int) -> bytes:
        """A binary property, or b""."""
        return self._stream(tag, "0102")

    def size_of(self, tag: int) -> int:
        """Bytes of a binary property, without reading it."""
        path = [*self._path, f"__substg1.0_{tag:04X}0102"]
        return int(self._ole.get_size(path)) if self._ole.exists(path) else 0

    def number(self, tag: int) -> int | None:
        """An integer property (PtypInteger32), or None."""
        raw = self._fixed.get((tag, 0x0003))
        return int(struct.unpack("<I", raw[:4])[0]) if raw else None

    def moment(self, tag: int) -> datetime | None:
        """A time property (PtypTime: 100 ns since 1601, UTC), or None."""
        raw = self._fixed.get((tag, 0x0040))
        ticks = struct.unpack("<Q", raw)[0] if raw else 0
        return _FILETIME_EPOCH + timedelta(microseconds=ticks // 10) if ticks else None

    def decode(self, raw: bytes, encoding: str = "") -> str:
        """Bytes in the message's own code page, or in `encoding`; unknown bytes become marks, never an error."""
        return raw.decode(encoding or self.encoding, errors="replace")

    def children(self, prefix: str) -> list[_Storage]:
        """The storages of recipients or attached files, in their order."""
        depth = len(self._path)
        found = sorted(
            {
                path[depth]
                for path in self._ole.listdir(streams=False, storages=True)
                if len(path) == depth + 1 and tuple(path[:depth]) == self._path and path[depth].startswith(prefix)
            }
        )
        paths = [(*self._path, name) for name in found[:MAX_PARTS]]
        return [_Storage(self._ole, path, header=8, encoding=self.encoding) for path in paths]

    def _stream(self, tag: int, kind: str) -> bytes:
        path = [*self._path, f"__substg1.0_{tag:04X}{kind}"]
        return bytes(self._ole.openstream(path).read()) if self._ole.exists(path) else b""

    def _read_fixed(self, header: int) -> dict[tuple[int, int], bytes]:
        path = [*self._path, "__properties_version1.0"]
        raw = self._ole.openstream(path).read()[header:] if self._ole.exists(path) else b""
        whole = len(raw) - len(raw) % 16
        return {
            (kind_and_tag >> 16, kind_and_tag & 0xFFFF): value
            for kind_and_tag, _flags, value in struct.iter_unpack("<II8s", raw[:whole])
        }

    def _own_encoding(self) -> str:
        return codepage_name(self.number(CODEPAGE) or self.number(INTERNET_CODEPAGE) or 1252)


def codepage_name(number: int) -> str:
    """Python's name for a Windows code page; Windows-1252 where Python knows none."""
    special = {65001: "utf-8", 20127: "ascii", 28591: "iso-8859-1", 28605: "iso-8859-15", 1200: "utf-16-le"}
    name = special.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _read_message(message: _Storage) -> ParsedEmail:
    markup = _markup(message)
    text = message.text(BODY)
    if not text.strip() and not markup and (packed := message.binary(RTF)):
        markup, text = html_or_text_of_rtf(unpack_rtf(packed, MAX_BODY_CHARACTERS * 2))
    markup, text = storable(markup), storable(text)
    to, cc = _recipients(message)
    return ParsedEmail(
        subject=one_line(message.text(SUBJECT)),
        sender=_sender(message),
        to=to,
        cc=cc,
        sent_at=message.moment(SUBMITTED_AT) or message.moment(DELIVERED_AT),
        text=text.strip() or text_of_html(markup),
        html=safe_html(markup),
        message_id=one_line(message.text(MESSAGE_ID)),
        links=links_of_html(markup),
        parts=tuple(_part(file) for file in message.children(_FILES)),
    )


def _markup(message: _Storage) -> str:
    """The HTML body, which some writers keep as bytes in the internet code page and some as a string."""
    if raw := message.binary(HTML):
        encoding = codepage_name(message.number(INTERNET_CODEPAGE) or 65001)
        return message.decode(raw, encoding)
    return message.text(HTML)


def _sender(message: _Storage) -> str:
    """The author: on whose behalf it was sent, else who sent it."""
    for name, address, smtp in (
        (ON_BEHALF_NAME, ON_BEHALF_ADDRESS, ON_BEHALF_SMTP),
        (SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP),
    ):
        if found := _person(message, name, address, smtp):
            return found
    return ""


def _person(storage: _Storage, name: int, address: int, smtp: int) -> str:
    """ "Name <address>"; an Exchange directory path ("/O=…") is no address a person can use, so it is left out."""
    who = one_line(storage.text(name)).strip("'")
    where = one_line(storage.text(smtp)) or one_line(storage.text(address))
    where = where if "@" in where else ""
    if who and where and who != where:
        return f"{who} <{where}>"
    return where or who


def _recipients(message: _Storage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: dict[int, list[str]] = {TO: [], CC: []}
    for recipient in message.children("__recip_version1.0_#"):
        kind = recipient.number(RECIPIENT_KIND)
        person = _person(recipient, NAME, ADDRESS, SMTP_ADDRESS)
        if kind in found and person:
            found[kind].append(person)
    to = found[TO] or _names(message.text(DISPLAY_TO))
    return tuple(to), tuple(found[CC] or _names(message.text(DISPLAY_CC)))


def _names(shown: str) -> list[str]:
    return [name for part in shown.split(";") if (name := one_line(part))]


def _part(file: _Storage) -> EmailPart:
    return EmailPart(
        name=one_line(file.text(FILE_NAME) or file.text(SHORT_FILE_NAME) or file.text(NAME)),
        content_type=one_line(file.text(MIME_TYPE)) or "application/octet-stream",
        size=file.size_of(CONTENT),
    )
