"""The calendar subscription of a person: the page that makes its address, and the address itself."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import public, signed_in
from almacontact.accounts.requests import SignedInRequest
from almacontact.refusals import Blocker, Refused
from proposals.defence.actions.calendar_feed import feed_of, open_feed, renew_feed, revoke_feed
from proposals.defence.calendar import subscription
from proposals.defence.models import CalendarFeed
from proposals.defence.views.defence import ICS


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_settings(request: SignedInRequest) -> HttpResponse:
    """Make, renew or close the secret address at which one's calendar program reads one's dates.

    The address stands on the answer that made it and nowhere else: no page can show it again.
    """
    if request.method != "POST":
        return _page(request)
    asked = request.POST.get("do", "")
    if asked == "open" and (secret := open_feed(by=request.user)):
        return _page(request, secret)
    if asked == "renew":
        return _page(request, renew_feed(by=request.user))
    if asked == "revoke":
        revoke_feed(by=request.user)
        messages.success(request, _("The subscription is closed."))
    elif asked != "open":
        raise Refused(Blocker(code="unknown", message=_("Choose what to do with the subscription.")))
    return redirect("proposals:calendar_settings")


def _page(request: SignedInRequest, secret: str = "") -> HttpResponse:
    path = reverse("proposals:calendar_feed", args=[secret]) if secret else ""
    address = f"{settings.SITE_URL.rstrip('/')}{path}" if secret else ""
    context = {
        "title": _("Calendar subscription"),
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}",
    }
    response = render(request, "proposals/defence/calendar_settings.html", context)
    if secret:
        response.headers["Cache-Control"] = "private, no-store"
    return response


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> Any:
    """Send the dates of the person whose secret this is; nobody signs in, calendar programs cannot. No prices in it."""
    feed = feed_of(token=token)
    if feed is None:
        raise Http404
    with translation.override(feed.user.language or "es"):
        content = subscription(feed.user)
    etag = f'"{sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type=ICS, headers={"ETag": etag})
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="almacontact.ics"'
    return get_conditional_response(request, etag=etag, response=response)
