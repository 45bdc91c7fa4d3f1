"""The Presentación Almacontact: its versions, and sending it from an opportunity."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.decks.actions import add_deck_version, send_deck
from pipeline.decks.forms import DeckForm, SendDeckForm
from pipeline.decks.models import CompanyDeck, DeckSending
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand_right


@requires(Right.VIEW_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def deck_list(request: SignedInRequest) -> HttpResponse:
    """Show the versions of the company presentation; add one."""
    may_add = request.user.can(Right.PROPOSE_PLAN)
    if request.method == "POST":
        demand_right(request.user, Right.PROPOSE_PLAN)
    form = DeckForm(request.POST or None, request.FILES or None)
    saved, status = attempt(form, lambda: add_deck_version(by=request.user, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("Kept as the version in use."))
        return redirect("pipeline:deck_list")
    decks = CompanyDeck.objects.prefetch_related("files__uploaded_by")
    visible = Opportunity.objects.visible_to(request.user)
    sent = DeckSending.objects.filter(follow_up__opportunity__in=visible).select_related(
        "file", "created_by", "follow_up__opportunity__client"
    )
    context = {
        "title": _("Company presentation"),
        "decks": decks,
        "sent": sent[:20],
        "form": form if may_add else None,
    }
    return render(request, "pipeline/decks/deck_list.html", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def deck_send(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the company presentation to a contact of the client."""
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.user).select_related("client"), code=code)
    form = SendDeckForm(request.POST or None, opportunity=opportunity)
    saved, status = attempt(form, lambda: send_deck(opportunity=opportunity, by=request.user, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("On its way by e-mail, and logged as a company presentation."))
        return redirect(opportunity)
    context = {
        "title": _("Send the company presentation"),
        "crumbs": [(opportunity.code, opportunity.get_absolute_url())],
        "subtitle": str(opportunity.client),
        "form": form,
        "opportunity": opportunity,
        "decks_url": reverse("pipeline:deck_list"),
    }
    return render(request, "pipeline/decks/deck_send.html", context, status=status)
