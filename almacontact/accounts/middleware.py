"""The way to the first steps while an installation has nobody."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from almacontact.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class FirstStepsMiddleware:
    """Lead every page of an installation without people to its set-up page. Public views (health check) stay."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Redirect where nobody exists; a signed-in person proves without a query that somebody does."""
        if getattr(view, "access", None) == "public" or request.user.is_authenticated or User.objects.exists():
            return None
        return HttpResponseRedirect(reverse("accounts:setup"))
