"""The shape of a sheet, measured on its XML while it is unpacked: before any parser builds a grid of it.

A sheet of one cell at XFD1048576 is a few bytes, and a grid of 17 thousand million cells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

from pipeline.workbook.currency import of_format

MAX_ROWS = 30_000
MAX_COLUMNS = 100
_LONGEST_TAG = 4 * 1024 * 1024  # a cell holds at most 32,767 characters: nothing honest comes near

_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="([A-Za-z]+)\d+:([A-Za-z]+)(\d+)"')
_COLUMNS = re.compile(rb'<(?:\w+:)?col\s[^<>]*?max="(\d+)"')
_ROW = re.compile(rb'<row r="(\d+)"')
_WIDE = re.compile(rb'<c r="([A-Z]{2,})\d')
_FAR = re.compile(rb'<c r="[A-Z]+(?:[3-9]\d{4}|\d{6,})"')
_ANY_TAG = re.compile(rb"<(/?)(?:\w+:)?(row|c|f|v)(?:\s([^<>]*?))?(/?)>([^<]*)")
_ATTRIBUTE = re.compile(rb"""\b(r|s|t)\s*=\s*["']([^"']*)["']""")
_PLACE = re.compile(rb"([A-Za-z]*)(\d*)")
# Each of these reads on from a tag as far as the next one: however they are repeated, it takes no longer than the text.
_UNCACHED = re.compile(
    rb'<c r="([A-Z]+)(\d+)"(?![^<>]*\bt="str")[^<>]*>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)'
    rb"(?:\s*<v\s*/>|\s*<v>\s*</v>)?\s*</c>"
)
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^<>]*)>([^<]*(?:<(?!/?c[\s/>])[^<]*)*)')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST_MERGED = 10_000
NO_VALUE = "#ERROR!"
"""An error whose kind the file does not say."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')


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
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    currencies: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


@dataclass(frozen=True)
class Styles:
    """What the cell styles of a workbook say of its values: those that show a date as a month alone, and those that
    show an amount in a foreign currency (its code)."""

    months: frozenset[int] = frozenset()
    currencies: Mapping[int, str] = field(default_factory=dict)


def column_number(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def scan(pieces: Iterable[bytes], styles: Styles) -> SheetShape:
    """Measure one worksheet part. Raises `SheetTooBig` as soon as a limit is passed, without reading on."""
    shape = SheetShape()
    walker = _Walker(shape, styles)
    styled = None
    if watched := sorted({*styles.months, *styles.currencies}):
        numbers = b"|".join(str(style).encode() for style in watched)
        styled = re.compile(rb'<c r="([A-Z]+)(\d+)"(?:[^>]*?)\ss="(' + numbers + rb')"')
    for number, block in enumerate(_whole_cells(pieces)):
        if number == 0:
            _check_declared(block)
        plain_rows = block.count(b"<row")
        cells = block.count(b"<c ") + block.count(b"<c>") + block.count(b"<c/>")
        usual = (
            walker.cell is None
            and block.count(b'<row r="') == plain_rows
            and block.count(b'<c r="') == cells
            and b":row" not in block
            and b":c " not in block
            and b":c>" not in block
        )
        if usual:
            if plain_rows:
                walker.row, walker.column = int(_ROW.findall(block)[-1]), 0
            shape.rows += plain_rows
            shape.cells += cells
            wide = max((column_number(letters) for letters in set(_WIDE.findall(block))), default=0)
            shape.columns = max(shape.columns, wide)
            if _FAR.search(block) or walker.row > MAX_ROWS:
                raise SheetTooBig("rows")
            if b"<f" in block:
                shape.uncached.update((int(row), column_number(name)) for name, row in _UNCACHED.findall(block))
            if b't="e"' in block:
                for name, row, said, inside in _CELL.findall(block):
                    if b't="e"' in said:
                        value = None if said.endswith(b"/") else _VALUE.search(inside)
                        shape.errors[int(row), column_number(name)] = _error(value[1] if value else b"")
            if styled:
                for name, row, style in styled.findall(block):
                    walker.take_style((int(row), column_number(name)), int(style))
        else:
            walker.feed(block)
        if b"mergeCell " in block and len(shape.merged) < _MOST_MERGED:
            shape.merged += [
                ((int(top), column_number(left)), (int(bottom), column_number(right)))
                for left, top, right, bottom in _MERGED.findall(block)[:_MOST_MERGED]
            ]
        if shape.rows > MAX_ROWS:
            raise SheetTooBig("rows")
        if shape.columns > MAX_COLUMNS or shape.cells > MAX_ROWS * MAX_COLUMNS:
            raise SheetTooBig("columns")
    walker.close()
    return shape


def _error(value: bytes) -> str:
    return unescape(value.decode("utf-8", "replace")).strip()[:20] or NO_VALUE


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


class _Walker:
    """Measures tag by tag a sheet whose cells do not all say where they are, or that uses a namespace prefix."""

    def __init__(self, shape: SheetShape, styles: Styles) -> None:
        self.shape, self.styles = shape, styles
        self.row = self.column = 0
        self.cell: dict[bytes, bytes] | None = None
        """The attributes of the cell that is open; `f`: it is a formula, `v`: its value."""

    def feed(self, block: bytes) -> None:
        """Measure one more block; a cell may go on in the next one."""
        for ends, tag, inside, empty, text in _ANY_TAG.findall(block):
            if tag == b"row" and not ends:
                self.close()
                self._open_row(dict(_ATTRIBUTE.findall(inside)))
            elif tag == b"c":
                self.close()
                if not ends:
                    self._open_cell(dict(_ATTRIBUTE.findall(inside)))
                if empty:
                    self.close()
            elif self.cell is not None and not ends and (tag == b"f" or not empty):
                self.cell[tag] = text
            if self.row > MAX_ROWS or self.shape.rows > MAX_ROWS:
                raise SheetTooBig("rows")
            if self.column > MAX_COLUMNS:
                raise SheetTooBig("columns")

    def _open_row(self, said: dict[bytes, bytes]) -> None:
        place = said.get(b"r", b"")
        self.row, self.column = (int(place[:8]) if place.isdigit() else self.row + 1), 0
        self.shape.rows += 1

    def _open_cell(self, said: dict[bytes, bytes]) -> None:
        found = _PLACE.fullmatch(said.get(b"r", b""))
        if found and found[1] and found[2]:
            self.column, self.row = column_number(found[1][:4]), max(self.row, int(found[2][:8]))
        else:
            self.column += 1
        self.shape.cells += 1
        self.shape.columns = max(self.shape.columns, self.column)
        self.cell = said
        if said.get(b"s", b"").isdigit():
            self.take_style((self.row, self.column), int(said[b"s"][:9]))

    def take_style(self, place: tuple[int, int], style: int) -> None:
        """Note what the style of a cell says of it."""
        if style in self.styles.months:
            self.shape.months.add(place)
        elif style in self.styles.currencies:
            self.shape.currencies[place] = self.styles.currencies[style]

    def close(self) -> None:
        """End the cell that is open: an error, and a formula that was saved without its value, are noted."""
        if self.cell is not None:
            place, value = (self.row, self.column), self.cell.get(b"v", b"").strip()
            if self.cell.get(b"t") == b"e":
                self.shape.errors[place] = _error(value)
            elif b"f" in self.cell and not value and self.cell.get(b"t") != b"str":
                self.shape.uncached.add(place)
        self.cell = None


def read_styles(part: bytes) -> Styles:
    """Return what the cell styles of a workbook say of the values that they show."""
    root = ElementTree.fromstring(part)  # noqa: S314 - the caller let no DOCTYPE through
    months, currencies = {17}, dict[int, str]()
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "numFmt":
            written = element.get("formatCode", "")
            code, number = _QUOTED.sub("", written).lower(), int(element.get("numFmtId", "0"))
            if "m" in code and ("y" in code or "a" in code) and not set(code) & set("dhs0#"):
                months.add(number)
            elif foreign := of_format(written):
                currencies[number] = foreign
    by_month: set[int] = set()
    by_currency: dict[int, str] = {}
    for element in root:
        if element.tag.rpartition("}")[2] == "cellXfs":
            for style, look in enumerate(element):
                number = int(look.get("numFmtId", "0"))
                if number in months:
                    by_month.add(style)
                elif number in currencies:
                    by_currency[style] = currencies[number]
    return Styles(frozenset(by_month), by_currency)
