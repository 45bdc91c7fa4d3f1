"""Colombian pesos: how they are written. `numbers` reads them.

Amounts are whole pesos. Colombia writes a point between thousands and a comma before decimals, and the
format does not follow the reader's language: `$ 1.234.567` means the same to everyone in the company.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

Amount = int | Decimal

MILLION = 1_000_000
NOTHING = "–"


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
