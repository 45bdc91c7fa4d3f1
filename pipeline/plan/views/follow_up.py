"""Following the plan in force: one page that a director can present, and the small forms that feed it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires, signed_in
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.calendar import today
from almacontact.web.charts import Series, bars, lines
from almacontact.web.formats import short_month
from almacontact.web.forms import StyledForm
from almacontact.web.saving import attempt
from pipeline.plan.actions.follow_up import measure_kpi, record_spending, report_activity
from pipeline.plan.forms import ActivityReportForm, KpiMeasureForm, SpendingForm
from pipeline.plan.gantt import gantt
from pipeline.plan.models.parts import BudgetLine, PlanActivity, PlanKpi
from pipeline.plan.models.plans import CommercialPlan
from pipeline.plan.progress import State, activities_of, budget_of, kpis_of, months_of, objectives_of


@requires(Right.VIEW_PLAN)
@require_safe
def follow_up_page(request: SignedInRequest, year: int) -> HttpResponse:
    """Show the plan in force against what is: targets, objectives, activities, budget, KPIs."""
    plan = CommercialPlan.objects.in_force(year)
    if plan is None:
        context = {"title": _("Follow-up of the plan %(year)s") % {"year": year}, "plan": None, "year": year}
        return render(request, "pipeline/plan/follow_up.html", context)
    return render(request, "pipeline/plan/follow_up.html", {**_head(request, plan), **follow_up_context(plan)})


@requires(Right.PROPOSE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def spending_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record money spent on a budget line."""
    line = get_object_or_404(BudgetLine.objects.select_related("plan"), pk=pk, removed_at__isnull=True)
    form = SpendingForm(request.POST or None)
    title = _("Spending: %(line)s") % {"line": line}
    return _fact(
        request,
        line.plan,
        title,
        form,
        lambda: record_spending(line=line, by=request.user, **form.cleaned_data),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report how an activity stands: for whoever owes it, also without a right to the plan, and for its readers."""
    readable = PlanActivity.objects.filter(removed_at__isnull=True).select_related("plan")
    if not request.user.can(Right.VIEW_PLAN):
        readable = readable.filter(owner=request.user)
    activity = get_object_or_404(readable, pk=pk)
    last = next((one for one in activities_of(activity.plan, today()) if one.activity.pk == activity.pk), None)
    form = ActivityReportForm(
        request.POST or None, initial={"state": last.state, "progress": last.progress} if last else None
    )
    title = _("Report: %(activity)s") % {"activity": activity}
    return _fact(
        request,
        activity.plan,
        title,
        form,
        lambda: report_activity(activity=activity, by=request.user, **form.cleaned_data),
    )


@requires(Right.PROPOSE_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def kpi_measure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter the value of a KPI measured by hand."""
    kpi = get_object_or_404(PlanKpi.objects.select_related("plan"), pk=pk, removed_at__isnull=True)
    form = KpiMeasureForm(request.POST or None)
    title = _("Measure: %(kpi)s") % {"kpi": kpi}
    return _fact(request, kpi.plan, title, form, lambda: measure_kpi(kpi=kpi, by=request.user, **form.cleaned_data))


def follow_up_context(plan: CommercialPlan) -> dict[str, Any]:
    """Return the whole follow-up of a plan, for its page and its presentations."""
    now = today()
    months = months_of(plan)
    activities = activities_of(plan, now)
    budget = budget_of(plan)
    so_far = [month for month in months if month.first <= now] or months[:1]
    labels = [short_month(month.first) for month in months]
    known = [month.running_won if month.first <= now else None for month in months]
    return {
        "plan": plan,
        "today": now,
        "months": months,
        "so_far": so_far[-1],
        "attainment": _percent(so_far[-1].running_won, so_far[-1].running_target),
        "won_chart": bars(
            title=_("Won with new clients against the target"),
            labels=labels,
            values=[month.won for month in months],
            target=[month.target for month in months],
            tone="won",
            label=_("Won"),
        ),
        "running_chart": lines(
            title=_("Added up through the year"),
            labels=labels,
            series=[Series(_("Won"), known, "won")],
            target=[month.running_target for month in months],
        ),
        "activities": activities,
        "late": [one for one in activities if one.tone == "bad"],
        "done": [one for one in activities if one.state == State.DONE],
        "gantt": gantt(plan.year, [one.bar for one in activities], now) if activities else None,
        "objectives": objectives_of(plan, activities),
        "budget": budget,
        "planned": sum(one.line.planned for one in budget),
        "spent": sum(one.spent for one in budget),
        "spent_percent": _percent(sum(one.spent for one in budget), sum(one.line.planned for one in budget)),
        "year_percent": _percent((min(now, date(plan.year, 12, 31)) - date(plan.year, 1, 1)).days + 1, 365),
        "kpis": kpis_of(plan),
    }


def _head(request: SignedInRequest, plan: CommercialPlan) -> dict[str, Any]:
    return {
        "title": _("Follow-up of the plan %(year)s") % {"year": plan.year},
        "crumbs": [
            (_("Commercial plans"), reverse("pipeline:plan_list")),
            (str(plan), plan.get_absolute_url()),
        ],
        "may_report": request.user.can(Right.PROPOSE_PLAN),
    }


def _fact(
    request: SignedInRequest, plan: CommercialPlan, title: str, form: StyledForm, act: Callable[[], Any]
) -> HttpResponse:
    """One small form over one action, back to the follow-up."""
    reads = request.user.can(Right.VIEW_PLAN)
    back = reverse("pipeline:plan_follow_up", args=[plan.year]) if reads else reverse("pipeline:day")
    recorded, status = attempt(form, act)
    if recorded is not None:
        messages.success(request, _("Recorded."))
        return redirect(back)
    context = {
        "title": title,
        "crumbs": [(_("Follow-up of the plan %(year)s") % {"year": plan.year}, back)] if reads else [],
        "form": form,
        "cancel": back,
    }
    return render(request, "web/form_page.html", context, status=status)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
