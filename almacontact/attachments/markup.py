"""The HTML of an e-mail made harmless, and made into text."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3

# Structure and emphasis alone: no pictures, links, styles, forms, frames or anything that names another place.
_TAGS = {
    "b", "strong", "i", "em", "u", "s", "sub", "sup", "small", "br", "hr", "p", "div", "span", "blockquote", "pre",
    "code", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tfoot",
    "tr", "td", "th", "caption",
}  # fmt: skip
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_DROPPED_WITH_CONTENT = {"script", "style", "title", "noscript", "template", "svg", "math", "object", "iframe"}
MAX_LINKS = 50
DEEPEST = 1_000
"""How deep elements may stand inside one another. An old letter that never ends its <font> stays below."""
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]*>")
_END_BY_THEMSELVES = {
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
}  # fmt: skip
_SILENT = frozenset({"script", "style", "title", "head", "noscript", "template"})
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "hr"})


def safe_html(markup: str) -> str:
    """The markup with structure and emphasis only, safe to show; "" when nothing is left to read.

    No element or attribute that names an address survives, so that showing it fetches nothing and tells nobody that
    the message was opened.
    """
    if not markup.strip() or _is_too_deep(markup):
        return ""
    cleaned = nh3.clean(
        markup, tags=_TAGS, clean_content_tags=_DROPPED_WITH_CONTENT, attributes=_ATTRIBUTES, link_rel=None,
        strip_comments=True,
    )  # fmt: skip
    return cleaned.strip() if re.sub(r"<[^>]*>|&nbsp;|\s", "", cleaned) else ""


def text_of_html(markup: str) -> str:
    """The words of the markup, a line a block; the address of a link follows its words in brackets."""
    lines = [" ".join(line.split()) for line in "".join(_read(markup).pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def links_of_html(markup: str) -> tuple[str, ...]:
    """The web addresses that the links of the markup lead to, each once, in order; at most 50."""
    return tuple(dict.fromkeys(_read(markup).links))[:MAX_LINKS]


def _read(markup: str) -> _TextReader:
    """Read what a browser would make of the markup. The standard library's reader looks for the end of a comment or tag
    that never ends again and again, so it is given markup in which everything ends."""
    reader = _TextReader()
    if _is_too_deep(markup):
        reader.feed(escape(" ".join(_ANY_TAG.split(markup))))
    else:
        reader.feed(
            nh3.clean(
                markup, tags=_TAGS | {"a"}, clean_content_tags=_DROPPED_WITH_CONTENT, link_rel=None,
                attributes={**_ATTRIBUTES, "a": {"href"}}, url_schemes={"http", "https"}, strip_comments=True,
            )
        )  # fmt: skip
    reader.close()
    return reader


def _is_too_deep(markup: str) -> bool:
    """Tell whether elements stand inside one another deeper than any letter has them: cleaning takes time by the square
    of the depth. Those that end by themselves do not count."""
    depth = deepest = 0
    for closing, name in _TAG_NAME.findall(markup):
        if name.lower() in _END_BY_THEMSELVES:
            continue
        depth = max(0, depth + (-1 if closing else 1))
        deepest = max(deepest, depth)
    return deepest > DEEPEST


class _TextReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self.links: list[str] = []
        self._target = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "body":
            self._silent = 0  # a head may end without its end tag
        elif tag in _BREAKS:
            self.pieces.append("\n")
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
        elif tag == "a":
            target = dict(attrs).get("href") or ""
            self._target = "".join(target.split()) if target.lower().startswith(("http://", "https://")) else ""
            if self._target:
                self.links.append(self._target)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self.pieces.append("\n")
        elif tag == "a" and self._target:
            self.pieces.append(f" ({self._target})")
            self._target = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", " ").replace("\r", " "))
