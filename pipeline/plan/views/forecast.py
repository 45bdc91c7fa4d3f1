"""The year's forecast against the target."""

from typing import TypeVar

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
        "title": _("Forecast"),
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
        "may_export": request.user.can(Right.EXPORT),
    }
    return render(request, "pipeline/plan/forecast.html", context)


def _year(given: str, otherwise: int) -> int:
    return int(given) if len(given) == 4 and given.isdecimal() and 2000 <= int(given) <= 2100 else otherwise


def _choice(choices: type[Choice], given: str, otherwise: Choice) -> Choice:
    return choices(given) if given in choices.values else otherwise
