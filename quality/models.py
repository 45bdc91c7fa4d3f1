"""The records of quality."""

from quality.indicators.models import Band, IndicatorCode, IndicatorResult

__all__ = ["Band", "IndicatorCode", "IndicatorResult"]
