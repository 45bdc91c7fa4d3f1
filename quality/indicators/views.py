"""The two indicators of the process: over time, and each period with what is behind it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.calendar import today
from almacontact.money import cop
from almacontact.web.formats import number, percent
from almacontact.web.forms import StyledForm
from almacontact.web.saving import attempt
from almacontact.web.tiles import Tile
from pipeline.imports.acceptance import to_decide, wins_of
from pipeline.imports.cut_over import accept_wins
from pipeline.imports.models import ImportBatch
from pipeline.opportunities.models.opportunities import Opportunity
from quality.indicators.accepting import changes_of, periods_touched
from quality.indicators.actions import compute_indicators
from quality.indicators.charts import commercial_chart, conversion_chart
from quality.indicators.models import ClosedPeriodEffect, IndicatorCode, IndicatorResult
from quality.indicators.periods import Period
from quality.missing.records import missing_records

EFFECTS_SHOWN, CODES_SHOWN, WINS_SHOWN = 50, 5, 200
"""Effects on closed periods that the page lists, the newest first; opportunities that it names of each."""


@requires(Right.VIEW_QUALITY)
@require_safe
def indicator_list(request: SignedInRequest) -> HttpResponse:
    """Show both indicators of a year and the one before, and which records are missing."""
    results = IndicatorResult.objects.filter(first_day__year__gte=today().year - 1)
    commercial = [one for one in results if one.indicator == IndicatorCode.COMMERCIAL]
    conversion = [one for one in results if one.indicator == IndicatorCode.CONVERSION]
    context = {
        "title": _("Indicators"),
        "commercial": commercial,
        "conversion": conversion,
        "charts": {"commercial": commercial_chart(commercial), "conversion": conversion_chart(conversion)},
        "missing": missing_records(request.user),
        "imported": to_decide(),
        "may_accept": request.user.can(Right.MANAGE_QUALITY),
        "effects": _effects(),
    }
    return render(request, "quality/indicators/list.html", context)


@requires(Right.MANAGE_QUALITY)
@require_http_methods(["GET", "HEAD", "POST"])
def imported_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the wins of one import change in the indicators, and let them count; the figures are fresh at once."""
    batch = get_object_or_404(ImportBatch.objects.select_related("by"), pk=pk)
    form = StyledForm(request.POST if request.method == "POST" else None)
    accepted, status = attempt(form, lambda: accept_wins(batch=batch, by=request.user))
    if accepted is not None:
        compute_indicators(periods=[one for one in periods_touched(batch) if one.first <= today()])
        messages.success(request, _("The wins of “%(file)s” count from now on.") % {"file": batch.name})
        return redirect(f"{reverse('quality:indicator_list')}#imported-title")
    wins = list(wins_of(batch).select_related("client").order_by("closed_on", "code"))
    context = {
        "title": _("Decide whether imported wins count"),
        "crumbs": [(_("Indicators"), reverse("quality:indicator_list"))],
        "batch": batch,
        "wins": len(wins),
        "shown": wins[:WINS_SHOWN],
        "more": max(len(wins) - WINS_SHOWN, 0),
        "changes": [] if batch.wins_accepted_at else changes_of(batch),
        "form": form,
    }
    return render(request, "quality/indicators/accept.html", context, status=status)


def _effects() -> list[dict[str, Any]]:
    """The last effects on closed periods, in words."""
    return [
        {
            "effect": one,
            "periods": [str(Period.read(code)) for code in one.periods],
            "codes": one.codes[:CODES_SHOWN],
            "more": max(len(one.codes) - CODES_SHOWN, 0),
        }
        for one in ClosedPeriodEffect.objects.select_related("by")[:EFFECTS_SHOWN]
    ]


@requires(Right.VIEW_QUALITY)
@require_safe
def indicator_detail(request: SignedInRequest, indicator: str, period: str) -> HttpResponse:
    """Show one period: numerator, denominator, n, and the opportunities that were counted."""
    if indicator not in IndicatorCode.values:
        raise Http404
    result = get_object_or_404(IndicatorResult, indicator=indicator, period=period)
    in_pesos = indicator == IndicatorCode.COMMERCIAL
    visible = Opportunity.objects.visible_to(request.user)
    context = {
        "title": f"{result.get_indicator_display()}: {Period.read(result.period)}",
        "crumbs": [(_("Indicators"), reverse("quality:indicator_list"))],
        "result": result,
        "in_pesos": in_pesos,
        "tiles": _tiles(result, in_pesos=in_pesos),
        "opportunities": visible.with_parties().filter(pk__in=result.opportunities).order_by("-monthly_value"),
        "counted": len(result.opportunities),
    }
    return render(request, "quality/indicators/detail.html", context)


def _tiles(result: IndicatorResult, *, in_pesos: bool) -> list[Tile]:
    """The value with its band, what it is divided by what, and the year so far."""
    if in_pesos:
        parts = [
            Tile(_("Awarded, new clients"), money=result.numerator),
            Tile(_("Target"), cop(result.denominator)),
        ]
    else:
        parts = [
            Tile(_("Awarded"), number(result.numerator)),
            Tile(_("Resolved"), number(result.denominator)),
        ]
    return [
        Tile(_("Value"), percent(result.value, 1), note=result.get_band_display()),
        *parts,
        Tile(_("Year to date"), percent(result.year_to_date, 1), note=_("n = %(n)s") % {"n": result.n}),
    ]
