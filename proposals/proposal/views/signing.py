"""Sending a proposal to be signed, its document, and the policy of who approves proposals."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.approvals.judging import NotReady
from almacontact.audit.timeline import record_entries
from almacontact.web.saving import attempt
from pipeline.rights import demand_right
from proposals.pricing.minutes.forms import NoteForm
from proposals.pricing.rights import Part, parts_seen
from proposals.proposal import document
from proposals.proposal.actions.signing import POLICY_FIELDS, remake_document, save_policy, submit_proposal
from proposals.proposal.approval import ProposalKind, submission_blockers
from proposals.proposal.forms.signing import PolicyForm
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.policy import OfferPolicy
from proposals.proposal.rules import demand_write
from proposals.proposal.views.page import proposal_crumbs

PDF = "application/pdf"


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a proposal to be signed."""
    proposal = _proposal(request, pk)
    demand_write(request.user, proposal.opportunity)
    form = NoteForm(request.POST or None)
    asked, status = attempt(
        form, lambda: submit_proposal(proposal=proposal, by=request.user, note=form.cleaned_data["note"])
    )
    if asked is not None:
        messages.success(request, _("Sent to be signed. The approvers have been told by e-mail."))
        return redirect(asked)
    blockers = form.refused.blockers if isinstance(form.refused, NotReady) else []
    if form.refused is None:
        blockers = submission_blockers(proposal)
    context = {
        "title": _("Send %(version)s to be signed") % {"version": proposal},
        "crumbs": proposal_crumbs(proposal),
        "proposal": proposal,
        "blockers": blockers,
        "steps": [] if blockers else _asked(proposal, request.user),
        "form": form,
    }
    return render(request, "proposals/proposal/submit.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def proposal_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the document of a version: the kept file of an approved one, never made again; else a draft of it."""
    proposal = _proposal(request, pk)
    if proposal.document is not None:
        return redirect(proposal.document)
    if proposal.state in (ProposalState.APPROVED, ProposalState.SUPERSEDED):
        messages.info(request, _("The document is being made. It is here as soon as it is ready."))
        return redirect(proposal)
    return HttpResponse(
        document.proposal_pdf(proposal),
        content_type=PDF,
        headers={"Content-Disposition": f'inline; filename="borrador-{document.file_name(proposal)}"'},
    )


@requires(Right.WRITE_PROPOSALS)
@require_POST
def proposal_document(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask again for the document of an approved version whose job failed."""
    proposal = _proposal(request, pk)
    remake_document(proposal=proposal, by=request.user)
    messages.success(request, _("The document is being made."))
    return redirect(proposal)


@requires(Right.VIEW_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_policy(request: SignedInRequest) -> HttpResponse:
    """Show who approves proposals and the volume band; Dirección General changes them."""
    policy = OfferPolicy.current()
    editable = request.user.can(Right.EDIT_RISK_RULES)
    if request.method == "POST":
        demand_right(request.user, Right.EDIT_RISK_RULES)
    form = PolicyForm(request.POST or None, record=policy)
    saved, status = attempt(
        form, lambda: save_policy(by=request.user, values=form.values(), version=form.expected_version)
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("proposals:offer_policy")
    context: dict[str, Any] = {
        "title": _("Approval policy of proposals"),
        "crumbs": proposal_crumbs(),
        "policy": policy,
        "form": form if editable else None,
        "entries": record_entries(policy, POLICY_FIELDS, created=_("Written")) if policy.created_at else [],
        "risk_url": reverse("proposals:risk_list") if request.user.can(Right.VIEW_PRICING) else "",
    }
    return render(request, "proposals/proposal/offer_policy.html", context, status=status)


def _asked(proposal: Proposal, user: User) -> list[dict[str, Any]]:
    """Who will be asked, in turn, and why, as `user` may know it."""
    sees_cost = Part.COST in parts_seen(user)
    return [
        {"title": _(one.title), "role": one.role.label, "order": one.order, "reasons": _reasons(one.reasons)}
        for one in ProposalKind().steps_shown(proposal, sees_cost=sees_cost)
    ]


def _reasons(reasons: Any) -> list[str]:
    return [_(one.message) % one.values if one.values else _(one.message) for one in reasons]


def _proposal(request: SignedInRequest, pk: int) -> Proposal:
    found = Proposal.objects.visible_to(request.user).with_parties().select_related("document").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
