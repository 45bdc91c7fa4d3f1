"""Reading what a cell means: amounts, counts, percentages, dates, terms, NITs, e-mails. (Stages: `stages`.)

Each reader takes a cell and returns a value, or raises `Unreadable` with words for the person who will mend the file.
"""

import calendar
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from almacontact import numbers
from almacontact.numbers import Kind, Misread
from almacontact.text import clean, plainly
from pipeline.terms import LARGEST, YEARS
from pipeline.workbook.headers import MONTH_NUMBER
from pipeline.workbook.opening import Cell
from pipeline.workbook.words import fold

MAX_COP = 10**15
_MOST_DECIMALS = 6
_LONGEST_TERM = 60
"""Characters. No term is longer, and arithmetic with one that is may not end well."""
_TINY = Decimal("0.000001")  # what a spreadsheet's arithmetic leaves behind is no fraction
_NO_CENTS_BELOW = 1000
"""COP. Nobody writes cents of so little: `8,5` means millions, and is no amount in pesos."""

_TERM = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mes(?:es)?|months?|a(?:n|ñ)os?|years?|m|a)?\.?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T].*)?")
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")
_ISO_MONTH = re.compile(r"(\d{4})[/.\-](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/\-](\d{4})")
_NAMED_DAY = re.compile(r"(\d{1,2})(?:o|ro|ero|st|nd|rd|th)?(?: de| of)? ([a-z]+)(?: de| del)? (\d{4}|\d{2})(?: .*)?")
_MONTH_THEN_DAY = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})(?: .*)?")
_WEEKDAY = re.compile(
    r"^(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|lun|mi[eé]|jue|vie|s[aá]b|dom|mon|tue|wed|thu|fri|sat|sun|mar(?=\W+\d{1,2}\b\W*(?:de\s+)?[a-z]))\W+",
    re.IGNORECASE,
)
_NAMED_MONTH = re.compile(r"([a-z]+)(?: de| del)? ?(\d{4}|\d{2})")
_EMAIL = re.compile(
    r"(?<![^@\s,;:<>()\[\]\"/|])[^@\s,;:<>()\[\]\"/|]+@[^@\s,;:<>()\[\]\"'/|]+\.[^@\s,;:<>()\[\]\"'/|.]{2,}"
)
_NIT_WORDS = re.compile(
    r"^(?:n\.?\s?i\.?\s?t\.?|r\.?u\.?t\.?|c\.?\s?c\.?|c[eé]dula)[\s.:#]*(?:no?\.?[\s:°º]*)?(?=\d)", re.IGNORECASE
)
_MONTHS = {name[:3]: number for name, number in MONTH_NUMBER.items()} | MONTH_NUMBER | {"sept": 9}


class Unreadable(ValueError):
    """The cell cannot be read as what its column holds; the message says why."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date and whether the sheet named only its month: then it stands for the last day of that month."""

    on: date
    month_only: bool = False


@dataclass(frozen=True, slots=True)
class Nit:
    """A Colombian tax number: the digits before the dash, the check digit as written ("" if none) and the right one."""

    number: str
    written: str
    right: str

    @property
    def wrong(self) -> bool:
        """Whether the check digit that was written is not the computed one."""
        return bool(self.written) and self.written != self.right


def number(cell: Cell, kind: Kind = Kind.MONEY, decimals: int | None = None) -> Decimal:
    """Read a number as forms read it (`almacontact.numbers`); a number cell says its own, whatever its decimals.

    A text without a said number of `decimals` is read as a whole number first, then with as many as it has.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise Unreadable(_("is not a number"))
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise Unreadable(_("is not a number"))
        return Decimal(str(cell))
    try:
        return numbers.read(cell, kind, decimals or 0)
    except Misread as misread:
        if misread.code == "whole" and decimals is None and kind is not Kind.COUNT:
            return number(cell, kind, _MOST_DECIMALS)
        raise Unreadable(_why(misread, kind)) from None


def _why(misread: Misread, kind: Kind) -> str:
    if misread.code == "doubt":
        one, other = (numbers.words(value, kind) for value in misread.readings)
        return _("can be %(one)s or %(other)s") % {"one": one, "other": other}
    if misread.code == "large":
        return _("is too large")
    return _("is not a whole number") if misread.code == "whole" else _("is not a number")


def money(cell: Cell, most: int = MAX_COP) -> tuple[int, bool]:
    """Read an amount in whole COP, of at most `most`; `8,5 M` is understood. The second value says whether a fraction
    was rounded (half up).

    `8,5` without a scale is refused: no price has half a peso.
    """
    amount = number(cell)
    if amount < 0:
        raise Unreadable(_("is negative"))
    if amount > most:
        raise Unreadable(_("is too large"))
    amount = amount.quantize(_TINY)
    pesos = int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if pesos != amount and amount < _NO_CENTS_BELOW:
        raise Unreadable(_("is no amount in whole pesos: eight and a half million is “8.500.000” or “8,5 M”"))
    return pesos, pesos != amount


def whole(cell: Cell, most: int) -> int:
    """Read a count: a whole number from 0 to `most`; a unit word after it (`10 puestos`) is allowed."""
    if isinstance(cell, str) and (counted := re.fullmatch(r"([\d.,]+)\s+[^\W\d]+\.?", plainly(cell).strip())):
        cell = counted[1]
    amount = number(cell, Kind.COUNT)
    if amount != amount.to_integral_value():
        raise Unreadable(_("is not a whole number"))
    if not 0 <= amount <= most:
        raise Unreadable(_("must be between 0 and %(most)s") % {"most": most})
    return int(amount)


def term(cell: Cell) -> int:
    """Read a contract's time in months: `24`, `24 meses`, `2 años`, `1,5 años`."""
    if isinstance(cell, str):
        found = _TERM.fullmatch(plainly(cell).strip().lower())
        if not found:
            raise Unreadable(_("is not a number of months"))
        if len(found[1]) > _LONGEST_TERM:
            raise Unreadable(_("is too large"))
        amount = Decimal(found[1].replace(",", "."))
        if (found[2] or "m")[0] in "ay":
            amount *= 12
    else:
        amount = number(cell, Kind.COUNT)
    if amount != amount.to_integral_value() or not 1 <= amount <= LARGEST["contract_months"]:
        raise Unreadable(_("is not a number of months"))
    return int(amount)


class PercentReader:
    """Reads a column of probabilities; the column as a whole decides whether `30` or `0.3` is thirty per cent."""

    def __init__(self, column: Iterable[Cell]) -> None:
        plain: list[Decimal] = []
        for cell in column:
            if cell != "" and not (isinstance(cell, str) and "%" in cell):
                try:
                    plain.append(number(cell, Kind.PERCENT, 4))
                except Unreadable:
                    continue
        fractions = sum(1 for value in plain if 0 < value < 1)
        points = sum(1 for value in plain if value > 1)
        self.in_points = points > fractions

    def read(self, cell: Cell) -> tuple[int, bool]:
        """Return whole per cent (0–100) and whether the cell was written in the other way than its column."""
        if isinstance(cell, str) and "%" in cell:
            percent, odd = number(cell, Kind.PERCENT, 4), False
        else:
            value = number(cell, Kind.PERCENT, 4)
            odd = (0 < value < 1) if self.in_points else value > 1
            percent = value if self.in_points != odd else value * 100
        if not 0 <= percent <= 100:
            raise Unreadable(_("is not between 0 and 100 per cent"))
        return int(percent.quantize(Decimal(1), rounding=ROUND_HALF_UP)), odd


def day(cell: Cell, *, shown_as_month: bool = False, month_first: bool = False, from_1904: bool = False) -> Day:
    """Read a date: a date cell, `15/03/2026`, ISO, `15 mar 2026`, or a month alone (`mar-26`, `Mar 2026`, `03/2026`).

    A month alone stands for its last day. `shown_as_month` says that a date cell is formatted so that only the month
    shows: spreadsheets turn a typed `mar-26` into the first of March. `month_first` reads `03/15/2026`; `from_1904`
    counts bare serial numbers from there, as old Macs do.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return month_end(cell.year, cell.month) if shown_as_month else Day(_sensible(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 30_000 <= cell < 90_000:
            return Day(_sensible((_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=int(cell))))
        raise Unreadable(_("is not a date"))
    if not isinstance(cell, str):
        raise Unreadable(_("is not a date"))
    return _written_day(plainly(cell).strip(), month_first)


_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def _written_day(text: str, month_first: bool) -> Day:
    text = _WEEKDAY.sub("", text)
    if found := _ISO.fullmatch(text):
        return Day(_date(int(found[1]), int(found[2]), int(found[3])))
    if found := _DAY_FIRST.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        on, month = (second, first) if month_first else (first, second)
        return Day(_date(_year(found[3]), month, on))
    if found := _ISO_MONTH.fullmatch(text):
        return month_end(int(found[1]), int(found[2]))
    if found := _MONTH_FIRST.fullmatch(text):
        return month_end(int(found[2]), int(found[1]))
    folded = fold(text)
    if (found := _NAMED_DAY.fullmatch(folded)) and found[2] in _MONTHS:
        return Day(_date(_year(found[3]), _MONTHS[found[2]], int(found[1])))
    if (found := _MONTH_THEN_DAY.fullmatch(folded)) and found[1] in _MONTHS:
        return Day(_date(_year(found[3]), _MONTHS[found[1]], int(found[2])))
    if (found := _NAMED_MONTH.fullmatch(folded)) and found[1] in _MONTHS:
        return month_end(_year(found[2]), _MONTHS[found[1]])
    raise Unreadable(_("is not a date"))


class DayOrder:
    """In which order a column writes day and month, as its dates that can be read in one way alone tell.

    `day_first`, `month_first`: how many tell each; `either`: how many could be both. `swapped`: how many date cells the
    spreadsheet may have turned round, beside texts with the month first that it could not.
    """

    def __init__(self, column: Iterable[Cell]) -> None:
        self.day_first = self.month_first = self.either = self.swapped = 0
        small = True
        for cell in column:
            if isinstance(cell, str):
                found = _DAY_FIRST.fullmatch(_WEEKDAY.sub("", plainly(cell).strip()))
                if found is None:
                    continue
                first, second = int(found[1]), int(found[2])
                self.day_first += first > 12 >= second
                self.month_first += second > 12 >= first
                self.either += first <= 12 and second <= 12 and first != second
            elif isinstance(cell, date):
                small = small and cell.day <= 12
                self.swapped += cell.day != cell.month
        if not (self.month_first and small) or self.day_first or self.either:
            self.swapped = 0

    @property
    def mixed(self) -> bool:
        """Tell whether the column contradicts itself."""
        return bool(self.day_first and self.month_first)

    @staticmethod
    def could_be_both(cell: Cell) -> bool:
        """Tell whether a written date means a day in either order, and another one in each."""
        found = _DAY_FIRST.fullmatch(_WEEKDAY.sub("", plainly(cell).strip())) if isinstance(cell, str) else None
        return found is not None and found[1].zfill(2) != found[2].zfill(2) and int(found[1]) <= 12 >= int(found[2])


def month_end(year: int, month: int) -> Day:
    """Return the last day of a month, marked as known to the month only."""
    if not 1 <= month <= 12:
        raise Unreadable(_("is a date that does not exist"))
    return Day(_date(year, month, calendar.monthrange(year, month)[1]), month_only=True)


def _year(digits: str) -> int:
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


def _date(year: int, month: int, day_of_month: int) -> date:
    try:
        return _sensible(date(year, month, day_of_month))
    except ValueError as error:
        raise (error if isinstance(error, Unreadable) else Unreadable(_("is a date that does not exist"))) from None


def _sensible(on: date) -> date:
    if on.year not in YEARS:
        raise Unreadable(_("is a date outside %(first)s–%(last)s") % {"first": YEARS[0], "last": YEARS[-1]})
    return on


def nit(cell: Cell) -> Nit:
    """Read a NIT with or without points, dash and check digit.

    Ten digits without a dash are a NIT with its check digit where that digit is right, else a number without one.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = str(int(cell))
    text = _NIT_WORDS.sub("", plainly(str(cell)).strip())
    head, dash, tail = text.rpartition("-")
    digits = re.sub(r"[.\s,']", "", head if dash else text)
    written = tail.strip() if dash else ""
    if not (digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 15) or not re.fullmatch(r"\d?", written):
        raise Unreadable(_("is not a NIT"))
    from stdnum.co import nit as stdnum_nit

    if not dash and len(digits) == 10 and stdnum_nit.calc_check_digit(digits[:-1]) == digits[-1]:
        digits, written = digits[:-1], digits[-1]
    return Nit(digits, written, stdnum_nit.calc_check_digit(digits))


def email(cell: Cell) -> str:
    """Read one e-mail address, in lower case, also where it stands with a name (`Ana Ruiz <ana@uno.co>`)."""
    return emails(cell)[0]


def emails(cell: Cell) -> list[str]:
    """Read the e-mail addresses of a cell, in lower case; raises `Unreadable` where there is none."""
    found = [one.lower() for one in _EMAIL.findall(plainly(str(cell)).replace("mailto:", "")) if len(one) <= 254]
    if not found:
        raise Unreadable(_("is not an e-mail address"))
    return list(dict.fromkeys(found))


def text(cell: Cell) -> str:
    """Read a text; a number that stands in a text column keeps its digits (`12`, not `12.0`)."""
    if isinstance(cell, str):
        cell = clean(cell)
        return " ".join(cell.split()) if "\n" not in cell else "\n".join(" ".join(x.split()) for x in cell.splitlines())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
