"""Every figure can be opened to its formula and inputs, and the formula gives the figure."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from proposals.pricing.engine.explain import SPREADSHEET, Constant, Figure, Ledger, Unit, ceil_decimal, ceiling, write
from proposals.pricing.engine.inputs import Channel
from proposals.pricing.engine.price import Pricing, price
from tests.proposals.pricing.pricing_examples import PARAMETERS, example_deal, voice_line


@pytest.fixture(scope="module")
def example() -> Pricing:
    posts = voice_line(name="Posts", channel=Channel.ROUND_THE_CLOCK, days=(), posts=2, wage=Decimal(18_000_000))
    return price(example_deal(services=(voice_line(), posts)), PARAMETERS)


def test_each_formula_as_written_gives_the_figure(example: Pricing) -> None:
    """The formula a spreadsheet gets is evaluated apart, in floating point, over the values of its inputs."""
    functions: dict[str, Callable[..., float]] = {
        "ROUNDUP": lambda value, digits: float(ceil_decimal(Decimal(value))),
        "ROUND": round,
        "IF": lambda test, then, otherwise: then if test else otherwise,
    }
    for figure in example.figures.values():
        if figure.definition is None:
            continue
        names = {used.key: f"x{number}" for number, used in enumerate(figure.inputs)}
        text = write(figure.definition, lambda used, names=names: names[used.key], SPREADSHEET).replace("^", "**")
        values = {names[used.key]: float(used.value) for used in figure.inputs}
        assert eval(text, {**functions, **values}) == pytest.approx(float(figure.value), rel=1e-12, abs=1e-9), (
            figure.key
        )


def test_a_formula_names_its_inputs_and_tells_whose_they_are(example: Pricing) -> None:
    assert example["price"].formula == f"{example['cost_base'].label} / {example['denominator'].label}"
    assert example["price"].inputs == (example["cost_base"], example["denominator"])
    seats = str(example["services.0.seats"].label)
    assert example["seats"].formula == f"{seats} (Voz) + {seats} (Posts)"
    assert "(Voz)" not in example["services.0.fte"].formula


def test_every_leaf_is_an_input_a_parameter_with_its_source_or_a_sum_of_intervals(example: Pricing) -> None:
    for key, figure in example.figures.items():
        if figure.definition is None and figure.aggregate is None:
            assert key.startswith(("services.", "structure.", "terms.", "parameters.")), key
            assert figure.source or not key.startswith("parameters."), key
        assert str(figure.label)


def test_brackets_stand_where_the_order_of_the_operations_needs_them() -> None:
    ledger = Ledger()
    a, b, c = (ledger.given(name, name, Unit.NONE, 2) for name in "abc")

    def name(figure: Figure) -> str:
        return figure.key

    one = Constant(1)
    assert write(a - (b - c), name, SPREADSHEET) == "a-(b-c)"
    assert write(a - b - c, name, SPREADSHEET) == "a-b-c"
    assert write((a + b) * c / (a / b), name, SPREADSHEET) == "(a+b)*c/(a/b)"
    assert write((a * b) ** (one / 12), name, SPREADSHEET) == "(a*b)^(1/12)"
    assert write((a**b) ** c, name, SPREADSHEET) == "(a^b)^c"
    assert write(2 * ceiling(a / b), name, SPREADSHEET) == "2*ROUNDUP(ROUND(a/b,9),0)"


def test_a_figure_is_named_once() -> None:
    ledger = Ledger()
    figure = ledger.given("a", "A", Unit.NONE, 1)
    assert ledger.given("a", "A", Unit.NONE, 1) is figure
    ledger.let("b", "B", Unit.NONE, figure + 1)
    with pytest.raises(KeyError):
        ledger.let("b", "B", Unit.NONE, figure + 1)


@pytest.mark.parametrize("value, whole", [("21.0000000001", 21), ("21.00000001", 22), ("20", 20), ("0", 0)])
def test_noise_does_not_add_a_seat(value: str, whole: int) -> None:
    assert ceil_decimal(Decimal(value)) == whole
