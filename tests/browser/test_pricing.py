"""Pricing in a browser: typing with the figures beside it, two scenarios, the acta signed and sent back on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pipeline.models import Opportunity
from pipeline.opportunities import gates
from pipeline.states import Move
from proposals.models import MinutesState, PricingMinutes, PricingModel
from tests.cast import PASSWORD, cast_person
from tests.proposals.pricing.pricing_records import make_example, make_minutes, scenario_of, sign, submit

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]


def with_password(part: str) -> Any:
    person = cast_person(part)
    person.set_password(PASSWORD)
    person.save()
    return person


def test_the_figures_follow_what_is_typed_and_what_is_wrong_is_said_at_its_box(page: Page, live_server, sign_in):
    director = cast_person("director")
    scenario = scenario_of(make_example(director))
    sign_in(page, director)
    page.goto(live_server.url + scenario.get_absolute_url())
    results = page.locator("#pricing-results")
    expect(results).to_contain_text("$ 8.342.198")
    margin = page.locator('[name="terms.margin"]')
    margin.fill("15")
    expect(results).not_to_contain_text("$ 8.342.198")
    margin.fill("99")
    expect(page.locator("[data-live-error]").first).to_be_visible()
    margin.fill("12")
    expect(results).to_contain_text("$ 8.342.198")
    results.locator('a[href$="/figures/price/"]').first.click()
    expect(page.locator("#dialog")).to_contain_text("0,83844972")
    page.keyboard.press("Escape")


def test_a_pasted_column_of_volumes_is_computed(page: Page, live_server, sign_in):
    director = cast_person("director")
    scenario = scenario_of(make_example(director))
    sign_in(page, director)
    page.goto(live_server.url + scenario.get_absolute_url())
    column = page.locator('[name="services.0.days.0.volumes"]')
    column.fill("\n".join(["300"] * 24))
    expect(page.locator("#pricing-results")).not_to_contain_text("$ 125.132.966")
    page.locator(".pricing-actions button").click()
    expect(page.locator("#toasts")).to_be_attached()
    page.wait_for_load_state()
    assert scenario_of(scenario.pricing_model).inputs["services"][0]["days"][0]["volumes"] == ["300"] * 24


def test_the_acta_is_sent_back_and_then_signed_by_all_on_a_phone(phone: Page, page: Page, live_server, sign_in):
    director, planner = cast_person("director"), with_password("planner")
    it_leader, general_manager = with_password("it_leader"), with_password("general_manager")
    model = make_example(director)
    request = submit(model, director)

    sign_in(phone, planner)
    phone.goto(live_server.url + request.get_absolute_url())
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.locator(".approval-amount")).to_contain_text("125.132.970")
    phone.locator("[name=comment]").fill("Confirmar el AHT con el cliente")
    phone.locator("[name=password]").fill(PASSWORD)
    phone.locator("button[value=adjust]").click()
    phone.wait_for_load_state()
    following = PricingModel.objects.open().with_parties().get()
    assert following.number == 2

    sign_in(page, director)
    page.goto(live_server.url + scenario_of(following).get_absolute_url())
    page.locator('[name="services.0.aht_seconds"]').fill("200")
    page.locator(".pricing-actions button").click()
    page.wait_for_load_state()
    make_minutes(PricingModel.objects.with_parties().get(pk=following.pk), director)
    minutes = PricingMinutes.objects.with_parties().get(state=MinutesState.DRAFT)
    page.goto(live_server.url + minutes.get_absolute_url() + "submit/")
    expect(page.locator("main")).to_contain_text("Confirmar el AHT con el cliente")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()

    for person in (planner, it_leader, general_manager):
        phone.context.clear_cookies()
        sign_in(phone, person)
        phone.goto(live_server.url + minutes.approvals.get().get_absolute_url())
        phone.locator("[name=password]").fill(PASSWORD)
        phone.locator("button[value=approve]").click()
        phone.wait_for_load_state()
    minutes.refresh_from_db()
    assert minutes.state == MinutesState.APPROVED

    phone.goto(live_server.url + minutes.get_absolute_url())
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.locator("main")).to_contain_text(minutes.verification_code)
    conditions = gates.check(Opportunity.objects.get(), Move.PROPOSE).conditions
    assert next(one.met for one in conditions if one.code == "pricing_approved")
    page.goto(f"{live_server.url}{minutes.opportunity.get_absolute_url()}panels/pricing/")
    expect(page.locator("main")).to_contain_text(minutes.number)


@pytest.mark.parametrize("where", ["editor", "version", "acta", "list", "parameters", "parameter", "rules", "verify"])
def test_axe_finds_nothing_on_the_pages_of_pricing(page: Page, live_server, sign_in, assert_accessible, where):
    director, general_manager = cast_person("director"), cast_person("general_manager")
    for part in ("planner", "it_leader"):
        cast_person(part)
    model = make_example(director)
    request = submit(model, director)
    sign(request, "workforce", cast_person("planner"))
    minutes = PricingMinutes.objects.get()
    address = {
        "editor": scenario_of(model).get_absolute_url(),
        "version": model.get_absolute_url(),
        "acta": minutes.get_absolute_url(),
        "list": "/pricing/",
        "parameters": "/pricing/parameters/",
        "parameter": "/pricing/parameters/minimum_wage/",
        "rules": "/pricing/risk/",
        "verify": "/pricing/verify/?code=0000",
    }[where]
    sign_in(page, general_manager if where == "rules" else director)
    page.goto(live_server.url + address)
    assert_accessible(page)
