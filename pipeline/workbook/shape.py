"""The shape of a sheet, measured on its XML while it is unpacked: before any parser builds a grid of it.

A sheet of one cell at XFD1048576 is a few bytes, and a grid of 17 thousand million cells.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

MAX_ROWS = 30_000
MAX_COLUMNS = 100
_LONGEST_TAG = 4 * 1024 * 1024  # a cell holds at most 32,767 characters: nothing honest comes near

_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="([A-Za-z]+)\d+:([A-Za-z]+)(\d+)"')
_COLUMNS = re.compile(rb'<(?:\w+:)?col\s[^>]*?max="(\d+)"')
_ROW = re.compile(rb'<row r="(\d+)"')
_WIDE = re.compile(rb'<c r="([A-Z]{2,})\d')
_FAR = re.compile(rb'<c r="[A-Z]+(?:[3-9]\d{4}|\d{6,})"')
_ANY_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?:\s([^<>]*))?/?>")
_PLACE = re.compile(rb'\br\s*=\s*["\']([A-Za-z]*)(\d+)["\']')
_UNCACHED = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class SheetTooBig(Exception):
    """The sheet goes beyond the limit of `what`: "rows" or "columns"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass
class SheetShape:
    """How far a sheet reaches, and the places (row, column, from 1) that need care when read."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    uncached: set[tuple[int, int]] = field(default_factory=set)
    months: set[tuple[int, int]] = field(default_factory=set)


def column_number(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def scan(pieces: Iterable[bytes], month_style_ids: frozenset[int]) -> SheetShape:
    """Measure one worksheet part. Raises `SheetTooBig` as soon as a limit is passed, without reading on."""
    shape = SheetShape()
    months = None
    if month_style_ids:
        styles = b"|".join(str(style).encode() for style in sorted(month_style_ids))
        months = re.compile(rb'<c r="([A-Z]+)(\d+)" s="(?:' + styles + rb')"')
    position = (0, 0)
    for number, block in enumerate(_whole_cells(pieces)):
        if number == 0:
            _check_declared(block)
        plain_rows = block.count(b"<row")
        cells = block.count(b"<c ") + block.count(b"<c>") + block.count(b"<c/>")
        usual = (
            block.count(b'<row r="') == plain_rows
            and block.count(b'<c r="') == cells
            and b":row" not in block
            and b":c " not in block
            and b":c>" not in block
        )
        if usual:
            if plain_rows:
                position = (int(_ROW.findall(block)[-1]), 0)
            shape.rows += plain_rows
            shape.cells += cells
            wide = max((column_number(letters) for letters in set(_WIDE.findall(block))), default=0)
            shape.columns = max(shape.columns, wide)
            if _FAR.search(block) or position[0] > MAX_ROWS:
                raise SheetTooBig("rows")
            if b"<f" in block:
                shape.uncached.update((int(row), column_number(name)) for name, row in _UNCACHED.findall(block))
            if months:
                shape.months.update((int(row), column_number(name)) for name, row in months.findall(block))
        else:
            position = _walk(block, position, shape)
        if shape.rows > MAX_ROWS:
            raise SheetTooBig("rows")
        if shape.columns > MAX_COLUMNS or shape.cells > MAX_ROWS * MAX_COLUMNS:
            raise SheetTooBig("columns")
    return shape


def _whole_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join pieces so that each block ends before a cell begins: no cell is cut in two."""
    rest = b""
    for piece in pieces:
        block = rest + piece
        cut = block.rfind(b"<c ")
        if cut <= 0:
            cut = block.rfind(b"<")
        if cut <= 0:
            cut = 0
        rest = block[cut:]
        if len(rest) > _LONGEST_TAG:
            raise SheetTooBig("columns")
        if cut:
            yield block[:cut]
    if rest:
        yield rest


def _check_declared(block: bytes) -> None:
    """Refuse by what the sheet declares of itself (`dimension`, `cols`), before any cell is read."""
    if declared := _DIMENSION.search(block):
        if column_number(declared[2]) > MAX_COLUMNS:
            raise SheetTooBig("columns")
        if len(declared[3]) > 7 or int(declared[3]) > MAX_ROWS:
            raise SheetTooBig("rows")
    if b"<cols" in block and any(len(last) > 5 for last in _COLUMNS.findall(block)):
        raise SheetTooBig("columns")


def _walk(block: bytes, position: tuple[int, int], shape: SheetShape) -> tuple[int, int]:
    """Measure tag by tag a sheet whose cells do not all say where they are, or that uses a namespace prefix."""
    row, column = position
    for tag in _ANY_TAG.finditer(block):
        place = _PLACE.search(tag[2] or b"")
        if tag[1] == b"row":
            row, column = (int(place[2][:8]) if place else row + 1), 0
            shape.rows += 1
        else:
            column = column_number(place[1]) if place and place[1] else column + 1
            if place and place[1]:
                row = max(row, int(place[2][:8]))
            shape.cells += 1
            shape.columns = max(shape.columns, column)
        if row > MAX_ROWS or shape.rows > MAX_ROWS:
            raise SheetTooBig("rows")
        if column > MAX_COLUMNS:
            raise SheetTooBig("columns")
    return row, column


def month_styles(styles: bytes) -> frozenset[int]:
    """Return the cell styles of a workbook that show a date as a month and year alone (`mmm-yy`)."""
    root = ElementTree.fromstring(styles)  # noqa: S314 - the caller let no DOCTYPE through
    formats = {17}
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "numFmt":
            code = _QUOTED.sub("", element.get("formatCode", "")).lower()
            if "m" in code and ("y" in code or "a" in code) and not set(code) & set("dhs0#"):
                formats.add(int(element.get("numFmtId", "0")))
    found: set[int] = set()
    for element in root:
        if element.tag.rpartition("}")[2] == "cellXfs":
            found.update(number for number, style in enumerate(element) if int(style.get("numFmtId", "0")) in formats)
    return frozenset(found)
