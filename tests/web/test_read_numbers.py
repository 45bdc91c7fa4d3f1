"""One reader of numbers: what people type, paste and import means the same at every door."""

import json
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from almacontact.numbers import Kind, Misread, read, words, written
from almacontact.web.forms import CountField, DecimalField, MoneyField, NumberField, PercentField, StyledForm
from tests.conftest import ROOT

pytestmark = pytest.mark.alike

CASES = json.loads((ROOT / "tests" / "data" / "numbers.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text']!r} as {case['kind']} of {case['decimals']}")
def test_a_number_is_read_as_colombia_writes_it_or_refused_by_name(case):
    try:
        found = {"value": str(read(case["text"], Kind(case["kind"]), case["decimals"]))}
    except Misread as misread:
        found = {"problem": misread.code}
    expected = {name: case[name] for name in ("value", "problem") if name in case}
    if "value" in expected:
        assert Decimal(found["value"]) == Decimal(expected["value"])
    else:
        assert found == expected


def test_a_doubt_says_both_numbers_it_may_be():
    with pytest.raises(Misread) as doubt:
        read("1,234", Kind.DECIMAL, 2)
    assert doubt.value.readings == (Decimal("1.234"), Decimal(1234))


@given(st.sampled_from(list(Kind)), st.integers(0, 10), st.data())
def test_what_a_box_shows_reads_back_as_the_same(kind, decimals, data):
    value = data.draw(st.decimals(min_value=-(10**17), max_value=10**17, places=decimals, allow_nan=False))
    assert read(written(value, kind), kind, decimals) == value
    assert read(words(value, kind), kind, decimals) == value


@given(st.text(max_size=30), st.sampled_from(list(Kind)), st.integers(0, 10))
def test_no_text_at_all_breaks_the_reader(text, kind, decimals):
    try:
        answer = abs(read(text, kind, decimals))
    except Misread as misread:
        answer = misread.code
    assert answer in NumberField.default_error_messages if isinstance(answer, str) else answer < 10**18


class Deal(StyledForm):
    seats = CountField(max_value=100_000, unit=("puesto", "puestos"))
    value = MoneyField(min_value=1)
    share = PercentField(decimals=1, required=False)
    weight = DecimalField(max_value=Decimal("999.99"), decimals=2, required=False)
    year = CountField(min_value=2000, max_value=2100, grouped=False, required=False)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("name", "typed", "value", "words"),
    [
        ("seats", "1.000", 1000, "= 1.000 puestos"),
        ("seats", "1", 1, "= 1 puesto"),
        ("value", "$ 8,5 M", 8_500_000, "= $ 8.500.000"),
        ("share", "12.5", Decimal("12.5"), "= 12,5 %"),
        ("weight", "1.5", Decimal("1.5"), "= 1,5"),
        ("year", "2.027", 2027, "= 2027"),
    ],
)
def test_a_form_reads_the_same_in_every_language_and_says_what_it_understood(language, name, typed, value, words):
    with override(language):
        form = Deal({"seats": "2", "value": "3", name: typed})
        assert form.is_valid(), form.errors
        assert form.cleaned_data[name] == value
        assert form[name].understood == words


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("seats", "1.5", "whole"),
        ("seats", "100.001", "max_value"),
        ("seats", "-1", "min_value"),
        ("seats", "9" * 30, "large"),
        ("seats", "diez\0", "unreadable"),
        ("value", "8,5", "whole"),
        ("value", "0", "min_value"),
        ("weight", "1,234", "doubt"),
        ("weight", "1.000", "max_value"),
        ("share", "100,1", "max_value"),
    ],
)
def test_a_form_refuses_what_is_no_such_number_and_keeps_what_was_typed(name, typed, code):
    form = Deal({"seats": "2", "value": "3", name: typed})
    assert form.errors.as_data()[name][0].code == code
    assert form[name].value() == typed
    assert form[name].understood == ""


def test_a_number_that_was_not_touched_has_not_changed():
    form = Deal({"seats": "1.000", "value": "$ 2.500"}, initial={"seats": 1000, "value": 2500, "weight": None})
    assert not form.has_changed()
    html = str(Deal(initial={"seats": 1000, "year": 2027, "weight": Decimal("1.50")}))
    assert 'value="1.000"' in html
    assert 'value="2027"' in html
    assert 'value="1,5"' in html
    assert 'inputmode="numeric"' in html
    assert 'type="number"' not in html
