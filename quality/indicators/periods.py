"""The periods that indicators are measured over: a month or a quarter of a year, by name (`2026-03`, `2026-Q1`)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from almacontact.calendar import is_closed_period
from almacontact.web.formats import month as month_words

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")
_QUARTER = re.compile(r"^(\d{4})-Q([1-4])$")


@dataclass(frozen=True, order=True)
class Period:
    """Some months of one year, from `first_month` on: one for a month, three for a quarter."""

    year: int
    first_month: int
    months: int

    @classmethod
    def read(cls, text: str) -> "Period":
        """Read `2026-03` or `2026-Q1`. Raises ValueError, saying how periods are written."""
        if found := _MONTH.match(text):
            return cls(int(found[1]), int(found[2]), 1)
        if found := _QUARTER.match(text):
            return cls(int(found[1]), int(found[2]) * 3 - 2, 3)
        raise ValueError(f"“{text}” is not a period: write a month as 2026-03 or a quarter as 2026-Q1.")

    @property
    def code(self) -> str:
        """Return the name by which it is stored."""
        if self.months == 1:
            return f"{self.year}-{self.first_month:02d}"
        return f"{self.year}-Q{(self.first_month + 2) // 3}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.first_month, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        month = self.first_month + self.months - 1
        return date(self.year, month, monthrange(self.year, month)[1])

    def is_closed(self, day: date) -> bool:
        """Tell whether its figures are closed on `day`: after the fifth working day that follows it."""
        return is_closed_period(self.last, day)

    @classmethod
    def around(cls, day: date) -> "tuple[Period, Period]":
        """Return the month and the quarter that `day` lies in."""
        return cls(day.year, day.month, 1), cls(day.year, day.month - (day.month - 1) % 3, 3)

    def __str__(self) -> str:
        if self.months == 1:
            return month_words(self.first)
        return _("quarter %(number)s of %(year)s") % {"number": (self.first_month + 2) // 3, "year": self.year}
