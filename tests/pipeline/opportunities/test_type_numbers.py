"""A number means the same whether it is typed on the page, typed in the Matriz or imported."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from almacontact.refusals import Refused
from pipeline.grid.grid import Reader
from pipeline.models import Opportunity
from pipeline.opportunities.forms.opportunities import OpportunityForm
from pipeline.workbook import cells
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db


def _by_form(name, text):
    return OpportunityForm.base_fields[name].clean(text)


def _by_grid(name, text):
    return Reader().read(name, text)[name]


def _by_import(name, text):
    return cells.whole(text, 100_000) if name == "seats" else cells.money(text)[0]


DOORS = pytest.mark.parametrize("door", [_by_form, _by_grid, _by_import], ids=["page", "Matriz", "import"])


@DOORS
@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("seats", "1.000", 1000),
        ("seats", "1,000", 1000),
        ("seats", "1\u00a0000", 1000),
        ("unit_value", "$ 4.350.000", 4_350_000),
        ("unit_value", "4,350,000", 4_350_000),
        ("unit_value", "$ 8,5 M", 8_500_000),
        ("unit_value", "٤٣٥٠٠٠٠", 4_350_000),
    ],
)
def test_a_number_means_the_same_at_every_door(door, name, text, value):
    assert door(name, text) == value


@DOORS
@pytest.mark.parametrize(
    ("name", "text"), [("seats", "1.5"), ("seats", "5²"), ("seats", "-3"), ("unit_value", "8,5"), ("unit_value", "-1")]
)
def test_what_is_no_such_number_is_refused_at_every_door(door, name, text):
    with pytest.raises((Refused, cells.Unreadable, ValidationError)):
        door(name, text)


def test_a_thousand_seats_typed_with_a_point_are_a_thousand(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    url = reverse("pipeline:opportunity_edit", args=[opportunity.code])
    page = client.get(url)
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data = {name: value if isinstance(value, str) else str(getattr(value, "pk", value)) for name, value in data.items()}
    answer = client.post(url, {**data, "seats": "1.000", "version": opportunity.version})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Opportunity.objects.get().seats == 1000
