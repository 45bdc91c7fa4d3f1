"""Opening a workbook that anybody may have sent.

Everything that could cost time or memory is checked on the file's bytes before it is parsed: what it is, how far it
inflates (counted while inflating, whatever its directory claims), how many rows and columns it really holds.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from almacontact.refusals import Blocker, Refused
from pipeline.workbook.inflate import NotReadable, TooLarge, inflate
from pipeline.workbook.shape import MAX_COLUMNS, MAX_ROWS, SheetShape, SheetTooBig, month_styles, scan

Cell = str | float | int | bool | date | datetime | time | timedelta

MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_INFLATED_BYTES = 120 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SMALL_PART = 4 * 1024 * 1024


class WorkbookRefused(Refused):
    """The file cannot be imported; its blockers say why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """One sheet as read: `rows[0]` is row 1 of the sheet.

    `uncached` are (row, column) places, counted from 1, of formulas that were saved without their value; `months` are
    places of dates shown as a month alone (`mmm-yy`).
    """

    name: str
    rows: list[list[Cell]]
    uncached: frozenset[tuple[int, int]] = frozenset()
    months: frozenset[tuple[int, int]] = frozenset()


@dataclass
class Workbook:
    """An opened workbook: the visible sheets within the limits, and why the others were left out."""

    sheets: list[Sheet] = field(default_factory=list)
    too_big: dict[str, Blocker] = field(default_factory=dict)


def open_workbook(data: bytes) -> Workbook:
    """Read the visible sheets of an `.xlsx` or `.xlsm` file.

    Raises `WorkbookRefused` for what is no such file, is protected, empty or too large. Takes less than 5 s and 300 MB
    whatever the bytes are.
    """
    archive = _guard(data)
    try:
        shapes, too_big = _measure(data, archive)
    except TooLarge:
        raise _too_large_inside() from None
    except (NotReadable, ElementTree.ParseError, KeyError, ValueError):
        raise _damaged() from None
    if not shapes and too_big:
        raise WorkbookRefused(list(too_big.values()))
    sheets = _read(data, shapes)
    if not any(sheet.rows for sheet in sheets):
        raise _refused("empty_workbook", _("The workbook is empty: no sheet has any data."))
    return Workbook(sheets, too_big)


def _refused(code: str, message: str) -> WorkbookRefused:
    return WorkbookRefused(Blocker(code=code, message=message, field="file"))


def _damaged() -> WorkbookRefused:
    message = _("The file is damaged or is not an Excel workbook. Open it in Excel and save it as .xlsx.")
    return _refused("damaged", message)


def _protected() -> WorkbookRefused:
    message = _("The workbook is protected with a password. Save a copy without a password and import that.")
    return _refused("password", message)


def _too_large_inside() -> WorkbookRefused:
    return _refused(
        "too_large_inside",
        _("The file holds more than %(limit)d MB once unpacked. Leave only the pipeline's sheets in it and save again.")
        % {"limit": MAX_INFLATED_BYTES // 1024**2},
    )


def _guard(data: bytes) -> zipfile.ZipFile:
    """Refuse by the first bytes and the directory alone."""
    if not data:
        raise _refused("empty_file", _("The file is empty."))
    if len(data) > MAX_FILE_BYTES:
        raise _refused(
            "too_large_file",
            _("The file has more than %(limit)d MB. Leave only the pipeline's sheets in it and save again.")
            % {"limit": MAX_FILE_BYTES // 1024**2},
        )
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _protected()
        raise _refused("old_format", _("This is an old .xls workbook. Open it in Excel and save it as .xlsx."))
    if not data.startswith(b"PK"):
        raise _refused("not_a_workbook", _("This is not an Excel workbook. Choose the pipeline's .xlsx file."))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _damaged() from None
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _refused(
            "password", _("The workbook is protected with a password. Save a copy without a password and import that.")
        )
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names:
        raise _refused("binary_format", _("This is a binary .xlsb workbook. Open it in Excel and save it as .xlsx."))
    if "xl/workbook.xml" not in names:
        raise _refused("not_a_workbook", _("This is not an Excel workbook. Choose the pipeline's .xlsx file."))
    if len(names) != len(entries) or len(entries) > 2_000:
        raise _damaged()
    return archive


def _measure(data: bytes, archive: zipfile.ZipFile) -> tuple[dict[str, SheetShape], dict[str, Blocker]]:
    """Inflate every part once, within one budget, and measure each sheet. Returns shapes and refusals by sheet name."""
    budget = [MAX_INFLATED_BYTES]
    parts = {entry.filename: entry for entry in archive.infolist()}

    def chunks(name: str) -> Iterator[bytes]:
        return inflate(data, parts[name], budget)

    def small(name: str) -> bytes:
        content = b"".join(chunks(name))
        if len(content) > _SMALL_PART or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise NotReadable
        return content

    sheets = _sheet_parts(small("xl/workbook.xml"), small("xl/_rels/workbook.xml.rels"))
    styles = month_styles(small("xl/styles.xml")) if "xl/styles.xml" in parts else frozenset()
    shapes: dict[str, SheetShape] = {}
    too_big: dict[str, Blocker] = {}
    for title, part in sheets.items():
        try:
            shapes[title] = scan(chunks(part), styles)
        except SheetTooBig as excess:
            too_big[title] = _too_big(title, excess)
    seen = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", *sheets.values()}
    for name in parts.keys() - seen:
        for _chunk in chunks(name):
            pass
    return shapes, too_big


def _too_big(title: str, excess: SheetTooBig) -> Blocker:
    if excess.what == "rows":
        message = _(
            "Sheet “%(sheet)s” goes beyond %(limit)s rows, which is the most that one import takes."
            " Delete the rows that are not needed (the empty ones below the table too) or split the file."
        ) % {"sheet": title, "limit": f"{MAX_ROWS:,}".replace(",", ".")}
    else:
        message = _(
            "Sheet “%(sheet)s” goes beyond %(limit)s columns, which is the most that one import takes."
            " Delete the columns to the right of the table, the empty ones too, and save again."
        ) % {"sheet": title, "limit": MAX_COLUMNS}
    return Blocker(code=f"too_many_{excess.what}", message=message, field="file")


def _sheet_parts(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Return the part of each visible worksheet by the sheet's name, in the workbook's order."""
    targets: dict[str, str] = {}
    for relation in ElementTree.fromstring(relations):  # noqa: S314 - no DOCTYPE comes this far
        if relation.get("Type", "").endswith("/worksheet"):
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            targets[relation.get("Id", "")] = path
    found: dict[str, str] = {}
    for element in ElementTree.fromstring(workbook).iter():  # noqa: S314 - no DOCTYPE comes this far
        if element.tag.rpartition("}")[2] == "sheet" and element.get("state", "visible") == "visible":
            key = next((value for name, value in element.items() if name.endswith("}id")), "")
            if key in targets:
                found[element.get("name", "")] = targets[key]
    return found


def _read(data: bytes, shapes: dict[str, SheetShape]) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            Sheet(
                name,
                book.get_sheet_by_name(name).to_python(skip_empty_area=False) if shape.cells else [],
                frozenset(shape.uncached),
                frozenset(shape.months),
            )
            for name, shape in shapes.items()
        ]
    except (CalamineError, KeyError, ValueError):
        raise _damaged() from None
