"""Forms: money, percentages and dates as people write them, warnings to confirm, versions, refusals."""

from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from almacontact.accounts.models import User
from almacontact.refusals import Blocker, Refused
from almacontact.web.forms import (
    DayField,
    MoneyField,
    PercentField,
    StyledForm,
    StyledModelForm,
    VersionedMixin,
    WarningsMixin,
)


class Offer(WarningsMixin, StyledForm):
    value = MoneyField(max_value=10_000_000_000)
    chance = PercentField(required=False, decimals=1)
    close = DayField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, required=False)
    on = forms.BooleanField(required=False)

    def clean(self):
        values = super().clean()
        if (values.get("value") or 0) > 1000:
            self.add_warning("Alto", code="high")
        if values.get("chance") == 0:
            self.add_warning("Sin probabilidad", code="none")
        return values


def filled(**values) -> Offer:
    query = QueryDict(mutable=True)
    query.update(values)
    return Offer(query)


@pytest.mark.parametrize(("typed", "pesos"), [("$ 1.000", 1000), ("900", 900), ("COP 12", 12)])
def test_money_is_read_as_it_is_written(typed, pesos):
    form = filled(value=typed)
    assert form.is_valid()
    assert form.cleaned_data["value"] == pesos


@pytest.mark.parametrize("typed", ["12,5", "-5", "mil", "99.999.999.999"])
def test_money_that_cannot_be_is_refused_and_kept_as_typed(typed):
    form = filled(value=typed)
    assert not form.is_valid()
    assert f'value="{typed}"' in str(form["value"])
    assert "is-invalid" in str(form["value"])


def test_money_shows_its_thousands_and_an_equal_value_has_not_changed():
    assert 'value="1.234.567"' in str(Offer(initial={"value": 1234567})["value"])
    assert not MoneyField().has_changed(1234567, "$ 1.234.567")
    assert MoneyField().has_changed(1234567, "1.234.568")


@pytest.mark.parametrize(
    ("typed", "points"), [("30", Decimal(30)), ("12,5 %", Decimal("12.5")), ("0.1", Decimal("0.1")), ("", None)]
)
def test_a_percentage_is_in_points(typed, points):
    form = filled(value="1", chance=typed)
    assert form.is_valid()
    assert form.cleaned_data["chance"] == points


@pytest.mark.parametrize("typed", ["101", "-1", "12,55", "NaN", "treinta"])
def test_a_percentage_that_cannot_be_is_refused(typed):
    assert not filled(value="1", chance=typed).is_valid()


def test_a_date_is_native_and_travels_as_iso():
    form = Offer(initial={"close": "2026-11-24"})
    assert 'type="date"' in str(form["close"])
    assert 'value="2026-11-24"' in str(form["close"])
    assert filled(value="1", close="24/11/2026").is_valid()


def test_what_is_unusual_needs_a_confirmation_of_exactly_that():
    assert not filled(value="2.000").is_valid()
    assert not filled(value="2.000").errors
    assert filled(value="2.000", confirm_warnings="high").is_valid()
    more = filled(value="2.000", chance="0", confirm_warnings="high")
    assert not more.is_valid()
    assert [warning.code for warning in more.open_warnings] == ["none"]


def rendered(form) -> str:
    return Template('{% include "components/_form.html" %}').render(Context({"form": form}))


def test_an_error_is_named_at_its_field_and_linked_from_the_summary():
    html = rendered(filled(value="mil"))
    assert '<a href="#id_value">' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_value_error"' in html
    assert 'id="id_value_error"' in html


def test_a_refusal_shows_at_its_field_or_above_with_its_link():
    form = filled(value="1")
    assert form.is_valid()
    form.add_refusal(
        Refused([Blocker("a", "Falta <valor>", field="value"), Blocker("b", "Falta el acta", url="/acta/")])
    )
    html = rendered(form)
    assert not form.is_valid()
    assert "Falta &lt;valor&gt;" in html
    assert '<a href="/acta/">' in html


class Person(VersionedMixin, StyledModelForm):
    class Meta:
        model = User
        fields = ["name", "theme"]


def test_a_form_carries_the_version_that_was_read_and_shows_both_values():
    read, now = User(pk=1, name="Ana", theme="auto"), User(pk=1, name="Anita", theme="auto")
    read.version, now.version = 3, 5
    assert 'name="version" value="3"' in rendered(Person(instance=read))
    form = Person({"name": "Ana María", "theme": "auto", "version": "3"}, instance=read)
    assert form.is_valid()
    assert form.expected_version == 3
    form.meet(now)
    html = rendered(form)
    assert 'name="version" value="5"' in html
    assert 'value="Ana María"' in html
    assert "Anita" in html
    assert [str(row.label) for row in form.conflicts] == [str(form.fields["name"].label)]
