"""What a file really is, judged by its bytes alone.

A small table of our own rather than libmagic: the accepted types are few, and a wrong guess must fall on the
side of refusal. Nothing is unpacked, rendered or fetched here.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
import zlib

import olefile

from almacontact.attachments.message import begins_like_mail

PROGRAM, SCRIPT, HTML, SVG, XML = "program", "script", "html", "svg", "xml"
ARCHIVE, MACRO, BOMB, PASSWORD, DAMAGED = "archive", "macro", "bomb", "password", "damaged"
UNKNOWN, TEXT = "unknown", "text"

# A document of 20 MB seldom unpacks to more; beyond it whoever opens the file runs out of memory.
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_ZIP_RATIO = 150
RATIO_FREE_BYTES = 10 * 1024 * 1024
MAX_ZIP_ENTRIES = 10_000
MAX_CONTENT_TYPES_BYTES = 1024 * 1024

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What the standard library's and olefile's readers raise on a malformed container.
DAMAGE: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    LookupError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    RecursionError,
    TypeError,
    AttributeError,
    OverflowError,
    RuntimeError,
)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xfe\xed\xfa", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"dex\n", PROGRAM),
    (b"\0asm", PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", PROGRAM),
    (b"#!", SCRIPT),
    (b"<?php", SCRIPT),
    (b"@echo off", SCRIPT),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\0", ARCHIVE),
    (b"MSCF", ARCHIVE),
)
_LOCKED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<")
_MARKUP = re.compile(r"<\s*(!doctype\s+html|html|head|body|script|iframe|svg|!doctype\s+svg|\?xml)\b", re.I)
_MARKUP_KINDS = {"svg": SVG, "?xml": XML}
_MACRO_STORAGES = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba"})
_OOXML_MAIN = (
    ("word/document.xml", "docx", b"wordprocessingml.document.main+xml"),
    ("xl/workbook.xml", "xlsx", b"spreadsheetml.sheet.main+xml"),
    ("ppt/presentation.xml", "pptx", b"presentationml.presentation.main+xml"),
)
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""\b(PartName|ContentType)\s*=\s*["']([^"']*)["']""")


def sniff(data: bytes) -> str:
    """The kind of content: an accepted extension, ``text``, or one of the refused kinds above.

    ``eml`` begins with the headers of an e-mail. Never raises on malformed input: it answers
    ``damaged`` or ``unknown``.
    """
    if data.startswith(OLE_MAGIC):
        return _sniff_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _sniff_zip(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return _sniff_pdf(data)
    head = data[:16].lower()
    for magic, kind in _MAGIC:
        if data.startswith(magic) or (kind == SCRIPT and head.startswith(magic)):
            return kind
    return "eml" if begins_like_mail(data) else _sniff_text(data)


def decode_text(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with a mark, or Windows-1252; None when the bytes are not text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text) else text
    return None


def _sniff_text(data: bytes) -> str:
    text = decode_text(data)
    if text is None:
        return UNKNOWN
    start = re.sub(r"^(\s|<!--.*?-->)+", "", text[:4096], flags=re.S)
    if match := _MARKUP.match(start):
        found = match[1].lower()
        if found == "?xml" and "<svg" in start.lower():
            return SVG
        return SVG if "svg" in found else _MARKUP_KINDS.get(found, HTML)
    if start.lower().startswith(("#!", "<?php", "<%")):
        return SCRIPT
    return TEXT


def _sniff_pdf(data: bytes) -> str:
    """A PDF, or one that nobody opens without a password or a key. An owner's password alone, which only forbids to
    change or print it, locks nobody out."""
    if b"/Encrypt" not in data:
        return "pdf"
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        return PASSWORD if reader.is_encrypted and not reader.decrypt("") else "pdf"
    except DAMAGE:
        return PASSWORD if _LOCKED.search(data) else "pdf"
    except PyPdfError:
        return PASSWORD if _LOCKED.search(data) else "pdf"


def _sniff_ole(data: bytes) -> str:
    """Old Office documents, Outlook messages, and the shell around an Office file with a password."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            paths = ole.listdir(streams=True, storages=True)
    except DAMAGE:
        return DAMAGED
    top = {path[0].lower() for path in paths if len(path) == 1}
    if "encryptedpackage" in top:
        return PASSWORD
    if "__properties_version1.0" in top:
        return "msg"
    if _MACRO_STORAGES & {part.lower() for path in paths for part in path}:
        return MACRO
    if "worddocument" in top:
        return "doc"
    if top & {"workbook", "book"}:
        return "xls"
    return "ppt" if "powerpoint document" in top else UNKNOWN


def _sniff_zip(data: bytes) -> str:
    """An Office Open XML document by its parts, or why this archive is not one.

    Sizes come from the directory: nothing is unpacked but ``[Content_Types].xml``, and that within a bound.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if _is_bomb(entries, len(data)):
                return BOMB
            if any(entry.flag_bits & 0x1 for entry in entries):
                return PASSWORD
            # In a package case does not tell parts apart, and some programs write their names with "\\".
            names = {_part_name(entry.filename): entry for entry in entries}
            types = names.get("[content_types].xml")
            if types is None:
                return ARCHIVE
            with archive.open(types) as part:
                declared = part.read(MAX_CONTENT_TYPES_BYTES)
    except DAMAGE:
        return DAMAGED
    if b"macroEnabled" in declared or any(name.endswith("vbaproject.bin") for name in names):
        return MACRO
    parts = [dict(_ATTRIBUTE.findall(override)) for override in _OVERRIDE.findall(declared)]
    for usual, extension, main_type in _OOXML_MAIN:
        mains = {
            _part_name(part.get(b"PartName", b"").decode("utf-8", "replace"))
            for part in parts
            if part.get(b"ContentType", b"").endswith(main_type)
        }
        if not mains.isdisjoint(names) or (usual in names and main_type in declared):
            return extension
    return ARCHIVE


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _is_bomb(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Too many parts, too much when unpacked, too well packed, or parts that overlap in the file."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return (
        len(entries) > MAX_ZIP_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or packed > size
        or unpacked > max(RATIO_FREE_BYTES, MAX_ZIP_RATIO * size)
    )
