"""From one version of a proposal to the next: a new acta for a draft, a new version, voiding."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from proposals.pricing.forms.pricing import ReasonForm
from proposals.proposal.actions.proposals import next_version, renew_acta, void_proposal
from proposals.proposal.models.proposals import ProposalState
from proposals.proposal.rules import demand_write
from proposals.proposal.views.page import around, visible_proposal
from proposals.reasons import reason_page


@requires(Right.WRITE_PROPOSALS)
@require_POST
def proposal_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a draft on the newest approved acta of its alternative."""
    proposal = visible_proposal(request, pk)
    renew_acta(proposal=proposal, by=request.user)
    messages.success(request, _("The proposal now rests on %(acta)s.") % {"acta": proposal.minutes})
    return redirect(proposal)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version from this one."""
    proposal = visible_proposal(request, pk)
    demand_write(request.user, proposal.opportunity)
    words = _("%(version)s begins, with the words of %(earlier)s and the price of %(acta)s.")
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: next_version(proposal=proposal, by=request.user, reason=reason),
        lambda made: words % {"version": made, "earlier": proposal, "acta": made.minutes},
        {
            **around(proposal, _("New version from %(version)s") % {"version": proposal}),
            "meaning": _(
                "Sections, matrix and supporting documents are copied; the price is that of the newest approved acta. "
                "What an area validated and does not change stays validated."
            ),
            "submit": _("Begin the version"),
        },
    )


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a version, with a reason."""
    proposal = visible_proposal(request, pk)
    demand_write(request.user, proposal.opportunity)
    meaning = _("The draft stays in the case file, and its number is not used again.")
    if proposal.state == ProposalState.APPROVED:
        meaning = _(
            "It no longer counts for any gate; a stage that rested on it shows a debt. It stays in the case file."
        )
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: void_proposal(proposal=proposal, by=request.user, reason=reason),
        lambda _voided: _("%(version)s is void.") % {"version": proposal},
        {
            **around(proposal, _("Void %(version)s") % {"version": proposal}),
            "meaning": meaning,
            "submit": _("Void it"),
            "danger": True,
        },
    )
