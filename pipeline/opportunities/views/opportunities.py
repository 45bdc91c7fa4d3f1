"""The opportunity: its page with its sections, and the forms that create and edit it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.fields import as_number
from almacontact.web.saving import attempt
from pipeline.catalogues.models import StagePolicy
from pipeline.clients.actions.clients import create_client
from pipeline.clients.models import Client, Contact
from pipeline.opportunities import panels, timeline
from pipeline.opportunities.actions.opportunities import create_opportunity, edit_opportunity
from pipeline.opportunities.forms.opportunities import OpportunityForm, client_text, find_clients
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.page import form_context, gate_context, page_context, visible_opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.opportunities.settled import change_url
from pipeline.opportunities.tables import OpportunityList
from pipeline.states import Stage

opportunity_list = requires(Right.VIEW_OPPORTUNITIES)(OpportunityList.as_view())

MOST_PAGES = 200
"""Pages of the stream that can be asked for."""


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def opportunity_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show where one opportunity stands, what is next and all that hangs on it."""
    opportunity = visible_opportunity(request.user, code)
    return render(request, "pipeline/opportunities/opportunity_detail.html", page_context(opportunity, request.user))


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def opportunity_gate(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what the next move takes, met or not, and the move itself where it may be made; debts first.

    Loaded after the page, since each phase of the process judges its own records here.
    """
    opportunity = visible_opportunity(request.user, code)
    context = {**form_context(opportunity, _("Next move")), **gate_context(opportunity, request.user)}
    template = "_gate.html" if request.htmx else "opportunity_gate.html"
    return render(request, f"pipeline/opportunities/{template}", context)


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def opportunity_panel(request: SignedInRequest, code: str, key: str) -> HttpResponse:
    """Show one section: inside the page by htmx, else as a page of its own."""
    opportunity = visible_opportunity(request.user, code)
    panel = panels.get(key, request.user)
    if panel is None:
        raise Http404
    context = {**form_context(opportunity, str(panel.title)), "panel": panel}
    context.update(panel.context(opportunity, request.user))
    return render(
        request,
        "pipeline/opportunities/_panel.html" if request.htmx else "pipeline/opportunities/opportunity_panel.html",
        context,
    )


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def opportunity_timeline(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the stream of one opportunity, narrowed to a kind, a page at a time."""
    opportunity = visible_opportunity(request.user, code)
    kind = request.GET.get("kind", "all")
    number = request.GET.get("page", "1")
    page = min(as_number(number) or 1, MOST_PAGES)
    context = {
        **form_context(opportunity, _("Timeline")),
        "page": timeline.page_of(opportunity, kind, page),
        "kinds": timeline.kinds(),
        "kind": kind if kind in timeline.kinds() else "all",
    }
    if not request.htmx:
        return render(request, "pipeline/opportunities/opportunity_timeline.html", context)
    more = page > 1 and request.GET.get("more")
    return render(
        request,
        "pipeline/opportunities/_timeline_entries.html" if more else "pipeline/opportunities/_timeline.html",
        context,
    )


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def opportunity_create(request: SignedInRequest) -> HttpResponse:
    """Write down a new opportunity, with its client where that is new too."""
    form = OpportunityForm(request.POST or None, user=request.user, initial=_asked_client(request))
    opportunity, status = attempt(form, lambda: _create(request, form))
    if opportunity is not None:
        messages.success(request, _("%(code)s created.") % {"code": opportunity.code})
        return redirect(opportunity)
    context = {
        "form": form,
        "title": _("New opportunity"),
        "crumbs": [(_("Opportunities"), reverse("pipeline:opportunity_list"))],
        "back": reverse("pipeline:opportunity_list"),
        "policy": StagePolicy.objects.get(stage=Stage.HUNTING),
    }
    return render(request, "pipeline/opportunities/opportunity_form.html", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def opportunity_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Edit one opportunity. Where somebody else saved first, both values are shown and what was typed stays."""
    opportunity = visible_opportunity(request.user, code)
    demand_edit(request.user, opportunity)
    form = OpportunityForm(request.POST or None, user=request.user, record=opportunity)
    saved, status = attempt(form, lambda: _edit(request, form, opportunity))
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(saved)
    context = {
        **form_context(opportunity, _("Edit opportunity")),
        "form": form,
        "change_url": change_url(opportunity) if form.settled else "",
        "policy": StagePolicy.objects.filter(stage=opportunity.stage).first(),
    }
    return render(request, "pipeline/opportunities/opportunity_form.html", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_safe
def client_options(request: SignedInRequest) -> HttpResponse:
    """Offer clients while their name is typed."""
    text = request.GET.get("client", "").replace("\0", "").strip()
    found = Client.objects.current().matching(text)[:12] if len(text) > 1 else []
    return render(request, "pipeline/clients/_client_options.html", {"options": [client_text(one) for one in found]})


@requires(Right.EDIT_OPPORTUNITIES)
@require_safe
def contact_options(request: SignedInRequest) -> HttpResponse:
    """Offer the contacts of the client that was chosen."""
    found = find_clients(request.GET.get("client", ""))
    client = found[0] if len(found) == 1 else None
    contacts = Contact.objects.current().filter(client=client) if client else []
    return render(request, "pipeline/clients/_contact_options.html", {"contacts": contacts, "client": client})


def _create(request: SignedInRequest, form: OpportunityForm) -> Opportunity:
    with transaction.atomic():
        values = form.proposal(form.cleaned_data)
        if form.new_client:
            values["client"] = create_client(by=request.user, values=form.new_client)
        return create_opportunity(by=request.user, values=values)


def _edit(request: SignedInRequest, form: OpportunityForm, opportunity: Opportunity) -> Opportunity:
    with transaction.atomic():
        changes = form.proposal(form.cleaned_data)
        if form.new_client:
            changes["client"] = create_client(by=request.user, values=form.new_client)
        return edit_opportunity(
            opportunity=opportunity, by=request.user, changes=changes, version=form.expected_version
        )


def _asked_client(request: SignedInRequest) -> dict[str, str]:
    """Return what the form starts with: the client that the link came from."""
    pk = as_number(request.GET.get("client", ""))
    client = Client.objects.current().filter(pk=pk).first() if pk else None
    return {"client": client_text(client)} if client else {}
