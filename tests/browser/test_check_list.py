"""From the client's RFP to a go, in a browser: the request at a desk, the answers on a phone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from almacontact.calendar import today
from proposals.models import CheckList
from tests.browser.conftest import PHONE
from tests.cast import cast_person
from tests.factories import make_contact, make_opportunity
from tests.proposals.intake.intake_records import answer_all, line_of, make_check_list

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]


def test_an_rfp_is_answered_by_the_areas_on_the_phone_and_goes(live_server, page, sign_in):
    analyst, leader, director = (cast_person(part) for part in ("analyst", "it_leader", "director"))
    opportunity = make_opportunity(analyst)
    contact = make_contact(analyst, opportunity.client, name="Rosa Compras")

    sign_in(page, analyst)
    page.goto(live_server.url + reverse("proposals:intake_create", args=[opportunity.code]))
    page.locator("#id_kind").select_option("rfp")
    page.locator("#id_source").select_option("email")
    page.locator("#id_contact").select_option(str(contact.pk))
    page.locator("#id_reference").fill("RFP-2026-014")
    page.locator("#id_received_on").fill(today().isoformat())
    page.locator("#id_monthly_volume").fill("41120")
    page.locator(".form-actions .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("RFP-2026-014")
    page.locator(".page-actions .btn-primary").click()
    page.locator(".form-actions .btn-primary").click()
    expect(page.locator(".check-line")).to_have_count(27)

    check_list = CheckList.objects.get()
    answer_all(check_list, director, {line.code: "" for line in check_list.requirements.filter(area="it")})

    page.set_viewport_size(PHONE)
    sign_in(page, leader)
    page.goto(live_server.url + reverse("proposals:requirement_list"))
    cards = page.locator(".line-card")
    expect(cards).to_have_count(4)
    for place in range(4):
        answer = cards.nth(place).locator("button.answer").nth(0)
        answer.click()
        expect(cards.nth(place).locator("button.answer").nth(0)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.goto(live_server.url + check_list.get_absolute_url())
    expect(page.locator(".tile-value").first).to_have_text(re.compile(r"100\s%"))
    expect(page.locator(".blocker-missing")).to_have_count(0)
    assert CheckList.objects.get().decision().outcome == "go"


def test_an_excluding_no_says_what_it_means_and_the_director_waives_it(live_server, page, sign_in):
    analyst, leader, director = (cast_person(part) for part in ("analyst", "it_leader", "director"))
    check_list = make_check_list(make_opportunity(analyst), analyst)
    line = line_of(check_list, "security")
    page.set_viewport_size(PHONE)
    sign_in(page, leader)
    page.goto(live_server.url + reverse("proposals:requirement_list"))
    card = page.locator(f"#line-{line.pk}")
    card.locator("button.answer").nth(2).click()
    expect(card.locator(".line-owes")).to_be_visible()
    sign_in(page, director)
    page.goto(live_server.url + reverse("proposals:requirement_waive", args=[line.pk]))
    page.locator("#id_reason").fill("El cliente acepta un plan de cierre.")
    page.locator(".form-actions .btn-danger").click()
    expect(page.locator(".check-line .is-warn")).to_be_visible()


def test_answers_of_every_kind_are_accessible(live_server, page, sign_in, assert_accessible):
    analyst, director = cast_person("analyst"), cast_person("director")
    check_list = make_check_list(make_opportunity(analyst), analyst)
    answer_all(check_list, director, {"crm": "partial", "security": "no", "iso": ""})
    sign_in(page, director)
    for address in (
        check_list.get_absolute_url(),
        reverse("proposals:requirement_list"),
        line_of(check_list, "crm").get_absolute_url(),
    ):
        page.goto(live_server.url + address)
        assert_accessible(page)
