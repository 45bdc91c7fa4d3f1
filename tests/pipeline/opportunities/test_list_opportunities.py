"""The list and the board: what they hold, whom they show it to, and what they cost."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from almacontact.calendar import today
from pipeline.board import board
from pipeline.models import Opportunity, Segment
from pipeline.opportunities.actions.opportunities import involve_areas
from pipeline.opportunities.urgency import Urgency, having, urgency_of
from pipeline.states import Stage
from tests.factories import make_client, make_opportunity
from tests.world import deal_in, lose, lost_deal, won_deal

LIST, BOARD = "/opportunities/", "/board/"


def queries_of(client: Browser, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def codes_in(client: Browser, query: str = "") -> set[str]:
    page = client.get(f"{LIST}?{query}").content.decode()
    return {one.code for one in Opportunity.objects.all() if one.code in page}


@pytest.mark.parametrize("url", [LIST, f"{LIST}?status=open&sort=monthly_value", BOARD])
def test_it_costs_the_same_for_five_and_for_fifty(client: Browser, analyst, url):
    client.force_login(analyst)
    for _number in range(5):
        make_opportunity(analyst)
    client.get(url)
    few = queries_of(client, url)
    for _number in range(45):
        make_opportunity(analyst)
    assert queries_of(client, url) == few


def test_the_list_is_narrowed_by_stage_owner_segment_dates_next_step_and_text(
    client: Browser, analyst, colleague, director
):
    salud = Segment.objects.get(code="salud")
    soon, later = today() + timedelta(days=5), today() + timedelta(days=200)
    first = make_opportunity(
        analyst, client=make_client(analyst, name="Banco Uno", nit="800100100"), expected_close_on=soon
    )
    second = make_opportunity(
        colleague, segment=salud, expected_close_on=later, next_step_on=today() - timedelta(days=1)
    )
    third = deal_in(Stage.QUALIFICATION, next_step_on=today())
    lost = lost_deal()
    client.force_login(analyst)
    everything = {first.code, second.code, third.code, lost.code}
    assert codes_in(client) == everything
    assert codes_in(client, "status=open") == everything - {lost.code}
    assert codes_in(client, "status=qualification") == {third.code}
    assert codes_in(client, "status=lost") == {lost.code}
    assert codes_in(client, f"owner={colleague.pk}") == {second.code}
    assert codes_in(client, f"segment={salud.pk}") == {second.code}
    assert codes_in(client, "status=open&next_step=overdue") == {second.code}
    assert codes_in(client, "next_step=today") == {third.code}
    assert codes_in(client, "status=open&next_step=none") == {first.code}
    assert codes_in(client, f"close_to={soon.isoformat()}") == {first.code}
    assert codes_in(client, f"close_from={later.isoformat()}") == {second.code}
    assert codes_in(client, "q=banco+uno") == {first.code}
    assert codes_in(client, "q=800100100") == {first.code}


def test_the_foot_sums_all_that_matches(client: Browser, analyst):
    for _number in range(3):
        make_opportunity(analyst, seats=10, unit_value=5_000_000)
    client.force_login(analyst)
    assert "$ 150.000.000" in client.get(f"{LIST}?part=totals").content.decode()


def test_an_analyst_takes_out_only_their_own(client: Browser, analyst, colleague, director, planner):
    from io import BytesIO

    from openpyxl import load_workbook

    make_opportunity(analyst)
    make_opportunity(colleague)
    for person, rows in ((analyst, 1), (director, 2)):
        client.force_login(person)
        answer = client.get(f"{LIST}?export=xlsx")
        sheet = load_workbook(
            BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        ).active
        codes = {cell for row in sheet.iter_rows(values_only=True) for cell in row if str(cell).startswith("OP-")}
        assert len(codes) == rows
    client.force_login(planner)
    assert client.get(f"{LIST}?export=xlsx").status_code == 403


@pytest.mark.parametrize("url", [LIST, BOARD, "/board/hunting/cards/"])
def test_a_leader_sees_only_what_their_area_takes_part_in(client: Browser, everybody, url):
    analyst = everybody["analyst"]
    joined = make_opportunity(analyst, client=make_client(analyst, name="Banco Visible"))
    make_opportunity(analyst, client=make_client(analyst, name="Banco Oculto"))
    involve_areas(opportunity=joined, by=analyst, roles=["it"])
    client.force_login(everybody["it_leader"])
    page = client.get(url).content.decode()
    assert "Banco Visible" in page
    assert "Banco Oculto" not in page
    client.force_login(everybody["planner"])
    assert "Banco" not in client.get(url).content.decode()
    client.force_login(everybody["administrator"])
    assert client.get(url).status_code == 403


def test_the_board_sums_each_stage_and_leaves_out_what_is_closed(client: Browser, analyst, director):
    make_opportunity(analyst, seats=10, unit_value=5_000_000, probability=10)
    make_opportunity(analyst, seats=30, unit_value=5_000_000, probability=15)
    won_deal()
    sums = board.totals(Opportunity.objects.open())[Stage.HUNTING]
    assert (sums.count, sums.seats, sums.monthly, sums.weighted) == (2, 40, 200_000_000, 27_500_000)
    client.force_login(director)
    assert client.get(BOARD).content.decode().count('class="deal"') == 2


def the_rest(page: str) -> str:
    """The address of the cards that follow those of a page or of a part of a column; '' for the end."""
    found = re.search(r'hx-get="(/board/hunting/cards/[^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def shown(*parts: str) -> list[str]:
    return [code for part in parts for code in re.findall(r'data-code="([^"]+)"', part)]


def test_a_column_loads_the_next_cards_as_it_scrolls_each_once(client: Browser, analyst):
    for number in range(120):  # half of them without a date for the next step, the rest two a day
        make_opportunity(analyst, next_step_on=today() + timedelta(days=number // 4) if number % 2 else None)
    client.force_login(analyst)
    parts = [client.get(BOARD).content.decode()]
    while address := the_rest(parts[-1]):
        parts.append(client.get(address).content.decode())
    assert [len(shown(part)) for part in parts] == [50, 50, 20]
    assert len(set(shown(*parts))) == 120
    undated = [one.code for one in Opportunity.objects.filter(next_step_on=None).order_by("-pk")]
    assert shown(*parts)[60:] == undated


@pytest.mark.parametrize("dated", [True, False])
def test_cards_that_leave_a_column_meanwhile_hide_no_other(client: Browser, analyst, dated):
    rows = [make_opportunity(analyst, next_step_on=today() if dated else None) for _each in range(60)]
    client.force_login(analyst)
    page = client.get(BOARD).content.decode()
    for code in shown(page)[:5]:
        lose(Opportunity.objects.get(code=code))
    rest = client.get(the_rest(page)).content.decode()
    assert set(shown(page, rest)) == {one.code for one in rows}


@pytest.mark.parametrize("after", ["x", "2026-13-01.5", "-.", "2026-01-01.-5", "٢٠٢٦-01-01.1", "2026-01-01.5\0"])
def test_an_address_that_names_no_place_shows_the_column_from_its_start(client: Browser, analyst, after):
    make_opportunity(analyst)
    client.force_login(analyst)
    answer = client.get("/board/hunting/cards/", {"after": after})
    assert (answer.status_code, len(shown(answer.content.decode()))) == (200, 1)


def test_the_most_pressing_comes_first_and_what_has_no_step_last(client: Browser, analyst):
    none = make_opportunity(analyst)
    later = make_opportunity(analyst, next_step_on=today() + timedelta(days=3))
    overdue = make_opportunity(analyst, next_step_on=today() - timedelta(days=3))
    client.force_login(analyst)
    page = client.get(BOARD).content.decode()
    places = [page.index(f'data-code="{one.code}"') for one in (overdue, later, none)]
    assert places == sorted(places)


def test_the_board_is_narrowed_by_owner_segment_and_text(client: Browser, analyst, colleague):
    make_opportunity(analyst, client=make_client(analyst, name="Banco Uno"))
    make_opportunity(colleague, client=make_client(analyst, name="Banco Dos"))
    client.force_login(analyst)
    assert "Banco Dos" not in client.get(f"{BOARD}?owner={analyst.pk}").content.decode()
    assert "Banco Uno" not in client.get(f"{BOARD}?q=dos").content.decode()
    swapped = client.get(f"{BOARD}?q=dos", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="board").content.decode()
    assert "Banco Dos" in swapped
    assert "<html" not in swapped


@pytest.mark.parametrize("query", ["owner=x", "owner=²", "segment=-1", "q=" + "a" * 500, "q=%00", "owner=" + "9" * 30])
def test_a_nonsense_filter_breaks_nothing(client: Browser, analyst, query):
    client.force_login(analyst)
    assert client.get(f"{BOARD}?{query}").status_code == 200
    assert client.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("days", [-2, -1, 0, 1, 30, None])
def test_the_set_and_the_one_record_agree_on_what_is_pressing(analyst, days):
    on = None if days is None else today() + timedelta(days=days)
    opportunity = make_opportunity(analyst, next_step_on=on)
    expected = urgency_of(on, today())
    for urgency in Urgency:
        found = Opportunity.objects.filter(having(urgency, today()))
        assert (opportunity in found) == (urgency == expected)


def test_a_reader_is_not_offered_to_move_a_card(client: Browser, analyst, auditor):
    make_opportunity(analyst)
    client.force_login(auditor)
    page = client.get(BOARD).content.decode()
    assert 'class="deal"' in page
    assert "deal-move" not in page
    assert "data-board" not in page
