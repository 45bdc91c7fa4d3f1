"""How the figures of a pricing model are written for people: by their unit, rounded once, Colombian separators."""

from decimal import Decimal

from almacontact import money
from proposals.pricing.engine.explain import Figure, Unit, round_half_up

_SHOWN: dict[Unit, int] = {
    Unit.COP: 0,
    Unit.COP_EACH: 2,
    Unit.HOURS: 2,
    Unit.SECONDS: 1,
    Unit.DAYS: 2,
    Unit.MONTHS: 0,
    Unit.PEOPLE: 2,
    Unit.COUNT: 0,
    Unit.FACTOR: 8,
    Unit.NONE: 2,
}
_RATE_DECIMALS = 3


def plain(value: Decimal | int, decimals: int, *, trim: bool = False) -> str:
    """A number with points between thousands and a comma before decimals: `1.234,50`; `trim` drops closing zeros."""
    rounded = round_half_up(Decimal(value), decimals)
    whole, _point, rest = f"{abs(rounded):f}".partition(".")
    rest = rest.rstrip("0") if trim else rest
    sign = "-" if rounded < 0 else ""
    return f"{sign}{money.thousands(int(whole))}{',' + rest if rest else ''}"


def words(unit: Unit, value: Decimal | int) -> str:
    """A value of the model with its unit: `$ 125.132.966`, `14,489 %`, `22,35`."""
    if unit is Unit.COP:
        return money.cop(value)
    if unit is Unit.COP_EACH:
        return f"$ {plain(value, 2)}"
    if unit is Unit.RATE:
        return f"{plain(value * 100, _RATE_DECIMALS, trim=True)} %"
    return plain(value, _SHOWN[unit], trim=unit in (Unit.FACTOR, Unit.NONE, Unit.DAYS, Unit.SECONDS))


def figure_words(figure: Figure) -> str:
    """A figure as pages and documents show it."""
    whole_cop = (
        figure.unit is Unit.COP and figure.definition is None and figure.value != figure.value.to_integral_value()
    )
    return f"$ {plain(figure.value, 2)}" if whole_cop else words(figure.unit, figure.value)
