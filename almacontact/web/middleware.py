"""What every request passes: the person's language, and a proper answer where an action refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.defaults import page_not_found
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from almacontact.redirects import page_of_form
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from almacontact.web.clashes import clash_of
from almacontact.web.forms import Conflict, conflicts_of

GetResponse = Callable[[HttpRequest], HttpResponse]

ENDED = "ended"
"""With it in its address the sign-in page says that the session has ended."""
DRAFT_FIELD = "draft"
"""The box in which a form says which draft it is."""
DRAFT_COOKIE = "draft-saved"
DRAFT_NAME = re.compile(r"[a-z0-9]{1,40}")
DRAFT_HEARD_FOR = 300
"""Seconds in which the browser hears that a draft was saved."""


def status_of(refused: Refused) -> int:
    """409 for a stale version, 403 where the right is missing, else 422."""
    if isinstance(refused, StaleVersion):
        return 409
    return 403 if isinstance(refused, NotAllowed) else 422


class LanguageMiddleware:
    """The language that the person chose (before sign-in: by cookie), or Spanish. What the browser asks for does not
    decide."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen == "en" else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class FilesMiddleware:
    """Has every file that a page sends (documents, PDFs, workbooks, attachments) kept by nobody on its way: neither by
    the browser of a shared machine nor by a proxy. A view that says otherwise is believed: the calendar subscription.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Disposition" in response.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class DraftMiddleware:
    """Names the draft that was saved: the answer to its form leads on, or is what htmx asked for.

    What is typed into a long form is kept on the person's own device until it is saved
    (`static/js/components/drafts.js`); the server neither keeps nor replays it, and says by a cookie which draft a save
    made needless.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or response.status_code >= 400 or not request.user.is_authenticated:
            return response
        name = request.POST.get(DRAFT_FIELD, "")
        if DRAFT_NAME.fullmatch(name) and (response.status_code >= 300 or getattr(request, "htmx", None)):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(DRAFT_COOKIE, name, max_age=DRAFT_HEARD_FOR, secure=secure, samesite="Lax")
        return response


class RefusalMiddleware:
    """Answers a refusal (`Refused`, `NotAllowed`, `StaleVersion`) that escapes a view, and an ended session, as the
    caller reads.

    A browser gets a page; htmx gets the same words for the page's dialog; a caller that asks for JSON gets
    `{"error", "blockers": [{code, message, url, link_label, field}], "conflicts": [{label, yours, theirs}]}`.
    Nothing was written: actions are atomic.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            response = page_not_found(request, Http404())  # on one's own machine too, the page that people see
        patch_vary_headers(response, ["HX-Request"])
        if _asks_to_sign_in(request, response):
            return _signed_out(request, response) or response
        if getattr(request, "htmx", None):
            _show_messages(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a refusal, and what is not there, into the answer people see; anything else goes on."""
        if isinstance(error, Http404):
            return page_not_found(request, error)
        if not isinstance(error, Refused):
            return None
        return refusal_response(request, error)


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer sends somebody without session to the sign-in page."""
    return (
        response.status_code == 302
        and not request.user.is_authenticated
        and response.headers.get("Location", "").partition("?")[0] == resolve_url(settings.LOGIN_URL)
    )


def _signed_out(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """What a caller gets whose session has ended: htmx goes to the sign-in page and comes back to the page the person
    was on; a caller of JSON gets 401 with the words; a form that was sent leads back to its page. The sign-in page says
    what happened to whoever was on a page of ours; who comes from elsewhere gets nothing special.
    """
    login = resolve_url(settings.LOGIN_URL)
    if getattr(request, "htmx", None):
        here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': here, ENDED: 'yes'})}")
    if _wants_json(request):
        return JsonResponse({"error": gettext("Your session has ended. Sign in again."), "blockers": []}, status=401)
    if "next=" not in response.headers["Location"]:  # the view itself leads there, as after setting up
        return None
    here = page_of_form(request) if request.method == "POST" else request.get_full_path()
    if request.method == "POST" or _came_from_inside(request, login):
        return HttpResponseRedirect(f"{login}?{urlencode({'next': here, ENDED: 'yes'})}")
    return None


def _came_from_inside(request: HttpRequest, login: str) -> bool:
    """Whether a page of ours that asks for a person led here."""
    told = urlsplit(request.headers.get("Referer", ""))
    return told.netloc == request.get_host() and not told.path.startswith(login.rpartition("login")[0])


def _show_messages(request: HttpRequest, response: HttpResponse) -> None:
    """Let the messages of a htmx answer appear as toasts now, not on the next full page."""
    goes_elsewhere = {"HX-Redirect", "HX-Refresh", "HX-Location"} & set(response.headers)
    storage = messages.get_messages(request)
    if goes_elsewhere or not 200 <= response.status_code < 300 or getattr(storage, "used", False):
        return
    toasts = [{"level": message.level_tag, "text": str(message)} for message in storage]
    if toasts:
        trigger_client_event(response, "toast", {"toasts": toasts})


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def refusal_response(request: HttpRequest, refused: Refused, *, title: str = "") -> HttpResponse:
    """The answer to a refusal, in the form the caller reads, under `title` or what its kind is called."""
    status = status_of(refused)
    kinds = {
        409: gettext("Somebody else saved first"),
        403: gettext("You may not do this"),
        422: gettext("This cannot be done yet"),
    }
    title = title or kinds[status]
    conflicts = _conflicts(request, refused)
    if _wants_json(request):
        return JsonResponse(
            {"error": title, "blockers": _plain(refused), "conflicts": _plain_rows(conflicts)}, status=status
        )
    context = {
        "title": title,
        "blockers": refused.blockers,
        "conflicts": conflicts,
        "clash": clash_of(refused) if isinstance(refused, StaleVersion) else None,
        "stale": status == 409,
        "back": _way_back(request),
    }
    if not getattr(request, "htmx", None):
        return render(request, "refused.html", context, status=status)
    response = render(request, "components/_refusal.html", context, status=status)
    response.headers["HX-Retarget"] = "#dialog-body"
    response.headers["HX-Reswap"] = "innerHTML"
    response.headers["HX-Push-Url"] = "false"
    return response


def _plain(refused: Refused) -> list[dict[str, str]]:
    return [
        {
            "code": blocker.code,
            "message": str(blocker.message),
            "url": blocker.url,
            "link_label": str(blocker.link_label),
            "field": blocker.field,
        }
        for blocker in refused.blockers
    ]


def _plain_rows(rows: list[Conflict]) -> list[dict[str, str]]:
    return [{"label": str(row.label), "yours": str(row.yours), "theirs": str(row.theirs)} for row in rows]


def _conflicts(request: HttpRequest, refused: Refused) -> list[Conflict]:
    """Both values of the fields that were sent, where the record at hand has them."""
    current: Any = getattr(refused, "current", None)
    if not isinstance(current, Model):
        return []
    names = {field.name: field for field in current._meta.concrete_fields if field.editable}
    sent: dict[str, Any] = {name: request.POST[name] for name in request.POST if name in names}
    by_column = {name: getattr(current, field.attname) for name, field in names.items()}
    changed = {name: value for name, value in sent.items() if str(by_column[name] or "") != value}
    return conflicts_of(changed, current, {name: str(field.verbose_name) for name, field in names.items()})


def _way_back(request: HttpRequest) -> str:
    """The page the person came from, where it is ours; else the first page."""
    referer = request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    return referer if referer.startswith(own) and referer != request.build_absolute_uri() else "/"
