"""Columns of list pages, and the one function that writes their rows.

Rows are hot: fifty of them in a template loop cost more than all the rest of a page. So each column is compiled once a
request into a function (record → cell), which escapes every value it writes; nothing prepared is ever stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from almacontact import money
from almacontact.web import formats

Words = str | Promise
Kind = Literal["text", "number", "money", "percent", "day", "moment", "due", "badge", "person", "flag", "code"]
RIGHT_ALIGNED = {"number", "money", "percent"}
ONE_LINE = {"day", "moment", "due", "badge", "person", "code"}
SHEET_KINDS = {
    "number": "number",
    "money": "money",
    "percent": "percent",
    "day": "day",
    "due": "day",
    "moment": "moment",
}


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `key` names it in URLs and is the attribute it shows (`owner.name` follows a relation that the queryset has
    selected); `value` shows something else: a callable of the record. `kind` decides how the value is written, aligned
    and exported: money is COP, percent is points, day and due are dates (due says "vence mañana"), badge is words with
    `tone` (a callable of the record → ok, warn, bad, info, idle or a stage), person adds initials, flag is a yes or
    no, code is text that does not break. `sort` is True (by `key`) or the ORM path or paths to order by. `url`
    (callable) makes the value a link. `html` (callable → SafeString made by format_html) replaces the cell's content.
    `total` is the ORM path summed in the foot. `export` gives the value in the workbook where it differs; `screen` or
    `sheet` False leave the column out of one of both.
    """

    key: str
    label: Words
    value: Callable[[Any], Any] | None = None
    sort: bool | str | tuple[str, ...] = False
    kind: Kind = "text"
    url: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    html: Callable[[Any], SafeString] | None = None
    total: str = ""
    export: Callable[[Any], Any] | None = None
    screen: bool = True
    sheet: bool = True

    @property
    def getter(self) -> Callable[[Any], Any]:
        """Record → value."""
        return self.value or attrgetter(self.key)

    @property
    def number(self) -> bool:
        """Whether the column is right-aligned."""
        return self.kind in RIGHT_ALIGNED

    def order(self, descending: bool) -> list[str]:
        """The ORM ordering of this column; empty where it does not sort."""
        if isinstance(self.sort, bool):
            paths: tuple[str, ...] = (self.key.replace(".", "__"),) if self.sort else ()
        else:
            paths = (self.sort,) if isinstance(self.sort, str) else self.sort
        return [_reversed(path) if descending else path for path in paths]

    def exported(self, record: Any) -> Any:
        """The value as the workbook holds it: typed, not written out."""
        value = (self.export or self.getter)(record)
        if self.kind == "flag":
            return gettext("yes") if value else gettext("no")
        return value


def _reversed(path: str) -> str:
    return path[1:] if path.startswith("-") else f"-{path}"


def text_of(kind: Kind, value: Any) -> str:
    """A value as a cell shows it: escaped HTML."""
    if value is None or value == "":
        return money.NOTHING
    if kind == "money":
        return money.cop(value)
    if kind == "number":
        return formats.number(value)
    if kind == "percent":
        return formats.percent(value, 0 if value == int(value) else 1)
    if kind == "day":
        return escape(formats.day(value))
    if kind == "moment":
        return formats.moment(value) if isinstance(value, (date, datetime)) else escape(value)
    if kind == "flag":
        return _flag(value)
    return conditional_escape(value)


def _flag(value: Any) -> str:
    if value:
        return f'<i class="bi bi-check-lg is-ok" aria-hidden="true"></i> {escape(gettext("yes"))}'
    return f'<span class="muted">{escape(gettext("no"))}</span>'


def _content(column: Column) -> Callable[[Any], str]:
    """Record → the escaped inside of its cell."""
    get, kind, tone = column.getter, column.kind, column.tone
    if column.html is not None:
        html = column.html
        return lambda record: conditional_escape(html(record))
    if kind == "badge":

        def badge(record: Any) -> str:
            value = get(record)
            if value is None or value == "":
                return money.NOTHING
            return (
                f'<span class="tag tag-{escape(tone(record)) if tone else "idle"}">{conditional_escape(value)}</span>'
            )

        return badge
    if kind == "due":

        def due(record: Any) -> str:
            value = get(record)
            name = escape(tone(record)) if tone else formats.due_tone(value)
            return f'<span class="is-{name}">{formats.due(value)}</span>'

        return due
    if kind == "person":

        def person(record: Any) -> str:
            name = str(get(record) or "")
            if not name:
                return money.NOTHING
            letters = escape(formats.initials(name))
            return f'<span class="person"><span class="avatar" aria-hidden="true">{letters}</span>{escape(name)}</span>'

        return person
    return lambda record: text_of(kind, get(record))


def _cell(column: Column, first: bool) -> Callable[[Any], str]:
    """Record → the whole cell."""
    inside = _content(column)
    if column.url is not None:
        content, address = inside, column.url

        def inside(record: Any) -> str:
            return f'<a href="{escape(address(record))}">{content(record)}</a>'

    name = "number" if column.number else "nowrap" if column.kind in ONE_LINE else ""
    kind = f' class="{name}"' if name else ""
    if first:
        return lambda record: f'<th scope="row"{kind}>{inside(record)}</th>'
    opening = f'<td{kind} data-label="{escape(column.label)}">'
    return lambda record: f"{opening}{inside(record)}</td>"


def rows_html(
    columns: Sequence[Column], records: Iterable[Any], row_class: Callable[[Any], str] | None = None
) -> SafeString:
    """The rows of a list's table. Every value goes through `escape`; only markup written here is trusted."""
    cells = [_cell(column, first=index == 0) for index, column in enumerate(columns)]
    parts: list[str] = []
    for record in records:
        name = row_class(record) if row_class else ""
        parts.append(f'<tr class="{escape(name)}">' if name else "<tr>")
        parts.extend([cell(record) for cell in cells])
        parts.append("</tr>\n")
    return mark_safe("".join(parts))  # noqa: S308 - each piece is escaped above
