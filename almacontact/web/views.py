"""Pages that belong to the frame: search, saved views and the style guide."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from almacontact.accounts.access import signed_in
from almacontact.accounts.requests import SignedInRequest
from almacontact.redirects import own_page
from almacontact.web import actions, search
from almacontact.web.models import SavedView
from almacontact.web.saved_views import forget_defaults

IN_PALETTE, ON_PAGE = 6, 50
"""How many of each kind are shown."""
LONGEST_PALETTE = 60


def _next(request: SignedInRequest) -> str:
    """Where to go after a POST: the page it came from, where that is ours."""
    return own_page(request, request.POST.get("next", ""), "/")


def _plain(text: str) -> str:
    """The text without NUL, which PostgreSQL does not keep."""
    return text.replace("\0", "")


@signed_in
@require_GET
def search_page(request: SignedInRequest) -> HttpResponse:
    """Results for `q`: in the palette by htmx, else as a page. The palette without a question offers pages and acts."""
    text = search.asked_for(request.GET.get("q", ""))
    inside = bool(request.htmx)
    if inside and not text:
        results = search.places(request.user)
    else:
        results = search.find(request.user, text, limit=IN_PALETTE if inside else ON_PAGE)
    context = {
        "title": _("Search"),
        "text": text,
        "results": results[:LONGEST_PALETTE] if inside else results,
        "minimum": search.MINIMUM,
        "counted": search.count_words(len(results)),
    }
    return render(request, "web/_search_palette.html" if inside else "web/search.html", context)


@signed_in
@require_POST
def save_view(request: SignedInRequest) -> HttpResponse:
    """Keep the filter that a list shows under a name."""
    view = actions.save_view(
        by=request.user,
        list_key=_plain(request.POST.get("list_key", ""))[:60],
        name=_plain(request.POST.get("name", "")),
        query=_plain(request.POST.get("query", "")).lstrip("?"),
        is_default=bool(request.POST.get("is_default")),
    )
    forget_defaults(request)
    messages.success(request, _("View “%(name)s” saved.") % {"name": view.name})
    return redirect(_next(request))


@signed_in
@require_POST
def delete_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own."""
    view = get_object_or_404(SavedView.objects.filter(user=request.user), pk=pk)
    actions.delete_view(by=request.user, view=view)
    forget_defaults(request)
    messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    return redirect(_next(request))


@signed_in
@require_GET
def view_menu(request: SignedInRequest, list_key: str) -> HttpResponse:
    """The saved views of a list, for its menu; `base` is the list's address, `query` the filter now shown."""
    base = own_page(request, request.GET.get("base", "/"), reverse("web:search"))
    context = {
        "title": _("Saved views"),
        "views": SavedView.objects.filter(user=request.user, list_key=list_key),
        "list_key": list_key,
        "base": base,
        "query": request.GET.get("query", ""),
    }
    return render(request, "web/_view_menu.html" if request.htmx else "web/saved_views.html", context)
