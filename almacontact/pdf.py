"""HTML to PDF by WeasyPrint: tagged and archival (PDF/A-3a), fetching nothing but our static files and data URLs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from almacontact.fitting import MOST_TRIES, make_fit, part_long_words

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcherResponse

BASE_URL = "static://almacontact/"


BASE, FIT = ("css/variables.css", "css/pages/print_base.css"), "css/pages/print_fit.css"
"""The style sheets around those of each document."""


def render_pdf(html: str, *, css: tuple[str, ...] = ("css/pages/print.css",)) -> bytes:
    """Return `html` as a PDF/A-3a. `css` names the document's own static style sheets, in order.

    No word runs off a page, however long it or however wide a table is (see `fitting`). Whatever the HTML refers to is
    fetched from our static files or a data URL; any other address is left out, whoever wrote it. Raises OSError where
    the machine lacks Pango.
    """
    # Imported here: without Pango the import itself fails, and only what makes a PDF needs it.
    from cssselect2 import ElementWrapper
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class OnlyOurs(URLFetcher):
        """Answers for static files and data URLs alone."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = static_file(url)
            if path is None:
                raise ValueError(f"a document may not fetch {url}")
            return super().fetch(path.as_uri(), headers)

    fetcher = OnlyOurs(allowed_protocols=("data", "file"))
    fonts = FontConfiguration()  # without one, a style sheet's own typefaces are left out
    sheets = [
        CSS(filename=str(found), url_fetcher=fetcher, font_config=fonts)
        for name in (*BASE, *css, FIT)
        if (found := _find(name))
    ]
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
    root = page.etree_element
    part_long_words(root)
    options = {"stylesheets": sheets, "pdf_variant": "pdf/a-3a"}
    for _ in range(MOST_TRIES):
        # What styles are matched against remembers the elements that there were.
        page.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        document = page.render(font_config=fonts, **options)
        if not make_fit(root, document):
            break
    return bytes(document.write_pdf(**options))


def static_file(url: str) -> Path | None:
    """Return the static file an address in a document means, or None when it is none of ours."""
    parts = urlsplit(url)
    if parts.scheme not in {"static", ""} or (parts.netloc and parts.netloc != "almacontact"):
        return None
    name = unquote(parts.path).lstrip("/")
    prefix = settings.STATIC_URL.lstrip("/")
    return _find(name.removeprefix(prefix)) if name else None


def _find(name: str) -> Path | None:
    if ".." in Path(name).parts or Path(name).is_absolute():
        return None
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
