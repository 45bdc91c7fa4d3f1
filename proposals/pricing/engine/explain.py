"""Figures that know their formula.

A computation written with quantities (`price = cost_base / denominator`) leaves, beside each named figure, the
expression it came from. The same expression gives the value, the explanation a screen opens, and the live formula of
the exported workbook: a formula is written once.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import reduce
from typing import Self

from proposals.errors import Text

_NANO = Decimal("1e-9")
_UNIT = Decimal(1)
_WIDE = Context(prec=100)  # rounding must not fail on absurd but legal inputs, such as 99.9999999999 % of shrinkage


class Unit(StrEnum):
    """What a figure counts, and with it to how many decimals it is shown."""

    COP = "cop"
    COP_EACH = "cop_each"  # a price per hour or per transaction, shown with two decimals
    RATE = "rate"  # a fraction: 0.12 is 12 %
    HOURS = "hours"
    SECONDS = "seconds"
    DAYS = "days"
    MONTHS = "months"
    PEOPLE = "people"  # FTE and other fractions of a person
    COUNT = "count"  # headcount, seats, posts, transactions
    FACTOR = "factor"
    NONE = "none"


DECIMALS: Mapping[Unit, int] = {
    Unit.COP: 0,
    Unit.COP_EACH: 2,
    Unit.RATE: 5,
    Unit.HOURS: 3,
    Unit.SECONDS: 3,
    Unit.DAYS: 2,
    Unit.MONTHS: 0,
    Unit.PEOPLE: 4,
    Unit.COUNT: 0,
    Unit.FACTOR: 8,
    Unit.NONE: 0,
}


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """The value to so many decimals, halves away from zero, as Excel's ROUND does."""
    return value.quantize(_UNIT.scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)


def ceil_decimal(value: Decimal) -> Decimal:
    """The least whole number not below `value`, noise beyond the ninth decimal left out (21.0000000001 is 21)."""
    return value.quantize(_NANO, rounding=ROUND_HALF_UP, context=_WIDE).to_integral_value(rounding=ROUND_CEILING)


class Quantity:
    """A number with a history: operators on it build an `Operation`, never a bare number."""

    __slots__ = ("value",)
    value: Decimal

    def __add__(self, other: "Quantity | Decimal | int") -> "Operation":
        right = quantity(other)
        return Operation("+", (self, right), self.value + right.value)

    def __radd__(self, other: "Decimal | int") -> "Operation":
        return quantity(other) + self

    def __sub__(self, other: "Quantity | Decimal | int") -> "Operation":
        right = quantity(other)
        return Operation("-", (self, right), self.value - right.value)

    def __rsub__(self, other: "Decimal | int") -> "Operation":
        return quantity(other) - self

    def __mul__(self, other: "Quantity | Decimal | int") -> "Operation":
        right = quantity(other)
        return Operation("*", (self, right), self.value * right.value)

    def __rmul__(self, other: "Decimal | int") -> "Operation":
        return quantity(other) * self

    def __truediv__(self, other: "Quantity | Decimal | int") -> "Operation":
        right = quantity(other)
        return Operation("/", (self, right), self.value / right.value)

    def __rtruediv__(self, other: "Decimal | int") -> "Operation":
        return quantity(other) / self

    def __pow__(self, other: "Quantity | Decimal | int") -> "Operation":
        right = quantity(other)
        return Operation("^", (self, right), self.value**right.value)


class Constant(Quantity):
    """A number that is part of the formula itself (the 12 of months a year)."""

    __slots__ = ()

    def __init__(self, value: Decimal | int) -> None:
        self.value = Decimal(value)


class Operation(Quantity):
    """An operator or function over quantities, with its value.

    `symbol` is one of + - * / ^, or a function: ceil(x), max(x, …), if_at_most(x, limit, then, otherwise),
    if_below(x, limit, then, otherwise).
    """

    __slots__ = ("arguments", "symbol")

    def __init__(self, symbol: str, arguments: tuple[Quantity, ...], value: Decimal) -> None:
        self.symbol = symbol
        self.arguments = arguments
        self.value = value


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How a figure sums the intervals of a service: `what` is hours, night_hours, sunday_hours, peak or
    transactions; `service` the position of the service line in the deal."""

    what: str
    service: int


class Figure(Quantity):
    """A named quantity of the model.

    `key` is unique in a deal ("price", "services.0.fte"); `definition` is the expression behind it, None for an
    input, a dated parameter or an aggregate of the intervals; `source` tells where an input comes from (a decree, an
    article); `owner` is the service or role it belongs to, "" for the deal.
    """

    __slots__ = ("aggregate", "definition", "key", "label", "owner", "source", "unit")

    def __init__(
        self,
        key: str,
        label: Text,
        unit: Unit,
        value: Decimal,
        *,
        definition: Quantity | None = None,
        owner: str = "",
        source: Text = "",
        aggregate: Aggregate | None = None,
    ) -> None:
        self.owner = owner
        self.key = key
        self.label = label
        self.unit = unit
        self.value = value
        self.definition = definition
        self.source = source
        self.aggregate = aggregate

    @property
    def shown(self) -> Decimal:
        """The value rounded, once, to the decimals its unit is shown with (COP to the peso)."""
        return round_half_up(self.value, DECIMALS[self.unit])

    @property
    def inputs(self) -> tuple["Figure", ...]:
        """The figures named in the formula, each once, in the order they appear."""
        return tuple(dict.fromkeys(_figures_in(self.definition))) if self.definition is not None else ()

    @property
    def formula(self) -> str:
        """The formula in the names of its inputs, in the active language; "" for an input."""
        if self.definition is None:
            return ""

        def name(figure: Figure) -> str:
            foreign = figure.owner and figure.owner != self.owner
            return f"{figure.label} ({figure.owner})" if foreign else str(figure.label)

        return write(self.definition, name, WORDS)


def quantity(value: "Quantity | Decimal | int") -> Quantity:
    """The value as a quantity; bare numbers become constants of the formula."""
    return value if isinstance(value, Quantity) else Constant(value)


def ceiling(value: Quantity) -> Operation:
    """⌈value⌉: whole people and whole seats."""
    return Operation("ceil", (value,), ceil_decimal(value.value))


def if_at_most(value: Quantity, limit: Quantity, then: Quantity | int, otherwise: Quantity | int) -> Operation:
    """`then` while value ≤ limit, else `otherwise` (a legal threshold that includes its limit)."""
    yes, no = quantity(then), quantity(otherwise)
    chosen = yes.value if value.value <= limit.value else no.value
    return Operation("if_at_most", (value, limit, yes, no), chosen)


def if_below(value: Quantity, limit: Quantity, then: Quantity | int, otherwise: Quantity | int) -> Operation:
    """`then` while value < limit, else `otherwise` (a legal threshold that leaves its limit out)."""
    yes, no = quantity(then), quantity(otherwise)
    return Operation("if_below", (value, limit, yes, no), yes.value if value.value < limit.value else no.value)


def total(*values: Quantity) -> Quantity:
    """The sum of at least one quantity."""
    return reduce(lambda left, right: left + right, values)


class Ledger:
    """The figures of one computation in the order they were reached; a key is given once."""

    def __init__(self) -> None:
        self.figures: dict[str, Figure] = {}
        self._prefix = ""
        self._owner = ""

    def within(self, prefix: str, owner: str = "") -> Self:
        """A view of the same ledger whose keys begin with `prefix` and a point, for figures of one owner."""
        view = object.__new__(type(self))
        view.figures = self.figures
        view._prefix = f"{prefix}."
        view._owner = owner
        return view

    def let(self, key: str, label: Text, unit: Unit, definition: Quantity) -> Figure:
        """Name the result of an expression."""
        return self._keep(
            Figure(self._prefix + key, label, unit, definition.value, definition=definition, owner=self._owner)
        )

    def given(
        self,
        key: str,
        label: Text,
        unit: Unit,
        value: Decimal | int,
        *,
        source: Text = "",
        aggregate: Aggregate | None = None,
    ) -> Figure:
        """Name an input, a parameter or an aggregate of the intervals. Given twice with one key, it is one figure."""
        known = self.figures.get(self._prefix + key)
        if known is not None:
            return known
        return self._keep(
            Figure(
                self._prefix + key,
                label,
                unit,
                Decimal(value),
                owner=self._owner,
                source=source,
                aggregate=aggregate,
            )
        )

    def _keep(self, figure: Figure) -> Figure:
        if figure.key in self.figures:
            raise KeyError(f"figure given twice: {figure.key}")
        self.figures[figure.key] = figure
        return figure


@dataclass(frozen=True, slots=True)
class Notation:
    """How one medium writes operators and functions; a function is a template over its arguments."""

    operators: Mapping[str, str]
    functions: Mapping[str, str]


WORDS = Notation(
    operators={"+": " + ", "-": " − ", "*": " × ", "/": " / ", "^": " ^ "},
    functions={
        "ceil": "⌈{0}⌉",
        "if_at_most": "({0} ≤ {1} ? {2} : {3})",
        "if_below": "({0} < {1} ? {2} : {3})",
    },
)
SPREADSHEET = Notation(
    operators={"+": "+", "-": "-", "*": "*", "/": "/", "^": "^"},
    functions={
        "ceil": "ROUNDUP(ROUND({0},9),0)",
        "if_at_most": "IF({0}<={1},{2},{3})",
        "if_below": "IF({0}<{1},{2},{3})",
    },
)
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


def write(expression: Quantity, name: Callable[[Figure], str], notation: Notation) -> str:
    """The expression as text: `name` writes a figure (its label, its cell), `notation` the operators."""
    if isinstance(expression, Figure):
        return name(expression)
    if not isinstance(expression, Operation):
        return format(expression.value.normalize(), "f")
    if expression.symbol in notation.functions:
        parts = (write(argument, name, notation) for argument in expression.arguments)
        return notation.functions[expression.symbol].format(*parts)
    left, right = expression.arguments
    return notation.operators[expression.symbol].join(
        (
            _operand(left, expression.symbol, name, notation, right_side=False),
            _operand(right, expression.symbol, name, notation, right_side=True),
        )
    )


def _operand(
    operand: Quantity, parent: str, name: Callable[[Figure], str], notation: Notation, *, right_side: bool
) -> str:
    text = write(operand, name, notation)
    if not isinstance(operand, Operation) or operand.symbol not in _STRENGTH:
        return text
    own, outer = _STRENGTH[operand.symbol], _STRENGTH[parent]
    loose = own < outer or (own == outer and (parent == "^" or (right_side and parent in "-/")))
    return f"({text})" if loose else text


def _figures_in(expression: Quantity) -> Iterator[Figure]:
    if isinstance(expression, Figure):
        yield expression
    elif isinstance(expression, Operation):
        for argument in expression.arguments:
            yield from _figures_in(argument)
