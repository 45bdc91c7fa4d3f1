"""Back and save again in a real browser, which fetches the form anew and puts back what was typed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pipeline.models import FollowUp
from tests.factories import make_opportunity

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]


def test_back_and_save_again_makes_no_second_record_and_a_form_opened_anew_does(live_server, page, sign_in, analyst):
    opportunity = make_opportunity(analyst)
    address = live_server.url + reverse("pipeline:follow_up_create", args=[opportunity.code])
    sign_in(page, analyst)

    def save() -> None:
        page.locator("form.form button.btn-primary").click()
        expect(page).not_to_have_url(address)

    page.goto(live_server.url + opportunity.get_absolute_url())
    page.goto(address)
    page.locator("#id_summary").fill("Llamada de seguimiento")
    save()
    page.go_back()
    expect(page).to_have_url(address)
    page.locator("#id_summary").fill("Llamada de seguimiento")
    save()
    expect(page.get_by_text("ya se guardó")).to_be_visible()
    assert FollowUp.objects.count() == 1
    page.goto(address)
    page.locator("#id_summary").fill("Otra llamada")
    save()
    assert FollowUp.objects.count() == 2
