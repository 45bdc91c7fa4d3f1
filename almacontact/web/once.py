"""A form is saved once: Back and save again leads to the record that the first save made, with a word.

Each form that carries no version (which says by itself that somebody was faster) carries a key made when it was shown.
The first save that leads on to a page keeps that page under the key; a second save of the same form is led there.
A save that was refused uses nothing up. Back fetches the page anew: `static/js/components/form.js` keeps the key in
the entry of the browser's history and puts it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from secrets import token_urlsafe
from time import sleep
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from almacontact.redirects import page_of_form

FIELD = "once"
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
KEPT_FOR = 7 * 24 * 3600
"""Seconds for which a browser may come back to a form that it saved."""
SAVING = 60
"""Seconds after which a save that was never heard of again counts as none."""
PATIENCE = 3.0
"""Seconds for which a second save waits for the first to end."""


def box() -> SafeString:
    """Return the hidden box with a key of its own."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token_urlsafe(16))


class OnceMiddleware:
    """Leads a form that was saved before to where it led the first time. After sessions, people and messages.

    Forms that htmx sends are left alone: they stay on the page and are sent again on purpose; so are those of accounts,
    where a second sign-in is one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if place := getattr(request, "once_claimed", ""):
            if 300 <= response.status_code < 400:
                cache.set(place, response.headers.get("Location", ""), KEPT_FOR)
            else:
                cache.delete(place)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Claim the key of the form, or answer for the first save."""
        place = _place(request)
        if not place:
            return None
        where = _claimed_or_awaited(place)
        if where is None:
            request.once_claimed = place  # type: ignore[attr-defined]
            return None
        if where:
            messages.info(request, _("This form was saved already: here is what it made. For another one, begin anew."))
            return redirect(where)
        messages.warning(
            request, _("This form is still being saved. See whether it is there before you save it again.")
        )
        return redirect(page_of_form(request))


def _place(request: HttpRequest) -> str:
    """Where the cache keeps what came of this form; "" where it is not asked."""
    if request.method != "POST" or getattr(request, "htmx", None) or not request.user.is_authenticated:
        return ""
    resolved = request.resolver_match
    if resolved is None or resolved.app_name == "accounts" or not resolved.app_name:
        return ""
    key = request.POST.get(FIELD, "")
    return f"once:{request.user.pk}:{resolved.view_name}:{key}" if KEY.fullmatch(key) else ""


def _claimed_or_awaited(place: str) -> str | None:
    """None where this save is the one that counts, also because the one before was refused meanwhile; else where the
    first led, "" while it is not known."""
    waited = 0.0
    while not cache.add(place, "", SAVING):
        where = cache.get(place)
        if where or waited >= PATIENCE:
            return str(where or "")
        sleep(0.1)
        waited += 0.1
    return None
