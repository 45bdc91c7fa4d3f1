"""What a person sees when something beneath fails: a page of ours that stands alone, and the status that says which.

503 where the database is away (come back), 507 where the disk is full (tell the administrator), 400 for a request that
cannot be read, else 500. Nothing of the step was written: actions are atomic, and a file goes with its transaction.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from almacontact.redirects import page_of_form
from almacontact.refusals import Blocker, NotAllowed
from almacontact.web.middleware import refusal_response

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
COME_BACK = "30"
"""Seconds after which a program may try again."""


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error that nobody caught. Django calls this while it handles the error."""
    status = _status_of(sys.exc_info()[1])
    response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if status == 503:
        response.headers["Retry-After"] = COME_BACK
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return HttpResponse(render_to_string("400.html"), status=400)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not the session's, mostly since the person signed in again in another tab: its page
    has to be opened anew. Nothing of the form was read; `reason` is Django's, for the log it already wrote."""
    words = _("You signed in again since this page was opened, so nothing of it was read. Open it again.")
    if request.user.is_authenticated:
        words += " " + _("What you had typed in a long form is kept on this device and is offered to you there.")
    blocker = Blocker(code="stale_page", message=words, url=page_of_form(request), link_label=_("Open the page again"))
    return refusal_response(request, NotAllowed(blocker), title=_("This page is no longer current"))


class EncodingMiddleware:
    """Refuses a form that is not UTF-8: what was typed would be kept with marks in place of its letters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
            try:
                unquote_to_bytes(request.body).decode()
            except UnicodeDecodeError as error:
                raise BadRequest("The form is not UTF-8.") from error
        return self.get_response(request)


def _status_of(error: BaseException | None) -> int:
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return 507
        if isinstance(error, OperationalError | InterfaceError):
            return 507 if any(words in str(error).lower() for words in ("disk is full", "no space left")) else 503
        error = error.__cause__
    return 500
