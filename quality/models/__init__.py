"""The records of quality."""

from quality.models.indicators import Band, IndicatorCode, IndicatorResult

__all__ = ["Band", "IndicatorCode", "IndicatorResult"]
