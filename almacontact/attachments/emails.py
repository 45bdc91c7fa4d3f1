"""Reading an e-mail kept as a file: what it says, shown safely.

Internet messages (.eml) are read by the standard library, Outlook messages (.msg) by `almacontact.attachments.outlook`.
Nothing is fetched, run or unpacked: pictures, scripts, styles and link targets do not survive into the HTML that is
shown; the addresses of links stay readable in the text. The parts of a message are listed by name and size.
"""

from __future__ import annotations

import quopri
from binascii import a2b_base64 as decode_base64
from collections.abc import Iterator, Sequence
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import EmailPolicy
from html import escape
from itertools import islice
from mimetypes import guess_extension
from typing import Any, cast

from almacontact.attachments.charsets import readable_header, words_of
from almacontact.attachments.markup import links_of_html, safe_html, text_of_html
from almacontact.attachments.message import (
    LARGEST_HEADER,
    MAX_BODY_CHARACTERS,
    MAX_PARTS,
    DamagedMessageError,
    EmailPart,
    OversizedHeaderError,
    ParsedEmail,
    clamped,
    one_line,
    storable,
    without_envelope,
)
from almacontact.attachments.outlook import extract_outlook_part, parse_outlook

FORWARDED = "message/rfc822"
MAX_BODIES = 50
_NOT_READ = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/rfc822-headers"})
"""Text that is listed as a file: no words to be read."""
# What the standard library's parser raises on malformed headers, encodings and nesting.
_DAMAGE = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)


class _Headers(EmailPolicy):
    """The standard library's reading of headers, for those that say a wrong charset or none, or never end."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value of a header as it came. Raises `OversizedHeaderError`: the parser would take it apart
        by itself."""
        name, value = super().header_source_parse(sourcelines)
        if len(value) > LARGEST_HEADER:
            raise OversizedHeaderError(one_line(name)[:60])
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header taken apart, its letters found before that."""
        return super().header_fetch_parse(name, readable_header(value) if isinstance(value, str) else value)


_HEAD = 1024 * 1024
"""Bytes in which the headers of a large message are looked for."""

# A header that was read stays as it was written: folding it anew would take it apart.
_POLICY = _Headers(refold_source="none")


def parse_email(data: bytes, content_type: str) -> ParsedEmail:
    """Read a message of the given stored content type. Raises `DamagedMessageError` when it cannot be read."""
    if content_type == "application/vnd.ms-outlook":
        return parse_outlook(data)
    return parse_internet_message(data)


def parse_internet_message(data: bytes) -> ParsedEmail:
    """Read an .eml (RFC 5322 and MIME). Raises `DamagedMessageError`."""
    try:
        return _read_message(_parsed(data))
    except DamagedMessageError:
        raise
    except _DAMAGE as error:
        raise DamagedMessageError(str(error)) from error


def read_headers(data: bytes) -> ParsedEmail:
    """Read who wrote an .eml, to whom, when and about what: in time that does not grow with what it carries.

    Raises `DamagedMessageError`.
    """
    head = without_envelope(data[:_HEAD])
    end = min((at for at in (head.find(b"\r\n\r\n"), head.find(b"\n\n")) if at >= 0), default=len(head))
    try:
        message = cast("EmailMessage", BytesParser(policy=_POLICY).parsebytes(head[: end + 4], headersonly=True))
        return ParsedEmail(**_heading(message), headers_only=True)
    except DamagedMessageError:
        raise
    except _DAMAGE as error:
        raise DamagedMessageError(str(error)) from error


def extract_part(data: bytes, content_type: str, number: int) -> tuple[str, bytes]:
    """The name and bytes of one file inside a message; `number` is its place in `ParsedEmail.parts`, from 0.

    Nothing is trusted for having come by mail: `actions.attach_part` checks it as any other file. Raises LookupError
    when there is no such file in it, `DamagedMessageError` when the message cannot be read.
    """
    if content_type == "application/vnd.ms-outlook":
        return extract_outlook_part(data, number)
    message = _parsed(data)
    found = next(islice(_attached(message), number, number + 1), None)
    if found is None:
        raise LookupError(number)
    part, content = found
    return part.name, content


def _parsed(data: bytes) -> EmailMessage:
    """The message and its parts, no header of which is too long to be taken apart. Raises `OversizedHeaderError`."""
    return cast("EmailMessage", BytesParser(policy=_POLICY).parsebytes(without_envelope(data)))


def _read_message(message: EmailMessage) -> ParsedEmail:
    bodies = list(islice(_bodies(message), MAX_BODIES))
    markup = storable(_as_one_markup(bodies))
    return ParsedEmail(
        **_heading(message),
        text=storable(_as_one_text(bodies)),
        html=safe_html(markup),
        links=links_of_html(markup),
        parts=tuple(part for part, _data in islice(_attached(message), MAX_PARTS)),
    )


def _heading(message: EmailMessage) -> dict[str, Any]:
    return {
        "subject": _header(message, "subject"),
        "sender": ", ".join(_addresses(message, "from")) or _header(message, "sender"),
        "to": _addresses(message, "to"),
        "cc": _addresses(message, "cc"),
        "sent_at": clamped(getattr(message.get("date"), "datetime", None)),
        "message_id": _header(message, "message-id"),
    }


def _header(message: EmailMessage, name: str) -> str:
    return one_line(message.get(name))


def _addresses(message: EmailMessage, name: str) -> tuple[str, ...]:
    header = message.get(name)
    addresses = getattr(header, "addresses", ())
    found = tuple(one_line(address) for address in addresses if address.addr_spec or address.display_name)
    return found or ((one_line(header),) if header and one_line(header) else ())


def _bodies(message: MIMEPart) -> Iterator[tuple[str, str]]:
    """What is shown of a message, in its order, each as (text, HTML): one is "" where the sender gave no other. Text
    that follows a file, as some programs write it, is read on."""
    kind = message.get_content_type()
    if kind == FORWARDED or _is_file(message):
        return
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if kind == "multipart/alternative":
        shown = [list(_bodies(part)) for part in parts]
        plain = next((words for one in shown if not _as_one_markup(one) and (words := _as_one_text(one))), "")
        yield plain, next((markup for one in reversed(shown) if (markup := _as_one_markup(one))), "")
    elif kind == "multipart/related":
        yield from next((found for part in parts if (found := list(_bodies(part)))), [])
    elif parts:
        for part in parts:
            yield from _bodies(part)
    elif kind == "text/html":
        yield "", _words(message)
    elif _is_read(kind):
        yield _words(message), ""


def _as_one_text(bodies: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(words for plain, html in bodies if (words := plain.strip() or text_of_html(html)))


def _as_one_markup(bodies: Sequence[tuple[str, str]]) -> str:
    """The HTML of a message, with what it says in plain text beside it; "" where nothing of it is HTML."""
    if not any(html for _plain, html in bodies):
        return ""
    return "\n".join(html or f"<pre>{escape(plain)}</pre>" for plain, html in bodies)


def _words(part: MIMEPart | None) -> str:
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes):
        return ""
    markup = part.get_content_type() == "text/html"
    return storable(words_of(payload[: 4 * MAX_BODY_CHARACTERS], part.get_content_charset() or "", markup=markup))


def _attached(message: EmailMessage) -> Iterator[tuple[EmailPart, bytes]]:
    """The files in a message with their bytes, those of a forwarded message inside that message only."""
    for place, part in enumerate(_leaves(message), start=1):
        kind = part.get_content_type()
        name = one_line(part.get_filename())
        if kind == FORWARDED:
            data = _forwarded(part)
            if data is None:
                continue
            name = name or f"{_header(_parsed(data), 'subject').replace('/', '-') or 'mensaje'}.eml"
        elif _is_file(part) or not _is_read(kind):
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
            name = name or f"adjunto-{place}{guess_extension(kind) or ''}"
        else:
            continue
        yield EmailPart(name, kind, len(data)), data


def _is_file(part: MIMEPart) -> bool:
    return part.get_content_disposition() == "attachment" or bool(one_line(part.get_filename()))


def _is_read(kind: str) -> bool:
    """Whether what is of this type is shown with the words of the message; a container without parts is its text."""
    return kind.startswith(("text/", "multipart/")) and kind not in _NOT_READ


def _forwarded(part: MIMEPart) -> bytes | None:
    """The bytes of a message inside a message; some programs pack it as if it were any file."""
    inner = part.get_payload(0)
    if not isinstance(inner, MIMEPart):
        return None
    data = inner.as_bytes()
    packed = str(part.get("content-transfer-encoding", "")).strip().lower()
    if packed == "quoted-printable":
        return quopri.decodestring(data.removeprefix(b"\n"))
    if packed == "base64" and not inner.keys():
        return decode_base64(data + b"===")
    return data


def _leaves(message: MIMEPart) -> Iterator[MIMEPart]:
    if not message.is_multipart() or message.get_content_type() == FORWARDED:
        yield message
        return
    for part in message.iter_parts():
        yield from _leaves(part)
