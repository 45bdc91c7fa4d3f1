"""The page of an opportunity, its stream and its sections."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from almacontact.calendar import today
from almacontact.web.formats import day
from pipeline.models import Opportunity
from pipeline.opportunities import panels, timeline
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.opportunities import edit_opportunity, involve_areas
from pipeline.states import Stage
from tests.cast import cast_person
from tests.factories import log_interest, make_client, make_contact, make_opportunity
from tests.world import deal_in, won_deal

PAGE_QUERIES = 8
PANEL_QUERIES = 4
"""Of a section itself, beyond session, person, roles and the opportunity."""
OFFER_QUERIES = 9
"""Of what the offer adds to the stream."""
PROOF_QUERIES = 4
"""Of what may have been voided since the gate was passed: the decision, the sending, the proposal and the acta."""
REQUEST_QUERIES = 4


def crowd(opportunity: Opportunity, by, count: int) -> None:
    """Hang `count` of everything on an opportunity."""
    for number in range(count):
        contact = make_contact(by, opportunity.client, is_decision_maker=not number % 2)
        log_follow_up(
            opportunity=opportunity,
            by=by,
            kind="call",
            summary=f"Llamada {number}",
            contact=contact,
            milestone="presentation_agreed" if number % 3 == 0 else "",
            happened_at=timezone.now() - timedelta(days=number),
        )
        edit_opportunity(opportunity=opportunity, by=by, changes={"objective": f"Objetivo {number}"})


def queries_of(client: Browser, url: str, **headers) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url, **headers).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["auditor", "quality_lead"])
def test_who_only_reads_gets_no_link_that_refuses_them(client: Browser, analyst, who):
    opportunity = make_opportunity(analyst, seats=45, expected_close_on=None)
    contact = make_contact(analyst, opportunity.client)
    edit_opportunity(opportunity=opportunity, by=analyst, changes={"contact": contact})
    client.force_login(analyst)
    gate = f"{opportunity.get_absolute_url()}gate/"
    shown = client.get(gate).content.decode()
    assert "blocker-link" in shown
    assert "Todavía falta: cierre esperado." in shown
    client.force_login(cast_person(who))
    assert "blocker-link" not in client.get(gate).content.decode()
    assert "blocker-link" not in client.get(opportunity.get_absolute_url()).content.decode()
    named = client.get(contact.get_absolute_url())
    assert named.status_code == 302
    assert named.headers["Location"] == f"{contact.client.get_absolute_url()}#contact-{contact.pk}"
    assert f'id="contact-{contact.pk}"' in client.get(contact.client.get_absolute_url()).content.decode()
    assert client.post(contact.get_absolute_url(), {"name": "Otro", "version": contact.version}).status_code == 403


def test_the_first_screen_says_what_it_is_and_where_it_stands(client: Browser, analyst):
    opportunity = make_opportunity(
        analyst, seats=45, unit_value=4_800_000, contract_months=24, next_step="Llamar", next_step_on=today()
    )
    client.force_login(analyst)
    page = client.get(opportunity.get_absolute_url()).content.decode()
    for fact in ("$ 4.800.000", "$ 216.000.000", "$ 5.184.000.000", "Ana Lozano", opportunity.client.name, "Llamar"):
        assert fact in page, fact
    assert 'aria-current="step"' in page
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        gate = client.get(f"{opportunity.get_absolute_url()}gate/", **headers).content.decode()
        assert "?milestone=presentation_agreed" in gate, "the link that mends a missing condition"


@pytest.mark.parametrize("stage", ["hunting", "qualification", "proposal", "negotiation"])
def test_the_page_takes_eight_queries_at_most_however_much_hangs_on_it(client: Browser, analyst, director, stage):
    opportunity = deal_in(stage)
    client.force_login(director)
    few = queries_of(client, opportunity.get_absolute_url())
    crowd(opportunity, analyst, 12)
    assert queries_of(client, opportunity.get_absolute_url()) == few
    assert few <= PAGE_QUERIES


def test_each_section_takes_four_queries_at_most(client: Browser, analyst, director):
    opportunity = deal_in(Stage.PROPOSAL)
    involve_areas(opportunity=opportunity, by=director, roles=["it", "reporting"])
    client.force_login(director)
    urls = [f"{opportunity.get_absolute_url()}panels/{panel.key}/" for panel in panels.for_user(director)]
    urls += [f"{opportunity.get_absolute_url()}{part}/" for part in ("timeline", "gate")]
    few = {url: queries_of(client, url, HTTP_HX_REQUEST="true") for url in urls}
    crowd(opportunity, analyst, 12)
    assert {url: queries_of(client, url, HTTP_HX_REQUEST="true") for url in urls} == few
    # One query more for each sort of record that the offer adds to the stream, and that the stage rests on.
    more = {
        f"{opportunity.get_absolute_url()}timeline/": OFFER_QUERIES,
        f"{opportunity.get_absolute_url()}gate/": PROOF_QUERIES,
    }
    most = REQUEST_QUERIES + PANEL_QUERIES
    assert {url: count for url, count in few.items() if count > most + more.get(url, 0)} == {}


def test_every_section_also_opens_as_a_page(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    page = client.get(opportunity.get_absolute_url()).content.decode()
    for panel in panels.for_user(analyst):
        url = f"{opportunity.get_absolute_url()}panels/{panel.key}/"
        assert f'href="{url}"' in page
        assert "<html" in client.get(url).content.decode()


def test_who_sees_it(client: Browser, everybody):
    sees = {
        *("analyst", "colleague", "coordinator", "director", "second_director"),
        *("general_manager", "second_general_manager", "quality_lead", "auditor", "it_leader"),
    }
    opportunity = make_opportunity(everybody["analyst"])
    involve_areas(opportunity=opportunity, by=everybody["analyst"], roles=["it"])
    urls = [opportunity.get_absolute_url() + part for part in ("", "gate/", "timeline/", "panels/contacts/")]
    for part, person in everybody.items():
        client.force_login(person)
        answers = {client.get(url).status_code for url in urls}
        assert answers == {200} if part in sees else answers <= {403, 404}, part


def test_a_reader_is_offered_no_action(client: Browser, analyst, auditor):
    opportunity = make_opportunity(analyst)
    log_interest(opportunity, analyst)
    client.force_login(auditor)
    page = "".join(client.get(opportunity.get_absolute_url() + part).content.decode() for part in ("", "gate/"))
    for door in ("/edit/", '/follow-ups/new/"', "/close/", "/move/", "/next-step/"):
        assert f"{opportunity.code}{door}" not in page, door


def test_the_stream_tells_changes_in_words_old_and_new(client: Browser, analyst, coordinator, colleague):
    opportunity = make_opportunity(analyst, seats=10, unit_value=5_000_000)
    edit_opportunity(
        opportunity=opportunity,
        by=coordinator,
        changes={"seats": 77, "unit_value": 4_500_000, "owner": colleague},
        reason="Nuevo alcance",
    )
    changed = next(one for one in timeline.page_of(opportunity).entries if one.changes)
    told = {str(change.label): (change.old, change.new) for change in changed.changes}
    assert ("10", "77") in told.values()
    assert ("$ 5.000.000", "$ 4.500.000") in told.values()
    assert ("Ana Lozano", "Beto Cárdenas") in told.values()
    assert (changed.who, changed.reason) == ("Carla Duarte", "Nuevo alcance")


def test_the_stream_narrows_to_a_kind_and_pages(analyst, director):
    opportunity = deal_in(Stage.QUALIFICATION)
    crowd(opportunity, analyst, 40)
    first, second = timeline.page_of(opportunity, "contacts"), timeline.page_of(opportunity, "contacts", 2)
    assert (len(first.entries), first.has_more, len(second.entries), second.has_more) == (30, True, 11, False)
    assert {one.kind for one in first.entries} == {"contacts"}
    assert [one.kind for one in timeline.page_of(opportunity, "moves").entries] == ["moves"]
    everything = [entry for number in (1, 2, 3, 4) for entry in timeline.page_of(opportunity, "all", number).entries]
    kinds = [one.kind for one in everything]
    assert (kinds.count("contacts"), kinds.count("moves"), kinds.count("changes")) == (41, 1, 41)


def test_a_silent_version_hides_no_older_change(analyst):
    opportunity = make_opportunity(analyst, seats=10)
    edit_opportunity(opportunity=opportunity, by=analyst, changes={"seats": 77})
    for number in range(40, 0, -1):
        happened = timezone.now() - timedelta(days=number)
        log_follow_up(opportunity=opportunity, by=analyst, kind="call", summary="Hola", happened_at=happened)
    assert len(timeline.page_of(opportunity, "changes").entries) == 2


@pytest.mark.parametrize("query", ["kind=nada", "page=0", "page=-3", "page=x", "page=99999999999999999999", "page=²"])
def test_a_nonsense_query_still_shows_the_stream(client: Browser, analyst, query):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    assert client.get(f"{opportunity.get_absolute_url()}timeline/?{query}").status_code == 200


def test_what_people_wrote_is_escaped_everywhere(client: Browser, analyst):
    nasty = "<script>alert(1)</script>"
    opportunity = make_opportunity(
        analyst, client=make_client(analyst, name=nasty), description=nasty, next_step=nasty, next_step_on=today()
    )
    log_follow_up(opportunity=opportunity, by=analyst, kind="call", summary=nasty)
    client.force_login(analyst)
    urls = ["/board/", "/opportunities/", opportunity.get_absolute_url()]
    urls += [opportunity.get_absolute_url() + part for part in ("timeline/", "edit/", "move/", "panels/follow-ups/")]
    for url in urls:
        assert nasty not in client.get(url).content.decode(), url


def test_a_won_one_shows_its_outcome_and_who_may_reopen_it(client: Browser, analyst, director):
    opportunity = won_deal()
    client.force_login(director)
    assert "/reopen/" in client.get(opportunity.get_absolute_url()).content.decode()
    client.force_login(analyst)
    page = client.get(opportunity.get_absolute_url()).content.decode()
    assert "/reopen/" not in page
    assert "tag-won" in page


def test_a_won_one_has_no_overdue_step_and_says_what_follows(client: Browser, analyst, director):
    late = {"next_step": "Llamar a compras", "next_step_on": today() - timedelta(days=9)}
    opportunity = won_deal(**late)
    client.force_login(analyst)
    response = client.get(opportunity.get_absolute_url())
    assert response.context["urgency"]["tone"] == "idle"
    page = response.content.decode()
    assert "next-step-bad" not in page
    assert day(late["next_step_on"]) in page
    gate = client.get(f"{opportunity.get_absolute_url()}gate/").content.decode()
    assert f'href="{opportunity.get_absolute_url()}#award"' in gate


def test_areas_are_involved_once(client: Browser, analyst, it_leader):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    url = f"/opportunities/{opportunity.code}/areas/"
    assert client.post(url, {"roles": ["it", "operations"]}).status_code == 302
    assert client.post(url, {"roles": ["it"]}).status_code == 422
    assert opportunity.participations.count() == 2
    client.force_login(it_leader)
    assert client.get(opportunity.get_absolute_url()).status_code == 200
