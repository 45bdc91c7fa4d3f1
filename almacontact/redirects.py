"""Where a form may lead back to: pages of this site alone."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, address: str, otherwise: str) -> str:
    """Return `address` when it is the path of a page of ours ("/pipeline/?page=2"), else `otherwise`.

    Another site, a bare word (which `redirect` would look up as the name of a view) and control characters are not.
    """
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if allowed and address.startswith("/") and address.isprintable() else otherwise
