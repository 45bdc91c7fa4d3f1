"""The files people may attach: one table that checks, downloads, lists and the upload field read.

Macro-enabled Office files, archives, programs, web pages and SVG are not in it on purpose: what is not here
is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FileType:
    """One accepted kind of file.

    ``contents`` are the answers of `sniff.sniff` that fit it; ``inline`` whether a browser may show it in place
    (pictures and PDF only).
    """

    extension: str
    content_type: str
    label: Promise
    icon: str
    contents: frozenset[str]
    inline: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument."

FILE_TYPES: tuple[FileType, ...] = (
    FileType(
        "pdf",
        "application/pdf",
        _("PDF document"),
        "file-earmark-pdf",
        frozenset({"pdf"}),
        inline=True,
    ),
    FileType(
        "docx", _OOXML + "wordprocessingml.document", _("Word document"), "file-earmark-word", frozenset({"docx"})
    ),
    FileType("xlsx", _OOXML + "spreadsheetml.sheet", _("Excel workbook"), "file-earmark-excel", frozenset({"xlsx"})),
    FileType(
        "pptx",
        _OOXML + "presentationml.presentation",
        _("PowerPoint presentation"),
        "file-earmark-slides",
        frozenset({"pptx"}),
    ),
    FileType("doc", "application/msword", _("Word document"), "file-earmark-word", frozenset({"doc"})),
    FileType("xls", "application/vnd.ms-excel", _("Excel workbook"), "file-earmark-excel", frozenset({"xls"})),
    FileType(
        "ppt",
        "application/vnd.ms-powerpoint",
        _("PowerPoint presentation"),
        "file-earmark-slides",
        frozenset({"ppt"}),
    ),
    FileType("png", "image/png", _("PNG picture"), "file-earmark-image", frozenset({"png"}), inline=True),
    FileType(
        "jpg",
        "image/jpeg",
        _("JPEG picture"),
        "file-earmark-image",
        frozenset({"jpg"}),
        inline=True,
    ),
    FileType("gif", "image/gif", _("GIF picture"), "file-earmark-image", frozenset({"gif"}), inline=True),
    FileType("webp", "image/webp", _("WebP picture"), "file-earmark-image", frozenset({"webp"}), inline=True),
    FileType("txt", "text/plain", _("plain text"), "file-earmark-text", frozenset({"text", "eml"})),
    FileType(
        "csv",
        "text/csv",
        _("CSV table"),
        "file-earmark-spreadsheet",
        frozenset({"text", "eml"}),
    ),
    FileType("eml", "message/rfc822", _("e-mail"), "envelope", frozenset({"eml"})),
    FileType("msg", "application/vnd.ms-outlook", _("Outlook e-mail"), "envelope", frozenset({"msg"})),
)

_ALIASES = {"jpeg": "jpg", "jpe": "jpg"}
_BY_EXTENSION = {file_type.extension: file_type for file_type in FILE_TYPES}
_BY_CONTENT_TYPE = {file_type.content_type: file_type for file_type in FILE_TYPES}

EMAIL_TYPES = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
READ_AT_ONCE = 2 * 1024 * 1024
"""Bytes of an .eml up to which it is read while somebody waits. An Outlook message is taken apart by its directory,
not read through."""
# The value of the upload field's `accept`: a help to the person, never the check.
ACCEPT = ",".join(f".{extension}" for extension in (*_BY_EXTENSION, "jpeg"))


def by_extension(extension: str) -> FileType | None:
    """The accepted type that a file name's ending (no dot, any case) claims, or None."""
    extension = extension.lower()
    return _BY_EXTENSION.get(_ALIASES.get(extension, extension))


def by_content_type(content_type: str) -> FileType | None:
    """The accepted type behind a stored content type, or None."""
    return _BY_CONTENT_TYPE.get(content_type)


def is_large(size: int, content_type: str) -> bool:
    """Tell whether a file is an e-mail that takes too long to be read while somebody waits."""
    return content_type == "message/rfc822" and size > READ_AT_ONCE
