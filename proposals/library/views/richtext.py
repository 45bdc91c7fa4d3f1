"""The preview of rich text while it is written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web import richtext


@requires(Right.VIEW_PROPOSALS)
@require_POST
def richtext_preview(request: SignedInRequest) -> HttpResponse:
    """Show what a text looks like and what is refused in it. `field` names the box whose text it is. Keeps nothing."""
    text = request.POST.get(request.POST.get("field", ""), "")
    context = {"shown": richtext.render(text), "found": richtext.problems(text)}
    return render(request, "proposals/library/_richtext_preview.html", context)
