"""What people set for themselves: language and theme."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almacontact.accounts import actions
from almacontact.accounts.access import public, signed_in
from almacontact.accounts.forms import PreferencesForm
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.redirects import own_page
from almacontact.refusals import Blocker, Refused
from almacontact.web.saving import attempt

LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest) -> HttpResponse:
    """Show one's account; save one's language and theme."""
    me = request.user
    shown = {"language": me.language, "theme": me.theme}
    form = PreferencesForm(request.POST or None, initial=shown)
    saved, status = attempt(form, lambda: actions.set_preferences(by=User.objects.get(pk=me.pk), **form.cleaned_data))
    if saved is not None:
        with translation.override(saved.language):
            messages.success(request, _("Preferences saved."))
        return redirect("accounts:preferences")
    context = {"title": _("Preferences"), "form": form, "roles": sorted(role.label for role in me.roles)}
    return render(request, "accounts/preferences.html", context, status=status)


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch to `language` and go back to `next`. Before sign-in the choice is kept in a cookie."""
    language = request.POST.get("language", "")
    response = redirect(_way_back(request))
    if request.user.is_authenticated:
        actions.set_preferences(by=request.user, language=language)
    elif language in User.Language.values:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        raise Refused(Blocker(code="language", message=_("Choose Spanish or English."), field="language"))
    return response


@signed_in
@require_POST
def set_theme(request: SignedInRequest) -> HttpResponse:
    """Switch to `theme` and go back to `next`."""
    actions.set_preferences(by=request.user, theme=request.POST.get("theme", ""))
    return redirect(_way_back(request))


def _way_back(request: HttpRequest) -> str:
    """Return the page to go back to, when it is ours."""
    return own_page(request, request.POST.get("next", ""), settings.LOGIN_REDIRECT_URL)
