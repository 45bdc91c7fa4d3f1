"""Small true files of every accepted kind, and the pieces to make liars of them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20)
GIF = b"GIF89a" + bytes(20)
WEBP = b"RIFF\x1a\0\0\0WEBPVP8 " + bytes(20)
PROGRAM = b"MZ\x90\0\x03" + bytes(100)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SENT_AT = datetime(2026, 11, 23, 21, 5, tzinfo=UTC)
TEXT = "Señores: adjuntamos la invitación a cotizar.\n".encode()

MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
    "docm": ("word/document.xml", "ms-word.document.macroEnabled.main+xml"),
    "xlsm": ("xl/workbook.xml", "ms-excel.sheet.macroEnabled.main+xml"),
}


def upload(name: str, data: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data, content_type)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of the parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            part = zipfile.ZipInfo(name, (2026, 11, 24, 9, 0, 0))  # the same bytes each time
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, data)
    return file.getvalue()


def office(kind: str, **more: bytes) -> bytes:
    """An Office Open XML file with the parts that make it one, and further parts by name."""
    main, declared = MAIN[kind]
    types = f'<Types><Override PartName="/{main}" ContentType="application/{declared}"/></Types>'.encode()
    return zipped({"[Content_Types].xml": types, main: b"<document/>", **more})


def eml(**changes: str) -> bytes:
    """An e-mail with a text and an HTML body and one attached PDF; `changes` replace its headers."""
    message = EmailMessage()
    message["From"] = "Compras Andina <compras@andina.example>"
    message["To"] = "Laura Niño <laura@almacontact.example>, sara@almacontact.example"
    message["Cc"] = "juridica@andina.example"
    message["Subject"] = "Invitación a cotizar: línea de atención"
    message["Date"] = "Mon, 23 Nov 2026 16:05:00 -0500"
    message["Message-ID"] = "<rfp-77@andina.example>"
    message.set_content("Buenas tardes:\n\nAdjuntamos los pliegos. Fecha límite: 4 de diciembre.\n")
    message.add_alternative(
        "<html><head><style>p{background:url(http://track.example/bg.png)}</style></head><body onload='alert(1)'>"
        "<p>Adjuntamos los <b>pliegos</b>: <a href='https://andina.example/rfp'>portal</a>.</p>"
        "<img src='http://track.example/p.gif'><script>alert(2)</script></body></html>",
        subtype="html",
    )
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="pliegos.pdf")
    for name, value in changes.items():
        del message[name]
        message[name] = value
    return message.as_bytes()


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file ([MS-CFB], version 3: .msg, .doc, .xls) with the streams by path ("storage/stream")."""
    return _CompoundFile(streams).bytes()


class _CompoundFile:
    SECTOR, FREE, END, FAT_SECTOR, NONE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    MINI, CUTOFF = 64, 4096

    def __init__(self, streams: Mapping[str, bytes]) -> None:
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini = b""
        self.mini_fat: list[int] = []
        self.entries: list[dict[str, object]] = [
            {"name": "Root Entry", "type": 5, "child": self.NONE, "right": self.NONE, "start": self.END, "size": 0}
        ]
        for path, data in streams.items():
            *storages, name = path.split("/")
            parent = 0
            for storage in storages:
                parent = self._find(parent, storage) or self._add(parent, storage, 1, self.END, 0)
            start = self._store(data) if data else self.END
            self._add(parent, name, 2, start, len(data))

    def _children(self, parent: int) -> list[int]:
        found, at = [], self.entries[parent]["child"]
        while at != self.NONE:
            found.append(at)
            at = self.entries[at]["right"]
        return found

    def _find(self, parent: int, name: str) -> int | None:
        return next((at for at in self._children(parent) if self.entries[at]["name"] == name), None)

    def _add(self, parent: int, name: str, kind: int, start: int, size: int) -> int:
        self.entries.append(
            {"name": name, "type": kind, "child": self.NONE, "right": self.NONE, "start": start, "size": size}
        )
        at = len(self.entries) - 1
        # Siblings as a list that leans right: readers walk it as the tree it may be.
        siblings = self._children(parent)
        if siblings:
            self.entries[siblings[-1]]["right"] = at
        else:
            self.entries[parent]["child"] = at
        return at

    def _store(self, data: bytes) -> int:
        if len(data) >= self.CUTOFF:
            return self._chain(data)
        start = len(self.mini_fat)
        count = -(-len(data) // self.MINI)
        self.mini_fat += [*range(start + 1, start + count), self.END]
        self.mini += data.ljust(count * self.MINI, b"\0")
        return start

    def _chain(self, data: bytes) -> int:
        start = len(self.sectors)
        count = max(1, -(-len(data) // self.SECTOR))
        padded = data.ljust(count * self.SECTOR, b"\0")
        self.sectors += [padded[at : at + self.SECTOR] for at in range(0, len(padded), self.SECTOR)]
        self.fat += [*range(start + 1, start + count), self.END]
        return start

    def _entry(self, entry: dict[str, object]) -> bytes:
        name = str(entry["name"]).encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sI8s8sIQ", name, len(name), entry["type"], 1, self.NONE, entry["right"], entry["child"],
            b"", 0, b"", b"", entry["start"], entry["size"],
        )  # fmt: skip

    def bytes(self) -> bytes:
        mini_fat_start, mini_fat_count = self.END, 0
        if self.mini:
            self.entries[0]["start"], self.entries[0]["size"] = self._chain(self.mini), len(self.mini)
            table = b"".join(struct.pack("<I", link) for link in self.mini_fat)
            table += b"\xff" * (-len(table) % self.SECTOR)
            mini_fat_start, mini_fat_count = self._chain(table), len(table) // self.SECTOR
        directory = b"".join(self._entry(entry) for entry in self.entries)
        empty = struct.pack(
            "<64sHBBIII16sI8s8sIQ", b"", 0, 0, 0, self.NONE, self.NONE, self.NONE, b"", 0, b"", b"", 0, 0
        )
        directory += empty * (-len(self.entries) % 4)
        directory_start = self._chain(directory)
        fat_count = 1
        while fat_count * 128 < len(self.fat) + fat_count:
            fat_count += 1
        first = len(self.sectors)
        fat = self.fat + [self.FAT_SECTOR] * fat_count
        fat += [self.FREE] * (fat_count * 128 - len(fat))
        header = struct.pack("<8s16sHHHHH6s", OLE_MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, b"")
        header += struct.pack("<IIIII", 0, fat_count, directory_start, 0, self.CUTOFF)
        header += struct.pack("<IIIII", mini_fat_start, mini_fat_count, self.END, 0, first)
        more = [first + at if at < fat_count else self.FREE for at in range(1, 109)]
        return header + struct.pack("<108I", *more) + b"".join(self.sectors) + struct.pack(f"<{len(fat)}I", *fat)


def msg(inside: Mapping[str, bytes] | None = None, **said: Any) -> bytes:
    """An Outlook message as Outlook saves it: Unicode strings, two recipients, one attached PDF; and the message whose
    streams are `inside` it. `said` as of `msg_streams`."""
    streams = msg_streams(**said)
    if inside is not None:
        file = "__attach_version1.0_#00000001"
        streams[f"{file}/__properties_version1.0"] = bytes(8) + _fixed(0x3705, 0x0003, 5)
        for path, data in inside.items():
            if not path.startswith("__nameid"):
                within = data[:24] + data[32:] if path == "__properties_version1.0" else data
                streams[f"{file}/__substg1.0_3701000D/{path}"] = within
    return compound(streams)


def msg_streams(
    *,
    html: bytes = b"",
    rtf: bytes = b"",
    body: str = "",
    subject: str = "Carta de adjudicación",
    codepage: int = 65001,
    sent: int | None = None,
) -> dict[str, bytes]:
    """The streams of an Outlook message by path; `sent` in ticks of 100 ns since 1601."""
    sent = sent or (SENT_AT - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    streams = {
        "__properties_version1.0": bytes(32) + _fixed(0x0039, 0x0040, sent) + _fixed(0x3FDE, 0x0003, codepage),
        "__substg1.0_001A001F": "IPM.Note".encode("utf-16-le"),
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_0C1A001F": "Gerencia Andina".encode("utf-16-le"),
        "__substg1.0_0C1F001F": "/O=ANDINA/CN=GERENCIA".encode("utf-16-le"),
        "__substg1.0_5D01001F": "gerencia@andina.example".encode("utf-16-le"),
        "__substg1.0_1035001F": "<adj-9@andina.example>".encode("utf-16-le"),
    }
    if body:
        streams["__substg1.0_1000001F"] = body.encode("utf-16-le")
    if html:
        streams["__substg1.0_10130102"] = html
    if rtf:
        streams["__substg1.0_10090102"] = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
    for number, (name, address, kind) in enumerate(
        [("Laura Niño", "laura@almacontact.example", 1), ("Jurídica", "juridica@andina.example", 2)]
    ):
        storage = f"__recip_version1.0_#{number:08X}"
        streams[f"{storage}/__properties_version1.0"] = bytes(8) + _fixed(0x0C15, 0x0003, kind)
        streams[f"{storage}/__substg1.0_3001001F"] = name.encode("utf-16-le")
        streams[f"{storage}/__substg1.0_39FE001F"] = address.encode("utf-16-le")
    for tag in ("0002", "0003", "0004"):
        streams[f"__nameid_version1.0/__substg1.0_{tag}0102"] = b""
    streams["__attach_version1.0_#00000000/__properties_version1.0"] = bytes(8) + _fixed(0x3705, 0x0003, 1)
    streams["__attach_version1.0_#00000000/__substg1.0_3707001F"] = "adjudicación.pdf".encode("utf-16-le")
    streams["__attach_version1.0_#00000000/__substg1.0_37010102"] = PDF
    return streams


def _fixed(tag: int, kind: int, value: int) -> bytes:
    return struct.pack("<IIQ", tag << 16 | kind, 6, value)
