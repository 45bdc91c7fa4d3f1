"""The page of an act that needs a reason: voiding, a new version. What is refused stands at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from almacontact.accounts.requests import SignedInRequest
from almacontact.web.forms import StyledForm
from almacontact.web.saving import attempt

TEMPLATE = "proposals/reason.html"


def reason_page(
    request: SignedInRequest,
    form: StyledForm,
    act: Callable[[str], Any],
    done: Callable[[Any], str],
    context: Mapping[str, Any],
) -> HttpResponse:
    """Show `form`, which asks for the reason; sent, `act` with it, say what is `done` and lead to what `act` returned.

    `context` holds what `TEMPLATE` shows besides.
    """
    made, status = attempt(form, lambda: act(form.cleaned_data["reason"]))
    if made is not None:
        messages.success(request, done(made))
        return redirect(made)
    return render(request, TEMPLATE, {**context, "form": form}, status=status)
