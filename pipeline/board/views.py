"""The board: the open pipeline by stage, moved by mouse, touch or keyboard."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import SALES_ROLES
from almacontact.refusals import Refused, StaleVersion
from almacontact.web.middleware import status_of
from pipeline.board import board as columns_of
from pipeline.board.board import Choice, Place
from pipeline.catalogues.models import Segment
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.opportunities.forms.moves import MoveForm
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.page import gate_context, visible_opportunity
from pipeline.states import FORWARD, OPEN_STAGES, Stage, stage_after


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    """Show the open opportunities by stage."""
    choice = Choice.of(request.GET)
    context = {
        "title": _("Board"),
        "columns": columns_of.columns(request.user, choice),
        "choice": choice,
        "may_move": columns_of.may_move_cards(request.user),
        "may_create": request.user.can(Right.EDIT_OPPORTUNITIES),
    }
    if request.htmx and request.htmx.target == "board":
        response = render(request, "pipeline/board/_columns.html", context)
        response.headers["HX-Push-Url"] = f"{request.path}?{choice.query}" if choice.query else request.path
        return response
    people = User.objects.filter(is_active=True, held_roles__role__in=SALES_ROLES).distinct().order_by("name")
    context["people"] = people.values_list("pk", "name")
    context["segments"] = Segment.objects.all()
    return render(request, "pipeline/board/board.html", context)


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def board_cards(request: SignedInRequest, stage: str) -> HttpResponse:
    """Show the cards of a column that follow those already there."""
    if stage not in OPEN_STAGES:
        raise Http404
    choice = Choice.of(request.GET)
    may_move = columns_of.may_move_cards(request.user)
    after = Place.of(request.GET.get("after", ""))
    column = columns_of.column(choice.records(request.user), Stage(stage), choice, after=after, may_move=may_move)
    return render(request, "pipeline/board/_cards.html", {"column": column})


@requires(Right.MOVE_FORWARD, Right.MOVE_BACK)
@require_POST
def board_move(request: SignedInRequest, code: str) -> JsonResponse:
    """Move one card.

    Answers `{card, stage, heads, notice}`; refused, `{card, stage, title, dialog}` with 422, 403 or 409: the card as it
    now is, where it belongs, and what stands in the way with the links that mend it.
    """
    opportunity = visible_opportunity(request.user, code, related=("client", "owner"))
    form = MoveForm(request.POST, record=opportunity)
    if not form.is_valid():
        raise Http404
    to = Stage(form.cleaned_data["to"])
    try:
        move_opportunity(
            opportunity=opportunity,
            to=to,
            by=request.user,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )
    except Refused as refused:
        return _refusal(request, opportunity, to, form, refused)
    choice = Choice.of(request.POST)
    sums = columns_of.totals(choice.records(request.user))
    heads = {
        stage: render_to_string("pipeline/board/_head.html", {"label": stage.label, "stage": stage, "totals": one})
        for stage, one in sums.items()
    }
    label = opportunity.get_stage_display()
    notice = _("%(code)s is now in %(stage)s.") % {"code": code, "stage": label}
    return JsonResponse({**_card(opportunity), "heads": heads, "notice": notice})


def _card(opportunity: Opportunity) -> dict[str, Any]:
    stage = opportunity.stage if opportunity.is_open else ""
    return {"card": columns_of.card(opportunity) if stage else "", "stage": stage}


def _refusal(
    request: SignedInRequest, opportunity: Opportunity, to: Stage, form: MoveForm, refused: Refused
) -> JsonResponse:
    stale = isinstance(refused, StaleVersion)
    current = visible_opportunity(request.user, opportunity.code) if stale else opportunity
    gate: dict[str, Any] = {"gate": None}
    if not stale and to == stage_after(current.stage):
        gate = gate_context(current, request.user, FORWARD[to], refused)
    wanted = {blocker.field for blocker in refused.blockers}
    title = _("%(client)s stays in %(stage)s") % {
        "client": current.client.name,
        "stage": current.get_status_display(),
    }
    dialog = render_to_string(
        "pipeline/board/_refusal.html",
        {
            "opportunity": current,
            "to": to,
            "refused": refused,
            "stale": stale,
            "reason_due": wanted == {"reason"},
            "reason": form.cleaned_data["reason"],
            **gate,
        },
        request,
    )
    return JsonResponse({**_card(current), "title": title, "dialog": dialog}, status=status_of(refused))
