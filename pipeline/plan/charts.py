"""Charts of the pipeline."""

from django.utils.translation import gettext as _

from almacontact.web.charts import Chart, Series, stacked_bars
from almacontact.web.formats import short_month
from pipeline.plan.forecast import Forecast


def forecast_chart(forecast: Forecast) -> Chart:
    """Return the year's bars: won, in Negotiation and the weighted rest, under the line of the target."""
    months = forecast.months
    rest = [_weighted_rest(month.figures.weighted, month.figures.negotiation) for month in months]
    return stacked_bars(
        title=_("Won, committed and weighted against the target, %(year)s") % {"year": forecast.year},
        labels=[short_month(month.first) for month in months],
        series=[
            Series(_("Won"), [month.figures.won for month in months], tone="won"),
            Series(_("In negotiation"), [month.figures.negotiation for month in months], tone="negotiation"),
            Series(_("Weighted, beyond negotiation"), rest, tone="hunting"),
        ],
        target=[month.target for month in months] if forecast.plan else None,
    )


def _weighted_rest(weighted: int, negotiation: int) -> int:
    """What the weighted value adds above the bar of what is in Negotiation."""
    return max(weighted - negotiation, 0)
