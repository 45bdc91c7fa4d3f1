"""A number box says what it understood; the module that says so reads as the server does."""

import json
import random
from decimal import Decimal

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from playwright.sync_api import Page, expect

from almacontact.numbers import Kind, Misread, read
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

PARTS = [
    *"01234567890123456789...,,, '$%-+()",
    "M",
    " mil",
    "cop",
    " pesos",
    "000",
    "1.000",
    "\u00a0",
    "٣",
    "²",
    "−",
    "\0",
]
READ = """async ([url, cases]) => {
  const { read } = await import(url);
  return cases.map(([text, kind, decimals]) => read(text, kind, decimals));
}"""


def _random_cases(count: int) -> list[tuple[str, str, int]]:
    dice = random.Random(20)
    return [
        (
            "".join(dice.choice(PARTS) for _part in range(dice.randint(1, 9))),
            dice.choice(list(Kind)).value,
            dice.choice([0, 0, 1, 2, 3, 10]),
        )
        for _case in range(count)
    ]


def _read(text: str, kind: str, decimals: int) -> tuple[Decimal | None, str | None, tuple[Decimal, ...]]:
    try:
        return read(text, Kind(kind), decimals), None, ()
    except Misread as misread:
        return None, misread.code, misread.readings


def test_the_browser_reads_every_number_as_the_server_does(page: Page, live_server, sign_in, analyst):
    sign_in(page, analyst)
    page.goto(live_server.url + reverse("web:search"))
    known = json.loads((ROOT / "tests" / "data" / "numbers.json").read_text())
    cases = [(one["text"], one["kind"], one["decimals"]) for one in known] + _random_cases(5000)
    answers = page.evaluate(READ, [staticfiles_storage.url("js/shared/numbers.js"), cases])
    for (text, kind, decimals), answer in zip(cases, answers, strict=True):
        value = Decimal(answer["value"]) if "value" in answer else None
        readings = tuple(Decimal(one) for one in answer.get("readings", []))
        assert (value, answer.get("problem"), readings) == _read(text, kind, decimals), (text, kind, decimals)


def test_a_box_says_what_it_understood_while_one_types(page: Page, live_server, sign_in, analyst):
    sign_in(page, analyst)
    page.goto(live_server.url + reverse("pipeline:opportunity_create"))
    seats = page.locator("#id_seats")
    said = page.locator("output[for=id_seats]")
    seats.fill("1,000")
    expect(said).to_have_text("= 1.000 puestos")
    seats.fill("1.5")
    expect(said).to_have_class("field-understood is-doubt")
    seats.fill("")
    expect(said).to_be_hidden()
    page.locator("#id_unit_value").fill("$ 8,5 M")
    expect(page.locator("output[for=id_unit_value]")).to_have_text("= $ 8.500.000")
    seats.fill("2000")
    page.locator("#id_contract_months").focus()
    expect(seats).to_have_value("2.000")
    expect(page.locator("[data-derived-monthly]")).to_have_text("$ 17.000.000.000")
