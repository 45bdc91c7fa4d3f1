"""Rich text of proposals: Markdown that people type, shown as HTML in which nothing runs and nothing is fetched.

`render` is safe for whatever it is given, also for what came in by another way than a form. `problems` says in words
what is refused, so that a form keeps what was typed and shows where to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from almacontact.refusals import Blocker

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LIMIT = 100_000
"""The longest text, in bytes of UTF-8."""
DEEPEST = 6
"""How many lists and quotations may stand inside one another."""
MOST_PROBLEMS = 8
"""How many places are named at once; a pasted page would name hundreds."""
MOST_CELLS = 4000
"""How many cells the tables of a text may have together: each costs as much as a paragraph."""
TOP_HEADING = 3
"""The level of the biggest heading of a body: the page or the document has h1 and h2 of its own."""

TAGS = frozenset(
    "p br strong em s h3 h4 h5 ul ol li blockquote table thead tbody tr th td a hr code".split()  # noqa: SIM905
)
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}, "th": {"scope"}}
CLASSES: dict[str, set[str]] = {name: {"text-end", "text-center"} for name in ("th", "td")}
"""The alignment of a column; the parser would write it as a style."""

_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Control characters and those that turn the direction of writing: a text could read otherwise than it is."""
_SAFE_LINK = re.compile(r"(https://[^/\s?#]|mailto:[^\s@]+@)", re.IGNORECASE)
_TAG = re.compile(
    r"(?<!\\)<"
    r"(?![A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>|[\w.+-]+@[\w.-]+>)"  # <https://…> and <name@place> are links
    r"[A-Za-z/!?][^\s<>]{0,20}"
)
_BLOCKS = ("fence", "code", "html_block")
_ALIGNED = {"text-align:right": "text-end", "text-align:center": "text-center"}


def is_safe_link(address: str) -> bool:
    """Tell whether a link may lead to `address`: https with a host, or mailto. Nothing relative, nothing else."""
    return _SAFE_LINK.match(address) is not None


@cache
def _parser(*, lenient: bool, tables: bool = True) -> MarkdownIt:
    """Return a parser. The lenient one takes every link and image as such, to be named by `problems`."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    made.enable("strikethrough").disable([*_BLOCKS, "html_inline"])
    if tables:
        made.enable("table")
    if not lenient:
        made.disable("image")
    made.validateLink = (lambda url: True) if lenient else is_safe_link  # type: ignore[assignment, method-assign]
    return made


def render(text: str) -> SafeString:
    """Return `text` as HTML of the allowed tags alone. Longer than `LIMIT`, only its beginning is shown; with more than
    `MOST_CELLS`, its tables as the lines they were typed in."""
    env: dict[str, Any] = {}
    parser = _parser(lenient=False, tables=_table_too_large(text) is None)
    tokens = parser.parse(_visible(text), env)
    _shift_headings(tokens)
    _mark_cells(tokens)
    html = parser.renderer.render(tokens, parser.options, env)
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_only_safe_links,
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned by an allow-list just above


def plain(text: str) -> str:
    """Return the words of `text` without its marks: a line a block, the cells of a row parted by a tab."""
    lines: list[str] = []
    row: list[str] | None = None
    for token in _parser(lenient=False, tables=_table_too_large(text) is None).parse(_visible(text)):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            lines.append("\t".join(row))
            row = None
        elif token.type == "inline":
            words = "".join(
                "\n" if one.type in ("softbreak", "hardbreak") else one.content for one in token.children or ()
            )
            (lines if row is None else row).append(words)
    return "\n".join(lines)


def problems(text: str, *, field: str = "") -> list[Blocker]:
    """Return what is refused in `text`, each with its line: HTML, images, links that are not https or mailto,
    invisible characters, nesting past `DEEPEST`, length past `LIMIT`, tables past `MOST_CELLS`. `field` is the form
    field they stand at."""
    size = len(text.encode("utf-8", "replace"))
    if size > LIMIT:
        words = _("The text takes %(size)s kB and at most %(limit)s kB fit. Shorten it, or attach it as a file.")
        sizes = {"size": -(-size // 1000), "limit": LIMIT // 1000}
        return [Blocker(code="text_too_long", message=words % sizes, field=field)]
    if line := _table_too_large(text):
        words = _(
            "Line %(line)s: the tables have more than %(most)s cells together. Shorten them, or attach the table as a "
            "file."
        )
        return [Blocker(code="text_table", message=words % {"line": line, "most": MOST_CELLS}, field=field)]
    found = sorted(set(_invisible_in(text)) | set(_tags_in(text)) | set(_refused_tokens(text)))
    return [
        Blocker(code=f"text_{code}", message=_words(code, line, what), field=field)
        for line, code, what in found[:MOST_PROBLEMS]
    ]


Place = tuple[int, str, str]
"""A line from 1, a code, and what stands there."""


def _words(code: str, line: int, what: str) -> str:
    messages = {
        "html": _("Line %(line)s: “%(what)s” is HTML. Use the buttons above the text, or leave a space after “<”."),
        "image": _("Line %(line)s: images are not accepted in a text. Attach the file and name it here."),
        "link": _("Line %(line)s: “%(what)s” cannot be a link. Write an address that begins with https:// or mailto:."),
        "invisible": _("Line %(line)s has invisible characters. Delete them, or paste it again as plain text."),
        "nested": _("Line %(line)s: lists and quotations stand too deep inside one another. Use fewer levels."),
    }
    return messages[code] % {"line": line, "what": what}


def _visible(text: str) -> str:
    """Return the text without invisible characters, no longer than `LIMIT`."""
    kept = text.encode("utf-8", "replace")[:LIMIT].decode("utf-8", "ignore")
    return _INVISIBLE.sub("", kept.replace("\r\n", "\n").replace("\r", "\n"))


def _table_too_large(text: str) -> int | None:
    """Return the line, from 1, of the table with which a text passes `MOST_CELLS`, or None.

    Told from the lines alone, before anything is parsed: what stands under a line of dashes and bars, up to an empty
    line, has as many cells as that line, whatever it looks like.
    """
    cells = columns = began = 0
    for number, line in enumerate(_lines(text), start=1):
        marks = line.strip(" \t>")
        if not marks:
            columns = 0
        elif columns:
            cells += columns
        elif "-" in marks and not set(marks) - set("|-: \t"):
            columns, began = sum(1 for one in marks.split("|") if one.strip()), number - 1
            cells += 2 * columns
        if cells > MOST_CELLS:
            return max(began, 1)
    return None


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _invisible_in(text: str) -> Iterator[Place]:
    for number, line in enumerate(_lines(text), start=1):
        if _INVISIBLE.search(line):
            yield number, "invisible", ""


def _tags_in(text: str) -> Iterator[Place]:
    for number, line in enumerate(_lines(text), start=1):
        if match := _TAG.search(line):
            yield number, "html", match.group()


def _refused_tokens(text: str) -> Iterator[Place]:
    env: dict[str, Any] = {}
    line, depth = 1, 0
    for token in _parser(lenient=True).parse(_visible(text), env):
        if token.map:
            line = token.map[0] + 1
        if token.type in ("bullet_list_open", "ordered_list_open", "blockquote_open"):
            depth += 1
            if depth > DEEPEST:
                yield line, "nested", ""
        elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
            depth -= 1
        yield from _refused_inline(token.children or (), line)
    for name, reference in env.get("references", {}).items():
        if not is_safe_link(reference["href"]):
            yield reference["map"][0] + 1, "link", (reference["href"] or name)[:60]


def _refused_inline(children: Sequence[Token], line: int) -> Iterator[Place]:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "image":
            yield line, "image", ""
        elif child.type == "link_open" and not is_safe_link(str(child.attrs.get("href", ""))):
            yield line, "link", str(child.attrs.get("href", ""))[:60]


def _shift_headings(tokens: Sequence[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    biggest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - biggest + TOP_HEADING, 5)}"


def _mark_cells(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            if style in _ALIGNED:
                token.attrs["class"] = _ALIGNED[style]
            if token.type == "th_open":
                token.attrs["scope"] = "col"


def _only_safe_links(tag: str, name: str, value: str) -> str | None:
    """Drop an address that is no safe link: the parser has refused it before, this is the second lock."""
    return value if name != "href" or is_safe_link(value) else None
