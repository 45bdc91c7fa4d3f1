"""The lines that a person's areas answer, phone first: one tap an answer (process row 6)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right, Scope
from almacontact.web.fields import as_number
from almacontact.web.saving import attempt
from proposals.areas import ANSWERING_AREAS, COMERCIAL, area_label
from proposals.checklist.actions.requirements import answer_requirement
from proposals.checklist.forms import TapForm
from proposals.checklist.judging import ANSWER_LABELS, Answer
from proposals.checklist.models.requirements import Requirement, areas_answered_by
from proposals.checklist.views.lines import owed, visible_line

LINES_A_PAGE = 40
SHOWN = ("waiting", "all")
"""What the page of a person's own lines can be narrowed to."""


@requires(Right.ANSWER_REQUIREMENTS)
@require_safe
def requirement_list(request: SignedInRequest) -> HttpResponse:
    """Show a person the lines that their areas answer, deal by deal: phone first, one tap an answer."""
    areas = [one for one in ANSWERING_AREAS if one in areas_answered_by(request.user)]
    area = request.GET.get("area", "")
    show = request.GET.get("show") if request.GET.get("show") in SHOWN else SHOWN[0]
    code = request.GET.get("opportunity", "").replace("\0", "").replace("\0", "")
    mine = _own_lines(request, area if area in areas else "")
    if code:
        mine = mine.filter(check_list__opportunity__code=code)
    waiting = mine.filter(_owing())
    lines = (waiting if show == "waiting" else mine).select_related(
        "check_list__opportunity__client", "owner", "answered_by", "waived_by"
    )
    lines = lines.annotate(files=Count("attachments", filter=Q(attachments__voided_at__isnull=True)))
    ordered = lines.order_by(F("due_on").asc(nulls_last=True), "check_list_id", "position", "pk")
    page = Paginator(ordered, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("My lines"),
        "subtitle": _("What your area answers in the check lists. A deal waits for the slowest line."),
        "groups": _by_opportunity(page.object_list, request),
        "page": page,
        "show": show,
        "area": area,
        "areas": [(one, area_label(one)) for one in areas] if len(areas) > 1 else [],
        "code": code,
        "counts": {"waiting": waiting.count(), "all": mine.count()},
        "choices": [(one, ANSWER_LABELS[one]) for one in Answer],
    }
    return render(request, "proposals/checklist/requirement_list.html", context)


def _own_lines(request: SignedInRequest, area: str) -> QuerySet[Requirement]:
    """The lines of the person's areas; an analyst has Comercial's lines of their own deals on this page."""
    lines = Requirement.objects.answerable_by(request.user)
    if area:
        lines = lines.filter(area=area)
    if request.user.scope(Right.EDIT_OPPORTUNITIES) == Scope.OWN:
        own = Q(check_list__opportunity__owner=request.user) | Q(owner=request.user)
        lines = lines.filter(~Q(area=COMERCIAL) | own)
    return lines


def _owing() -> Q:
    """Lines without an answer, and those whose answer still lacks its dated plan or its reason."""
    unplanned = Q(excluding=True, answer=str(Answer.PARTIAL)) & (Q(plan="") | Q(plan_on__isnull=True))
    unexplained = Q(answer=str(Answer.NOT_APPLICABLE), reason="")
    return Q(answer="") | unplanned | unexplained


def _by_opportunity(lines: Any, request: SignedInRequest) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for line in lines:
        opportunity = line.check_list.opportunity
        group = groups.setdefault(opportunity.pk, {"opportunity": opportunity, "cards": []})
        group["cards"].append(card_context(line, request))
    return list(groups.values())


def card_context(line: Requirement, request: SignedInRequest) -> dict[str, Any]:
    """Return what the card of one line shows."""
    return {
        "line": line,
        "owes": owed(line),
        "may_answer": line.may_be_answered_by(request.user),
    }


@requires(Right.ANSWER_REQUIREMENTS)
@require_POST
def requirement_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a line by one tap; what was written beside it stays. Answers with the card."""
    line = visible_line(request, pk)

    def answer() -> Requirement:
        return answer_requirement(
            requirement=line,
            by=request.user,
            answer=request.POST.get("answer", ""),
            evidence=line.evidence,
            plan=line.plan,
            plan_on=line.plan_on,
            reason=line.reason,
            version=as_number(request.POST.get("version", "")),
        )

    if not request.htmx:
        answer()
        return redirect(f"{reverse('proposals:requirement_list')}?show=all#line-{line.pk}")
    form = TapForm(request.POST, record=line)
    saved, status = attempt(form, answer)
    line = saved or visible_line(request, pk)
    line.files = line.attachments.standing().count()  # type: ignore[attr-defined]
    choices = [(one, ANSWER_LABELS[one]) for one in Answer]
    context = {"card": card_context(line, request), "choices": choices, "form": form}
    return render(request, "proposals/checklist/_requirement_card.html", context, status=200 if saved else status)
