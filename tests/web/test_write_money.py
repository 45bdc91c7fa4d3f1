"""COP as it is written and read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almacontact.money import cop, cop_short
from almacontact.numbers import Kind, read


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "$ 0"),
        (999, "$ 999"),
        (1_234_567, "$ 1.234.567"),
        (-500, "-$ 500"),
        (Decimal("1234.50"), "$ 1.235"),
        (None, "–"),
    ],
)
def test_pesos_have_points_between_thousands_and_no_cents(value, words):
    assert cop(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (999_999, "$ 999.999"),
        (1_000_000, "$ 1 M"),
        (12_540_000, "$ 12,5 M"),
        (99_960_000, "$ 100 M"),
        (1_234_400_000, "$ 1.234 M"),
        (-5_200_000, "-$ 5,2 M"),
        (None, "–"),
    ],
)
def test_large_amounts_shorten_to_millions(value, words):
    assert cop_short(value) == words


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_what_is_written_reads_back_the_same(pesos):
    assert read(cop(pesos), Kind.MONEY) == pesos
