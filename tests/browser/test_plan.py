"""A plan in a browser: from last year's data to signatures on a phone, in force, in the forecast, amended."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from almacontact.calendar import today
from pipeline.models import CommercialPlan, PlanSignature, PlanState
from tests.cast import PASSWORD, cast_person
from tests.pipeline.plan.plan_factories import make_past_deal

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]
YEARLY = 2_400_000_000


@pytest.fixture
def people() -> dict[str, Any]:
    """The director who writes, and two of general management with a password to sign with."""
    found = {part: cast_person(part) for part in ("analyst", "director", "general_manager", "second_general_manager")}
    for part in ("general_manager", "second_general_manager"):
        found[part].set_password(PASSWORD)
        found[part].save()
    return found


@pytest.fixture
def last_year(people: dict[str, Any]) -> None:
    """Two wins with new clients and a loss, last year."""
    for month, outcome, seats in ((3, "won", 10), (9, "won", 30), (9, "lost", 8)):
        closed_on = date(today().year - 1, month, 15)
        make_past_deal(people["analyst"], closed_on, outcome, seats=seats, unit_value=10_000_000)


def section_lines(year: int) -> dict[str, dict[str, str]]:
    """What the director types into the first line of each section."""
    return {
        "swot": {"text": "Operación 24/7"},
        "objectives": {"name": "Entrar en salud", "measure": "Dos clientes", "due_on": f"{year}-11-30"},
        "tactics": {"text": "Alianzas con gremios"},
        "activities": {"name": "Feria de salud", "starts_on": f"{year}-03-01", "ends_on": f"{year}-04-15"},
        "kpis": {"name": "Reuniones", "unit": "al mes", "target": "12"},
        "profiles": {"name": "EPS medianas", "min_seats": "20"},
        "people": {"name": "Analista comercial"},
        "tools": {"name": "Sales Navigator"},
        "budget": {"concept": "Ferias", "planned": "40.000.000"},
    }


def write_plan(page: Page, url: str, year: int) -> None:
    """Begin the plan and fill everything in, as the director does."""
    page.goto(url + reverse("pipeline:plan_list"))
    page.fill("[name=year]", str(year))
    page.click(".plan-start button")
    expect(page.locator("#s-results")).to_contain_text(str(year - 1))
    expect(page.locator(".plan-results")).to_contain_text("$ 400.000.000")

    page.goto(url + reverse("pipeline:plan_strategy", args=[year, 1]))
    page.fill("[name=summary]", "Crecer en salud")
    page.fill("[name=projected_sales]", "2.300.000.000")
    page.click("main form .btn-primary")

    page.goto(url + reverse("pipeline:plan_targets", args=[year, 1]))
    spread = page.locator("form", has=page.locator("[name=do_spread]"))
    spread.locator("[name=yearly]").fill("2.400.000.000")
    spread.locator("[name=spread]").select_option("last_year")
    spread.locator("[name=do_spread]").click()
    expect(page.locator("[name=month_3]")).to_have_value("600.000.000")
    expect(page.locator("[name=month_9]")).to_have_value("1.800.000.000")
    page.fill("[name=month_9]", "1.700.000.000")
    expect(page.locator(".months-sum")).to_contain_text("$ 100.000.000")
    page.click("[name=save]")
    expect(page.locator(".error-summary")).to_contain_text("$ 100.000.000")
    page.fill("[name=month_9]", "1.800.000.000")
    page.click("[name=save]")

    page.goto(url + reverse("pipeline:plan_section", args=[year, 1, "swot"]))
    for section, values in section_lines(year).items():
        expect(page).to_have_url(re.compile(f"/{section}/$"))
        for name, value in values.items():
            page.fill(f"[name=line-0-{name}]", value)
        if section == "tactics":
            page.select_option("[name=line-0-objective_key]", index=0)
        if section == "activities":
            page.select_option("[name=line-0-owner]", label="Diana Forero")
        if section == "budget":
            page.click("[data-lines-add]")
            page.fill("[name=line-2-concept]", "Viajes")
            page.fill("[name=line-2-planned]", "-5")
            page.click(".form-actions .btn-primary")
            expect(page.locator("[name=line-2-planned]")).to_have_value("-5")
            page.fill("[name=line-2-planned]", "5.000.000")
            page.click(".form-actions .btn-primary")
        else:
            page.click("button[name=next]")


def test_a_plan_from_last_years_data_to_an_amended_version(
    page: Page,
    phone: Page,
    sign_in: Any,
    live_server: Any,
    people: dict[str, Any],
    last_year: None,
    assert_accessible: Any,
) -> None:
    year = today().year
    sign_in(page, people["director"])
    write_plan(page, live_server.url, year)
    plan = CommercialPlan.objects.get()
    assert (plan.yearly_target, plan.state) == (YEARLY, PlanState.DRAFT)

    page.goto(live_server.url + reverse("pipeline:forecast"))
    expect(page.locator(".page-title .tag-warn")).to_be_visible()
    page.goto(live_server.url + plan.get_absolute_url())
    assert_accessible(page)
    page.goto(live_server.url + reverse("pipeline:plan_submit", args=[year, 1]))
    page.click("main form .btn-primary")
    expect(page).to_have_url(live_server.url + reverse("approvals:card", args=["plan", plan.approvals.get().pk]))

    # Approval on a phone of 390 pixels: the link opens the card and approves nothing.
    sign_in(phone, people["general_manager"])
    phone.goto(live_server.url + reverse("approvals:inbox"))
    expect(phone.locator(".waiting-count")).to_contain_text("1")
    phone.click(".inbox-card")
    expect(phone.locator(".approval-amount")).to_contain_text("$ 2.400.000.000")
    assert not PlanSignature.objects.exists()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(phone)
    phone.click("[name=decision][value=approve]")
    expect(phone.locator(".error-summary")).to_be_visible()
    phone.fill("[name=password]", "no es esta")
    phone.click("[name=decision][value=approve]")
    expect(phone.locator("[name=password].is-invalid")).to_be_visible()
    phone.fill("[name=password]", PASSWORD)
    phone.click("[name=decision][value=approve]")
    expect(phone.locator(".signature-approve")).to_have_count(3)
    expect(phone.locator(".signature-name").first).to_have_text("Gloria Abad")
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_FORCE

    page.goto(live_server.url + reverse("pipeline:forecast"))
    expect(page.locator(".page-title .tag-ok")).to_be_visible()
    expect(page.locator(".forecast-tiles")).to_contain_text("$ 2.400 M")
    page.goto(live_server.url + reverse("pipeline:plan_follow_up", args=[year]))
    assert_accessible(page)

    # An amended version: only the part that changed is asked again, with what changed since.
    page.goto(live_server.url + reverse("pipeline:plan_amend", args=[year, 1]))
    page.fill("[name=reason]", "Más ferias")
    page.click("main form .btn-primary")
    page.goto(live_server.url + reverse("pipeline:plan_section", args=[year, 2, "budget"]))
    page.fill("[name=line-0-planned]", "60.000.000")
    page.click(".form-actions .btn-primary")
    page.goto(live_server.url + reverse("pipeline:plan_changes", args=[year, 2]))
    expect(page.locator(".changes li")).to_have_count(1)
    page.goto(live_server.url + reverse("pipeline:plan_submit", args=[year, 2]))
    page.click("main form .btn-primary")
    expect(page.locator(".signature-approve")).to_have_count(2)
    expect(page.locator(".signature-open")).to_have_count(1)
    phone.goto(live_server.url + reverse("approvals:inbox"))
    phone.click(".inbox-card")
    expect(phone.locator("[name=steps]")).to_have_count(1)
    expect(phone.locator(".changes")).to_contain_text("$ 40.000.000")
    expect(phone.locator(".changes")).to_contain_text("$ 60.000.000")

    # While it runs, an edit of the strategy lets that signature fall and asks for it again.
    page.goto(live_server.url + reverse("pipeline:plan_strategy", args=[year, 2]))
    page.fill("[name=summary]", "Crecer en salud y banca")
    page.click("main form .btn-primary")
    phone.reload()
    expect(phone.locator("[name=steps]")).to_have_count(2)
    if phone.locator("[name=password]").count():
        phone.fill("[name=password]", PASSWORD)
    phone.click("[name=decision][value=approve]")
    expect(phone.locator(".signature-approve")).to_have_count(3)
    amended = CommercialPlan.objects.get(revision=2)
    plan.refresh_from_db()
    assert (plan.state, amended.state) == (PlanState.SUPERSEDED, PlanState.IN_FORCE)
