"""Reading what a cell means: amounts, counts, percentages, dates, terms, stages, NITs, e-mails.

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
from pipeline.workbook.headers import MONTH_NUMBER
from pipeline.workbook.opening import Cell
from pipeline.workbook.words import fold, likeness

MAX_SEATS = 100_000
MAX_MONTHS = 600
MAX_COP = 10**15
_ALIKE = 0.72

_TERM = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mes(?:es)?|months?|a(?:n|ñ)os?|years?|m|a)?\.?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T].*)?")
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")
_ISO_MONTH = re.compile(r"(\d{4})[/.\-](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/\-](\d{4})")
_NAMED_DAY = re.compile(r"(\d{1,2})(?: de)? ([a-z]+)(?: de| del)? (\d{4}|\d{2})")
_NAMED_MONTH = re.compile(r"([a-z]+)(?: de| del)? ?(\d{4}|\d{2})")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
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


def number(cell: Cell, kind: Kind = Kind.MONEY, decimals: int = 0) -> Decimal:
    """Read a number as forms read it (`almacontact.numbers`); a number cell says its own, whatever its decimals."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise Unreadable(_("is not a number"))
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise Unreadable(_("is not a number"))
        return Decimal(str(cell))
    try:
        return numbers.read(cell, kind, decimals)
    except Misread as misread:
        raise Unreadable(_why(misread, kind)) from None


def _why(misread: Misread, kind: Kind) -> str:
    if misread.code == "doubt":
        one, other = (numbers.words(value, kind) for value in misread.readings)
        return _("can be %(one)s or %(other)s") % {"one": one, "other": other}
    if misread.code == "large":
        return _("is too large")
    return _("is not a whole number") if misread.code == "whole" else _("is not a number")


def money(cell: Cell) -> tuple[int, bool]:
    """Read an amount in whole COP. The second value says whether a fraction was rounded (half up)."""
    amount = _pesos(cell)
    if amount < 0:
        raise Unreadable(_("is negative"))
    if amount > MAX_COP:
        raise Unreadable(_("is too large"))
    pesos = int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return pesos, pesos != amount


def _pesos(cell: Cell) -> Decimal:
    """Read pesos, and cents where a text has them: two after thousands, never `8,5`, which may be millions."""
    try:
        return number(cell)
    except Unreadable:
        if not isinstance(cell, str) or (amount := number(cell, decimals=2)) < 1000:
            raise
        return amount


def whole(cell: Cell, most: int) -> int:
    """Read a count: a whole number from 0 to `most`; a unit word after it (`10 puestos`) is allowed."""
    if isinstance(cell, str) and (counted := re.fullmatch(r"([\d.,]+)\s+[^\W\d]+\.?", cell.strip())):
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
        found = _TERM.fullmatch(cell.strip().lower())
        if not found:
            raise Unreadable(_("is not a number of months"))
        amount = Decimal(found[1].replace(",", "."))
        if (found[2] or "m")[0] in "ay":
            amount *= 12
    else:
        amount = number(cell, Kind.COUNT)
    if amount != amount.to_integral_value() or not 1 <= amount <= MAX_MONTHS:
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


def day(cell: Cell, *, shown_as_month: bool = False) -> Day:
    """Read a date: a date cell, `15/03/2026`, ISO, `15 mar 2026`, or a month alone (`mar-26`, `Mar 2026`, `03/2026`).

    A month alone stands for its last day. `shown_as_month` says that a date cell is formatted so that only the month
    shows: spreadsheets turn a typed `mar-26` into the first of March.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return month_end(cell.year, cell.month) if shown_as_month else Day(_sensible(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 30_000 <= cell < 90_000:
            return Day(_sensible(date(1899, 12, 30) + timedelta(days=int(cell))))
        raise Unreadable(_("is not a date"))
    if not isinstance(cell, str):
        raise Unreadable(_("is not a date"))
    return _written_day(cell.strip())


def _written_day(text: str) -> Day:
    if found := _ISO.fullmatch(text):
        return Day(_date(int(found[1]), int(found[2]), int(found[3])))
    if found := _DAY_FIRST.fullmatch(text):
        return Day(_date(_year(found[3]), int(found[2]), int(found[1])))
    if found := _ISO_MONTH.fullmatch(text):
        return month_end(int(found[1]), int(found[2]))
    if found := _MONTH_FIRST.fullmatch(text):
        return month_end(int(found[2]), int(found[1]))
    folded = fold(text)
    if (found := _NAMED_DAY.fullmatch(folded)) and found[2] in _MONTHS:
        return Day(_date(_year(found[3]), _MONTHS[found[2]], int(found[1])))
    if (found := _NAMED_MONTH.fullmatch(folded)) and found[1] in _MONTHS:
        return month_end(_year(found[2]), _MONTHS[found[1]])
    raise Unreadable(_("is not a date"))


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
    if not 1990 <= on.year <= 2100:
        raise Unreadable(_("is a date outside 1990–2100"))
    return on


STAGE_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("hunting", ""): ("hunting", "prospección", "prospecto", "caza", "búsqueda", "prospect", "prospecting"),
    ("qualification", ""): ("qualification", "calificación", "cualificación", "calificado", "qualified"),
    ("proposal", ""): ("proposal", "propuesta", "propuesta enviada", "oferta", "cotización", "proposal sent"),
    ("negotiation", ""): ("negotiation", "negociación", "en negociación", "negotiating"),
    ("closed", "won"): (
        "closed won", "won", "cerrado ganado", "cerrada ganada", "ganado", "ganada", "adjudicado", "adjudicada",
        "cierre ganado",
    ),
    ("closed", "lost"): (
        "closed lost", "lost", "cerrado perdido", "cerrada perdida", "perdido", "perdida", "cierre perdido",
    ),
    ("closed", "withdrawn"): (
        "withdrawn", "retirado", "retirada", "desistido", "desistida", "no go", "declinado", "declinada",
        "cerrado retirado",
    ),
    ("closed", "cancelled"): (
        "cancelled", "canceled", "cancelado", "cancelada", "desierta", "desierto", "cerrado cancelado",
    ),
}  # fmt: skip
"""(stage, outcome) by the words teams use, in both languages."""
_STAGES = {fold(word): stage for stage, words in STAGE_WORDS.items() for word in words}


def stage(cell: Cell) -> tuple[str, str, bool]:
    """Read a sales stage in either language, small slips allowed. Returns stage, outcome and whether it was misspelt.

    Refuses a name that is nearer to none than the threshold, or as near to two different stages.
    """
    folded = fold(cell) if isinstance(cell, str) else ""
    if not folded:
        raise Unreadable(_("is not a stage"))
    if known := _STAGES.get(folded):
        return *known, False
    near: dict[tuple[str, str], float] = {}
    for word, meant in _STAGES.items():
        near[meant] = max(near.get(meant, 0.0), likeness(folded, word))
    ranked = sorted(near.items(), key=lambda pair: pair[1], reverse=True)
    (best, sure), (_other, next_sure) = ranked[0], ranked[1]
    if sure < _ALIKE or sure == next_sure:
        raise Unreadable(_("is not a stage we know"))
    return *best, True


def nit(cell: Cell) -> Nit:
    """Read a NIT with or without points, dash and check digit.

    Ten digits without a dash are a NIT with its check digit where that digit is right, else a number without one.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = str(int(cell))
    text = str(cell).strip()
    head, dash, tail = text.rpartition("-")
    digits = re.sub(r"[.\s,]", "", head if dash else text)
    written = tail.strip() if dash else ""
    if digits[:3].upper() == "NIT":
        digits = digits[3:].lstrip(".:")
    if not (digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 15) or not re.fullmatch(r"\d?", written):
        raise Unreadable(_("is not a NIT"))
    from stdnum.co import nit as stdnum_nit

    if not dash and len(digits) == 10 and stdnum_nit.calc_check_digit(digits[:-1]) == digits[-1]:
        digits, written = digits[:-1], digits[-1]
    return Nit(digits, written, stdnum_nit.calc_check_digit(digits))


def email(cell: Cell) -> str:
    """Read one e-mail address, in lower case."""
    text = str(cell).strip().removeprefix("mailto:")
    if not _EMAIL.fullmatch(text) or len(text) > 254:
        raise Unreadable(_("is not an e-mail address"))
    return text.lower()


def text(cell: Cell) -> str:
    """Read a text; a number that stands in a text column keeps its digits (`12`, not `12.0`)."""
    if isinstance(cell, str):
        return " ".join(cell.split()) if "\n" not in cell else "\n".join(" ".join(x.split()) for x in cell.splitlines())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
