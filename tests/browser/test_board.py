"""The board and the opportunity's page by mouse, touch and keyboard."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from almacontact.calendar import today
from pipeline.models import Opportunity
from pipeline.opportunities import gates
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.states import Move, Stage
from tests.cast import cast_person
from tests.factories import log_interest, make_client, make_opportunity
from tests.world import deal_in

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(db):
    """Whoever sells: read in the test's own thread."""
    return {part: cast_person(part) for part in ("analyst", "coordinator", "director")}


def card(page: Page, opportunity: Opportunity):
    return page.locator(f'.deal[data-code="{opportunity.code}"]')


def in_column(page: Page, stage: str, opportunity: Opportunity):
    return page.locator(f'[data-stage="{stage}"] .deal[data-code="{opportunity.code}"]')


def drag(page: Page, opportunity: Opportunity, stage: str) -> None:
    start = card(page, opportunity).locator(".deal-figures").bounding_box()
    end = page.locator(f'.board-column[data-stage="{stage}"] .board-cards').bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 30, steps=6)
    page.mouse.up()


@pytest.fixture
def ready(people):
    """An opportunity whose gate to Qualification is open."""
    opportunity = make_opportunity(people["analyst"], next_step="Llamar", next_step_on=today())
    log_interest(opportunity, people["analyst"])
    return opportunity


@pytest.fixture
def board(page: Page, live_server, sign_in, people):
    """Open the board as the analyst."""

    def opened(part: str = "analyst", query: str = "") -> Page:
        sign_in(page, people[part])
        page.goto(f"{live_server.url}/board/{query}")
        return page

    return opened


def test_a_card_moves_by_mouse_and_the_sums_follow(board, ready):
    page = board()
    drag(page, ready, "qualification")
    expect(in_column(page, "qualification", ready)).to_have_attribute("data-stage", "qualification")
    expect(page.locator('[data-stage="qualification"] .board-count')).to_have_text("1")
    expect(page.locator('[data-stage="hunting"] .board-count')).to_have_text("0")
    assert Opportunity.objects.get().stage == "qualification"
    assert page.url.endswith("/board/"), "a drop is not a click"


def test_a_refused_drop_brings_the_card_back_and_says_what_is_missing(board, people, live_server):
    opportunity = make_opportunity(people["analyst"])
    page = board()
    drag(page, opportunity, "qualification")
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    expect(in_column(page, "hunting", opportunity)).to_be_visible()
    link = dialog.locator('a[href*="milestone=presentation_agreed"]')
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_url(re.compile("follow-ups/new/"))
    assert Opportunity.objects.get().stage == "hunting"


def test_a_card_moves_by_keyboard_alone(board, ready):
    page = board()
    card(page, ready).locator(".deal-client").focus()
    page.keyboard.press(" ")
    expect(page.locator("#board-status")).not_to_be_empty()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(in_column(page, "qualification", ready)).to_have_attribute("data-stage", "qualification")
    expect(in_column(page, "qualification", ready).locator(".deal-client")).to_be_focused()


def test_escape_puts_a_taken_card_back(board, ready):
    page = board()
    card(page, ready).locator(".deal-client").focus()
    for key in (" ", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    expect(in_column(page, "hunting", ready)).not_to_have_class(re.compile("deal-taken"))
    assert Opportunity.objects.get().stage == "hunting"


def test_the_arrows_walk_from_card_to_card(board, people):
    first = make_opportunity(people["analyst"], next_step_on=today())
    second = make_opportunity(people["analyst"], next_step_on=today() + timedelta(days=1))
    third = deal_in(Stage.QUALIFICATION)
    page = board()
    card(page, first).locator(".deal-client").focus()
    for key, there in (("ArrowDown", second), ("ArrowRight", third), ("ArrowLeft", first)):
        page.keyboard.press(key)
        expect(card(page, there).locator(".deal-client")).to_be_focused()


def test_move_to_does_the_same_without_dragging(board, ready):
    page = board()
    card(page, ready).locator(".deal-move").click()
    page.get_by_role("menuitem").first.click()
    expect(in_column(page, "qualification", ready)).to_have_attribute("data-stage", "qualification")


def test_a_finger_that_holds_drags_and_one_that_swipes_scrolls(phone: Page, live_server, sign_in, people, ready):
    sign_in(phone, people["analyst"])
    phone.goto(f"{live_server.url}/board/")
    cdp = phone.context.new_cdp_session(phone)

    def touch(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def finger() -> tuple[float, float]:
        box = card(phone, ready).locator(".deal-figures").bounding_box()
        return box["x"] + 20, box["y"] + 5

    x, y = finger()
    touch("touchStart", x, y)
    touch("touchMove", x, y - 40)
    touch("touchEnd")
    assert phone.locator(".deal-ghost").count() == 0
    x, y = finger()  # the swipe has scrolled the page
    target = phone.locator('.board-column[data-stage="qualification"]').bounding_box()
    touch("touchStart", x, y)
    phone.wait_for_timeout(450)
    expect(phone.locator(".deal-ghost")).to_be_visible()
    touch("touchMove", x + 60, y + 10)
    touch("touchMove", min(target["x"] + 12, 380), y + 20)
    touch("touchEnd")
    expect(in_column(phone, "qualification", ready)).to_have_attribute("data-stage", "qualification")


def test_a_director_moves_by_exception_with_a_reason_from_the_dialog(board, people, monkeypatch):
    monkeypatch.setitem(gates._registry, Move.PROPOSE, {})
    gates.not_yet_available(Move.PROPOSE, "pricing_approved", "Pricing approved")
    opportunity = deal_in(Stage.QUALIFICATION)
    page = board("director")
    drag(page, opportunity, "proposal")
    reason = page.locator("#board-reason")
    expect(reason).to_be_focused()
    reason.fill("Se envió por correo")
    page.locator("#dialog form button").click()
    expect(in_column(page, "proposal", opportunity)).to_have_attribute("data-stage", "proposal")
    assert Opportunity.objects.get().gate_pass.by_exception


def test_a_stale_card_shows_the_present_state(board, ready, people):
    page = board()
    fresh = Opportunity.objects.get()
    edit_opportunity(opportunity=fresh, by=people["coordinator"], changes={"seats": 77})
    drag(page, ready, "qualification")
    expect(page.locator("#dialog")).to_be_visible()
    expect(in_column(page, "hunting", ready)).to_contain_text("77")
    page.keyboard.press("Escape")
    drag(page, ready, "qualification")
    expect(in_column(page, "qualification", ready)).to_have_attribute("data-stage", "qualification")


def test_without_network_the_card_goes_back_and_says_so(board, ready):
    page = board()
    page.context.set_offline(True)
    drag(page, ready, "qualification")
    expect(page.locator(".toast-error")).to_be_visible()
    expect(in_column(page, "hunting", ready)).to_be_visible()
    page.context.set_offline(False)
    drag(page, ready, "qualification")
    expect(in_column(page, "qualification", ready)).to_have_attribute("data-stage", "qualification")


def test_a_column_loads_more_as_it_scrolls(board, people):
    known = make_client(people["analyst"])
    for number in range(55):
        make_opportunity(people["analyst"], client=known, next_step_on=today() + timedelta(days=number))
    page = board()
    cards = page.locator('[data-stage="hunting"] .deal')
    expect(cards).to_have_count(50)
    page.locator('[data-stage="hunting"] .board-more').scroll_into_view_if_needed()
    expect(cards).to_have_count(55)


def test_a_card_that_moved_here_meanwhile_is_shown_once(board, people):
    """A card dropped on top of a column belongs, by its date, among those that the column loads later."""
    for _number in range(60):
        deal_in(Stage.QUALIFICATION, next_step="Llamar", next_step_on=today())
    last = make_opportunity(people["analyst"], next_step="Llamar", next_step_on=today() + timedelta(days=30))
    log_interest(last, people["analyst"])
    page = board()
    drag(page, last, "qualification")
    expect(in_column(page, "qualification", last)).to_have_attribute("data-stage", "qualification")
    page.locator('.board-column[data-stage="qualification"] .board-more').scroll_into_view_if_needed()
    expect(page.locator('[data-stage="qualification"] .deal')).to_have_count(61)
    expect(card(page, last)).to_have_count(1)


def test_the_filter_narrows_the_board_in_place(board, people):
    make_opportunity(people["analyst"], client=make_client(people["analyst"], name="Banco Uno"))
    make_opportunity(people["analyst"], client=make_client(people["analyst"], name="Banco Dos"))
    page = board()
    page.locator("#board-search").fill("dos")
    expect(page.locator(".deal")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=dos"))


def test_the_page_loads_its_sections_and_plans_the_next_step_in_place(page: Page, live_server, sign_in, people, ready):
    sign_in(page, people["analyst"])
    page.goto(f"{live_server.url}{ready.get_absolute_url()}")
    expect(page.locator("#gate .blocker").first).to_be_visible()
    expect(page.locator("#timeline .timeline-entry").first).to_be_visible()
    page.locator("#follow-ups").scroll_into_view_if_needed()
    expect(page.locator("#follow-ups .follow-up")).to_have_count(1)
    page.locator("#next-step summary").click()
    page.locator("#id_next_step").fill("Enviar la presentación")
    page.locator("#next-step form button").click()
    expect(page.locator("#next-step .next-step-text")).to_have_text("Enviar la presentación")
    assert Opportunity.objects.get().next_step == "Enviar la presentación"


def test_the_form_shows_what_follows_from_the_figures_while_one_types(page: Page, live_server, sign_in, people):
    sign_in(page, people["analyst"])
    page.goto(f"{live_server.url}/opportunities/new/")
    page.locator("#id_seats").fill("45")
    page.locator("#id_unit_value").fill("4.800.000")
    page.locator("#id_contract_months").fill("24")
    expect(page.locator("[data-derived-monthly]")).to_have_text("$ 216.000.000")
    expect(page.locator("[data-derived-total]")).to_have_text("$ 5.184.000.000")


def test_the_contacts_follow_the_client_while_one_types(page: Page, live_server, sign_in, people):
    from tests.factories import make_contact

    make_contact(people["analyst"], make_client(people["analyst"], name="Banco Uno S.A."), name="Marta Ríos")
    sign_in(page, people["analyst"])
    page.goto(f"{live_server.url}/opportunities/new/")
    page.locator("#id_client").fill("banco uno")
    expect(page.locator("#client-options option")).to_have_count(1)
    page.locator("#id_client").blur()
    expect(page.locator("#id_contact option")).to_have_count(2)


def test_what_every_page_does_not_show_is_accessible_in_both_themes(
    page: Page, live_server, sign_in, people, assert_accessible
):
    """Columns with cards, and forms that an address fills: the walk of every page sees them empty."""
    inside = deal_in(Stage.PROPOSAL, next_step="Llamar").get_absolute_url()
    make_opportunity(people["analyst"])
    sign_in(page, people["director"])
    forms = ("move/?to=qualification", "close/?outcome=won", "close/?outcome=lost")
    for url in ["/board/", "/opportunities/", inside, *(f"{inside}{form}" for form in forms)]:
        page.goto(f"{live_server.url}{url}")
        expect(page.locator(".htmx-request")).to_have_count(0)
        assert_accessible(page)


def test_nothing_spills_over_on_a_phone(phone: Page, live_server, sign_in, people):
    opportunity = deal_in(Stage.PROPOSAL, next_step="Llamar a Marta")
    sign_in(phone, people["director"])
    inside = opportunity.get_absolute_url()
    urls = [f"{inside}{part}" for part in ("", "edit/", "move/", "close/?outcome=lost", "follow-ups/new/", "timeline/")]
    for url in ["/board/", "/opportunities/", "/opportunities/new/", *urls]:
        phone.goto(f"{live_server.url}{url}")
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{url}: {width}"
