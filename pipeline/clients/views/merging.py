"""Pages that join a client with another that is the same company, and that take it back."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.fields import as_number
from almacontact.web.saving import attempt
from pipeline.clients.actions.merging import merge_clients, undo_blockers, undo_merge
from pipeline.clients.forms import MergeForm, UndoMergeForm
from pipeline.clients.joined import same_people, side_by_side, what_goes_back, what_moves
from pipeline.clients.models import Client, ClientMerge
from pipeline.clients.views.clients import visible_client
from pipeline.opportunities.actions.new_clients import in_words, no_longer_new

_OFFERED = 50
"""How many clients the page offers to merge with; more are found by name or NIT."""


@requires(Right.BULK_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def client_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Join this client with another that is the same company; what moves and what differs is shown before."""
    client = visible_client(request, pk)
    candidates = Client.objects.current().exclude(pk=client.pk).select_related("sector")
    if client.nit:  # two NITs are two companies: the action would refuse
        candidates = candidates.filter(nit="")
    text = request.GET.get("q", "").replace("\0", "").strip()
    offered = list((candidates.matching(text) if text else candidates.filter(_like(client)))[:_OFFERED])
    asked = request.POST.get("keep") or request.GET.get("keep", "")
    keep = candidates.filter(pk=as_number(asked) or 0).first() or next(iter(offered), None)
    form = MergeForm(
        request.POST or None,
        candidates=candidates if request.method == "POST" else candidates.filter(pk=keep.pk if keep else 0),
        initial={"keep": keep},
        effects=lambda chosen: in_words(no_longer_new([chosen, client])),
    )
    kept, status = attempt(
        form,
        lambda: merge_clients(
            keep=form.cleaned_data["keep"], absorb=client, by=request.user, reason=form.cleaned_data["reason"]
        ),
    )
    if kept:
        words = _("%(absorbed)s is now part of %(kept)s.")
        messages.success(request, words % {"absorbed": client.name, "kept": kept.name})
        for warning in form.warnings:
            messages.warning(request, str(warning.message))
        return redirect(kept)
    context = {
        "title": _("Merge %(client)s") % {"client": client},
        "crumbs": [(_("Clients"), reverse("pipeline:client_list")), (client.name, client.get_absolute_url())],
        "client": client,
        "form": form,
        "text": text,
        "keep": keep,
        "others": [one for one in offered if one != keep],
        "moving": what_moves(client),
        "sides": side_by_side(client, keep) if keep else [],
        "same_people": same_people(client, keep) if keep else [],
    }
    return render(request, "pipeline/clients/client_merge.html", context, status=status)


@requires(Right.BULK_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def client_merge_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a merge back: each is a client of its own again. Says what goes back, or why it cannot."""
    merge = get_object_or_404(ClientMerge.objects.select_related("kept", "absorbed", "by"), pk=pk)
    form = UndoMergeForm(request.POST or None)
    client, status = attempt(form, lambda: undo_merge(merge=merge, by=request.user, reason=form.cleaned_data["reason"]))
    if client:
        words = _("%(client)s is a client of its own again.")
        messages.success(request, words % {"client": client})
        return redirect(client)
    kept = merge.kept
    context = {
        "title": _("Undo the merge of %(client)s") % {"client": merge.absorbed},
        "crumbs": [(_("Clients"), reverse("pipeline:client_list")), (kept.name, kept.get_absolute_url())],
        "merge": merge,
        "form": form,
        "blockers": [] if form.is_bound else undo_blockers(merge, kept, merge.absorbed),
        "moving": what_goes_back(merge),
    }
    return render(request, "pipeline/clients/client_merge_undo.html", context, status=status)


def _like(client: Client) -> Q:
    """Clients that may be the same: the first word of the compared name is alike."""
    return Q(name_key__startswith=(client.name_key.split(" ") or [""])[0][:6])
