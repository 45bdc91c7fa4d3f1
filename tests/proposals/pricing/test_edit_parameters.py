"""Dated parameters and risk rules through their pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from almacontact.refusals import NotAllowed
from proposals.models import DatedParameter, RiskRule
from proposals.pricing.actions.parameters import set_parameter
from tests.proposals.pricing.test_price_on_screen import signed_in, words

pytestmark = pytest.mark.django_db


def wages() -> list[tuple[date, date | None, Decimal]]:
    found = DatedParameter.objects.filter(key="minimum_wage").order_by("valid_from")
    return [(one.valid_from, one.valid_to, one.value) for one in found]


def test_the_installation_starts_with_the_values_of_2026_and_the_risk_rules():
    assert DatedParameter.objects.all().as_set().get("minimum_wage", date(2026, 8, 1)).value == 1_750_905
    assert RiskRule.objects.filter(mandatory=True).count() == 10
    assert RiskRule.objects.filter(mandatory=False).count() == 12


def test_a_new_value_from_a_date_closes_the_one_before_it(director):
    client = signed_in(director)
    address = reverse("proposals:parameter_detail", args=["minimum_wage"])
    sent = {"value": "1.961.000", "valid_from": "2027-01-01", "source": "Proyección"}
    assert client.post(address, sent).status_code == 302
    assert wages() == [
        (date(2026, 1, 1), date(2026, 12, 31), Decimal(1_750_905)),
        (date(2027, 1, 1), None, Decimal(1_961_000)),
    ]
    assert not DatedParameter.objects.get(key="minimum_wage", valid_from=date(2027, 1, 1)).confirmed
    page = words(client.get(address))
    assert "$ 1.961.000" in page
    assert "Diana Forero" in page
    set_parameter(
        key="minimum_wage", by=director, value=Decimal(1_800_000), valid_from=date(2026, 7, 1), source="Prueba"
    )
    assert wages()[:2] == [
        (date(2026, 1, 1), date(2026, 6, 30), Decimal(1_750_905)),
        (date(2026, 7, 1), date(2026, 12, 31), Decimal(1_800_000)),
    ]


def test_a_value_is_confirmed_by_who_answers_for_it(director, people_leader, planner):
    set_parameter(
        key="minimum_wage",
        by=people_leader,
        value=Decimal(2_000_000),
        valid_from=date(2027, 1, 1),
        source="Proyección",
        confirmed=False,
    )
    parameter = DatedParameter.objects.get(key="minimum_wage", valid_from=date(2027, 1, 1))
    address = reverse("proposals:parameter_confirm", args=[parameter.pk])
    assert signed_in(planner).post(address).status_code == 403
    assert signed_in(director).post(address).status_code == 302
    parameter.refresh_from_db()
    assert parameter.confirmed


@pytest.mark.parametrize(
    "sent, box", [({"value": "-1"}, "value"), ({"source": " "}, "source"), ({"value": "x"}, "value")]
)
def test_a_value_that_does_not_fit_is_said_at_its_box(director, sent, box):
    given = {"value": "1.961.000", "valid_from": "2027-01-01", "source": "Proyección", **sent}
    answer = signed_in(director).post(reverse("proposals:parameter_detail", args=["minimum_wage"]), given)
    assert answer.status_code == 422
    assert box in answer.context["form"].errors
    assert len(wages()) == 1


def test_an_area_enters_its_own_parameters_and_no_other(planner, people_leader, analyst, general_manager):
    sent = {"value": "20", "valid_from": "2027-01-01", "source": "Comité"}
    own = reverse("proposals:parameter_detail", args=["shrinkage_low"])
    other = reverse("proposals:parameter_detail", args=["iva"])
    assert signed_in(planner).post(own, sent).status_code == 302
    for person, address in ((planner, other), (people_leader, other), (analyst, own), (general_manager, own)):
        assert signed_in(person).post(address, sent).status_code == 403
    with pytest.raises(NotAllowed):
        set_parameter(key="iva", by=planner, value=Decimal(0), valid_from=date(2027, 1, 1), source="x")
    assert DatedParameter.objects.filter(valid_from=date(2027, 1, 1)).count() == 1


def test_general_management_edits_a_risk_rule_and_its_history_says_who(general_manager):
    client = signed_in(general_manager)
    address = reverse("proposals:risk_edit", args=["ebitda"])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in ("metric", "comparison", "points", "version")}
    answer = client.post(address, {**sent, "threshold": "10", "mandatory": "on", "active": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    rule = RiskRule.objects.get(code="ebitda")
    assert rule.threshold == Decimal("0.10")
    assert rule.history.latest().history_user == general_manager
    assert "10 %" in words(client.get(reverse("proposals:risk_list")))


def test_a_new_rule_is_written_and_a_code_is_not_given_twice(general_manager):
    client = signed_in(general_manager)
    sent = {
        "code": "very_long",
        "metric": "term_months",
        "comparison": "above",
        "threshold": "60",
        "points": "2",
        "active": "on",
    }
    address = reverse("proposals:risk_create")
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    assert RiskRule.objects.filter(code="very_long").count() == 1


@pytest.mark.parametrize("part", ["director", "analyst", "planner", "auditor", "quality_lead"])
def test_only_general_management_edits_risk_rules(everybody, part):
    answer = signed_in(everybody[part]).post(reverse("proposals:risk_edit", args=["seats"]), {"threshold": "1"})
    assert answer.status_code == 403
    assert RiskRule.objects.get(code="seats").threshold == 100
