"""The one reader of numbers that people type, paste or import, and how they are written back.

Colombia writes a point between thousands and a comma before decimals, whatever the language of the page. A text that
is well written so is read so; only where it is not, and the English way gives a number that its box can hold, is that
taken. What both ways could mean is a doubt, and refused: nobody's thousand becomes a one without a word.

`static/js/shared/numbers.js` speaks the same rules in the browser; one table of cases holds both.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

MOST_DIGITS = 18
"""Digits of a whole number that every column of ours holds."""
_LONGEST = 100

_SPACES = frozenset("\t\n\r\x0b\x0c")
_UNSEEN = frozenset("\u200b\u200e\u200f\ufeff")
_SAME = str.maketrans("−–—‐‑’´`ʼ．，％＄٫٬", "-----''''.,%$,.")
_SIGN = r"([+-]?)"
_BODY = r"([\d.,'][\d.,' ]*)"
_MILLION = 1_000_000
_FACTORS = {"mil millones": 1000 * _MILLION, "mil": 1000, "miles": 1000, "k": 1000}
"""What the words of a scale multiply by; all others a million."""
_MONEY = re.compile(
    rf"{_SIGN} ?(?:(?:cop|col)? ?\$|cop|col)? ?{_SIGN} ?{_BODY}(mil millones|mill(?:ones|[oó]n)?\.?|mm?|miles|mil|k)? ?"
    r"(?:(?:de )?pesos?|cop)? ?(?:m/?cte\.?)?"
)
_PER_CENT = re.compile(rf"{_SIGN}() ?{_BODY}()%?")
_PLAIN = re.compile(rf"{_SIGN}() ?{_BODY}()")
_SPACED = re.compile(r"[1-9]\d{0,2}(?:(?: \d{3})+(?:[.,]\d+)?|(?:'\d{3})+(?:[.,]\d{1,2})?)")


class Kind(StrEnum):
    """What a number counts: things, pesos, per cents (points: 30 is 30 %), or anything else."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DECIMAL = "decimal"


class Misread(ValueError):
    """The text is no number that its box holds.

    `code` says why: `unreadable`, `whole` (it has decimals where none may be), `decimals` (more than may be), `doubt`
    (`readings` holds the two numbers that it may mean), `large` (more than 18 digits).
    """

    def __init__(self, code: str, text: str, readings: tuple[Decimal, ...] = ()) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.readings = readings


_BY_THOUSANDS = (Kind.COUNT, Kind.MONEY)
"""What comes in thousands, and has hardly ever thousandths."""


def read(text: str, kind: Kind, decimals: int = 0) -> Decimal:
    """Return the number that `text` means in a box that keeps `decimals` of them (at most 10).

    Pesos may carry `$`, COP and M or millones (`$ 8,5 M`), and parentheses or a sign where they are negative; per
    cents their sign, and never thousands. Raises `Misread`.
    """
    negative, body, factor = _taken_apart(text, kind)
    room = decimals + len(str(factor)) - 1  # a million of millionths is one
    local, foreign = _readings(body, kind)
    chosen = local if _fits(local, room) else None
    if _fits(foreign, room):
        # One comma before three digits: thousands to one reader, thousandths to another.
        if (factor > 1 or kind in _BY_THOUSANDS if chosen else room > 0) and re.fullmatch(r"[1-9]\d{0,2},\d{3}", body):
            values = tuple(_value(one, factor, negative) for one in (local, foreign) if one)
            raise Misread("doubt", text, values)
        chosen = chosen or foreign
    if chosen is None:
        if local or foreign:
            raise Misread("decimals" if decimals else "whole", text)
        raise Misread("unreadable", text)
    value = _value(chosen, factor, negative)
    if abs(value) >= 10**MOST_DIGITS:
        raise Misread("large", text)
    return value


def written(value: Decimal | int, kind: Kind, *, grouped: bool = True) -> str:
    """Return a number as its box shows it: `1.234.567`, `12,5`; it reads back as the same."""
    whole, _point, rest = f"{abs(Decimal(value)):f}".partition(".")
    rest = rest.rstrip("0")
    if kind in _BY_THOUSANDS and len(rest) == 3 and 0 < int(whole) < 1000:
        rest += "0"  # three decimals would be a doubt
    shown = f"{int(whole):,}".replace(",", ".") if grouped and kind is not Kind.PERCENT else str(int(whole))
    sign = "-" if value < 0 and (rest or int(whole)) else ""
    return f"{sign}{shown}{',' + rest if rest else ''}"


def words(value: Decimal | int, kind: Kind, *, grouped: bool = True) -> str:
    """Return a number with the sign of its kind: `$ 8.500.000`, `-$ 500`, `12,5 %`, `1.000`."""
    shown = written(value, kind, grouped=grouped)
    if kind is Kind.PERCENT:
        return f"{shown} %"
    if kind is Kind.MONEY:
        return f"-$ {shown[1:]}" if shown.startswith("-") else f"$ {shown}"
    return shown


_Reading = tuple[str, str]
"""The digits before and after the decimal mark."""


def _taken_apart(text: str, kind: Kind) -> tuple[bool, str, int]:
    """Return whether the number is negative, its digits and marks, and what they count (1, a thousand, a million)."""
    plain = _plain(text)
    inside = plain.startswith("(") and plain.endswith(")") and kind is Kind.MONEY
    pattern = {Kind.MONEY: _MONEY, Kind.PERCENT: _PER_CENT}.get(kind, _PLAIN)
    found = pattern.fullmatch(plain[1:-1].strip(" ") if inside else plain)
    if len(text) > _LONGEST or not found or (bool(found[1]) + bool(found[2]) + inside > 1):
        raise Misread("unreadable", text)
    body = found[3].rstrip(" ")
    if body[-1] in ".," and len(body) > 1:
        body = body[:-1]
    if _SPACED.fullmatch(body):
        body = re.sub("[ ']", "", body).replace(".", ",")
    negative = "-" in (found[1], found[2]) or inside
    return negative, body.replace("'", "."), _FACTORS.get(found[4], _MILLION) if found[4] else 1


def _plain(text: str) -> str:
    """Return the text in lower case with ASCII digits and marks, one space where there were some."""
    seen = []
    for char in text:
        if char in _UNSEEN:
            continue
        if char in _SPACES or unicodedata.category(char) == "Zs":
            seen.append(" ")
        else:
            digit = unicodedata.decimal(char, None)
            seen.append(char if digit is None else str(digit))
    return re.sub(" +", " ", "".join(seen).translate(_SAME).lower()).strip(" ")


def _readings(body: str, kind: Kind) -> tuple[_Reading | None, _Reading | None]:
    """Return what the digits and marks mean as Colombia writes, and as English does."""
    if kind is Kind.PERCENT:
        return _reading(body.replace(".", ","), "", ","), None
    return _reading(body, ".", ","), _reading(body, ",", ".")


def _reading(body: str, group: str, point: str) -> _Reading | None:
    whole, mark, rest = body.partition(point)
    if mark and not rest.isdigit():
        return None
    if group and group in whole:
        if not re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{group}\d{{3}})+", whole):
            return None
        return whole.replace(group, ""), rest
    return (whole or "0", rest) if (whole.isdigit() or (mark and not whole)) else None


def _fits(reading: _Reading | None, decimals: int) -> bool:
    """Tell whether that many decimals hold it; closing zeros count for nothing: those of cents (`,00`), or one."""
    if reading is None:
        return False
    most = decimals + 1 if decimals > 2 else 2
    return len(reading[1]) <= most and len(reading[1].rstrip("0")) <= decimals


def _value(reading: _Reading, factor: int, negative: bool) -> Decimal:
    whole, rest = reading
    if len(whole.lstrip("0")) > MOST_DIGITS:
        raise Misread("large", f"{whole},{rest}")
    value = Decimal(f"{whole}.{rest}" if rest.strip("0") else whole)
    if factor > 1:
        value = (value * factor).normalize()
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return -value if negative and value else value
