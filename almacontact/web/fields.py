"""Form fields for dates, and whole numbers as an address carries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


def as_number(text: str) -> int | None:
    """Return the whole number that `text` writes, of at most 18 digits as a column holds it; None for anything else.

    For addresses. What people type is read by `almacontact.numbers`.
    """
    return int(text) if len(text) <= 18 and text.isascii() and text.isdigit() else None


class DayInput(forms.DateInput):
    """The browser's date field; its value travels as ISO."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's date and time field; Bogotá's time."""

    input_type = "datetime-local"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    """A date; also reads `15/03/2026` where a browser has no date field."""

    widget = DayInput
    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", self.input_formats)
        super().__init__(**kwargs)
