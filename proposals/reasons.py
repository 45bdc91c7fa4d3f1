"""The page of an act that needs a reason: voiding, a new version. What is refused stands at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from almacontact.accounts.requests import SignedInRequest
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from almacontact.web.forms import StyledForm

TEMPLATE = "proposals/reason.html"


def reason_page(
    request: SignedInRequest,
    form: StyledForm,
    act: Callable[[str], Any],
    done: Callable[[Any], str],
    context: Mapping[str, Any],
) -> HttpResponse:
    """Show `form`, which asks for the reason; sent, `act` with it, say what is `done` and lead to what `act` returned.

    `context` holds what `TEMPLATE` shows besides. Want of a right and a lost race are left to the pages they have.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data["reason"])
        except (NotAllowed, StaleVersion):
            raise
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, done(made))
            return redirect(made)
    return render(request, TEMPLATE, {**context, "form": form}, status=422 if form.errors else 200)
