"""Rounds of negotiation: writing one down with the live comparison, its page, having it authorised, voiding it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.opportunities.page import form_context, visible_opportunity
from pipeline.terms import Terms
from proposals.errors import PricingRefused
from proposals.intake.forms import ReasonForm
from proposals.negotiation.actions import authorise_round, edit_round, log_round, start_blockers, void_round
from proposals.negotiation.approval import round_blockers
from proposals.negotiation.concessions import Concession, judge
from proposals.negotiation.forms import RoundForm
from proposals.negotiation.models import NegotiationRound, RoundState
from proposals.negotiation.page import comparison, detail_context, risk_context, why_general
from proposals.negotiation.rounds import basis_of
from proposals.pricing.change_of_terms import surroundings_at
from proposals.pricing.minutes.forms import NoteForm
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.rights import Part, parts_seen
from proposals.reasons import reason_page
from proposals.rights import demand_write


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def round_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down a round; beside the form stands what the offer gives away."""
    opportunity = visible_opportunity(request.user, code)
    demand_write(request.user, opportunity)
    context = {**form_context(opportunity, _("New round of negotiation")), "minutes": None}
    basis = basis_of(opportunity)
    if blockers := start_blockers(opportunity, basis):
        status = 422 if request.method == "POST" else 200
        return render(
            request, "proposals/negotiation/round_form.html", {**context, "blockers": blockers}, status=status
        )
    assert basis is not None  # `start_blockers` names its absence
    approved = basis.minutes.terms
    form = RoundForm(request.POST or None, opportunity=opportunity, approved=approved)
    saved, status = attempt(
        form,
        lambda: log_round(opportunity=opportunity, by=request.user, values=form.proposal(form.cleaned_data)),
    )
    if saved is not None:
        messages.success(request, _("The round is written down. Have it authorised before it is offered."))
        return redirect(saved)
    context |= {"form": form, "minutes": basis.minutes, **_compared(request, basis.minutes, form, approved)}
    return render(request, "proposals/negotiation/round_form.html", context, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def round_compare(request: SignedInRequest, code: str) -> HttpResponse:
    """Answer with what the terms that are typed give away, unsaved."""
    opportunity = visible_opportunity(request.user, code)
    demand_write(request.user, opportunity)
    basis = basis_of(opportunity)
    if basis is None:
        raise Http404
    form = RoundForm(request.POST, opportunity=opportunity)
    context = _compared(request, basis.minutes, form, basis.minutes.terms)
    return render(request, "proposals/negotiation/_round_comparison.html", {"minutes": basis.minutes, **context})


@requires(Right.VIEW_PROPOSALS)
@require_safe
def round_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a round: what they ask, what we offer, what was approved, who authorised it."""
    one = visible_round(request, pk)
    context = {
        **form_context(one.opportunity, _title(one)),
        **detail_context(one, request.user),
    }
    return render(request, "proposals/negotiation/round_detail.html", context)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def round_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a round that is a draft."""
    one = visible_round(request, pk)
    demand_write(request.user, one.opportunity)
    form = RoundForm(request.POST or None, opportunity=one.opportunity, record=one)
    saved, status = attempt(
        form,
        lambda: edit_round(
            negotiation_round=one,
            by=request.user,
            changes=form.proposal(form.cleaned_data),
            version=form.expected_version,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(saved)
    context = {
        **form_context(one.opportunity, _("Edit round %(number)s") % {"number": one.number}),
        "form": form,
        "minutes": one.minutes,
        "back": one.get_absolute_url(),
        **_compared(request, one.minutes, form, one.minutes.terms),
    }
    return render(request, "proposals/negotiation/round_form.html", context, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def round_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a round authorised: at once, or by those who sign its concessions."""
    one = visible_round(request, pk)
    demand_write(request.user, one.opportunity)
    form = NoteForm(request.POST or None)
    done, status = attempt(
        form, lambda: authorise_round(negotiation_round=one, by=request.user, note=form.cleaned_data["note"])
    )
    if done is not None:
        if done.state == RoundState.AUTHORISED:
            messages.success(request, _("Authorised: it gives nothing away beyond what was approved."))
            return redirect(done)
        messages.success(request, _("Sent to be signed. The approvers have been told by e-mail."))
        return redirect(done.approvals.latest("pk"))
    context = {
        **form_context(one.opportunity, _("Have round %(number)s authorised") % {"number": one.number}),
        **detail_context(one, request.user),
        "blockers": round_blockers(one),
        "form": form,
        "back": one.get_absolute_url(),
    }
    return render(request, "proposals/negotiation/round_submit.html", context, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def round_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a round, with the reason."""
    one = visible_round(request, pk)
    demand_write(request.user, one.opportunity)
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: void_round(negotiation_round=one, by=request.user, reason=reason),
        lambda _voided: _("Voided. It stays, marked."),
        {
            **form_context(one.opportunity, _("Void round %(number)s") % {"number": one.number}),
            "submit": _("Void"),
            "danger": True,
            "back": one.get_absolute_url(),
        },
    )


def visible_round(request: SignedInRequest, pk: int) -> NegotiationRound:
    """Return a round the person may see, with what its page shows; 404 otherwise."""
    rows = NegotiationRound.objects.visible_to(request.user).with_parties()
    found = rows.select_related("contact", "authorised_by", "voided_by", "proposal", "minutes__pricing_model")
    one = found.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _title(one: NegotiationRound) -> str:
    return _("Round %(number)s") % {"number": one.number}


def _compared(request: SignedInRequest, minutes: PricingMinutes, form: RoundForm, approved: Terms) -> dict[str, Any]:
    """What is typed beside what was approved; before anything is typed, the approved terms themselves."""
    offered = form.offered() if form.is_bound else _initial(form, approved)
    sees_cost = Part.COST in parts_seen(request.user)
    if offered is None:
        return {"lines": [], "sees_cost": sees_cost}
    try:
        judged = judge(minutes, offered, surroundings_at(minutes))
    except PricingRefused as refused:
        return {"lines": [], "refused": refused.blockers, "sees_cost": sees_cost}
    figures = judged.figures()
    return {
        "lines": comparison(figures, judged.concessions, offered, sees_cost=sees_cost),
        "conceded": bool(judged.concessions),
        "seats_leave": Concession.SEATS in judged.concessions,
        **risk_context(figures, sees_cost=sees_cost),
        "why_general": why_general(figures, sees_cost=sees_cost),
        "sees_cost": sees_cost,
    }


def _initial(form: RoundForm, approved: Terms) -> Terms:
    return form.record.terms if isinstance(form.record, NegotiationRound) else approved
