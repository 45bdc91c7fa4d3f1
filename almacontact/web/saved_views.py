"""What a list opens with: the person's default view, kept in the session so that opening a list asks nothing more."""

from __future__ import annotations

from almacontact.accounts.requests import SignedInRequest
from almacontact.web.models import SavedView

SESSION_KEY = "default_views"


def default_query(request: SignedInRequest, list_key: str) -> str:
    """The query of the person's default view of a list; '' where there is none."""
    kept = request.session.get(SESSION_KEY)
    if kept is None:
        kept = forget_defaults(request)
    return str(kept.get(list_key, ""))


def forget_defaults(request: SignedInRequest) -> dict[str, str]:
    """Read the default views again; to be called after one was saved or deleted."""
    kept = dict(SavedView.objects.filter(user=request.user, is_default=True).values_list("list_key", "query"))
    request.session[SESSION_KEY] = kept
    return kept
