"""A table of text: CSV of any separator and encoding, as programs and people save it."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain

from pipeline.workbook.shape import MAX_COLUMNS, MAX_ROWS, SheetTooBig

SEPARATORS = ";,\t|"
_SEARCHED = 50
_END = "\x03"
"""Stands after the last line, as a row of its own unless a quotation mark is still open."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_MARKS = 10_000
MAX_TEXT_BYTES = 16 * 1024 * 1024
"""Beyond it the caller refuses a table of text: a character may take four bytes once it is read."""


class NotSeparated(Exception):
    """The bytes are no table of text."""


class OpenQuote(Exception):
    """A quotation mark in the row of number `row` is closed nowhere: all that follows would be one cell."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def read_separated(data: bytes) -> list[list[str]]:
    """Return the rows of a table of text, all of one length.

    Raises `NotSeparated`, `OpenQuote`, or `SheetTooBig` beyond the limits of a sheet.
    """
    text = decoded(data)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    said, separator = _declared(text)
    separator = separator or _separator(said)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(chain(_lines(said, separator), [_END]), delimiter=separator):
            rows.append(row)
            if len(rows) > MAX_ROWS:
                raise SheetTooBig("rows")
            if len(row) > MAX_COLUMNS:
                raise SheetTooBig("columns")
    except csv.Error:
        raise NotSeparated from None
    if rows.pop() != [_END]:
        raise OpenQuote(len(rows) + 1)
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        raise NotSeparated
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _lines(text: str, separator: str) -> Iterator[str]:
    """Yield the lines one by one: the whole is not held twice, and a line of separators alone is no row to build."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if text.count(separator, start, end) > _MOST_MARKS:
            raise SheetTooBig("columns")
        yield text[start:end]
        start = end


def decoded(data: bytes) -> str:
    """Return the text of `data` in whatever encoding a spreadsheet may have saved it: Unicode by its mark or as UTF-8,
    UTF-16 without a mark by its empty halves, else what Windows or an old Mac or DOS writes in Colombia.
    """
    encodings = [name for mark, name in _MARKS if data.startswith(mark)][:1]
    if not encodings:
        half = len(data[:2000]) // 2 or 1
        if data[1:2000:2].count(0) > half * 0.6:
            encodings = ["utf-16-le"]
        elif data[0:2000:2].count(0) > half * 0.6:
            encodings = ["utf-16-be"]
        else:
            encodings = ["utf-8", _of_one_byte(data)]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text[:4096]):
            break
        return text
    raise NotSeparated


_SPANISH = "áéíóúñüÁÉÍÓÚÑÜ¿¡°ºª€–—‘’“”"


def _of_one_byte(data: bytes) -> str:
    """Return the encoding in which the bytes beyond ASCII spell what Spanish is written with."""

    def fits(encoding: str) -> int:
        text = data[:200_000].decode(encoding, "replace")
        return sum(1 if char in _SPANISH else -2 for char in text if ord(char) > 127)

    return max(("cp1252", "cp850", "mac_roman"), key=fits)


def _declared(text: str) -> tuple[str, str]:
    """Return the text after a first line that names the separator (`sep=;`), as Excel writes and reads it."""
    first, _end, rest = text.partition("\n")
    found = re.fullmatch(r'"?sep=(.)"?\s*', first.strip("\r"), re.IGNORECASE)
    return (rest, found[1]) if found else (text, "")


def _separator(text: str) -> str:
    """Return the separator with which most of the first rows have as many cells as the widest, and many of them."""

    def votes(separator: str) -> tuple[int, int]:
        rows = []
        reader = csv.reader(_lines(text[:200_000], "\n"), delimiter=separator)
        try:
            for row in reader:
                rows.append(len(row))
                if len(rows) == _SEARCHED:
                    break
        except csv.Error:
            return 0, 0
        wide = [count for count in rows if count > 1]
        usual = max(set(wide), key=lambda count: (wide.count(count), count), default=0)
        return wide.count(usual) * usual, usual

    return max(SEPARATORS, key=votes)
