"""From the client's RFP to an approved price: one walk through request, check list, scenarios and acta."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from almacontact.calendar import today
from pipeline.models import Opportunity
from pipeline.opportunities import gates
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.states import Move, Stage
from proposals.models import CheckList, MinutesState, PricingMinutes, PricingModel
from proposals.pricing.actions.pricing import edit_model
from tests.browser.test_pricing import with_password
from tests.cast import PASSWORD, cast_person
from tests.factories import log_interest, make_contact
from tests.proposals.intake.intake_records import answer_all
from tests.proposals.pricing.pricing_examples import DAY
from tests.proposals.pricing.pricing_records import DECLARED, make_minutes, make_priced_opportunity, scenario_of

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]


def test_an_rfp_becomes_a_price_that_opens_its_part_of_the_gate(phone: Page, page: Page, live_server, sign_in):
    director = cast_person("director")
    signers = [with_password(part) for part in ("planner", "it_leader", "general_manager")]
    opportunity = make_priced_opportunity(director, expected_billing_on=DAY)
    contact = make_contact(director, opportunity.client, name="Rosa Compras")
    log_interest(opportunity, director)
    move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=director)
    sign_in(page, director)

    _log_request(page, live_server.url, opportunity, contact)
    _answer_check_list(page, phone, live_server.url, sign_in, director)
    model = _price_two_scenarios(page, live_server.url, opportunity)
    following = _send_back_on_the_phone(page, phone, live_server.url, sign_in, director, model, signers[0])
    minutes = _sign_on_the_phone(page, phone, live_server.url, sign_in, director, following, signers)

    assert minutes.state == MinutesState.APPROVED
    check = gates.check(Opportunity.objects.get(pk=opportunity.pk), Move.PROPOSE)
    met = {one.code: one.met for one in check.conditions}
    assert met["requirements_answered"]
    assert met["pricing_approved"]
    assert [one.code for one in check.missing] == ["proposal_sent"]
    opportunity.refresh_from_db()
    assert (opportunity.seats, opportunity.unit_value) == (minutes.seats, minutes.unit_value)


def _log_request(page: Page, url: str, opportunity: Opportunity, contact: Any) -> None:
    page.goto(url + reverse("proposals:intake_create", args=[opportunity.code]))
    page.locator("#id_kind").select_option("rfp")
    page.locator("#id_source").select_option("email")
    page.locator("#id_contact").select_option(str(contact.pk))
    page.locator("#id_reference").fill("RFP-2026-020")
    page.locator("#id_received_on").fill(today().isoformat())
    page.locator(".form-actions .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("RFP-2026-020")


def _answer_check_list(page: Page, phone: Page, url: str, sign_in: Any, director: Any) -> None:
    page.locator(".page-actions .btn-primary").click()
    page.locator(".form-actions .btn-primary").click()
    expect(page.locator(".check-line").first).to_be_visible()
    check_list = CheckList.objects.get()
    answer_all(check_list, director, {line.code: "" for line in check_list.requirements.filter(area="it")})
    sign_in(phone, cast_person("it_leader"))
    phone.goto(url + reverse("proposals:requirement_list"))
    cards = phone.locator(".line-card")
    for place in range(cards.count()):
        cards.nth(place).locator("button.answer").nth(0).click()
        expect(cards.nth(place).locator("button.answer").nth(0)).to_have_attribute("aria-pressed", "true")
    assert CheckList.objects.get().decision().outcome == "go"


def _price_two_scenarios(page: Page, url: str, opportunity: Opportunity) -> PricingModel:
    page.goto(url + reverse("proposals:alternative_create", args=[opportunity.code]))
    page.locator("[name=name]").fill("Oferta base")
    if page.locator("[name=parameters_on]").count():
        page.locator("[name=parameters_on]").fill(DAY.isoformat())
    page.locator("main form .btn-primary").first.click()
    page.wait_for_load_state()
    model = PricingModel.objects.with_parties().get()
    page.goto(url + model.get_absolute_url())
    adding = page.locator(f"form[action='{reverse('proposals:scenario_create', args=[model.pk])}']")
    page.locator(".scenario-add summary").click()
    adding.locator("[name=name]").fill("Con margen mayor")
    adding.locator("button").last.click()
    page.wait_for_load_state()
    second = model.scenarios.get(name="Con margen mayor")
    page.goto(url + second.get_absolute_url())
    page.locator('[name="terms.margin"]').fill("15")
    page.locator(".pricing-actions button").click()
    page.wait_for_load_state()
    page.goto(url + model.get_absolute_url())
    choosing = page.locator(f"form[action='{reverse('proposals:scenario_choose', args=[second.pk])}'] button")
    choosing.click()
    page.wait_for_load_state()
    assert scenario_of(model).pk == second.pk
    return model


def _send_back_on_the_phone(
    page: Page, phone: Page, url: str, sign_in: Any, director: Any, model: PricingModel, planner: Any
) -> PricingModel:
    model = PricingModel.objects.with_parties().get(pk=model.pk)
    edit_model(pricing_model=model, by=director, parameters_on=model.parameters_on, declared=DECLARED)
    minutes = make_minutes(model, director)
    page.goto(url + minutes.get_absolute_url() + "submit/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    sign_in(phone, planner)
    phone.goto(url + minutes.approvals.get().get_absolute_url())
    phone.locator("[name=comment]").fill("Confirmar el AHT con el cliente")
    phone.locator("[name=password]").fill(PASSWORD)
    phone.locator("button[value=adjust]").click()
    phone.wait_for_load_state()
    following = PricingModel.objects.open().with_parties().get()
    assert following.number == 2
    page.goto(url + scenario_of(following).get_absolute_url())
    page.locator('[name="services.0.aht_seconds"]').fill("200")
    page.locator(".pricing-actions button").click()
    page.wait_for_load_state()
    return PricingModel.objects.with_parties().get(pk=following.pk)


def _sign_on_the_phone(
    page: Page, phone: Page, url: str, sign_in: Any, director: Any, model: PricingModel, signers: list[Any]
) -> PricingMinutes:
    make_minutes(model, director)
    minutes = PricingMinutes.objects.with_parties().get(state=MinutesState.DRAFT)
    page.goto(url + minutes.get_absolute_url() + "submit/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    for person in signers:
        phone.context.clear_cookies()
        sign_in(phone, person)
        phone.goto(url + minutes.approvals.get().get_absolute_url())
        phone.locator("[name=password]").fill(PASSWORD)
        phone.locator("button[value=approve]").click()
        phone.wait_for_load_state()
    minutes.refresh_from_db()
    return minutes
