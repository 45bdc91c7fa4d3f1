"""Charts of the indicators."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from almacontact.web.charts import POINTS, Chart, bars
from quality.indicators.models import IndicatorResult

SHOWN = 12
"""Periods of the commercial indicator that a chart shows."""


def commercial_chart(results: Sequence[IndicatorResult]) -> Chart:
    """Return what new clients awarded in each of the last months, under the step of the target."""
    months = list(reversed(results[:SHOWN]))
    return bars(
        title=_("Commercial indicator: awarded to new clients against the target"),
        labels=[one.period[2:].replace("-", "/") for one in months],
        values=[one.numerator for one in months],
        target=[one.denominator for one in months],
        tone="won",
        label=_("New clients"),
    )


def conversion_chart(results: Sequence[IndicatorResult]) -> Chart:
    """Return the conversion of each quarter, by count, in per cent."""
    quarters = list(reversed(results[:SHOWN]))
    return bars(
        title=_("Quarterly conversion: awarded of what was resolved after a proposal"),
        labels=[one.period[2:] for one in quarters],
        values=[one.value for one in quarters],
        tone="accent",
        label=_("Conversion"),
        **POINTS,
    )
