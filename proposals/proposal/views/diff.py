"""Any two versions of a proposal side by side."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.fields import as_number
from proposals.proposal.diff import compare
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.views.page import around, visible_proposal


@requires(Right.VIEW_PROPOSALS)
@require_safe
def proposal_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the comparison with the version chosen in a list (`with`), or with the one it was made from."""
    proposal = visible_proposal(request, pk)
    others = Proposal.objects.filter(series=proposal.series).exclude(pk=proposal.pk)
    wanted = others.filter(number=as_number(request.GET.get("with", "")) or 0).first()
    other = wanted or others.filter(pk=proposal.based_on_id or 0).first() or others.order_by("-number").first()
    if other is None:
        raise Http404
    return redirect("proposals:proposal_diff", proposal.pk, other.pk)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def proposal_diff(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """Show two versions of the same proposal side by side, the earlier on the left."""
    pair = [visible_proposal(request, pk), visible_proposal(request, other)]
    earlier, later = sorted(pair, key=lambda one: one.number)
    if earlier.series != later.series or earlier.pk == later.pk:
        raise Http404
    found = compare(earlier, later)
    versions = Proposal.objects.filter(series=later.series).order_by("number").values_list("pk", "number")
    words = _("v%(earlier)d against v%(later)d") % {"earlier": earlier.number, "later": later.number}
    context = {
        **around(later, words),
        "comparison": found,
        "earlier": earlier,
        "later": later,
        "versions": list(versions),
    }
    return render(request, "proposals/proposal/diff.html", context)
