"""The lists that the director keeps, and the rules of each stage."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.catalogues.actions import add_entry, edit_entry, edit_stage_policy
from pipeline.catalogues.forms import EntryForm, StagePolicyForm
from pipeline.catalogues.models import Catalogue, LeadSource, LossReason, Segment, Service, StagePolicy
from pipeline.states import OPEN_STAGES

CATALOGUES: dict[str, type[Catalogue]] = {
    "segments": Segment,
    "services": Service,
    "lead-sources": LeadSource,
    "loss-reasons": LossReason,
}
"""Each list by its part of the address."""


def _catalogue(key: str) -> type[Catalogue]:
    if key not in CATALOGUES:
        raise Http404
    return CATALOGUES[key]


@requires(Right.EDIT_CATALOGUES)
@require_safe
def catalogue_list(request: SignedInRequest) -> HttpResponse:
    """Show every list with its entries, and the rules of each stage."""
    policies = {policy.stage: policy for policy in StagePolicy.objects.all()}
    context = {
        "title": _("Catalogues"),
        "catalogues": [
            (key, model._meta.verbose_name_plural, model.objects.all()) for key, model in CATALOGUES.items()
        ],
        "policies": [policies[stage] for stage in OPEN_STAGES if stage in policies],
    }
    return render(request, "pipeline/catalogues/catalogue_list.html", context)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_create(request: SignedInRequest, key: str) -> HttpResponse:
    """Add an entry to a list."""
    catalogue = _catalogue(key)
    last = catalogue.objects.order_by("-position").first()
    form = EntryForm(request.POST or None, initial={"position": (last.position if last else 0) + 10, "active": True})
    entry, status = attempt(
        form,
        lambda: add_entry(catalogue=catalogue, by=request.user, values=form.proposal(form.cleaned_data)),
    )
    if entry:
        messages.success(request, _("%(entry)s added.") % {"entry": entry})
        return redirect("pipeline:catalogue_list")
    return _render(request, form, _("New entry: %(list)s") % {"list": catalogue._meta.verbose_name_plural}, status)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """Rename, order or switch off an entry."""
    entry = get_object_or_404(_catalogue(key).objects.all(), pk=pk)
    return _edit(request, EntryForm, entry, lambda **given: edit_entry(entry=entry, **given))


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def stage_policy_edit(request: SignedInRequest, stage: str) -> HttpResponse:
    """Change the probability band and the contact cadence of a stage."""
    policy = get_object_or_404(StagePolicy, stage=stage)
    return _edit(request, StagePolicyForm, policy, lambda **given: edit_stage_policy(policy=policy, **given))


def _edit(request: SignedInRequest, form_class: Any, record: Any, action: Any) -> HttpResponse:
    form = form_class(request.POST or None, record=record)
    saved, status = attempt(
        form,
        lambda: action(by=request.user, changes=form.proposal(form.cleaned_data), version=form.expected_version),
    )
    if saved:
        messages.success(request, _("%(entry)s saved.") % {"entry": record})
        return redirect("pipeline:catalogue_list")
    return _render(request, form, str(record), status)


def _render(request: SignedInRequest, form: Any, title: str, status: int) -> HttpResponse:
    back = reverse("pipeline:catalogue_list")
    context = {"title": title, "form": form, "cancel": back, "crumbs": [(_("Catalogues"), back)]}
    return render(request, "web/form_page.html", context, status=status)
