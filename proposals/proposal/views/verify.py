"""The page that tells whether a printed code is that of a signed document, and whether it is intact."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from almacontact.accounts.access import signed_in
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from proposals.pricing.minutes.currentness import Fault
from proposals.pricing.minutes.fallen import acta_fallen, rest_fallen
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.verification import Signed, as_printed, find_signed, may_read_price, verdict_of


@signed_in
@require_safe
def minutes_verify(request: SignedInRequest) -> HttpResponse:
    """Tell whether a printed code belongs to an acta or a proposal, and what was signed; figures to who sees them."""
    code = as_printed(request.GET.get("code", ""))
    signed = find_signed(code) if code else None
    context: dict[str, Any] = {"title": _("Verify a document"), "code": code, "signed": signed}
    if signed is not None:
        minutes = signed.minutes if isinstance(signed, Proposal) else signed
        context |= {
            "name": str(signed),
            "figures": minutes,
            "is_proposal": isinstance(signed, Proposal),
            "verdict": verdict_of(signed),
            "signatures": _signatures(signed),
            "fallen": _fallen(signed, request.user),
            "sees_price": may_read_price(request.user, signed),
        }
    return render(request, "proposals/pricing/minutes_verify.html", context)


def _signatures(signed: Signed) -> list[Any]:
    request = signed.approvals.prefetch_related("steps__signatures", "steps__carried_from").first()
    return [(step, step.standing_signature()) for step in request.steps.all()] if request else []


def _fallen(signed: Signed, user: User) -> list[Fault]:
    """Why what was signed does not rule any more, in words for whoever holds the paper."""
    if isinstance(signed, PricingMinutes):
        return acta_fallen(signed, user)
    if not isinstance(signed, Proposal) or signed.state != ProposalState.APPROVED:
        return []
    return rest_fallen(signed.minutes, user, opportunity=signed.opportunity)
