"""Reading an e-mail kept as a file: what it says, shown safely.

Internet messages (.eml) are read by the standard library, Outlook messages (.msg) by `almacontact.attachments.outlook`.
Nothing is fetched, run or unpacked: pictures, scripts, styles and link targets do not survive into the HTML that is
shown; the addresses of links stay readable in the text. The parts of a message are listed by name and size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import EmailPolicy
from itertools import islice
from typing import Any, cast

from almacontact.attachments.markup import links_of_html, safe_html, text_of_html
from almacontact.attachments.message import (
    LARGEST_HEADER,
    MAX_PARTS,
    DamagedMessageError,
    EmailPart,
    OversizedHeaderError,
    ParsedEmail,
    one_line,
    storable,
)
from almacontact.attachments.outlook import extract_outlook_part, parse_outlook

# What the standard library's parser raises on malformed headers, encodings and nesting.
_DAMAGE = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)


class _ShortHeaders(EmailPolicy):
    """Refuses a header that is too long as its lines are put together: the parser takes the first apart by itself."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value of a header. Raises `OversizedHeaderError`."""
        name, value = super().header_source_parse(sourcelines)
        if len(value) > LARGEST_HEADER:
            raise OversizedHeaderError(one_line(name)[:60])
        return name, value


_HEAD = 1024 * 1024
"""Bytes in which the headers of a large message are looked for."""

# A header that was read stays as it was written: folding it anew would take it apart.
_POLICY = _ShortHeaders(refold_source="none")


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
    head = data[:_HEAD].lstrip(b"\r\n")
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
    return cast("EmailMessage", BytesParser(policy=_POLICY).parsebytes(data))


def _read_message(message: EmailMessage) -> ParsedEmail:
    plain = _body(message, "plain")
    markup = _body(message, "html")
    return ParsedEmail(
        **_heading(message),
        text=plain.strip() or text_of_html(markup),
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
        "sent_at": _sent_at(message),
        "message_id": _header(message, "message-id"),
    }


def _header(message: EmailMessage, name: str) -> str:
    return one_line(message.get(name))


def _addresses(message: EmailMessage, name: str) -> tuple[str, ...]:
    header = message.get(name)
    addresses = getattr(header, "addresses", ())
    found = tuple(one_line(address) for address in addresses if address.addr_spec or address.display_name)
    return found or ((one_line(header),) if header and one_line(header) else ())


def _sent_at(message: EmailMessage) -> datetime | None:
    moment = getattr(message.get("date"), "datetime", None)
    if moment is None:
        return None
    # "-0000" says: UTC, and nothing about where the sender was (RFC 5322, 3.3).
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except LookupError:
        # An encoding nobody knows: readable as far as it is ASCII.
        payload = part.get_payload(decode=True)
        content = payload.decode("ascii", errors="replace") if isinstance(payload, bytes) else ""
    return storable(str(content))


def _attached(message: EmailMessage) -> Iterator[tuple[EmailPart, bytes]]:
    """The files in a message with their bytes, those of a forwarded message inside that message only."""
    for part in _leaves(message):
        name = one_line(part.get_filename())
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if not isinstance(inner, MIMEPart):
                continue
            data = inner.as_bytes()
            name = name or f"{one_line(inner.get('subject')) or 'mensaje'}.eml"
        elif name or part.get_content_disposition() == "attachment":
            payload = part.get_payload(decode=True)
            data = payload if isinstance(payload, bytes) else b""
        else:
            continue
        yield EmailPart(name, part.get_content_type(), len(data)), data


def _leaves(message: MIMEPart) -> Iterator[MIMEPart]:
    for part in message.iter_parts() if message.is_multipart() else [message]:
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            yield from _leaves(part)
        else:
            yield part
