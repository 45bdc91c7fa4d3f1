"""The HTML of an e-mail made harmless, and made into text."""

from __future__ import annotations

import re
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
_SILENT = frozenset({"script", "style", "title", "head", "noscript", "template"})
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "hr"})


def safe_html(markup: str) -> str:
    """The markup with structure and emphasis only, safe to show; "" when nothing is left to read.

    No element or attribute that names an address survives, so that showing it fetches nothing and tells nobody that
    the message was opened.
    """
    if not markup.strip():
        return ""
    cleaned = nh3.clean(
        markup, tags=_TAGS, clean_content_tags=_DROPPED_WITH_CONTENT, attributes=_ATTRIBUTES, link_rel=None,
        strip_comments=True,
    )  # fmt: skip
    return cleaned.strip() if re.sub(r"<[^>]*>|&nbsp;|\s", "", cleaned) else ""


def text_of_html(markup: str) -> str:
    """The words of the markup, a line a block; the address of a link follows its words in brackets."""
    reader = _TextReader()
    reader.feed(markup)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def links_of_html(markup: str) -> tuple[str, ...]:
    """The web addresses that the links of the markup lead to, each once, in order; at most 50."""
    reader = _TextReader()
    reader.feed(markup)
    reader.close()
    return tuple(dict.fromkeys(reader.links))[:MAX_LINKS]


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
