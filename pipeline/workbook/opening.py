"""Opening a workbook that anybody may have sent.

Everything that could cost time or memory is checked on the file's bytes before it is parsed: what it is, how far it
inflates (counted while inflating, whatever its directory claims), how many rows and columns it really holds.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from almacontact.refusals import Blocker, Refused
from almacontact.text import clean
from pipeline.workbook.inflate import NotReadable, TooLarge, inflate
from pipeline.workbook.package import NoWorkbook, Package, Relation, directory, renamed
from pipeline.workbook.separated import MAX_TEXT_BYTES, NotSeparated, OpenQuote, read_separated
from pipeline.workbook.shape import MAX_COLUMNS, MAX_ROWS, SheetShape, SheetTooBig, Styles, read_styles, scan

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

    A cell with an error holds its name (`#N/A`). By (row, column) place, counted from 1: `uncached` are formulas that
    were saved without their value, `months` dates shown as a month alone (`mmm-yy`), `currencies` amounts shown in a
    foreign one. `merged` are ranges of cells, first and last place. `from_1904`: bare serial numbers count from there.
    """

    name: str
    rows: list[list[Cell]]
    uncached: frozenset[tuple[int, int]] = frozenset()
    months: frozenset[tuple[int, int]] = frozenset()
    currencies: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    from_1904: bool = False


@dataclass
class Workbook:
    """An opened workbook: the visible sheets within the limits, and why the others were left out."""

    sheets: list[Sheet] = field(default_factory=list)
    too_big: dict[str, Blocker] = field(default_factory=dict)


def open_workbook(data: bytes) -> Workbook:
    """Read the visible sheets of an `.xlsx` or `.xlsm` file, whatever its parts are called, or a table of text (CSV).

    Raises `WorkbookRefused` for what is no such file, is protected, empty or too large. Takes less than 5 s and 300 MB
    whatever the bytes are.
    """
    if not data:
        raise _refused("empty_file", _("The file is empty."))
    if len(data) > MAX_FILE_BYTES:
        raise _too_large_file(MAX_FILE_BYTES)
    if not data.startswith(b"PK"):
        _refuse_by_content(data)
        if len(data) > MAX_TEXT_BYTES:
            raise _too_large_file(MAX_TEXT_BYTES)
        return _text_table(data)
    sheets, too_big = _open_package(data)
    if not sheets and too_big:
        raise WorkbookRefused(list(too_big.values()))
    if not any(sheet.rows for sheet in sheets):
        raise _refused("empty_workbook", _("The workbook is empty: no sheet has any data."))
    return Workbook(sheets, too_big)


def _text_table(data: bytes) -> Workbook:
    try:
        rows = read_separated(data)
    except NotSeparated:
        raise _not_a_workbook() from None
    except OpenQuote as quote:
        message = _(
            'A quotation mark (") in row %(row)s of the table is opened and never closed: the rows after it cannot be'
            " told apart. Close it or delete it."
        )
        raise _refused("open_quote", message % {"row": quote.row}) from None
    except SheetTooBig as excess:
        raise WorkbookRefused(_too_big("CSV", excess)) from None
    return Workbook([Sheet("CSV", cleaned_rows([[*row] for row in rows]))])


def cleaned_rows(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return rows whose texts hold nothing that a database does not keep, with line ends of one kind."""
    for row in rows:
        said = "".join(cell for cell in row if isinstance(cell, str))
        if "\r" in said or clean(said) is not said:
            row[:] = [
                clean(cell.replace("\r\n", "\n").replace("\r", "\n")) if isinstance(cell, str) else cell for cell in row
            ]
    return rows


def _refused(code: str, message: str) -> WorkbookRefused:
    return WorkbookRefused(Blocker(code=code, message=message, field="file"))


def _too_large_file(limit: int) -> WorkbookRefused:
    message = _("The file has more than %(limit)d MB. Leave only the pipeline's sheets in it and save again.")
    return _refused("too_large_file", message % {"limit": limit // 1024**2})


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


def _not_a_workbook() -> WorkbookRefused:
    message = _("This is not an Excel workbook. Choose the pipeline's .xlsx file.")
    return _refused("not_a_workbook", message)


def _refuse_by_content(data: bytes) -> None:
    """Refuse what is no package and no text, each by its name and with what to do."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _protected()
        raise _refused("old_format", _("This is an old .xls workbook. Open it in Excel and save it as .xlsx."))
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        raise _refused("web_page", _("This is a web page named as a workbook. Open it in Excel and save it as .xlsx."))
    if start.startswith((b"<?xml", b"<workbook")):
        raise _refused("xml_format", _("This is a workbook saved as XML. Open it in Excel and save it as .xlsx."))
    if start.startswith((b"%pdf-", b"{\\rtf", b"{", b"[", b"\x89png", b"\xff\xd8\xff", b"mz")):
        raise _not_a_workbook()


def _open_package(data: bytes) -> tuple[list[Sheet], dict[str, Blocker]]:
    """Read the sheets of a package, with why others were left out."""
    package = _directory(data)
    budget = [MAX_INFLATED_BYTES]

    def chunks(name: str) -> Iterator[bytes]:
        return inflate(data, package.entries[name], budget)

    def small(name: str) -> bytes:
        content = b"".join(chunks(name))
        if len(content) > _SMALL_PART or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise NotReadable
        return content

    try:
        main = package.main_part(small)
        if main.endswith(".bin"):
            message = _("This is a binary .xlsb workbook. Open it in Excel and save it as .xlsx.")
            raise _refused("binary_format", message)
        relations = package.relations_of(main, small)
        said = ElementTree.fromstring(small(main))  # noqa: S314 - no DOCTYPE comes this far
        if said.tag.rpartition("}")[2] != "workbook":
            raise NoWorkbook
        shapes, too_big = _measure(package, main, relations, said, small, chunks)
        if not package.is_usual(main, relations):
            budget[0] = MAX_INFLATED_BYTES
            data = renamed(main, relations, {part for part, _shape in shapes.values()}, chunks)
    except TooLarge:
        raise _too_large_inside() from None
    except NoWorkbook:
        raise _not_a_workbook() from None
    except (NotReadable, ElementTree.ParseError, KeyError, ValueError):
        raise _damaged() from None
    return _read(data, {title: shape for title, (_part, shape) in shapes.items()}, from_1904=_from_1904(said)), too_big


def _directory(data: bytes) -> Package:
    """Return the directory of the archive; refuse what it shows to be no workbook or locked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        package = directory(archive)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, NoWorkbook):
        raise _damaged() from None
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _protected()
    if len(entries) > 2_000:
        raise _damaged()
    if "content.xml" in package.names and "mimetype" in package.names:
        raise _refused(
            "open_document", _("This is an .ods workbook of LibreOffice. Open it there and save it as Excel (.xlsx).")
        )
    return package


def _measure(
    package: Package,
    main: str,
    relations: list[Relation],
    said: ElementTree.Element,
    small: Callable[[str], bytes],
    chunks: Callable[[str], Iterator[bytes]],
) -> tuple[dict[str, tuple[str, SheetShape]], dict[str, Blocker]]:
    """Inflate every part once, within one budget, and measure each visible sheet.

    Return part and shape, or the refusal, by the name of the sheet.
    """
    styles = Styles()
    look = next((relation.part for relation in relations if relation.kind == "styles"), "")
    if look in package.names:
        styles = read_styles(small(look))
    parts = {relation.key: relation.part for relation in relations if relation.kind == "worksheet"}
    shapes: dict[str, tuple[str, SheetShape]] = {}
    too_big: dict[str, Blocker] = {}
    seen = {main, look}
    for element in said.iter():
        if element.tag.rpartition("}")[2] == "sheet" and element.get("state", "visible") == "visible":
            key = next((value for name, value in element.items() if name.endswith("}id")), "")
            title = element.get("name", "")
            if key in parts:
                seen.add(parts[key])
                try:
                    shapes[title] = parts[key], scan(chunks(parts[key]), styles)
                except SheetTooBig as excess:
                    too_big[title] = _too_big(title, excess)
    for name in set(package.names) - seen:
        for _chunk in chunks(name):
            pass
    return shapes, too_big


def _from_1904(said: ElementTree.Element) -> bool:
    """Tell whether the dates of a workbook count from 1904, as those of old Macs do."""
    setting = next((one for one in said.iter() if one.tag.rpartition("}")[2] == "workbookPr"), None)
    return setting is not None and setting.get("date1904", "0") in ("1", "true")


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


def _read(data: bytes, shapes: Mapping[str, SheetShape], *, from_1904: bool) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            Sheet(
                clean(name),
                _with_errors(
                    cleaned_rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False) if shape.cells else []),
                    shape.errors,
                ),
                frozenset(shape.uncached),
                frozenset(shape.months),
                shape.currencies,
                shape.merged,
                from_1904,
            )
            for name, shape in shapes.items()
        ]
    except (CalamineError, KeyError, ValueError):
        raise _damaged() from None


def _with_errors(rows: list[list[Cell]], errors: Mapping[tuple[int, int], str]) -> list[list[Cell]]:
    """Name each error in its cell: the reader leaves it empty, and unreadable is not empty."""
    for (row, column), name in errors.items():
        if row <= len(rows):
            cells = rows[row - 1]
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = name
    return rows
