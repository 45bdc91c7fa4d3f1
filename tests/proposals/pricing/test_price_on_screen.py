"""The editor of a scenario: the worked example to the peso, bad input at its box, what each person sees."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models import Scenario
from proposals.pricing.engine.snapshot import to_data
from proposals.pricing.forms.deal import DealForm
from proposals.pricing.rights import Part
from tests.proposals.pricing.pricing_examples import example_deal
from tests.proposals.pricing.pricing_records import (
    EXAMPLE_PRICE,
    EXAMPLE_SEATS,
    EXAMPLE_UNIT_VALUE,
    make_example,
    make_priced_opportunity,
    make_pricing,
    scenario_of,
)

pytestmark = pytest.mark.django_db
ALL = frozenset(Part)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def posted(scenario: Scenario, inputs: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser sends for these inputs: every box as it shows them."""
    form = DealForm(inputs or scenario.inputs, seen=ALL, edited=ALL, initial={"name": scenario.name})
    sent: dict[str, Any] = {"version": scenario.version}
    for name in form.fields:
        if name == "version":
            continue
        value = form[name].value()
        if isinstance(value, bool):
            if value:
                sent[name] = "on"
            continue
        shown = form.fields[name].widget.format_value(value)
        sent[name] = shown[0] if isinstance(shown, list) else "" if shown is None else shown
    return {**sent, **{name.replace("__", "."): value for name, value in changes.items()}}


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_worked_example_holds_to_the_peso_when_typed_into_the_form(director):
    model = make_pricing(make_priced_opportunity(director), director)
    scenario = scenario_of(model)
    client = signed_in(director)
    answer = client.post(scenario.get_absolute_url(), posted(scenario, to_data(example_deal())))
    assert answer.status_code == 302, answer.content.decode()
    page = words(client.get(scenario.get_absolute_url()))
    for figure in (
        "$ 125.132.966",
        "$ 8.342.198",
        "$ 95.241.196",
        "$ 63.491.437",
        "$ 13.948.902",
        "$ 4.200.000",
        "$ 5.250.000",
        "$ 5.551.200",
        "$ 1.338.966",
        "$ 1.460.691",
        "$ 7.619.296",
        "$ 2.057.210",
        "$ 104.917.701",
        "0,02489028",
        "0,83844972",
        "23,888 %",
        "14,489 %",
        "$ 41.600,06",
        "$ 3.043,12",
        "$ 23.775.264",
        "$ 3.003.191.191",
        "0,39 %",
        "14,28 %",
        "41.120",
        "3.008",
    ):
        assert figure in page, figure
    scenario.refresh_from_db()
    assert (scenario.computed_price, scenario.unit_value) == (EXAMPLE_PRICE, EXAMPLE_UNIT_VALUE)
    assert scenario.offered_monthly == EXAMPLE_UNIT_VALUE * EXAMPLE_SEATS == 125_132_970
    assert scenario.total_value == 3_003_191_280
    assert scenario.rounding == 4


@pytest.mark.parametrize(
    "minutes, calls, seconds, within, level, wait, agents",
    [
        (30, "100", "180", "20", "80", "100", 14),
        (60, "250", "330", "30", "80", "100", 28),
        (60, "600", "120", "20", "0", "15", 26),
    ],
)
def test_the_erlang_table_holds_in_the_live_answer(director, minutes, calls, seconds, within, level, wait, agents):
    scenario = scenario_of(make_example(director))
    column = "\n".join(calls if number == 20 else "–" for number in range(1440 // minutes))
    sent = posted(scenario)
    sent.update(
        {
            "services.0.days.0.volumes": column,
            "services.0.days.1.volumes": column,
            "services.0.aht_seconds": seconds,
            "services.0.answer_within_seconds": within,
            "services.0.target_service_level": level,
            "services.0.max_wait_probability": wait,
            "services.0.max_occupancy": "100",
        }
    )
    answer = signed_in(director).post(reverse("proposals:scenario_compute", args=[scenario.pk]), sent)
    (service,) = answer.context["results"].services
    assert {one.key: one.words for one in service.figures}["services.0.peak"] == str(agents)


@pytest.mark.parametrize(
    "box, typed, said",
    [
        ("services.0.aht_seconds", "0", "AHT"),
        ("services.0.max_occupancy", "101", "101 %"),
        ("services.0.internal_shrinkage", "100", "100 %"),
        ("services.0.wage", "1.000.000", "salario"),
        ("terms.margin", "98", "98"),
        ("terms.margin", "abc", "número"),
        ("terms.margin", "1E999999", "número"),
        ("terms.term_months", "0", "0"),
        ("terms.term_months", "12,5", "entero"),
        ("structure.0.ratio", "", "cargo"),
        ("services.0.days.0.volumes", "1\n2\n3", "3"),
        ("services.0.days.0.volumes", "\n".join(["5"] * 23 + ["muchas"]), "muchas"),
        ("services.0.days.0.days_a_month", "32", "32"),
    ],
)
def test_bad_input_is_said_at_its_box_and_nothing_is_saved(director, box, typed, said):
    scenario = scenario_of(make_example(director))
    before = scenario.inputs
    answer = signed_in(director).post(scenario.get_absolute_url(), posted(scenario, **{box.replace(".", "__"): typed}))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert box in form.errors, form.errors
    assert form[box].value() == typed, "what was typed stays"
    assert "Infinity" not in answer.content.decode()
    assert Scenario.objects.get(pk=scenario.pk).inputs == before


def test_a_queue_that_no_number_of_agents_can_serve_is_told_at_the_service(director):
    scenario = scenario_of(make_example(director))
    sent = posted(scenario, services__0__max_wait_probability="0,0000000001", services__0__aht_seconds="86400")
    sent["services.0.days.0.volumes"] = "\n".join(["1000000"] * 24)
    answer = signed_in(director).post(reverse("proposals:scenario_compute", args=[scenario.pk]), sent)
    assert answer.status_code == 200
    assert answer.context["results"] is None
    assert answer.context["problems"][0][0].startswith("services.0")


def test_a_day_without_a_minimum_wage_is_told_with_the_way_to_enter_it(director):
    from datetime import date

    from proposals.pricing.actions.pricing import edit_model

    model = make_pricing(make_priced_opportunity(director), director)
    edit_model(pricing_model=model, by=director, parameters_on=date(2027, 2, 1), declared={})
    scenario = scenario_of(model)
    assert scenario.unit_value is None
    page = signed_in(director).get(scenario.get_absolute_url())
    assert page.status_code == 200
    assert reverse("proposals:parameter_list") in page.content.decode()
    assert "2027-02-01" in page.content.decode()


def test_the_live_answer_takes_three_queries_beside_session_and_person(director, django_assert_max_num_queries):
    scenario = scenario_of(make_example(director))
    client, sent = signed_in(director), posted(scenario)
    address = reverse("proposals:scenario_compute", args=[scenario.pk])
    client.post(address, sent)
    with django_assert_max_num_queries(3 + 3):
        answer = client.post(address, sent)
    assert "$ 125.132.966" in words(answer)


def test_a_line_is_added_and_taken_out_without_losing_what_was_typed_nor_saving(director):
    scenario = scenario_of(make_example(director))
    client = signed_in(director)
    answer = client.post(scenario.get_absolute_url(), posted(scenario, terms__margin="17,5", do="add:services"))
    form = answer.context["form"]
    assert len(form.services()) == 2
    assert form["terms.margin"].value() == "17,5"
    answer = client.post(
        scenario.get_absolute_url(), {**posted(scenario), "do": "remove:services.0.days.1", "terms.margin": "18"}
    )
    assert [len(block.days) for block in answer.context["form"].services()] == [1]
    assert Scenario.objects.get(pk=scenario.pk).version == scenario.version


def test_each_figure_opens_its_formula_as_typed(director):
    scenario = scenario_of(make_example(director))
    address = reverse("proposals:scenario_figure", args=[scenario.pk, "price"])
    client = signed_in(director)
    saved = words(client.get(address))
    assert "$ 125.132.966" in saved
    assert "0,83844972" in saved
    typed = words(client.post(address, posted(scenario, terms__margin="10"), headers={"HX-Request": "true"}))
    assert "$ 125.132.966" not in typed
    assert client.get(reverse("proposals:scenario_figure", args=[scenario.pk, "nothing"])).status_code == 404


def test_whoever_saves_second_sees_both_values_and_may_save_again(director):
    scenario = scenario_of(make_example(director))
    client, stale = signed_in(director), posted(scenario, terms__margin="13")
    assert client.post(scenario.get_absolute_url(), posted(scenario, terms__margin="14")).status_code == 302
    answer = client.post(scenario.get_absolute_url(), stale)
    assert answer.status_code == 409
    assert any(row.yours == "13" and row.theirs == "14" for row in answer.context["form"].conflicts)
    assert Scenario.objects.get(pk=scenario.pk).inputs["terms"]["margin"] == "0.14"
    answer = client.post(scenario.get_absolute_url(), {**stale, "version": answer.context["form"].data["version"]})
    assert answer.status_code == 302


def test_the_sensitivity_is_worked_out_on_demand(director):
    scenario = scenario_of(make_example(director))
    client = signed_in(director)
    address = reverse("proposals:scenario_sensitivity", args=[scenario.pk])
    assert address in client.get(scenario.get_absolute_url()).content.decode()
    assert len(client.get(address).context["moved"]) == 4


def test_the_scenario_prints_as_a_pdf(director):
    scenario = scenario_of(make_example(director))
    answer = signed_in(director).get(reverse("proposals:scenario_pdf", args=[scenario.pk]))
    assert answer.content[:5] == b"%PDF-"


def test_the_first_screen_of_a_new_alternative_is_not_empty(director):
    opportunity = make_priced_opportunity(director)
    client = signed_in(director)
    page = client.get(reverse("proposals:alternative_create", args=[opportunity.code]))
    form = page.context["form"]
    answer = client.post(
        reverse("proposals:alternative_create", args=[opportunity.code]),
        {"name": form["name"].value(), "parameters_on": form["parameters_on"].value()},
    )
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert page.context["results"].quote.terms.seats == opportunity.seats


def test_a_half_hour_column_and_a_posts_service_are_read(director):
    scenario = scenario_of(make_example(director))
    sent = posted(scenario)
    sent["services.0.days.0.volumes"] = "\n".join(["–"] * 16 + ["60"] * 20 + ["x"] * 12)
    sent["services.0.days.1.volumes"] = "\t".join(["0"] * 8 + ["12,5"] * 8 + ["-"] * 8)
    client = signed_in(director)
    assert client.post(scenario.get_absolute_url(), sent).status_code == 302
    days = scenario_of(scenario.pricing_model).inputs["services"][0]["days"]
    assert [len(day["volumes"]) for day in days] == [48, 24]
    assert days[1]["volumes"][8] == "12.5"
    assert days[1]["volumes"][23] is None
    scenario = scenario_of(scenario.pricing_model)
    sent = posted(scenario, services__0__channel="round_the_clock", services__0__posts="3")
    assert client.post(scenario.get_absolute_url(), sent).status_code == 302
    assert scenario_of(scenario.pricing_model).seats == 4
