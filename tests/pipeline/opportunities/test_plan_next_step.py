"""Planning the next step alone, in place."""

from datetime import timedelta

from django.test import Client as Browser

from almacontact.calendar import today
from pipeline.opportunities.actions.follow_ups import plan_next_step
from tests.factories import make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged


def test_the_next_step_is_planned_in_place(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    url = f"/opportunities/{opportunity.code}/next-step/"
    tomorrow = today() + timedelta(days=1)
    sent = {"next_step": "Llamar a Marta", "next_step_on": tomorrow.isoformat(), "version": 0}
    answer = client.post(url, sent, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert "Llamar a Marta" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    opportunity.refresh_from_db()
    assert (opportunity.next_step, opportunity.next_step_on, opportunity.version) == ("Llamar a Marta", tomorrow, 1)


def test_a_stale_plan_shows_both(client: Browser, analyst, coordinator):
    opportunity = make_opportunity(analyst)
    plan_next_step(opportunity=opportunity, by=coordinator, next_step="Esperar el pliego", next_step_on=today())
    client.force_login(analyst)
    with unchanged():
        answer = client.post(
            f"/opportunities/{opportunity.code}/next-step/",
            {"next_step": "Llamar a Marta", "next_step_on": "", "version": 0},
            HTTP_HX_REQUEST="true",
        )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Llamar a Marta" in page
    assert "Esperar el pliego" in page
