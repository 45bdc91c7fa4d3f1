"""Writing and reading the Plan Comercial."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.approvals.awaiting import shown_steps
from almacontact.approvals.content import changes
from almacontact.calendar import today
from almacontact.web.charts import bars
from almacontact.web.formats import short_month
from almacontact.web.saving import attempt
from pipeline.plan.actions.plans import (
    amend_plan,
    draft_plan,
    draw_last_year,
    edit_plan,
    save_section,
    set_targets,
    submit_plan,
)
from pipeline.plan.approval import completeness_blockers
from pipeline.plan.content import SECTIONS, content_of, label_of, words_for
from pipeline.plan.forms import (
    AmendForm,
    SpreadForm,
    StartPlanForm,
    StrategyForm,
    SubmitForm,
    TargetsForm,
    section_formset,
)
from pipeline.plan.gantt import gantt
from pipeline.plan.models.approvals import PlanSignature
from pipeline.plan.models.parts import SwotItem
from pipeline.plan.models.plans import CommercialPlan
from pipeline.plan.page import head_context
from pipeline.plan.progress import activities_of, objectives_of
from pipeline.plan.results import projection_of, quarters, season_of, spread
from pipeline.plan.rights import demand_plan_edit
from pipeline.rights import demand_right


@requires(Right.VIEW_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_list(request: SignedInRequest) -> HttpResponse:
    """Show every plan by year; begin the plan of a year."""
    may_start = request.user.can(Right.PROPOSE_PLAN)
    years = set(CommercialPlan.objects.values_list("year", flat=True))
    free = next(year for year in range(today().year, 2101) if year not in years)
    if request.method == "POST":
        demand_right(request.user, Right.PROPOSE_PLAN)
    form = StartPlanForm(request.POST or None, initial={"year": free})
    plan, status = attempt(form, lambda: draft_plan(year=form.cleaned_data["year"], by=request.user))
    if plan is not None:
        return redirect(plan)
    plans = CommercialPlan.objects.select_related("created_by", "approval").order_by("-year", "-revision")
    context = {
        "title": _("Commercial plans"),
        "plans": plans,
        "form": form if may_start else None,
    }
    return render(request, "pipeline/plan/list.html", context, status=status)


@requires(Right.VIEW_PLAN)
@require_safe
def plan_detail(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Show a whole plan: where it stands, what is next, and everything in it."""
    plan = _plan(year, revision)
    context = detail_context(plan)
    context |= head_context(plan, request.user, context["approval"])
    return render(request, "pipeline/plan/detail.html", context)


@requires(Right.PROPOSE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_strategy(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Write the strategy and the projection."""
    plan = _plan(year, revision)
    names = ("summary", "projected_sales", "projection_note")
    form = StrategyForm(request.POST or None, record=plan, initial={name: getattr(plan, name) for name in names})
    saved, status = attempt(
        form,
        lambda: edit_plan(
            plan=plan,
            by=request.user,
            changes={name: form.cleaned_data[name] for name in names},
            version=form.expected_version,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(plan)
    demand_plan_edit(plan, request.user)
    context = {
        "title": _("Strategy and projection"),
        "crumbs": _crumbs(plan),
        "plan": plan,
        "form": form,
        "projection": projection_of(plan.year),
    }
    return render(request, "pipeline/plan/strategy.html", context, status=status)


@requires(Right.PROPOSE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_targets(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Set the targets; the tools spread a yearly figure over the months without saving."""
    plan = _plan(year, revision)
    months = dict(plan.monthly_targets.values_list("month", "amount"))
    initial = {"yearly": plan.yearly_target or None, **{f"month_{n}": months.get(n) for n in range(1, 13)}}
    spreading = SpreadForm(request.POST if "do_spread" in request.POST else None, initial=initial)
    form = TargetsForm(request.POST if "save" in request.POST else None, plan=plan, initial=initial)
    status = 200
    if "do_spread" in request.POST:
        if spreading.is_valid():
            parts = spread(spreading.cleaned_data["yearly"], _weights(plan, spreading))
            proposed = {f"month_{number}": amount for number, amount in enumerate(parts, start=1)}
            form = TargetsForm(plan=plan, initial={"yearly": spreading.cleaned_data["yearly"], **proposed})
            form.initial["version"] = request.POST.get("version") or plan.version
            messages.info(request, _("Spread. Look at the months and save them."))
        else:
            status = 422
    else:
        saved, status = attempt(
            form,
            lambda: set_targets(
                plan=plan,
                by=request.user,
                yearly=form.cleaned_data["yearly"],
                months=form.months,
                version=form.expected_version,
            ),
        )
        if saved is not None:
            messages.success(request, _("The targets are saved."))
            return redirect(plan)
    demand_plan_edit(plan, request.user)
    context = {
        "title": _("Targets"),
        "crumbs": _crumbs(plan),
        "plan": plan,
        "form": form,
        "spreading": spreading,
        "results": plan.last_year,
        "chart": _targets_chart(plan, [months.get(n, 0) for n in range(1, 13)]) if months else None,
    }
    return render(request, "pipeline/plan/targets.html", context, status=status)


@requires(Right.PROPOSE_PLAN)
@require_POST
def plan_results(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Draw last year's results from the data again."""
    plan = _plan(year, revision)
    draw_last_year(plan=plan, by=request.user)
    messages.success(request, _("The results of last year were drawn from the data."))
    return redirect(plan)


@requires(Right.PROPOSE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_section(request: SignedInRequest, year: int, revision: int, section: str) -> HttpResponse:
    """Write the lines of one section. What was typed stays, whatever is refused."""
    plan = _plan(year, revision)
    if section not in SECTIONS:
        raise Http404
    lines = section_formset(section, plan, request.POST if request.method == "POST" else None)
    saved, status = attempt(
        lines,
        lambda: save_section(
            plan=plan, by=request.user, section=section, rows=lines.values(), version=lines.expected_version
        ),
    )
    if saved is not None:
        messages.success(request, _("“%(section)s” is saved.") % {"section": SECTIONS[section].label})
        following = request.POST.get("next")
        if following in SECTIONS:
            return redirect("pipeline:plan_section", year, revision, following)
        return redirect(plan)
    demand_plan_edit(plan, request.user)
    context = {
        "title": SECTIONS[section].label,
        "subtitle": SECTIONS[section].hint,
        "crumbs": _crumbs(plan),
        "plan": plan,
        "section": SECTIONS[section],
        "sections": SECTIONS.values(),
        "lines": lines,
        "following": _after(section),
    }
    return render(request, "pipeline/plan/section.html", context, status=status)


@requires(Right.WRITE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_submit(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Send a complete draft to approval."""
    plan = _plan(year, revision)
    form = SubmitForm(request.POST or None)
    asked, status = attempt(form, lambda: submit_plan(plan=plan, by=request.user, note=form.cleaned_data["note"]))
    if asked is not None:
        messages.success(request, _("Sent to approval. The approvers have been told by e-mail."))
        return redirect(asked)
    context = {
        "title": _("Send to approval"),
        "crumbs": _crumbs(plan),
        "plan": plan,
        "form": form,
        "blockers": completeness_blockers(plan),
    }
    return render(request, "pipeline/plan/submit.html", context, status=status)


@requires(Right.WRITE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_amend(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Begin a new revision of the plan in force."""
    plan = _plan(year, revision)
    form = AmendForm(request.POST or None)
    amended, status = attempt(form, lambda: amend_plan(plan=plan, by=request.user, reason=form.cleaned_data["reason"]))
    if amended is not None:
        messages.success(request, _("A new version begins. What stays unchanged stays signed."))
        return redirect(amended)
    context = {
        "title": _("Amend the plan"),
        "crumbs": _crumbs(plan),
        "meaning": _(
            "A new version begins as a copy of the plan in force, which stays in force until the new one is approved. "
            "Only the parts that change have to be signed again."
        ),
        "form": form,
        "submit": _("Begin the new version"),
        "cancel": plan.get_absolute_url(),
    }
    return render(request, "web/form_page.html", context, status=status)


@requires(Right.VIEW_PLAN)
@require_safe
def plan_changes(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Show what a revision changes in the one it amends."""
    plan = _plan(year, revision)
    before = plan.amends
    found = changes(content_of(before), content_of(plan), label=label_of, show=words_for) if before else []
    context = {
        "title": _("Differences of %(plan)s") % {"plan": plan},
        "subtitle": plan.change_reason,
        "crumbs": _crumbs(plan),
        "plan": plan,
        "before": before,
        "changes": found,
    }
    return render(request, "pipeline/plan/changes.html", context)


def detail_context(plan: CommercialPlan) -> dict[str, Any]:
    """Return everything in a plan, for its page and its PDF."""
    months = dict(plan.monthly_targets.values_list("month", "amount"))
    activities = activities_of(plan, today())
    parts = {key: list(section.parts_of(plan)) for key, section in SECTIONS.items()}
    approval = plan.approvals.prefetch_related("steps__signatures", "steps__carried_from").first()
    return {
        "plan": plan,
        "results": plan.last_year,
        "months": [(date(plan.year, n, 1), months.get(n)) for n in range(1, 13)] if months else [],
        "targets_sum": sum(months.values()),
        "chart": _targets_chart(plan, [months.get(n, 0) for n in range(1, 13)]) if months else None,
        "swot": _quadrants(parts["swot"]),
        "parts": parts,
        "sections": SECTIONS,
        "objectives": objectives_of(plan, activities),
        "activities": activities,
        "gantt": gantt(plan.year, [one.bar for one in activities], today()) if activities else None,
        "budget_total": sum(line.planned for line in parts["budget"]),
        "approval": approval,
        "approval_steps": shown_steps(approval),
        "voided": _voided(plan),
    }


def _voided(plan: CommercialPlan) -> list[Any]:
    rows = PlanSignature.objects.filter(step__request__subject=plan, voided_at__isnull=False)
    return list(rows.select_related("step", "voided_by"))


def _plan(year: int, revision: int) -> CommercialPlan:
    return get_object_or_404(
        CommercialPlan.objects.select_related("amends", "created_by"), year=year, revision=revision
    )


def _crumbs(plan: CommercialPlan) -> list[tuple[str, str]]:
    return [(_("Commercial plans"), reverse("pipeline:plan_list")), (str(plan), plan.get_absolute_url())]


def _after(section: str) -> str:
    keys = list(SECTIONS)
    position = keys.index(section) + 1
    return keys[position] if position < len(keys) else ""


def _quadrants(items: list[Any]) -> list[tuple[str, str, list[Any]]]:
    return [(kind.value, str(kind.label), [one for one in items if one.kind == kind]) for kind in SwotItem.Kind]


def _weights(plan: CommercialPlan, form: SpreadForm) -> Any:
    chosen = form.cleaned_data["spread"]
    if chosen == "last_year":
        return plan.last_year.get("months") or [1] * 12
    if chosen == "season":
        return season_of(plan.year)
    if chosen == "quarters":
        return quarters([Decimal(form.cleaned_data[f"quarter_{number}"] or 0) for number in range(1, 5)])
    return [1] * 12


def _targets_chart(plan: CommercialPlan, amounts: list[int]) -> Any:
    last = plan.last_year.get("months") if plan.last_year else None
    return bars(
        title=_("Monthly targets %(year)s") % {"year": plan.year},
        labels=[short_month(date(plan.year, number, 1)) for number in range(1, 13)],
        values=amounts,
        label=_("Target"),
        target=last,
        target_label=_("Won in %(year)s") % {"year": plan.year - 1},
    )
