"""Clients: the list, the page of one, and the forms that add and edit them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit.timeline import record_entries
from almacontact.web.saving import attempt
from pipeline.clients.actions.clients import CLIENT_FIELDS, create_client, edit_client
from pipeline.clients.forms import ClientForm
from pipeline.clients.joined import formers_of, said_otherwise
from pipeline.clients.models import Client, Contact, name_key
from pipeline.clients.tables import ClientList
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import OPEN_STAGES, Outcome

client_list = requires(Right.VIEW_OPPORTUNITIES)(ClientList.as_view())


def visible_client(request: SignedInRequest, pk: int) -> Client:
    """Return the client if the person may see it; a merged one leads on to where it went."""
    return get_object_or_404(Client.objects.visible_to(request.user).select_related("sector", "merged_into"), pk=pk)


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def client_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one client: who it is, its opportunities, its people and what changed."""
    client = visible_client(request, pk)
    if client.merged_into:
        messages.info(request, _("%(client)s was merged into this client.") % {"client": client})
        return redirect(client.merged_into)
    visible = Opportunity.objects.visible_to(request.user).filter(client=client)
    figures = visible.aggregate(
        open=Count("pk", filter=Q(stage__in=OPEN_STAGES)),
        open_value=Sum("monthly_value", filter=Q(stage__in=OPEN_STAGES), default=0),
        won=Count("pk", filter=Q(outcome=Outcome.WON)),
        won_value=Sum("monthly_value", filter=Q(outcome=Outcome.WON), default=0),
    )
    contacts = list(client.contacts.filter(merged_into__isnull=True).order_by("-active", "name"))
    also = said_otherwise(contacts)
    context = {
        "title": client.name,
        "subtitle": _who_it_is(client),
        "crumbs": [(_("Clients"), reverse("pipeline:client_list"))],
        "badge": {"label": _("Client"), "tone": "won"} if figures["won"] else {"label": _("Prospect"), "tone": "idle"},
        **_may_be_done(client, request.user),
        "client": client,
        "figures": figures,
        "opportunities": visible.with_parties().order_by("outcome", "-pk")[:100],
        "contacts": [(contact, _marks(contact), also.get(contact.pk, [])) for contact in contacts],
        "formers": formers_of(client),
        "may_merge": request.user.can(Right.BULK_EDIT),
        "history": record_entries(client, CLIENT_FIELDS, created=_("Client added")),
    }
    return render(request, "pipeline/clients/client_detail.html", context)


def _who_it_is(client: Client) -> str:
    """Return what tells the client from others: NIT, whose it is, sector and city, as far as they are known."""
    nit = f"NIT {client.full_nit}" if client.nit else ""
    known = (nit, client.group, client.get_ownership_display(), client.sector, client.city)
    return " · ".join(str(one) for one in known if one)


def _marks(contact: Contact) -> list[dict[str, str]]:
    """Return what one must know before writing to the person, as badges."""
    marks = [
        (contact.is_decision_maker, {"label": _("Decides"), "tone": "info", "icon": "person-check"}),
        (not contact.active, {"label": _("Left"), "tone": "idle", "icon": ""}),
        (not contact.consent_on, {"label": _("No consent"), "tone": "warn", "icon": "shield-exclamation"}),
    ]
    return [mark for applies, mark in marks if applies]


def _may_be_done(client: Client, user: User) -> dict[str, Any]:
    """Return what `user` may do with the client, as the head of its page offers it."""
    if not user.can(Right.EDIT_OPPORTUNITIES):
        return {"may_edit": False}
    create = f"{reverse('pipeline:opportunity_create')}?client={client.pk}"
    menu = [{"label": _("Edit client"), "url": reverse("pipeline:client_edit", args=[client.pk]), "icon": "pencil"}]
    if user.can(Right.BULK_EDIT):
        merge = reverse("pipeline:client_merge", args=[client.pk])
        menu.append({"label": _("Merge with another"), "url": merge, "icon": "sign-merge-right"})
    primary = {"label": _("New opportunity"), "url": create, "icon": "plus-lg"}
    return {"may_edit": True, "primary": primary, "menu": menu}


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def client_create(request: SignedInRequest) -> HttpResponse:
    """Write down a new client."""
    form = ClientForm(request.POST or None, initial={"name": request.GET.get("name", "")}, by=request.user)
    client, status = attempt(form, lambda: create_client(by=request.user, values=form.proposal(form.cleaned_data)))
    if client:
        messages.success(request, _("%(client)s added.") % {"client": client})
        return redirect(client)
    context = {
        "title": _("New client"),
        "crumbs": [(_("Clients"), reverse("pipeline:client_list"))],
        "form": form,
        "cancel": reverse("pipeline:client_list"),
        "alike": _alike(form),
    }
    return render(request, "pipeline/clients/client_form.html", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def client_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is known of a client; two people at once each see both values."""
    client = visible_client(request, pk)
    form = ClientForm(request.POST or None, record=client, by=request.user)
    saved, status = attempt(
        form,
        lambda: edit_client(
            client=client,
            by=request.user,
            changes=form.proposal(form.cleaned_data),
            version=form.expected_version,
            reason=form.cleaned_data.get("reason", ""),
        ),
    )
    if saved:
        messages.success(request, _("%(client)s saved.") % {"client": client})
        return redirect(client)
    context = {
        "title": _("Edit client"),
        "crumbs": [(_("Clients"), reverse("pipeline:client_list")), (client.name, client.get_absolute_url())],
        "form": form,
        "cancel": client.get_absolute_url(),
    }
    return render(request, "pipeline/clients/client_form.html", context, status=status)


def _alike(form: ClientForm) -> QuerySet[Client]:
    """Return the clients of the same compared name as the one being added: perhaps it is there already."""
    name = str(form["name"].value() or "")
    return Client.objects.current().filter(name_key=name_key(name))[:3] if name else Client.objects.none()
