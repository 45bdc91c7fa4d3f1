"""Colombian pesos: how they are written and read.

Amounts are whole pesos. Colombia writes a point between thousands and a comma before decimals, and the
format does not follow the reader's language: `$ 1.234.567` means the same to everyone in the company.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from almacontact.text import plainly

Amount = int | Decimal

MILLION = 1_000_000
NOTHING = "–"

_SCALE = re.compile(
    r"(?<=[\d.,])\s*(mil\s+millones|mill(?:ones|[oó]n)?\.?|mm?|miles|mil|k)(?:\s+de)?\s*(?:pesos?|cop)?\s*$",
    re.IGNORECASE,
)
_SCALES = {"mil": 1000, "miles": 1000, "k": 1000, "mil millones": 1000 * MILLION}
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


def split_scale(text: str) -> tuple[str, int]:
    """The amount without the word of its scale, and how much that word multiplies it: `8,5 M` is 8,5 and a million."""
    found = _SCALE.search(text)
    if found is None:
        return text, 1
    word = " ".join(found[1].lower().rstrip(".").split())
    return text[: found.start()], _SCALES.get(word, MILLION)


def parse_cop(text: str) -> int:
    """Whole pesos from what a person writes or pastes.

    Reads `$ 1.234.567`, `COP 1.234`, `1234567`, `1,234,567.00`, `-$ 500`, `(500)` and, as we print it, `$ 8,5 M`. One
    kind of separator with groups of three digits separates thousands; with both kinds, the last one separates decimals.
    Raises ValueError where it is no number, its groups are broken or it has cents other than zero.
    """
    written, scale = split_scale(plainly(text).strip())
    compact = re.sub(r"[\s']", "", _CURRENCY.sub("", written))
    negative = compact.startswith("-") or (compact.startswith("(") and compact.endswith(")"))
    digits = re.sub(r"^\((.*)\)$|^[+-]", r"\1", compact)
    if not _NUMBER.fullmatch(digits):
        raise ValueError(f"not an amount: {text!r}")
    whole, cents = _split_decimals(digits.rstrip(".,"))
    pesos = (int(whole or 0) * 10 ** len(cents) + int(cents or 0)) * scale
    pesos, rest = divmod(pesos, 10 ** len(cents))
    if rest:
        raise ValueError(f"not whole pesos: {text!r}")
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
