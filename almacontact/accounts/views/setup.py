"""The first page of an empty installation."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from almacontact.accounts import first_steps
from almacontact.accounts.access import public
from almacontact.accounts.forms import SetUpForm
from almacontact.accounts.models import User
from almacontact.web.saving import attempt


@public
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password1", "password2", "code")
def first_administrator(request: HttpRequest) -> HttpResponse:
    """Add the first administrator with the set-up code, sign in, and go on to the people who are needed."""
    if User.objects.exists():
        return redirect("accounts:people" if request.user.is_authenticated else "account_login")
    first_steps.setup_code()  # there is one to be read from now on
    form = SetUpForm(request.POST or None)
    person, status = attempt(
        form,
        lambda: first_steps.set_up(
            code=form.cleaned_data["code"],
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
            language="en" if translation.get_language() == "en" else "es",
        ),
    )
    if person is not None:
        get_adapter().login(request, person)
        messages.success(request, _("You are the administrator. Now add the people who will work here."))
        return redirect("accounts:people")
    context = {"title": _("First steps"), "form": form, "is_first": True}
    return render(request, "accounts/setup.html", context, status=status)
