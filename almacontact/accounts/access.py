"""How a view says who may open it. A view without one of these marks fails the test that walks the URLconf."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.refusals import Blocker, NotAllowed

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


def requires(*rights: Right) -> Callable[[View], View]:
    """Let in signed-in people who hold at least one of `rights`, in whatever scope; others get 403.

    The scope itself is applied by the queryset the view reads from and by the action it calls.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.user.can(right) for right in rights):  # type: ignore[union-attr]
                raise NotAllowed(
                    Blocker(
                        code="no_right",
                        message=_("Your role does not include this page. Ask an administrator if you need it."),
                    )
                )
            return view(request, *args, **kwargs)

        door: Any = login_required(guarded)
        door.access = frozenset(rights)
        return door

    return mark


def signed_in(view: View) -> View:
    """Let in anybody who is signed in; what they see is scoped by the view."""
    door: Any = login_required(view)
    door.access = "signed_in"
    return door


def public(view: V) -> V:
    """Let in anybody. For the health check and the sign-in pages alone."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
