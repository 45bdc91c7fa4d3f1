"""Whatever people typed stays on the page: long words break, and a table that is too wide is set smaller, turned, or
parted, each only where the one before did not do.

What does not fit is seen on the laid-out pages, so that nothing is estimated and most documents are laid out once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from weasyprint import Document

LONG_WORD = 24
"""Letters above which a word may break anywhere; shorter ones keep a column as wide as they are."""
COLUMNS = 12
"""Columns of a table that stand beside one another on a turned page; a table of more is parted."""
MOST_TRIES = 6
_LONG = re.compile(rf"\S{{{LONG_WORD + 1},}}")
_NOT_WORDS = frozenset({"svg", "style", "script", "title", "head"})
TURNED = "fit-turned"
_TABLE_STEPS = ("fit-tight", TURNED, "fit-packed")
HEAD = "fit-head"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption"})
_BLOCK_STEPS = ("fit-wraps", "fit-splits")
_REACH = (1.2, 1.8, float("inf"))
"""Up to how many times the width of its page a table is set smaller, turned as well, and packed as well."""
_TOLERANCE = 1.0
"""Pixels."""


def part_long_words(root: Element) -> None:
    """Let each long word of a document break where its line ends."""
    for parent in list(root.iter()):
        if parent.tag in _NOT_WORDS:
            continue
        for child in reversed(list(parent)):
            if child.tail and _LONG.search(child.tail):
                at = list(parent).index(child) + 1
                child.tail, spans = _parted(child.tail)
                parent[at:at] = spans
        if parent.text and _LONG.search(parent.text):
            parent.text, spans = _parted(parent.text)
            parent[0:0] = spans


def make_fit(root: Element, document: Document) -> bool:
    """Change the tree where the laid-out document runs off its pages. Returns False where it does not, or nothing more
    can be done."""
    parents = {child: parent for parent in root.iter() for child in parent}
    tables: dict[Element, float] = {}
    blocks: dict[Element, None] = {}
    for element, times in _too_large(document):
        table = _around(element, "table", parents)
        if table is None or not _left(table, _TABLE_STEPS):
            blocks[element] = None
        else:
            tables[table] = max(times, tables.get(table, 0.0))
    for table, times in tables.items():
        steps = _left(table, _TABLE_STEPS)
        steps = steps[: next(place for place, most in enumerate(_REACH, start=1) if times <= most)]
        _take(table, steps)
        if TURNED in steps and table in parents:
            _turn(table, parents[table])
    taken = [_take(element, _left(element, _BLOCK_STEPS)[:1]) for element in blocks]
    heads = [_take(head, [HEAD]) for head in _lost_heads(root, document)]
    done = bool(tables) or any(taken) or any(heads)
    parents = {child: parent for parent in root.iter() for child in parent}
    for table in [one for one in root.iter("table") if "fit-packed" in _classes(one)]:
        done |= _part(table, parents)
    return done


def _parted(text: str) -> tuple[str, list[Element]]:
    """The text before the first long word, and each long word as an element with what follows it."""
    spans: list[Element] = []
    at = 0
    before = ""
    for match in _LONG.finditer(text):
        between, at = text[at : match.start()], match.end()
        if spans:
            spans[-1].tail = between
        else:
            before = between
        span = Element("span", {"class": "long-word"})
        span.text = match.group()
        spans.append(span)
    spans[-1].tail = text[at:]
    return before, spans


def _lost_heads(root: Element, document: Document) -> list[Element]:
    """The heads of tables that are nowhere: one that leaves no room for a row beneath it is left out, words and all."""
    shown = {box.element for page in document.pages for box in _texts(page._page_box)}
    return [
        head
        for head in root.iter("thead")
        if HEAD not in _classes(head)
        and "".join(head.itertext()).strip()
        and not any(element in shown for element in head.iter())
    ]


def _too_large(document: Document) -> Iterator[tuple[Element, float]]:
    """Each element with text that runs off, and how many times as wide as its page the text reaches."""
    for box, edges in _outside(document):
        if box.element is not None:
            yield box.element, (box.position_x + box.width - edges[0]) / (edges[2] - edges[0])


def _outside(document: Document) -> Iterator[tuple[Any, tuple[float, float, float, float]]]:
    """The pieces of text beyond left, top, right and bottom of where they may stand, with these edges: those of the
    content of their page, or of the page itself in its margin. What is turned on purpose does not count."""
    from weasyprint.formatting_structure.boxes import MarginBox

    for page in document.pages:
        sheet = page._page_box
        whole = (0.0, 0.0, sheet.margin_width(), sheet.margin_height())
        left, top = sheet.content_box_x(), sheet.content_box_y()
        inner = (left, top, left + sheet.width, top + sheet.height)
        for child in sheet.children:
            edges = whole if isinstance(child, MarginBox) else inner
            for box in _texts(child):
                right, bottom = box.position_x + box.width, box.position_y + box.height
                if (
                    box.position_x < edges[0] - _TOLERANCE
                    or box.position_y < edges[1] - _TOLERANCE
                    or right > edges[2] + _TOLERANCE
                    or bottom > edges[3] + _TOLERANCE
                ):
                    yield box, edges


def _texts(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure.boxes import TextBox

    if isinstance(box, TextBox):
        if box.text.strip():
            yield box
        return
    if getattr(box, "style", None) is not None and box.style["transform"]:
        return
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _around(element: Element | None, tag: str, parents: dict[Element, Element]) -> Element | None:
    while element is not None and element.tag != tag:
        element = parents.get(element)
    return element


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _left(element: Element, steps: Sequence[str]) -> list[str]:
    taken = _classes(element)
    return [one for one in steps if one not in taken]


def _take(element: Element, steps: Sequence[str]) -> bool:
    """Set an element smaller or otherwise, by the classes of `print_fit.css`; False where there is no step left."""
    element.set("class", " ".join([*_classes(element), *steps]))
    return bool(steps)


def _turn(table: Element, parent: Element) -> None:
    """Give a table a page of its own that is turned, with the headings right before it."""
    first = last = list(parent).index(table)
    while first and parent[first - 1].tag in _HEADINGS:
        first -= 1
    page = Element("div", {"class": "fit-page"})
    page.tail, table.tail = table.tail, None
    page.extend(parent[first : last + 1])
    parent[first : last + 1] = [page]


def _part(table: Element, parents: dict[Element, Element]) -> bool:
    """Part a table of very many columns into tables of few, one after the other; cells that span several stay."""
    rows = list(table.iter("tr"))
    columns = max((len(row) for row in rows), default=0)
    parent = parents.get(table)
    spans = any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row)
    if columns <= COLUMNS or parent is None or spans:
        return False
    pieces = [_columns(table, first, first + COLUMNS) for first in range(0, columns, COLUMNS)]
    pieces[-1].tail = table.tail
    at = list(parent).index(table)
    parent[at : at + 1] = pieces
    return True


def _columns(table: Element, first: int, last: int) -> Element:
    made = Element(table.tag, dict(table.attrib))
    for part in table:
        _copy_rows(part, made, first, last)
    return made


def _copy_rows(part: Element, into: Element, first: int, last: int) -> None:
    if part.tag == "tr":
        row = SubElement(into, "tr", dict(part.attrib))
        row.extend(_whole(part, first, last))
        return
    kept = SubElement(into, part.tag, dict(part.attrib))
    kept.text = part.text
    for child in part:
        _copy_rows(child, kept, first, last)


def _whole(row: Element, first: int, last: int) -> Iterable[Element]:
    return [copy(cell) for cell in list(row)[first:last]]
