"""Editing an opportunity, and what happens when two people do it at once."""

import pytest
from django.test import Client as Browser

from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.models import Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.factories import make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged
from tests.world import lost_deal


def typed(opportunity: Opportunity, **values):
    """What a browser sends back for a form it was shown."""
    from pipeline.opportunities.forms.opportunities import OpportunityForm

    form = OpportunityForm(user=opportunity.owner, record=opportunity)
    shown = {name: form[name].value() for name in form.fields}
    written = {name: "" if value is None else str(value) for name, value in shown.items()}
    return {**written, **values}


def edit_url(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.code}/edit/"


def test_the_owner_edits_and_history_says_who(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    assert client.post(edit_url(opportunity), typed(opportunity, seats="33")).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.seats, opportunity.version, opportunity.monthly_value) == (33, 1, 165_000_000)
    assert opportunity.history.first().history_user == analyst


def test_saving_without_a_change_makes_no_version(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    with unchanged():
        assert client.post(edit_url(opportunity), typed(opportunity)).status_code == 302


def test_who_may_edit(client: Browser, everybody):
    may = {"analyst", "coordinator", "director", "second_director"}
    opportunity = make_opportunity(everybody["analyst"])
    for part, person in everybody.items():
        client.force_login(person)
        if part in may:
            assert client.get(edit_url(opportunity)).status_code == 200, part
            continue
        with unchanged():
            assert client.get(edit_url(opportunity)).status_code in (403, 404), part
            assert client.post(edit_url(opportunity), typed(opportunity, seats="99")).status_code in (403, 404), part
        fresh = Opportunity.objects.get(pk=opportunity.pk)
        with unchanged(), pytest.raises(NotAllowed):
            edit_opportunity(opportunity=fresh, by=person, changes={"seats": 99})


def test_an_analyst_does_not_reassign(analyst, colleague, coordinator):
    opportunity = make_opportunity(analyst)
    with unchanged(), pytest.raises(NotAllowed):
        edit_opportunity(opportunity=opportunity, by=analyst, changes={"owner": colleague})
    edit_opportunity(opportunity=opportunity, by=coordinator, changes={"owner": colleague})
    assert Opportunity.objects.get().owner == colleague


def test_a_stale_save_shows_both_values_and_keeps_what_was_typed(client: Browser, analyst, coordinator):
    opportunity = make_opportunity(analyst, seats=10)
    sent = typed(opportunity, seats="33", next_step="Llamar a Marta")
    edit_opportunity(opportunity=opportunity, by=coordinator, changes={"seats": 77, "contract_months": 36})
    client.force_login(analyst)
    with unchanged():
        answer = client.post(edit_url(opportunity), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    row = page[page.index('class="conflict-yours"') :][:200]
    assert "33" in row
    assert "77" in row
    assert "Llamar a Marta" in page
    assert 'name="contract_months" value="36"' in page, "what only they changed is taken over"
    assert page.count('name="take"') == 1


def test_after_a_conflict_one_may_keep_ones_own_or_theirs(client: Browser, analyst, coordinator):
    opportunity = make_opportunity(analyst, seats=10)
    sent = typed(opportunity, seats="33", next_step="Llamar a Marta")
    edit_opportunity(opportunity=opportunity, by=coordinator, changes={"seats": 77})
    client.force_login(analyst)
    client.post(edit_url(opportunity), sent)
    client.post(edit_url(opportunity), {**sent, "version": "1", "take": "seats"})
    opportunity.refresh_from_db()
    assert (opportunity.seats, opportunity.next_step, opportunity.version) == (77, "Llamar a Marta", 2)
    client.post(edit_url(opportunity), {**sent, "version": "2"})
    opportunity.refresh_from_db()
    assert opportunity.seats == 33


def test_the_action_says_who_was_faster_and_leaves_its_argument_as_it_was(analyst, coordinator):
    mine = make_opportunity(analyst, seats=10)
    theirs = Opportunity.objects.get(pk=mine.pk)
    edit_opportunity(opportunity=theirs, by=coordinator, changes={"seats": 77})
    with unchanged(), pytest.raises(StaleVersion) as stale:
        edit_opportunity(opportunity=mine, by=analyst, changes={"seats": 33})
    assert stale.value.current.seats == 77
    assert (mine.seats, mine.version) == (10, 0)


def test_a_refused_edit_leaves_its_argument_as_it_was(analyst):
    opportunity = make_opportunity(analyst)
    with unchanged(), pytest.raises(Refused):
        edit_opportunity(opportunity=opportunity, by=analyst, changes={"probability": 99, "seats": 4})
    assert (opportunity.seats, opportunity.probability, opportunity.version) == (10, 10, 0)


def test_a_closed_opportunity_keeps_its_figures(client: Browser, analyst, director):
    opportunity = lost_deal()
    client.force_login(analyst)
    page = client.get(edit_url(opportunity)).content.decode()
    assert 'name="seats"' not in page
    with unchanged(), pytest.raises(Refused):
        edit_opportunity(opportunity=opportunity, by=analyst, changes={"seats": 99})
    sent = {"next_step": "Volver a llamar en un año", "seats": "99", "version": opportunity.version}
    client.post(edit_url(opportunity), sent)
    opportunity.refresh_from_db()
    assert (opportunity.next_step, opportunity.seats) == ("Volver a llamar en un año", 15)


def test_a_wrong_value_stands_at_its_field(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    with unchanged():
        answer = client.post(edit_url(opportunity), typed(opportunity, probability="80"))
    assert answer.status_code == 422
    assert "id_probability_error" in answer.content.decode()
