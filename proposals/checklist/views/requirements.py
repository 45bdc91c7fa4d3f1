"""The check list on screen: made from a template, answered line by line by its areas, decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.approvals import signing
from almacontact.audit.timeline import record_entries
from almacontact.web.saving import attempt
from pipeline.opportunities.page import form_context, visible_opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.rights import demand
from proposals.areas import area_label
from proposals.checklist.actions.requirements import (
    add_requirement,
    answer_requirement,
    areas_concerned,
    assign_requirement,
    create_check_list,
    decide_check_list,
    waive_requirement,
)
from proposals.checklist.documents import areas_of
from proposals.checklist.forms import AnswerForm, AssignForm, CheckListForm, CommitteeForm, RequirementForm
from proposals.checklist.gates import conditions_of, is_no_go
from proposals.checklist.judging import Answer, Decision
from proposals.checklist.models.requirements import CheckList, CheckListDecision, Requirement, areas_answered_by
from proposals.checklist.page import head
from proposals.checklist.panel import standing_context
from proposals.checklist.views.lines import owed, visible_line
from proposals.intake.forms import ReasonForm


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Make the check list of an opportunity from a template."""
    opportunity = visible_opportunity(request.user, code)
    demand_edit(request.user, opportunity)
    form = CheckListForm(request.POST or None, opportunity=opportunity)
    check_list, status = attempt(
        form, lambda: create_check_list(opportunity=opportunity, by=request.user, **form.cleaned_data)
    )
    if check_list is not None:
        messages.success(request, _("The check list is made. Its areas see it from now on."))
        return redirect(check_list)
    context = {**form_context(opportunity, _("New check list")), "form": form, "submit": _("Make the check list")}
    return render(request, "proposals/checklist/requirement_form.html", context, status=status)


@requires(Right.VIEW_REQUIREMENTS)
@require_safe
def checklist_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the check list of an opportunity: where it stands, what is missing, every line."""
    check_list = visible_check_list(request, code)
    opportunity = check_list.opportunity
    result = check_list.result()
    standing = standing_context(opportunity, request.user, result)
    decision = check_list.decision()
    committee = decision is None and result.decision is Decision.COMMITTEE and result.complete
    context: dict[str, Any] = {
        **form_context(opportunity, _("Check list")),
        "badge": {"label": standing["verdict"], "tone": standing["verdict_tone"]},
        "check_list": check_list,
        **standing,
        "answered": sum(1 for one in check_list.lines() if one.answer),
        "total": len(check_list.lines()),
        "areas": areas_of(check_list),
        "only_waiting": request.GET.get("show") == "waiting",
        "mine": areas_answered_by(request.user),
        "conditions": conditions_of(check_list),
        "decision": decision,
        "decisions": list(check_list.decisions.select_related("signed_by")),
        "no_go": opportunity.is_open and is_no_go(check_list),
        "committee": committee,
        "notices": list(check_list.no_go_notices.select_related("contact", "created_by", "email")),
    }
    return render(request, "proposals/checklist/detail.html", {**context, **head(check_list, context)})


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def requirement_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Add a line that this client asks beyond the template."""
    check_list = visible_check_list(request, code)
    demand_edit(request.user, check_list.opportunity)
    form = RequirementForm(request.POST or None, by=request.user)
    saved, status = attempt(form, lambda: add_requirement(check_list=check_list, by=request.user, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("The line is added."))
        return redirect(check_list)
    return _form(request, check_list, _("New line of the check list"), form, _("Add the line"), status, grid=True)


@requires(Right.WAIVE_REQUIREMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_decide(request: SignedInRequest, code: str) -> HttpResponse:
    """Sign the committee's decision, with the password."""
    check_list = visible_check_list(request, code)
    due = signing.password_is_due(request)
    form = CommitteeForm(request.POST or None, check_list=check_list, password_due=due)
    signed, status = attempt(form, lambda: _decide(request, check_list, form))
    if signed is not None:
        messages.success(request, _("The committee’s decision is signed."))
        return redirect(check_list)
    result = check_list.result()
    context = {
        **form_context(check_list.opportunity, _("Committee’s decision")),
        "form": form,
        "check_list": check_list,
        "score": None if result.score is None else round(result.score * 100),
        "may_decide": result.decision is Decision.COMMITTEE and result.complete and check_list.decision() is None,
        "why_not": _(
            "There is no decision to sign now: the committee decides once every line is answered and the score lies "
            "between 50 and 69 %."
        ),
        "concerned": [area_label(one) for one in areas_concerned(check_list)],
        "lines": [one for one in check_list.lines() if one.answer in (Answer.PARTIAL, Answer.NO)],
        "back": check_list.get_absolute_url(),
    }
    return render(request, "proposals/checklist/decide.html", context, status=status)


def _decide(request: SignedInRequest, check_list: CheckList, form: CommitteeForm) -> CheckListDecision:
    given = form.cleaned_data.pop("password", "")
    moment = signing.reauthenticate(request, given) if given else signing.authenticated_at(request)
    return decide_check_list(check_list=check_list, by=request.user, authenticated_at=moment, **form.cleaned_data)


@requires(Right.VIEW_REQUIREMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def requirement_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one line with its history and evidence; answer it in full, for its area."""
    line = visible_line(request, pk)
    form = AnswerForm(request.POST or None, record=line)
    may_answer = line.may_be_answered_by(request.user)
    if request.method == "POST":
        demand(may_answer, _("%(area)s answers this line.") % {"area": line.area_label}, code="not_your_line")
    saved, status = attempt(
        form,
        lambda: answer_requirement(
            requirement=line,
            by=request.user,
            version=form.expected_version,
            **form.proposal(form.cleaned_data),
        ),
    )
    if saved is not None:
        messages.success(request, _("Answered."))
        return redirect(line.check_list)
    opportunity = line.check_list.opportunity
    context = {
        **form_context(opportunity, str(line)),
        "badge": {"label": line.get_answer_display() or _("No answer"), "tone": line.tone},
        "line": line,
        "owed": owed(line),
        "form": form if may_answer else None,
        "may_assign": opportunity.is_open and (opportunity.may_be_edited_by(request.user) or may_answer),
        "may_waive": _may_waive(request, line),
        "entries": record_entries(line, _TOLD, created=_("Line made")),
        "back": line.check_list.get_absolute_url(),
    }
    context["crumbs"].append((_("Check list"), line.check_list.get_absolute_url()))
    return render(request, "proposals/checklist/requirement_edit.html", context, status=status)


_TOLD = ("answer", "evidence", "plan", "plan_on", "reason", "owner", "due_on", "internal", "waiver_reason")


@requires(Right.VIEW_REQUIREMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def requirement_assign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say who answers a line and until when."""
    line = visible_line(request, pk)
    demand(
        line.check_list.opportunity.may_be_edited_by(request.user) or line.may_be_answered_by(request.user),
        _("Only Comercial or the area that answers assigns this line."),
        code="not_your_line",
    )
    form = AssignForm(request.POST or None, record=line, by=request.user)
    saved, status = attempt(
        form,
        lambda: assign_requirement(
            requirement=line,
            by=request.user,
            owner=form.cleaned_data["owner"],
            due_on=form.cleaned_data["due_on"],
            internal=form.cleaned_data.get("internal"),
            version=form.expected_version,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(line.check_list)
    return _form(request, line.check_list, _("Assign: %(line)s") % {"line": line}, form, _("Save"), status)


@requires(Right.WAIVE_REQUIREMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def requirement_waive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Waive an excluding "no", with a reason."""
    line = visible_line(request, pk)
    form = ReasonForm(request.POST or None)
    saved, status = attempt(
        form, lambda: waive_requirement(requirement=line, by=request.user, reason=form.cleaned_data["reason"])
    )
    if saved is not None:
        messages.success(request, _("Waived. It counts as a risk in the pricing."))
        return redirect(line.check_list)
    title = _("Waive: %(line)s") % {"line": line}
    note = _("It stays with your name and reason, and counts as a mandatory risk: Dirección General decides the price.")
    return _form(request, line.check_list, title, form, _("Waive"), status, note=note, danger=True)


def _may_waive(request: SignedInRequest, line: Requirement) -> bool:
    open_no = line.excluding and line.answer == Answer.NO and not line.is_waived
    return open_no and line.check_list.opportunity.is_open and request.user.can(Right.WAIVE_REQUIREMENTS)


def _form(
    request: SignedInRequest, check_list: CheckList, title: str, form: Any, submit: str, status: int, **more: Any
) -> HttpResponse:
    context = {**form_context(check_list.opportunity, title), "form": form, "submit": submit, **more}
    context["crumbs"].append((_("Check list"), check_list.get_absolute_url()))
    context["back"] = check_list.get_absolute_url()
    return render(request, "proposals/checklist/requirement_form.html", context, status=status)


def visible_check_list(request: SignedInRequest, code: str) -> CheckList:
    """Return a check list the person may see, by the code of its opportunity; 404 otherwise."""
    opportunity = visible_opportunity(request.user, code)
    found = (
        CheckList.objects.visible_to(request.user)
        .select_related("template", "intake")
        .filter(opportunity=opportunity)
        .first()
    )
    if found is None:
        raise Http404
    found.opportunity = opportunity
    return found
