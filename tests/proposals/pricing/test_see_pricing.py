"""Who sees and writes which part of a pricing model."""

import pytest
from django.urls import reverse

from almacontact.refusals import NotAllowed, Refused
from pipeline.opportunities.actions.opportunities import involve_areas
from proposals.models import PricingModel, Scenario
from proposals.pricing.actions.pricing import (
    add_scenario,
    choose_scenario,
    create_alternative,
    edit_model,
    edit_scenario,
    new_version,
    void_pricing,
)
from proposals.pricing.minutes.actions import edit_minutes, submit_minutes
from tests.factories import make_opportunity
from tests.proposals.pricing.pricing_examples import DAY
from tests.proposals.pricing.pricing_records import make_example, make_minutes, make_pricing, scenario_of
from tests.proposals.pricing.test_price_on_screen import posted, signed_in, words

pytestmark = pytest.mark.django_db
COSTS = ("$ 95.241.196", "$ 104.917.701", "14,489 %", "23,888 %")


@pytest.fixture
def example(director, analyst):
    return make_example(director, owner=analyst)


@pytest.mark.parametrize("part", ["director", "general_manager", "auditor"])
def test_cost_and_margin_are_seen_by_who_may_see_them(example, everybody, part):
    page = words(signed_in(everybody[part]).get(scenario_of(example).get_absolute_url()))
    assert all(figure in page for figure in COSTS)


@pytest.mark.parametrize("part", ["analyst", "coordinator", "planner", "it_leader"])
def test_others_see_the_price_alone(example, everybody, part):
    scenario = scenario_of(example)
    client = signed_in(everybody[part])
    for address in (scenario.get_absolute_url(), example.get_absolute_url()):
        page = words(client.get(address))
        assert "$ 8.342.198" in page
        assert not [figure for figure in COSTS if figure in page], address
    form = client.get(scenario.get_absolute_url()).context["form"]
    assert "terms.margin" not in form.fields
    assert "services.0.wage" not in form.fields
    assert ("services.0.technology_per_seat" in form.fields) == (part == "it_leader")
    assert client.get(reverse("proposals:scenario_figure", args=[scenario.pk, "cost_base"])).status_code == 404
    opened = words(client.get(reverse("proposals:scenario_figure", args=[scenario.pk, "price"])))
    assert "$ 104.917.701" not in opened
    assert client.get(reverse("proposals:scenario_xlsx", args=[scenario.pk])).status_code == 403
    assert client.get(reverse("proposals:scenario_sensitivity", args=[scenario.pk])).status_code == 403


def test_an_area_that_takes_no_part_and_quality_find_nothing(example, everybody):
    scenario = scenario_of(example)
    for part, status in (("trainer", 404), ("quality_lead", 403), ("administrator", 403), ("outsider", 403)):
        client = signed_in(everybody[part])
        assert client.get(scenario.get_absolute_url()).status_code == status, part
        assert client.get(example.get_absolute_url()).status_code == status, part


def test_an_analyst_changes_volumes_and_keeps_the_costs_they_do_not_see(example, analyst):
    scenario = scenario_of(example)
    before = scenario.inputs
    client = signed_in(analyst)
    sent = posted(scenario, services__0__aht_seconds="240", terms__margin="1", services__0__wage="1")
    assert client.post(scenario.get_absolute_url(), sent).status_code == 302
    after = Scenario.objects.get(pk=scenario.pk).inputs
    assert after["services"][0]["aht_seconds"] == "240"
    assert after["terms"] == before["terms"]
    assert after["structure"] == before["structure"]
    assert after["services"][0]["wage"] == before["services"][0]["wage"]


def test_each_area_writes_its_own_part_and_no_other(example, planner, it_leader):
    scenario = scenario_of(example)
    sent = posted(scenario, services__0__aht_seconds="200", services__0__technology_per_seat="1")
    assert signed_in(planner).post(scenario.get_absolute_url(), sent).status_code == 302
    scenario = scenario_of(example)
    assert scenario.inputs["services"][0]["aht_seconds"] == "200"
    assert scenario.inputs["services"][0]["technology_per_seat"] == "280000"
    sent = posted(scenario, services__0__aht_seconds="90", services__0__technology_per_seat="300000")
    assert signed_in(it_leader).post(scenario.get_absolute_url(), sent).status_code == 302
    line = scenario_of(example).inputs["services"][0]
    assert (line["aht_seconds"], line["technology_per_seat"]) == ("200", "300000")


def test_the_action_refuses_a_part_that_is_not_ones_own(example, planner, analyst, colleague, trainer):
    scenario = scenario_of(example)
    dearer = {**scenario.inputs, "terms": {**scenario.inputs["terms"], "margin": "0.2"}}
    for person in (planner, analyst, colleague, trainer):
        with pytest.raises(NotAllowed):
            edit_scenario(scenario=scenario_of(example), by=person, inputs=dearer)
    assert scenario_of(example).inputs == scenario.inputs


@pytest.mark.parametrize("part", ["colleague", "planner", "it_leader", "general_manager", "auditor", "quality_lead"])
def test_who_does_not_lead_the_pricing_is_refused_at_every_door(example, everybody, part, analyst):
    person = everybody[part]
    minutes = make_minutes(example, analyst)
    scenario = scenario_of(example)
    refusals = [
        lambda: create_alternative(opportunity=example.opportunity, by=person, name="Otra"),
        lambda: add_scenario(pricing_model=example, by=person, name="Otro", source=scenario),
        lambda: choose_scenario(scenario=scenario, by=person),
        lambda: edit_model(pricing_model=example, by=person, parameters_on=DAY, declared={}),
        lambda: new_version(pricing_model=example, by=person, reason="x"),
        lambda: void_pricing(pricing_model=example, by=person, reason="x"),
        lambda: edit_minutes(minutes=minutes, by=person, changes={"agenda": "y"}),
        lambda: submit_minutes(minutes=minutes, by=person),
    ]
    for refused in refusals:
        with pytest.raises(NotAllowed):
            refused()
    client = signed_in(person)
    for name, args in (
        ("pricing_edit", [example.pk]),
        ("pricing_version", [example.pk]),
        ("pricing_void", [example.pk]),
        ("minutes_create", [example.pk]),
        ("scenario_create", [example.pk]),
        ("scenario_choose", [scenario.pk]),
        ("minutes_edit", [minutes.number]),
        ("minutes_submit", [minutes.number]),
    ):
        assert client.post(reverse(f"proposals:{name}", args=args), {}).status_code == 403, name
    assert PricingModel.objects.count() == 1


def test_a_version_holds_four_scenarios_and_one_is_chosen(director):
    model = make_example(director)
    source = scenario_of(model)
    for name in ("Dos", "Tres", "Cuatro"):
        last = add_scenario(pricing_model=model, by=director, name=name, source=source)
    with pytest.raises(Refused, match="4"):
        add_scenario(pricing_model=model, by=director, name="Cinco", source=source)
    answer = signed_in(director).post(reverse("proposals:scenario_choose", args=[last.pk]))
    assert answer.status_code == 302
    assert list(model.scenarios.filter(chosen=True)) == [last]
    page = signed_in(director).get(model.get_absolute_url())
    assert len(page.context["columns"]) == 4
    assert len(page.context["results"].years) == 4


def test_the_list_asks_as_many_queries_for_many_as_for_few(director, django_assert_max_num_queries):
    make_example(director)
    client = signed_in(director)
    address = reverse("proposals:pricing_list")
    client.get(address)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    for number in range(6):
        make_pricing(make_opportunity(director), director, name=f"A{number}")
    with django_assert_max_num_queries(len(few)):
        assert "$ 8.342.198" in words(client.get(address))


def test_an_area_sees_the_pricing_once_it_takes_part(example, trainer, director):
    from almacontact.accounts.roles import Role

    involve_areas(opportunity=example.opportunity, by=director, roles=[Role.TRAINING_QUALITY])
    assert signed_in(trainer).get(example.get_absolute_url()).status_code == 200


def test_a_rule_on_the_margin_is_named_to_all_and_its_figure_shown_to_who_sees_margins(director, everybody, analyst):
    from almacontact.accounts.models import User
    from tests.proposals.pricing.pricing_records import changed, submit

    model = make_example(director, owner=analyst)
    changed(model, director, margin="0.03")
    submit(PricingModel.objects.with_parties().get(pk=model.pk), director)
    address = reverse("pipeline:opportunity_panel", args=[model.opportunity.code, "pricing"])

    def fired(person: User) -> dict[str, str]:
        page = signed_in(person).get(address, headers={"HX-Request": "true"})
        return {one.label: one.found for shown in page.context["shown"] for one in shown.fired}

    seen, hidden = fired(director), fired(analyst)
    assert seen.keys() == hidden.keys()
    ebitda = next(label for label in seen if "EBITDA" in label)
    assert (seen[ebitda].endswith("%"), hidden[ebitda]) == (True, "–")
