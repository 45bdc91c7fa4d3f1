"""Boxes for the inputs of a pricing model: Colombian numbers, percentages, a column of volumes."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from almacontact.numbers import Kind, Misread, read, written
from almacontact.refusals import Words
from almacontact.web.number_fields import NumberBox, NumberField
from proposals.pricing.engine.explain import Unit, round_half_up

DAY_LENGTHS = (24, 48)
CLOSED = "–"
_CLOSED_WORDS = frozenset({"", "-", "–", "—", "x", "X"})
AFFIXES: Mapping[Unit, Words] = {
    Unit.COP: "$",
    Unit.RATE: "%",
    Unit.SECONDS: "s",
    Unit.DAYS: _("days"),
    Unit.MONTHS: _("months"),
    Unit.HOURS: "h",
}


_HELD: Mapping[Unit, Kind] = {Unit.COP: Kind.MONEY, Unit.RATE: Kind.PERCENT, Unit.COUNT: Kind.COUNT}
_DECIMALS = 10
_MOST = 10**12


class UnitBox(NumberBox):
    """A text box for a number of one unit, with the unit beside it; a rate shows its percentage points."""

    def __init__(self, unit: Unit, kind: Kind, decimals: int) -> None:
        self.unit = unit
        super().__init__(kind, decimals=decimals)
        self.affix, self.affix_first = AFFIXES.get(unit, ""), unit is Unit.COP

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal) and self.unit is Unit.RATE:
            value *= 100
        return super().format_value(round_half_up(value, _DECIMALS) if isinstance(value, Decimal) else value)


class UnitField(NumberField):
    """A number in the unit of an input, as a Decimal: rates are written as percentage points and read as fractions.

    Its bounds are the engine's to judge; here it is kept within what a column holds.
    """

    def __init__(self, unit: Unit, *, whole: bool = False, **kwargs: Any) -> None:
        self.of_rate = unit is Unit.RATE
        self.kind = Kind.COUNT if whole else _HELD.get(unit, Kind.DECIMAL)
        decimals = 0 if whole else _DECIMALS
        box = UnitBox(unit, self.kind, decimals)
        super().__init__(min_value=-_MOST, max_value=_MOST, decimals=decimals, widget=box, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        number = super().to_python(value)
        if number is None:
            return None
        return Decimal(number) / 100 if self.of_rate else Decimal(number)

    def words(self, value: int | Decimal) -> str:
        """Write a value as it is said beside the box; a rate in its points."""
        return super().words(value * 100 if self.of_rate else value)


class VolumesInput(forms.Textarea):
    """A column of volumes, one interval a line: what a spreadsheet copies is what it reads."""

    wide = True

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 12, "class": "volumes-input", "spellcheck": "false", "inputmode": "decimal"})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, (list, tuple)):
            return "\n".join(CLOSED if one is None else written(Decimal(one), Kind.COUNT) for one in value)
        return None if value is None else str(value)


class VolumesField(forms.Field):
    """24 hours or 48 half-hours from midnight, one a line; a dash or nothing where the service is closed."""

    default_error_messages = {
        "invalid": _(
            "Line %(line)s is no number: “%(text)s”. Write the contacts of the interval, or a dash where closed."
        ),
        "count": _("There are %(count)s lines. A day has 24 hours or 48 half-hours, one a line."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=VolumesInput(), **kwargs)

    def to_python(self, value: Any) -> list[str | None] | None:
        if isinstance(value, (list, tuple)):
            return list(value)
        text = str(value or "")
        if not text.strip():
            return None
        lines = re.split(r"\r\n|\r|\n", text) if "\n" in text.strip() else re.split(r"[\t;]", text.strip())
        while lines and not lines[-1].strip() and len(lines) not in DAY_LENGTHS:
            lines.pop()
        found: list[str | None] = []
        for number, line in enumerate(lines, start=1):
            word = line.strip()
            if word in _CLOSED_WORDS:
                found.append(None)
                continue
            try:
                found.append(f"{read(word, Kind.COUNT, _DECIMALS):f}")
            except Misread as error:
                raise ValidationError(
                    self.error_messages["invalid"], code="invalid", params={"line": number, "text": word[:20]}
                ) from error
        if len(found) not in DAY_LENGTHS:
            raise ValidationError(self.error_messages["count"], code="count", params={"count": len(found)})
        return found
