"""HTML to PDF by WeasyPrint: tagged and archival (PDF/A-3a), fetching nothing but our static files and data URLs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcherResponse

BASE_URL = "static://almacontact/"


def render_pdf(html: str, *, css: tuple[str, ...] = ("css/variables.css", "css/pages/print.css")) -> bytes:
    """Return `html` as a PDF/A-3a. `css` names static style sheets, in order.

    Whatever the HTML refers to is fetched from our static files or a data URL; any other address is left out, whoever
    wrote it. Raises OSError where the machine lacks Pango.
    """
    # Imported here: without Pango the import itself fails, and only what makes a PDF needs it.
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
        CSS(filename=str(found), url_fetcher=fetcher, font_config=fonts) for name in css if (found := _find(name))
    ]
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
    return bytes(document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-3a"))


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
