"""Words typed into a long form and not saved: they come back to their writer, on that device, and to nobody else."""

import re
from urllib.parse import urljoin

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from pipeline.models import FollowUp, Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.cast import PASSWORD, cast_person
from tests.factories import make_opportunity
from tests.proposals.proposal.proposal_records import make_draft_proposal
from tests.proposals.proposal.signing_records import sent_to_sign
from tests.world import SIGNERS

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]

WORDS = "Nos piden 40 puestos y un piloto en marzo."


@pytest.fixture
def opportunity(analyst) -> Opportunity:
    return make_opportunity(analyst, description="Como estaba")


def form_of(opportunity: Opportunity, live_server) -> str:
    return live_server.url + reverse("pipeline:follow_up_create", args=[opportunity.code])


def offered(page: Page):
    return page.locator(".draft-offer")


def type_in(page: Page, box: str, text: str) -> None:
    """Type as a person does and wait until the device has kept it."""
    page.locator(box).fill("")
    page.locator(box).press_sequentially(text)
    page.wait_for_function("(text) => Object.values(localStorage).some((one) => one.includes(text))", arg=text)


def close(page: Page) -> Page:
    """Close a tab once what it asks of the server has come back (the preview of a section) and its words have left it
    for the disk, and return another."""
    page.wait_for_load_state("networkidle")
    other = page.context.new_page()
    other.goto(urljoin(page.url, "/"))
    other.wait_for_function("(text) => Object.values(localStorage).some((one) => one.includes(text))", arg=WORDS)
    page.close()
    return other


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:'))")


def save(page: Page) -> None:
    page.locator("main form.form button.btn-primary").click()


def test_after_a_session_that_ended_the_words_are_offered_and_saved_by_hand(
    live_server, page, sign_in, analyst, opportunity
):
    analyst.set_password(PASSWORD)
    analyst.save()
    sign_in(page, analyst)
    page.goto(form_of(opportunity, live_server))
    type_in(page, "#id_summary", WORDS)
    Session.objects.all().delete()
    save(page)
    expect(page.get_by_text("Su sesión terminó")).to_be_visible()
    assert not FollowUp.objects.exists(), "the server stores nothing of it"
    page.locator("#id_login").fill(analyst.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form.form button.btn-primary").click()
    expect(page).to_have_url(form_of(opportunity, live_server))
    expect(page.locator("#id_summary")).to_have_value("")
    expect(offered(page)).to_contain_text(WORDS)
    offered(page).get_by_role("button", name="Recuperar lo escrito").click()
    expect(page.locator("#id_summary")).to_have_value(WORDS)
    save(page)
    expect(page).not_to_have_url(form_of(opportunity, live_server))
    assert FollowUp.objects.get().summary == WORDS
    assert kept(page) == []
    page.goto(form_of(opportunity, live_server))
    expect(offered(page)).to_have_count(0)


def test_who_signed_in_again_in_another_tab_gets_the_words_of_the_old_page(
    live_server, page, context, sign_in, analyst, opportunity
):
    analyst.set_password(PASSWORD)
    analyst.save()
    sign_in(page, analyst)
    page.goto(form_of(opportunity, live_server))
    type_in(page, "#id_summary", WORDS)
    Session.objects.all().delete()
    other = context.new_page()
    other.goto(live_server.url)
    other.locator("#id_login").fill(analyst.email)
    other.locator("#id_password").fill(PASSWORD)
    other.locator("form.form button.btn-primary").click()
    expect(other).to_have_url(live_server.url + "/")
    save(page)
    page.get_by_role("link", name="Abrir la página de nuevo").click()
    offered(page).get_by_role("button", name="Recuperar lo escrito").click()
    expect(page.locator("#id_summary")).to_have_value(WORDS)
    save(page)
    expect(page).not_to_have_url(form_of(opportunity, live_server))
    assert FollowUp.objects.get().summary == WORDS


def test_a_request_in_the_background_throws_nobody_out_who_is_typing(live_server, page, sign_in, analyst, opportunity):
    sign_in(page, analyst)
    page.goto(form_of(opportunity, live_server))
    type_in(page, "#id_summary", WORDS)
    Session.objects.all().delete()
    page.evaluate("htmx.ajax('GET', '/', {target: '#toasts', swap: 'none'})")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Lo que escribió está guardado en este equipo")
    expect(dialog.get_by_role("link", name="Iniciar sesión")).to_have_attribute("href", re.compile("follow-ups"))
    expect(page.locator("#id_summary")).to_have_value(WORDS)


@pytest.mark.parametrize("what", ["new opportunity", "section"])
def test_a_closed_tab_loses_no_words_and_they_can_be_discarded(live_server, context, sign_in, everybody, what):
    if what == "section":
        section = make_draft_proposal(everybody).sections.order_by("position").first()
        address, box = reverse("proposals:section_edit", args=[section.pk]), "#id_body"
    else:
        address, box = reverse("pipeline:opportunity_create"), "#id_description"
    page = context.new_page()
    sign_in(page, cast_person("analyst"))
    page.goto(live_server.url + address)
    type_in(page, box, WORDS)
    page = close(page)
    page.goto(live_server.url + address)
    expect(offered(page)).to_contain_text(WORDS)
    offered(page).get_by_role("button", name="Descartarlo").click()
    expect(offered(page)).to_have_count(0)
    assert kept(page) == []


def test_beside_a_newer_version_of_somebody_else_both_stand(live_server, context, sign_in, analyst, opportunity):
    address = live_server.url + reverse("pipeline:opportunity_edit", args=[opportunity.code])
    page = context.new_page()
    sign_in(page, analyst)
    page.goto(address)
    type_in(page, "#id_description", WORDS)
    page = close(page)
    edit_opportunity(
        opportunity=Opportunity.objects.get(), by=cast_person("director"), changes={"description": "Del director"}
    )
    page.goto(address)
    expect(offered(page)).to_contain_text("alguien guardó otra versión")
    expect(offered(page)).to_contain_text(WORDS)
    expect(page.locator("#id_description")).to_have_value("Del director")


def test_a_refused_save_goes_on_with_its_own_draft_and_the_next_one_clears_it(
    live_server, page, sign_in, analyst, opportunity
):
    sign_in(page, analyst)
    page.goto(form_of(opportunity, live_server))
    page.locator("#id_happened_at").fill("2099-01-01T10:00")
    type_in(page, "#id_summary", WORDS)
    save(page)
    expect(page.locator("[data-focus]")).to_be_visible()
    expect(page.locator("#id_summary")).to_have_value(WORDS)
    expect(offered(page)).to_have_count(0)
    page.locator("#id_happened_at").fill("2026-01-05T10:00")
    save(page)
    expect(page).not_to_have_url(form_of(opportunity, live_server))
    assert FollowUp.objects.get().summary == WORDS
    assert kept(page) == []


def test_a_draft_is_its_writers_own_and_goes_when_they_sign_out(live_server, page, sign_in, analyst, opportunity):
    sign_in(page, analyst)
    page.goto(form_of(opportunity, live_server))
    type_in(page, "#id_summary", WORDS)
    page.context.clear_cookies()
    sign_in(page, cast_person("coordinator"))
    page.goto(form_of(opportunity, live_server))
    expect(page.locator("#id_summary")).to_be_visible()
    expect(offered(page)).to_have_count(0)
    page.context.clear_cookies()
    sign_in(page, analyst)
    page.goto(form_of(opportunity, live_server))
    expect(offered(page)).to_contain_text(WORDS)
    page.goto(live_server.url + reverse("account_logout"))
    save(page)
    expect(page).to_have_url(re.compile("/account/"))
    assert kept(page) == []


def test_what_is_typed_where_one_signs_is_never_kept(live_server, page, sign_in, everybody):
    request = sent_to_sign(everybody)
    asked = request.steps.filter(state="pending").first()
    sign_in(page, everybody[SIGNERS[asked.role]])
    page.goto(live_server.url + request.get_absolute_url())
    page.locator("#id_comment").press_sequentially("No estoy de acuerdo")
    page.wait_for_timeout(900)
    assert kept(page) == []
