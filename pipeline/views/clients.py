"""Clients and the people we talk to there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.rights import Right
from pipeline.models import Client


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def client_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one client and its contacts."""
    client = get_object_or_404(Client.objects.current(), pk=pk)
    return render(request, "pipeline/client_detail.html", {"client": client, "title": client.name})


@requires(Right.EDIT_OPPORTUNITIES)
@require_safe
def contact_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the client that a contact is to be added to."""
    return client_detail(request, pk)
