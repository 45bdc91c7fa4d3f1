"""May this file come in? Name, size and content must tell one story; the type that the sender's computer declares
says nothing: it is that of whatever office suite is installed there.

Every refusal names the file, says what is wrong and what to do. Nothing is written here: `actions.attach` asks first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.attachments import sniff
from almacontact.attachments.emails import parse_email, read_headers
from almacontact.attachments.file_types import EMAIL_TYPES, FileType, by_extension, is_large
from almacontact.attachments.message import LARGEST_HEADER, DamagedMessageError, OversizedHeaderError, ParsedEmail
from almacontact.attachments.names import clean_name, extension_of
from almacontact.refusals import Blocker, Refused

# What the content turned out to be, in words that complete "its content is …".
_CONTENT_WORDS: dict[str, Promise] = {
    sniff.PROGRAM: gettext_lazy("a program"),
    sniff.SCRIPT: gettext_lazy("a script"),
    sniff.HTML: gettext_lazy("a web page"),
    sniff.SVG: gettext_lazy("an SVG drawing"),
    sniff.XML: gettext_lazy("an XML file"),
    sniff.ARCHIVE: gettext_lazy("a compressed archive"),
    sniff.TEXT: gettext_lazy("plain text"),
    sniff.UNKNOWN: gettext_lazy("of a kind we do not know"),
}
# Kinds that no ending makes acceptable: said before any talk of endings.
_NEVER = frozenset({sniff.PROGRAM, sniff.SCRIPT, sniff.HTML, sniff.SVG})


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed: its cleaned name, its true type, its bytes and, for an e-mail, what it says."""

    name: str
    file_type: FileType
    data: bytes
    email: ParsedEmail | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


def check_file(file: File[bytes]) -> CheckedFile:
    """Read and judge an uploaded file (or any Django file with a name).

    Raises `Refused` with one blocker, its field ``file``: no name, empty, above ``ATTACHMENT_MAX_BYTES``, a kind that
    is not accepted, an ending that the content belies, macros, a password, an archive bomb, damage.
    """
    name = clean_name(file.name or "")
    if not name:
        _refuse("attachment_name", _("The file has no usable name. Rename it and attach it again."))
    data = _read(file, name)
    content = sniff.sniff(data)
    if content in _NEVER:
        _refuse(
            "attachment_kind_refused",
            _("“%(name)s” was not attached: its content is %(content)s, which is never accepted. Attach it as PDF.")
            % {"name": name, "content": _content_words(content)},
        )
    file_type = by_extension(extension_of(name))
    if file_type is None:
        _refuse(
            "attachment_type_refused",
            _(
                "“%(name)s” was not attached: files of this type are not accepted. Attach a PDF, a Word, Excel "
                "or PowerPoint file without macros, a picture (PNG, JPEG, GIF, WebP), text, CSV or an e-mail (.eml, "
                ".msg)."
            )
            % {"name": name},
        )
    _check_content(name, file_type, content)
    return CheckedFile(name, file_type, data, _read_email(name, file_type, data))


def _read(file: File[bytes], name: str) -> bytes:
    """All the bytes, or a refusal: never more than one byte above the limit is read."""
    limit: int = settings.ATTACHMENT_MAX_BYTES
    file.seek(0)
    data = file.read(limit + 1)
    if not data:
        _refuse(
            "attachment_empty",
            _("“%(name)s” is empty (0 bytes). Open it to see that it was saved, and attach it again.") % {"name": name},
        )
    if len(data) > limit:
        _refuse(
            "attachment_too_large",
            _("“%(name)s” is larger than %(limit)s. Make it smaller (for example, reduce its pictures) or split it.")
            % {"name": name, "limit": filesizeformat(limit)},
        )
    return data


def _check_content(name: str, file_type: FileType, content: str) -> None:
    """Refuse what is damaged, locked, dangerous, or not what the ending says."""
    problems = {
        sniff.MACRO: _("“%(name)s” carries macros. Save it without macros (.docx, .xlsx, .pptx) or as PDF."),
        sniff.PASSWORD: _("“%(name)s” is protected by a password. Save it without the password and attach it again."),
        sniff.BOMB: _(
            "“%(name)s” unpacks to far more than a document of its size should. Save it again from the program that "
            "made it, or as PDF."
        ),
        sniff.DAMAGED: _("“%(name)s” is damaged and cannot be opened. Ask for it again or save it again."),
    }
    if content in problems:
        _refuse(f"attachment_{content}", problems[content] % {"name": name})
    if content not in file_type.contents:
        _refuse(
            "attachment_content_mismatch",
            _(
                "“%(name)s” is named as %(claimed)s, but its content is %(content)s. Save it in the format of its "
                "name, or give it its true ending."
            )
            % {"name": name, "claimed": file_type.label, "content": _content_words(content)},
        )


def _read_email(name: str, file_type: FileType, data: bytes) -> ParsedEmail | None:
    if file_type.content_type not in EMAIL_TYPES:
        return None
    try:
        if is_large(len(data), file_type.content_type):
            return read_headers(data)
        return parse_email(data, file_type.content_type)
    except OversizedHeaderError as error:
        words = _(
            "“%(name)s” has a header “%(header)s” of more than %(most)d characters, which is not read. Save the e-mail "
            "as a PDF, or without the list of recipients, and attach that."
        )
        _refuse("attachment_header_too_long", words % {"name": name, "header": error.header, "most": LARGEST_HEADER})
    except DamagedMessageError:
        _refuse(
            "attachment_damaged",
            _("“%(name)s” is damaged and cannot be opened. Ask for it again or save it again.") % {"name": name},
        )


def _content_words(content: str) -> str:
    if content in _CONTENT_WORDS:
        return str(_CONTENT_WORDS[content])
    found = by_extension(content)
    return str(found.label) if found else _("of a kind we do not know")


def _refuse(code: str, message: str) -> NoReturn:
    raise Refused(Blocker(code=code, message=message, field="file"))
