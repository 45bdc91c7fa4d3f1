"""Reading an Outlook message (.msg), per [MS-OXMSG] and [MS-OXPROPS].

Read by olefile (BSD) alone: the message is a small tree of property streams. extract-msg is GPL, RTFDE brings a macro
disassembler with it, python-oxmsg opens no message inside a message, no RTF and no wrong charset, and aspose-email-foss
reads every stream before it is asked. A message that is taken out of another is written by the last (MIT).
"""

from __future__ import annotations

import io
import struct
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import olefile

from almacontact.attachments.charsets import words_of
from almacontact.attachments.markup import links_of_html, safe_html, text_of_html
from almacontact.attachments.message import (
    LARGEST_HEADER,
    MAX_BODY_CHARACTERS,
    MAX_PARTS,
    DamagedMessageError,
    EmailPart,
    ParsedEmail,
    clamped,
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
OUTLOOK = "application/vnd.ms-outlook"
EVERYTHING = 2**40
_LONGEST_PROPERTIES = 65_536
"""Bytes: a message has some hundred fixed properties of 16 bytes."""

_FILES = "__attach_version1.0_#"
_PROPERTIES, _NAMED = "__properties_version1.0", "__nameid_version1.0"
_NESTED = f"__substg1.0_{CONTENT:04X}000D"
_MESSAGE_CLASS = bytes.fromhex("0b0d020000000000c000000000000046")
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LAST_MOMENT = (datetime.max.replace(tzinfo=UTC) - _FILETIME_EPOCH) // timedelta(microseconds=1)
# What olefile and the decoders raise on malformed structures.
_DAMAGE = (OSError, ValueError, LookupError, struct.error, RecursionError, TypeError, AttributeError, OverflowError)


def parse_outlook(data: bytes) -> ParsedEmail:
    """Read a .msg. Raises `DamagedMessageError`."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _read_message(ole, _Storage(ole, (), header=32))
    except _DAMAGE as error:
        raise DamagedMessageError(str(error)) from error


def extract_outlook_part(data: bytes, number: int) -> tuple[str, bytes]:
    """Name and bytes of the file at place `number`. Raises LookupError (no such file), `DamagedMessageError`."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            files = _Storage(ole, (), header=32).children(_FILES)
            file = files[number] if number < len(files) else None
            found = (_part(file).name, _content(ole, file, len(data))) if file else None
    except _DAMAGE as error:
        raise DamagedMessageError(str(error)) from error
    if found is None:
        raise LookupError(number)
    return found


def _content(ole: olefile.OleFileIO, file: _Storage, most: int) -> bytes:
    """The bytes of an attached file; a message inside the message becomes a file of its own, of at most `most` bytes of
    content."""
    return _as_file(ole, file.nested, most) if file.nested else file.binary(CONTENT)


def _as_file(ole: olefile.OleFileIO, path: tuple[str, ...], most: int) -> bytes:
    """The message under `path` as a file, with the names of properties, which only the outermost message has."""
    from aspose.email_foss.cfb import CFBDocument, CFBError, CFBStorage, CFBStream, CFBWriter

    root = CFBStorage("Root Entry", clsid=_MESSAGE_CLASS)
    storages: dict[tuple[str, ...], CFBStorage] = {(): root}
    for found in ole.listdir(streams=True, storages=True):
        at = tuple(found)
        inside = at[len(path) :] if at[: len(path)] == path else at if at[0] == _NAMED else ()
        if not inside or (at[: len(path)] == path and inside[0] == _NAMED):
            continue
        if ole.get_type(found) == olefile.STGTY_STORAGE:
            storages[inside] = storages[inside[:-1]].add_storage(CFBStorage(inside[-1]))
            continue
        most -= ole.get_size(found)
        if most < 0:
            raise ValueError("streams of a message share their sectors")
        data = ole.openstream(found).read()
        if inside == (_PROPERTIES,):
            data = data[:24] + bytes(8) + data[24:]  # a message of its own has eight more bytes before its properties
        storages[inside[:-1]].add_stream(CFBStream(inside[-1], data))
    try:
        return bytes(CFBWriter.to_bytes(CFBDocument(root)))
    except CFBError as error:
        raise ValueError(str(error)) from error


class _Storage:
    """The properties of the message, of one recipient or of one attached file."""

    def __init__(self, ole: olefile.OleFileIO, path: tuple[str, ...], header: int, encoding: str = "") -> None:
        self._ole = ole
        self._path = path
        self._fixed = self._read_fixed(header)
        self.encoding = encoding or self._own_encoding()

    @property
    def name(self) -> str:
        """What the storage is called in the one around it."""
        return self._path[-1] if self._path else ""

    def text(self, tag: int, most: int = 2 * LARGEST_HEADER) -> str:
        """A string property in whichever of its two forms is there; "" where there is none, or it takes more than
        `most` bytes."""
        if raw := self._stream(tag, "001F", most):
            return raw.decode("utf-16-le", errors="replace").rstrip("\0")
        return words_of(self._stream(tag, "001E", most), self.encoding).rstrip("\0")

    def binary(self, tag: int) -> bytes:
        """A binary property, or b""."""
        return self._stream(tag, "0102")

    @property
    def nested(self) -> tuple[str, ...]:
        """Where the message that is attached here stands; () where a file is."""
        path = (*self._path, _NESTED)
        return path if self._ole.exists([*path, _PROPERTIES]) else ()

    def inside(self, path: tuple[str, ...]) -> _Storage:
        """The message that stands under `path`."""
        return _Storage(self._ole, path, header=24, encoding=self.encoding)

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
        if not ticks:
            return None
        # The last moment that the type can hold stands for "never", and Python's ends sooner.
        return clamped(_FILETIME_EPOCH + timedelta(microseconds=min(ticks // 10, _LAST_MOMENT)))

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

    def _stream(self, tag: int, kind: str, most: int = EVERYTHING) -> bytes:
        return self._read([*self._path, f"__substg1.0_{tag:04X}{kind}"], most)

    def _read(self, path: list[str], most: int) -> bytes:
        # Many small things may claim one large stream: none of them is read.
        if not self._ole.exists(path) or self._ole.get_size(path) > most:
            return b""
        return bytes(self._ole.openstream(path).read())

    def _read_fixed(self, header: int) -> dict[tuple[int, int], bytes]:
        raw = self._read([*self._path, _PROPERTIES], _LONGEST_PROPERTIES)[header:]
        whole = len(raw) - len(raw) % 16
        return {
            (kind_and_tag >> 16, kind_and_tag & 0xFFFF): value
            for kind_and_tag, _flags, value in struct.iter_unpack("<II8s", raw[:whole])
        }

    def _own_encoding(self) -> str:
        return codepage_name(self.number(CODEPAGE) or self.number(INTERNET_CODEPAGE) or 1252)


def codepage_name(number: int) -> str:
    """The charset of a Windows code page, as e-mails name it; "" for none."""
    special = {65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1", 28605: "iso-8859-15", 1200: "utf-16-le"}
    return special.get(number, f"cp{number}" if number else "")


def _read_message(ole: olefile.OleFileIO, message: _Storage) -> ParsedEmail:
    markup = _markup(message)
    text = message.text(BODY, EVERYTHING)
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
        parts=_parts(ole, message),
    )


def _markup(message: _Storage) -> str:
    """The HTML body, which some writers keep as bytes in the internet code page and some as a string."""
    if raw := message.binary(HTML):
        charset = codepage_name(message.number(INTERNET_CODEPAGE) or 0)
        return words_of(raw[: 4 * MAX_BODY_CHARACTERS], charset, markup=True)
    return message.text(HTML, EVERYTHING)


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


def _parts(ole: olefile.OleFileIO, message: _Storage) -> tuple[EmailPart, ...]:
    nested: Counter[str] = Counter()
    for path in ole.listdir():
        if len(path) > 2 and path[1] == _NESTED:
            nested[path[0]] += ole.get_size(path)
    files = message.children(_FILES)
    return tuple(replace(part, size=nested[file.name] or part.size) for file in files if (part := _part(file)))


def _part(file: _Storage) -> EmailPart:
    name = one_line(file.text(FILE_NAME) or file.text(SHORT_FILE_NAME) or file.text(NAME))
    kind = one_line(file.text(MIME_TYPE)) or "application/octet-stream"
    if file.nested:
        name = name or one_line(file.inside(file.nested).text(SUBJECT)).replace("/", "-") or "mensaje"
        name, kind = name if name.lower().endswith(".msg") else f"{name}.msg", OUTLOOK
    return EmailPart(name=name, content_type=kind, size=file.size_of(CONTENT))
