"""Moving an opportunity from its page: forward, back, closing, reopening. Every form works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.opportunities.actions.moves import close_opportunity, move_opportunity, reopen_opportunity
from pipeline.opportunities.forms.moves import CloseForm, MoveForm, ReopenForm
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.page import form_context, gate_context, visible_opportunity
from pipeline.opportunities.sale import sale_of
from pipeline.states import FORWARD, Move, Outcome, Stage, stage_after, stage_before

_MOVERS = (Right.MOVE_FORWARD, Right.MOVE_BACK)


@requires(*_MOVERS)
@require_http_methods(["GET", "HEAD", "POST"])
def opportunity_move(request: SignedInRequest, code: str) -> HttpResponse:
    """Move to the next stage or one back. A refusal shows every condition that is missing, with its link."""
    opportunity = visible_opportunity(request.user, code, related=("client",) if request.method != "POST" else ())
    to = _stage_asked(request, opportunity)
    form = MoveForm(request.POST or None, record=opportunity, initial={"to": to})
    moved, status = attempt(form, lambda: _move(request, form, opportunity))
    if moved is not None:
        label = moved.get_stage_display()
        messages.success(request, _("%(code)s is now in %(stage)s.") % {"code": code, "stage": label})
        return redirect(moved)
    if status == 409:
        opportunity = visible_opportunity(request.user, code)
    forward = FORWARD.get(to) if to and to == stage_after(opportunity.stage) else None
    return render(
        request,
        "pipeline/opportunities/opportunity_move.html",
        {
            **form_context(opportunity, _move_title(opportunity, to)),
            **(gate_context(opportunity, request.user, forward, form.refused) if forward else {"gate": None}),
            "form": form,
            "to": to,
            "choices": _choices(opportunity, request),
            "is_back": to is not None and to == stage_before(opportunity.stage),
        },
        status=status,
    )


@requires(Right.MOVE_FORWARD)
@require_http_methods(["GET", "HEAD", "POST"])
def opportunity_close(request: SignedInRequest, code: str) -> HttpResponse:
    """Close with an outcome; what is asked depends on it."""
    opportunity = visible_opportunity(request.user, code)
    outcome = _outcome_asked(request)
    move = Move.WIN if outcome == Outcome.WON else Move.GIVE_UP
    form = CloseForm(request.POST or None, record=opportunity, outcome=outcome)
    closed, status = attempt(
        form,
        lambda: close_opportunity(opportunity=opportunity, outcome=outcome, by=request.user, **form.cleaned_data),
    )
    if closed is not None:
        label = closed.get_status_display()
        messages.success(request, _("%(code)s is closed: %(outcome)s.") % {"code": code, "outcome": label})
        return redirect(closed)
    if status == 409:
        opportunity = visible_opportunity(request.user, code)
    gate = gate_context(opportunity, request.user, move, form.refused) if opportunity.is_open else {"gate": None}
    sale = sale_of(opportunity) if outcome == Outcome.WON and opportunity.is_open else None
    form.show(sale=sale, by_exception=bool(gate.get("may_except")))
    title = _("Close as: %(outcome)s") % {"outcome": outcome.label}
    context = {**form_context(opportunity, title), **gate, "form": form, "outcome": outcome, "sale": sale}
    context["rewrites_terms"] = sale is not None and sale.terms.sold() != opportunity.terms.sold()
    return render(request, "pipeline/opportunities/opportunity_close.html", context, status=status)


@requires(Right.REOPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def opportunity_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a closed opportunity back to the stage it left."""
    opportunity = visible_opportunity(request.user, code)
    form = ReopenForm(request.POST or None, record=opportunity)
    reopened, status = attempt(
        form, lambda: reopen_opportunity(opportunity=opportunity, by=request.user, **form.cleaned_data)
    )
    if reopened is not None:
        label = reopened.get_stage_display()
        messages.success(request, _("%(code)s is open again, in %(stage)s.") % {"code": code, "stage": label})
        return redirect(reopened)
    if status == 409:
        opportunity = visible_opportunity(request.user, code)
    left = Stage(opportunity.left_stage).label if opportunity.left_stage else Stage.HUNTING.label
    context = {**form_context(opportunity, _("Reopen")), "form": form, "left": left}
    return render(request, "pipeline/opportunities/opportunity_reopen.html", context, status=status)


def _move(request: SignedInRequest, form: MoveForm, opportunity: Opportunity) -> Opportunity:
    given = form.cleaned_data
    return move_opportunity(
        opportunity=opportunity,
        to=Stage(given["to"]),
        by=request.user,
        version=given["version"],
        reason=given["reason"],
    )


def _stage_asked(request: SignedInRequest, opportunity: Opportunity) -> Stage | None:
    asked = request.POST.get("to") or request.GET.get("to") or stage_after(opportunity.stage) or ""
    return Stage(asked) if asked in Stage.values else None


def _outcome_asked(request: SignedInRequest) -> Outcome:
    asked = request.POST.get("outcome") or request.GET.get("outcome", "")
    if asked not in Outcome.values:
        raise Http404
    return Outcome(asked)


def _choices(opportunity: Opportunity, request: SignedInRequest) -> list[dict[str, Any]]:
    """Return the stages one may ask for: the next and the one before."""
    stages = (stage_before(opportunity.stage), stage_after(opportunity.stage))
    return [{"stage": one, "label": one.label} for one in stages if one]


def _move_title(opportunity: Opportunity, to: Stage | None) -> str:
    if to is None:
        return _("Move")
    if to == stage_before(opportunity.stage):
        return _("Back to %(stage)s") % {"stage": to.label}
    return _("Move to %(stage)s") % {"stage": to.label}
