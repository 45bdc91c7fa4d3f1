"""Where a form may lead back to: pages of this site alone."""

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, address: str, otherwise: str) -> str:
    """Return `address` when it is the path of a page of ours ("/pipeline/?page=2"), else `otherwise`.

    Another site, a bare word (which `redirect` would look up as the name of a view) and control characters are not.
    """
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if allowed and address.startswith("/") and address.isprintable() else otherwise


def page_of_form(request: HttpRequest) -> str:
    """Return the page that a form stood on: where it is sent to may show nothing by itself."""
    told = urlsplit(request.headers.get("Referer", ""))
    page = urlunsplit(("", "", told.path, told.query, "")) if told.netloc == request.get_host() else ""
    return own_page(request, page, request.get_full_path())
