"""The records of quality."""

from quality.indicators.models import Band, ClosedPeriodEffect, IndicatorCode, IndicatorResult

__all__ = ["Band", "ClosedPeriodEffect", "IndicatorCode", "IndicatorResult"]
