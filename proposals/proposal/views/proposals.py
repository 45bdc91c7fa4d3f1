"""Proposals: the list, a new one, a version with all that it holds, its title and validity (process row 8)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.opportunities.page import form_context, visible_opportunity
from proposals.proposal.actions.proposals import create_proposal, edit_proposal
from proposals.proposal.forms.proposals import HeadForm, ProposalForm
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.rules import demand_draft, demand_write
from proposals.proposal.tables import ProposalList
from proposals.proposal.views.page import around, page_context, visible_proposal

proposal_list = requires(Right.VIEW_PROPOSALS)(ProposalList.as_view())


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin the proposal of an alternative, from a template."""
    opportunity = visible_opportunity(request.user, code)
    demand_write(request.user, opportunity)
    initial = {"alternative": request.GET.get("alternative", "")}
    form = ProposalForm(request.POST or None, opportunity=opportunity, initial=initial)
    made, status = attempt(form, lambda: create_proposal(by=request.user, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("%(version)s begins. Its figures are those of the acta.") % {"version": made})
        return redirect(made)
    unpriced = not opportunity.alternatives.exists()
    context = {**form_context(opportunity, _("New proposal")), "form": form, "unpriced": unpriced}
    return render(request, "proposals/proposal/form.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def proposal_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a version: where it stands, what it lacks, its sections, matrix, documents and history."""
    proposal = visible_proposal(request, pk)
    return render(request, "proposals/proposal/detail.html", page_context(proposal, request.user))


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the title of a draft, or until when its offer is valid."""
    proposal = visible_proposal(request, pk)
    demand_draft(request.user, proposal)
    form = HeadForm(request.POST or None, record=proposal)

    def save() -> Proposal:
        changes = {name: form.cleaned_data[name] for name in ("title", "valid_until")}
        return edit_proposal(proposal=proposal, by=request.user, changes=changes, version=form.expected_version)

    saved, status = attempt(form, save)
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(saved)
    context = {**around(proposal, _("Title and validity")), "form": form, "minutes": proposal.minutes}
    return render(request, "proposals/proposal/edit.html", context, status=status)
