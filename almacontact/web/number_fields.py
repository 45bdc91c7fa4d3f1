"""Form fields for numbers: counts, pesos, per cents and the rest, read as Colombia writes them in every language.

Each is a text box with the phone's keyboard of digits; `almacontact.numbers` reads it, and what was understood stands
beside it. `type=number` and Django's own number fields are never used: to them "1.000" is one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from almacontact import numbers
from almacontact.numbers import Kind, Misread
from almacontact.refusals import Words

Number = int | Decimal
Unit = tuple[Words, Words]
"""What is counted: the word for one, and for any other number."""

LARGEST_COLUMN = 2**63 - 1

DAYS: Unit = (_("day"), _("days"))
MONTHS: Unit = (_("month"), _("months"))
MINUTES: Unit = (_("minute"), _("minutes"))
SECONDS: Unit = (_("second"), _("seconds"))


class NumberBox(forms.TextInput):
    """A text box for a number; `affix` stands beside it."""

    affix: Words = ""
    affix_first = False

    def __init__(self, kind: Kind, *, decimals: int = 0, grouped: bool = True, unit: Unit | None = None) -> None:
        self.kind = kind
        self.grouped = grouped
        attrs: dict[str, Any] = {
            "inputmode": "decimal" if decimals else "numeric",
            "autocomplete": "off",
            "class": "number-input",
            "data-number": kind.value,
        }
        if decimals:
            attrs["data-decimals"] = decimals
        if not grouped:
            attrs["data-plain"] = "yes"
        if unit is not None:
            attrs |= {"data-one": unit[0], "data-many": unit[1]}
        super().__init__(attrs=attrs)
        if kind is Kind.MONEY:
            self.affix, self.affix_first = "$", True
        elif kind is Kind.PERCENT:
            self.affix = "%"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return numbers.written(Decimal(str(value)), self.kind, grouped=self.grouped)
        return None if value is None else str(value)


class NumberField(forms.Field):
    """A number of one kind, between two bounds that its column holds; `decimals` are how many it keeps.

    `unit` is said with what was understood; `grouped=False` writes it without thousands (a year).
    """

    kind = Kind.DECIMAL
    default_error_messages = {
        "unreadable": _("Write a number, for example 1.234,5."),
        "whole": _("Write a whole number: a point stands between thousands, as in 1.234."),
        "decimals": _("Write at most %(decimals)s decimals."),
        "doubt": _("This can be %(one)s or %(other)s. Write points between thousands and a comma before decimals."),
        "large": _("This number is too large."),
        "min_value": _("Write %(limit)s or more."),
        "max_value": _("Write %(limit)s or less."),
    }

    def __init__(
        self,
        *,
        min_value: Number | None = 0,
        max_value: Number | None,
        decimals: int = 0,
        unit: Unit | None = None,
        grouped: bool = True,
        widget: forms.Widget | None = None,
        **kwargs: Any,
    ) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.decimals = decimals
        self.unit = unit
        self.grouped = grouped
        box = widget or NumberBox(self.kind, decimals=decimals, grouped=grouped, unit=unit)
        super().__init__(widget=box, **kwargs)

    def to_python(self, value: Any) -> Number | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, int | float | Decimal):
            found = Decimal(str(value))
        else:
            try:
                found = numbers.read(str(value), self.kind, self.decimals)
            except Misread as misread:
                raise ValidationError(self._why(misread), code=misread.code) from misread
        return found if self.decimals or found != found.to_integral_value() else int(found)

    def _why(self, misread: Misread) -> str:
        said = dict(zip(("one", "other"), [self.words(reading) for reading in misread.readings], strict=False))
        return str(self.error_messages[misread.code]) % {"decimals": self.decimals, **said}

    def words(self, value: Number) -> str:
        """Write a number as it is said beside the box: `1.000 seats`, `$ 8.500.000`, `12,5 %`."""
        shown = numbers.words(value, self.kind, grouped=self.grouped)
        return f"{shown} {self.unit[0] if value == 1 else self.unit[1]}" if self.unit else shown

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for limit, code, out in (
            (self.min_value, "min_value", self.min_value is not None and value < self.min_value),
            (self.max_value, "max_value", self.max_value is not None and value > self.max_value),
        ):
            if out and limit is not None:
                shown = numbers.words(limit, self.kind, grouped=self.grouped)
                raise ValidationError(self.error_messages[code], code=code, params={"limit": shown})

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def understood(self, text: Any) -> str:
        """Say what `text` was read as: `= 1.000 seats`; nothing where it is blank or no number."""
        try:
            value = self.to_python(text)
        except ValidationError:
            return ""
        return "" if value is None else f"= {self.words(value)}"


class CountField(NumberField):
    """A whole number of things, as an int."""

    kind = Kind.COUNT
    default_error_messages = {"unreadable": _("Write a number, for example 1.234.")}


class DecimalField(NumberField):
    """A number with `decimals`, as a Decimal."""

    kind = Kind.DECIMAL


class MoneyField(NumberField):
    """Whole COP pesos as an int, read from `$ 1.234.567`, `1234567`, `$ 8,5 M`."""

    kind = Kind.MONEY
    default_error_messages = {
        "unreadable": _("Write whole pesos, for example 1.234.567."),
        "whole": _("Write whole pesos, for example 1.234.567; millions as $ 8,5 M."),
    }

    def __init__(self, *, max_value: Number | None = 10**15, **kwargs: Any) -> None:
        super().__init__(max_value=max_value, **kwargs)


class PercentField(NumberField):
    """Percentage points (30 is 30 %), read from `30`, `30%`, `12,5 %`: an int where no decimals are kept."""

    kind = Kind.PERCENT
    default_error_messages = {
        "unreadable": _("Write a percentage, for example 30."),
        "whole": _("Write a whole percentage, for example 30."),
    }

    def __init__(self, *, max_value: Number | None = 100, **kwargs: Any) -> None:
        super().__init__(max_value=max_value, **kwargs)


class CarriedNumberField(forms.IntegerField):
    """A whole number that a page carries unseen (a version, the id of a line), which nobody types; as an int."""

    widget = forms.HiddenInput

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, min_value=0, max_value=LARGEST_COLUMN, **kwargs)
