"""The year's forecast against the target."""

from typing import Any, TypeVar

from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.calendar import today
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan import forecast as figures
from pipeline.plan.charts import forecast_chart
from pipeline.plan.models.plans import PlanState

Choice = TypeVar("Choice", bound=TextChoices)


@requires(Right.VIEW_PLAN)
@require_GET
def year_forecast(request: SignedInRequest) -> HttpResponse:
    """Month by month: target, won, committed, weighted, gap, running total; and the year broken down."""
    now = today()
    year = _year(request.GET.get("year", ""), now.year)
    basis = _choice(figures.Basis, request.GET.get("basis", ""), figures.Basis.CLOSE)
    by = _choice(figures.Dimension, request.GET.get("by", ""), figures.Dimension.SEGMENT)
    visible = Opportunity.objects.visible_to(request.user)
    forecast = figures.forecast(visible, year, basis=basis, today=now)
    parts = figures.breakdown(visible, year, by=by, basis=basis, today=now)
    if request.GET.get("format") == "xlsx" and request.user.can(Right.EXPORT):
        from pipeline.plan.forecast_workbook import forecast_workbook

        return forecast_workbook(forecast, parts, by)
    context = {
        **_head(request, forecast),
        "forecast": forecast,
        "total": forecast.total,
        "parts": parts,
        "basis": basis,
        "by": by,
        "bases": figures.Basis,
        "dimensions": figures.Dimension,
        "years": range(now.year + 1, now.year - 3, -1),
        "this_month": now.replace(day=1),
        "chart": forecast_chart(forecast),
    }
    return render(request, "pipeline/plan/forecast.html", context)


def _head(request: SignedInRequest, forecast: figures.Forecast) -> dict[str, Any]:
    """Return the head of the page: which year, whose targets it is held against, and the export."""
    badge, subtitle = {"label": _("Plan in force"), "tone": "ok", "icon": "check2"}, ""
    if forecast.plan is None:
        badge = {"label": _("No plan"), "tone": "warn", "icon": "exclamation-triangle"}
    elif forecast.plan.state != PlanState.IN_FORCE:
        badge = {"label": _("Targets of the draft plan"), "tone": "warn", "icon": "pencil"}
        subtitle = _("No plan is in force for this year yet: the targets are those of the draft.")
    export = request.GET.copy()
    export["format"] = "xlsx"
    buttons = [{"label": _("Export"), "url": f"?{export.urlencode()}", "icon": "download"}]
    return {
        "title": _("Forecast %(year)s") % {"year": forecast.year},
        "subtitle": subtitle,
        "badge": badge,
        "buttons": buttons if request.user.can(Right.EXPORT) else [],
    }


def _year(given: str, otherwise: int) -> int:
    return int(given) if len(given) == 4 and given.isdecimal() and 2000 <= int(given) <= 2100 else otherwise


def _choice(choices: type[Choice], given: str, otherwise: Choice) -> Choice:
    return choices(given) if given in choices.values else otherwise
