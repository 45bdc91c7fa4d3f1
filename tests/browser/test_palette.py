"""The palette by keyboard and by touch; and the folding of the browser against the server's."""

import json

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from playwright.sync_api import Page, expect

from almacontact.folding import fold, words_asked, words_of
from tests.factories import make_client, make_opportunity

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

TEXTS = [
    "Andrés PEÑA Ruiz", "D’Artagnan & Cía. S.A.S.", "+57 (310) 555-01 02", "NIT 854.123.456-7", "OP-2026-0001",
    "op 2026 1", "ana.peña@banco.co", "株式会社 ロボ", "ООО «Ромашка»", "Straße 5²", "Ñandú_Ωmega ﬁn", "0007 000", "",
]  # fmt: skip
FOLD = """async ([url, texts]) => {
  const { fold, wordsAsked, wordsOf } = await import(url);
  return texts.map((text) => [fold(text), wordsAsked(text), wordsOf([text]).sort()]);
}"""


def test_the_browser_folds_words_as_the_server_does(page: Page, live_server, sign_in, analyst):
    sign_in(page, analyst)
    page.goto(live_server.url + reverse("web:search"))
    answers = page.evaluate(FOLD, [staticfiles_storage.url("js/shared/folding.js"), TEXTS])
    for text, answer in zip(TEXTS, answers, strict=True):
        server = [fold(text), words_asked(text), sorted(words_of([text]))]
        assert answer == json.loads(json.dumps(server)), text


def test_the_palette_goes_where_one_wants_by_keyboard_alone(
    page: Page, live_server, sign_in, analyst, assert_accessible
):
    opportunity = make_opportunity(analyst, client=make_client(analyst, name="Compañía Ñandú"))
    sign_in(page, analyst)
    page.goto(live_server.url + reverse("pipeline:board"))
    page.keyboard.press("/")
    field = page.locator("#search-text")
    options = page.locator("#search-results [role=option]")
    expect(field).to_be_focused()
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.fill("nandu compania")
    expect(options).to_have_count(2)
    expect(page.locator("#search-results [role=status]")).to_have_text("2 resultados")
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "search-hit-2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.locator("#search-dialog")).to_be_hidden()
    page.keyboard.press("Control+k")
    field.fill("nandu compania")
    expect(options).to_have_count(2)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{opportunity.get_absolute_url()}")


def test_the_palette_opens_by_touch_and_leads_to_a_page(phone: Page, live_server, sign_in, analyst):
    sign_in(phone, analyst)
    phone.goto(live_server.url + reverse("pipeline:board"))
    phone.locator("[data-search-open]").first.tap()
    phone.locator("#search-text").fill("matriz")
    phone.locator("#search-results [role=option]", has_text="Matriz").first.tap()
    phone.wait_for_url(f"**{reverse('pipeline:grid')}*")
