"""Colombian pesos: how they are written and read.

Amounts are whole pesos. Colombia writes a point between thousands and a comma before decimals, and the
format does not follow the reader's language: `$ 1.234.567` means the same to everyone in the company.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

Amount = int | Decimal

MILLION = 1_000_000
NOTHING = "–"

_CURRENCY = re.compile(r"(?i)cop\$?|col\$|\$|pesos?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[.,]?")


def whole_pesos(value: Amount) -> int:
    """The amount in COP rounded to whole pesos, halves away from zero."""
    if isinstance(value, int):
        return value
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def thousands(value: Amount) -> str:
    """A whole number with points between thousands: `1.234.567`."""
    return f"{whole_pesos(value):,}".replace(",", ".")


def cop(value: Amount | None) -> str:
    """COP in full: `$ 1.234.567`, `-$ 500`; a dash where there is no amount."""
    if value is None:
        return NOTHING
    pesos = whole_pesos(value)
    sign = "-" if pesos < 0 else ""
    return f"{sign}$ {thousands(abs(pesos))}"


def cop_short(value: Amount | None) -> str:
    """COP for tiles and charts, in millions: `$ 1.234 M`, `$ 12,5 M`; in full below one million.

    One decimal is kept under 100 million, where it still matters.
    """
    if value is None:
        return NOTHING
    pesos = whole_pesos(value)
    if abs(pesos) < MILLION:
        return cop(pesos)
    sign = "-" if pesos < 0 else ""
    tenths = int((Decimal(abs(pesos)) * 10 / MILLION).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if tenths < 1000 and tenths % 10:
        return f"{sign}$ {tenths // 10},{tenths % 10} M"
    return f"{sign}$ {thousands(Decimal(tenths) / 10)} M"


def parse_cop(text: str) -> int:
    """Whole pesos from what a person writes or pastes.

    Reads `$ 1.234.567`, `COP 1.234`, `1234567`, `1,234,567.00`, `-$ 500` and `(500)`. One kind of separator
    with groups of three digits separates thousands; with both kinds, the last one separates decimals.
    Raises ValueError where it is no number, its groups are broken or it has cents other than zero.
    """
    compact = re.sub(r"[\s\u00a0\u202f']", "", _CURRENCY.sub("", text))
    negative = compact.startswith("-") or (compact.startswith("(") and compact.endswith(")"))
    digits = re.sub(r"^\((.*)\)$|^[+-]", r"\1", compact)
    if not _NUMBER.fullmatch(digits):
        raise ValueError(f"not an amount: {text!r}")
    whole, cents = _split_decimals(digits.rstrip(".,"))
    if cents.strip("0"):
        raise ValueError(f"not whole pesos: {text!r}")
    pesos = int(whole)
    return -pesos if negative else pesos


def _split_decimals(digits: str) -> tuple[str, str]:
    """The whole part without separators and the decimals ('' when there are none)."""
    marks = {mark for mark in digits if mark in ".,"}
    if not marks:
        return digits, ""
    last = max(digits.rfind("."), digits.rfind(","))
    if len(marks) == 2:
        return _join_groups(digits[:last]), digits[last + 1 :]
    if digits.count(digits[last]) == 1 and (len(digits) - last - 1 != 3 or digits.startswith("0")):
        return digits[:last], digits[last + 1 :]
    return _join_groups(digits), ""


def _join_groups(digits: str) -> str:
    groups = re.split(r"[.,]", digits)
    if (len(groups[0]) > 3 and len(groups) > 1) or any(len(group) != 3 for group in groups[1:]):
        raise ValueError(f"broken thousands: {digits!r}")
    return "".join(groups)
