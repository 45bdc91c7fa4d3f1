"""Form fields for what this business writes: dates, COP and percentage points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from almacontact.money import parse_cop, thousands


def as_number(text: str) -> int | None:
    """Return the whole number that `text` writes, of at most 18 digits as a column holds it; None for anything else."""
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


class MoneyInput(forms.TextInput):
    """A text box for COP: `$` before it, thousands shown."""

    affix = "$"
    affix_first = True

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "money-input", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return thousands(value) if isinstance(value, (int, Decimal)) and value is not None else value


class MoneyField(forms.Field):
    """Whole COP pesos as an int, read from `$ 1.234.567`, `1234567` and the like (`almacontact.money.parse_cop`)."""

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("Write whole pesos, for example 1.234.567."),
        "min_value": _("Write %(limit)s or more."),
        "max_value": _("Write %(limit)s or less."),
    }

    def __init__(self, *, min_value: int | None = 0, max_value: int | None = 10**15, **kwargs: Any) -> None:
        self.min_value = min_value
        self.max_value = max_value
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return value if isinstance(value, int) else parse_cop(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for limit, code, out in (
            (self.min_value, "min_value", self.min_value is not None and value < self.min_value),
            (self.max_value, "max_value", self.max_value is not None and value > self.max_value),
        ):
            if out and limit is not None:
                raise ValidationError(self.error_messages[code], code=code, params={"limit": thousands(limit)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class PercentInput(forms.TextInput):
    """A text box for percentage points: `%` after it."""

    affix = "%"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "percent-input", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, (int, float, Decimal)):
            text = f"{Decimal(str(value)):f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
        return None if value is None else str(value)


class PercentField(forms.Field):
    """Percentage points (30 is 30 %) as a Decimal, read from `30`, `30%`, `12,5 %`.

    `decimals` is how many are kept (more is an error); the bounds are included.
    """

    widget = PercentInput
    default_error_messages = {
        "invalid": _("Write a percentage, for example 30."),
        "decimals": _("Write at most %(decimals)s decimals."),
        "range": _("Write a percentage between %(low)s and %(high)s."),
    }

    def __init__(self, *, min_value: int = 0, max_value: int = 100, decimals: int = 0, **kwargs: Any) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.decimals = decimals
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        text = str(value).replace("%", "").replace(",", ".").strip()
        try:
            points = Decimal(text)
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not points.is_finite():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return points

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if not self.min_value <= value <= self.max_value:
            raise ValidationError(
                self.error_messages["range"], code="range", params={"low": self.min_value, "high": self.max_value}
            )
        if value != round(value, self.decimals):
            raise ValidationError(self.error_messages["decimals"], code="decimals", params={"decimals": self.decimals})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True
