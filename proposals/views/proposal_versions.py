"""From one version of a proposal to the next: a new acta for a draft, a new version, voiding."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from proposals.actions.proposals import next_version, renew_acta, void_proposal
from proposals.forms.pricing import ReasonForm
from proposals.models import ProposalState
from proposals.views.proposal_page import around, visible_proposal
from proposals.writing_rules import demand_write


@requires(Right.WRITE_PROPOSALS)
@require_POST
def proposal_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a draft on the newest approved acta of its alternative."""
    proposal = visible_proposal(request, pk)
    try:
        renew_acta(proposal=proposal, by=request.user)
    except (NotAllowed, StaleVersion):
        raise
    except Refused as refusal:
        for one in refusal.blockers:
            messages.error(request, str(one.message))
    else:
        messages.success(request, _("The proposal now rests on %(acta)s.") % {"acta": proposal.minutes})
    return redirect(proposal)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version from this one."""
    proposal = visible_proposal(request, pk)
    demand_write(request.user, proposal.opportunity)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            following = next_version(proposal=proposal, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            words = _("%(version)s begins, with the words of %(earlier)s and the price of %(acta)s.")
            shown = {"version": following, "earlier": proposal, "acta": following.minutes}
            messages.success(request, words % shown)
            return redirect(following)
    context = {
        **around(proposal, _("New version from %(version)s") % {"version": proposal}),
        "form": form,
        "text": _(
            "Sections, matrix and supporting documents are copied; the price is that of the newest approved acta. "
            "What an area validated and does not change stays validated."
        ),
        "verb": _("Begin the version"),
    }
    return render(request, "proposals/proposal_reason.html", context, status=422 if form.errors else 200)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a version, with a reason."""
    proposal = visible_proposal(request, pk)
    demand_write(request.user, proposal.opportunity)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_proposal(proposal=proposal, by=request.user, reason=form.cleaned_data["reason"])
        except (NotAllowed, StaleVersion):
            raise
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(version)s is void.") % {"version": proposal})
            return redirect(proposal)
    approved = proposal.state == ProposalState.APPROVED
    context = {
        **around(proposal, _("Void %(version)s") % {"version": proposal}),
        "form": form,
        "text": _(
            "It no longer counts for any gate; a stage that rested on it shows a debt. It stays in the case file."
        )
        if approved
        else _("The draft stays in the case file, and its number is not used again."),
        "verb": _("Void it"),
        "danger": True,
    }
    return render(request, "proposals/proposal_reason.html", context, status=422 if form.errors else 200)
