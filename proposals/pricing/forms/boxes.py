"""Boxes for the inputs of a pricing model: Colombian numbers, percentages, a column of volumes."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Words
from proposals.pricing.engine.explain import Unit
from proposals.pricing.words import plain

LONGEST = 30
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


def read_number(text: str, *, grouped: bool) -> Decimal:
    """Read what a person writes: `1.234.567`, `1234,5`, `12,5 %`, `$ 45`.

    With both separators the last one parts the decimals. A single point is a thousands separator only where `grouped`
    (pesos) and three digits follow. Raises ValueError for anything that is no finite number.
    """
    compact = re.sub(r"[\s\u00a0\u202f$%']", "", text)
    if not compact or len(compact) > LONGEST or not re.fullmatch(r"[+-]?[\d.,]+", compact):
        raise ValueError(text)
    marks = [mark for mark in compact if mark in ".,"]
    if len(set(marks)) == 2:
        last = marks[-1]
        compact = compact.replace("." if last == "," else ",", "").replace(",", ".")
    elif marks and (len(marks) > 1 or (grouped and re.search(r"\d[.,]\d{3}$", compact) and compact[0] != "0")):
        if len(marks) > 1 and not re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", compact):
            raise ValueError(text)
        compact = compact.replace(marks[0], "")
    else:
        compact = compact.replace(",", ".")
    try:
        return Decimal(compact)
    except InvalidOperation as error:
        raise ValueError(text) from error


class NumberInput(forms.TextInput):
    """A text box for a number of one unit, with the unit beside it."""

    def __init__(self, unit: Unit, attrs: Mapping[str, Any] | None = None) -> None:
        self.unit = unit
        self.affix = AFFIXES.get(unit)
        self.affix_first = unit is Unit.COP
        super().__init__(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "number-input", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            shown = value * 100 if self.unit is Unit.RATE else value
            return plain(shown, 10, trim=True)
        return None if value is None else str(value)


class NumberField(forms.Field):
    """A number in the unit of an input: rates are written as percentage points and read as fractions."""

    default_error_messages = {
        "invalid": _("Write a number, for example 1.234,5."),
        "whole": _("Write a whole number."),
    }

    def __init__(self, unit: Unit, *, whole: bool = False, **kwargs: Any) -> None:
        self.unit = unit
        self.whole = whole
        super().__init__(widget=NumberInput(unit), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            number = read_number(text, grouped=self.unit in (Unit.COP, Unit.COUNT))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if self.whole and number != number.to_integral_value():
            raise ValidationError(self.error_messages["whole"], code="whole")
        return number / 100 if self.unit is Unit.RATE else number


class VolumesInput(forms.Textarea):
    """A column of volumes, one interval a line: what a spreadsheet copies is what it reads."""

    wide = True

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 12, "class": "volumes-input", "spellcheck": "false", "inputmode": "decimal"})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, (list, tuple)):
            return "\n".join(CLOSED if one is None else plain(Decimal(one), 6, trim=True) for one in value)
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
                found.append(f"{read_number(word, grouped=False):f}")
            except ValueError as error:
                raise ValidationError(
                    self.error_messages["invalid"], code="invalid", params={"line": number, "text": word[:20]}
                ) from error
        if len(found) not in DAY_LENGTHS:
            raise ValidationError(self.error_messages["count"], code="count", params={"count": len(found)})
        return found
