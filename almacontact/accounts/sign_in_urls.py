"""Addresses of sign-in: allauth's own, less those this installation does not offer.

People are added by an administrator and known by the address they were added with. Signing up and changing one's
address by oneself are therefore closed; the names stay, because allauth's pages look them up.
"""

from allauth.account.urls import urlpatterns as offered
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern

from almacontact.accounts.access import public

CLOSED = frozenset(
    {
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_confirm_login_code",
    }
)


@public
def not_offered(request: HttpRequest, **arguments: str) -> HttpResponse:
    """Answer 404, whoever asks."""
    raise Http404


urlpatterns = [
    URLPattern(pattern.pattern, not_offered, name=pattern.name) if pattern.name in CLOSED else pattern
    for pattern in offered
]
