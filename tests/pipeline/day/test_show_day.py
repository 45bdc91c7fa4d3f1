"""My day and the changes: what they list, for whom, and in how many queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from almacontact.calendar import start_of, today
from pipeline.day import day
from pipeline.day.changes import Kind, changes_since
from pipeline.models import Opportunity, StagePolicy
from pipeline.opportunities.actions.moves import close_opportunity, move_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.states import Stage
from tests.factories import log_interest, make_opportunity
from tests.world import MONTHLY, awarded_deal, deal_in, lose, lost_deal, won_deal

pytestmark = pytest.mark.django_db


def _counts(owner=None):
    return {todo.key: todo.count for todo in day.todos(Opportunity.objects.all(), today(), owner=owner)}


def test_each_opportunity_stands_in_the_list_of_its_next_step(analyst):
    make_opportunity(analyst, next_step="Llamar", next_step_on=today() - timedelta(days=1))
    make_opportunity(analyst, next_step="Llamar", next_step_on=today())
    make_opportunity(analyst, next_step="Llamar", next_step_on=today() + timedelta(days=1))
    make_opportunity(analyst)
    counts = _counts()
    assert (counts["overdue"], counts["today"], counts["none"]) == (1, 1, 1)


def test_a_closed_opportunity_asks_for_nothing(analyst, director):
    lost_deal(next_step="Llamar", next_step_on=today() - timedelta(days=1))
    assert set(_counts().values()) == {0}


def test_an_analyst_sees_their_own_day(analyst, colleague):
    make_opportunity(colleague, next_step_on=today())
    assert _counts(owner=analyst)["today"] == 0
    assert _counts(owner=colleague)["today"] == 1


def test_a_prospect_without_contact_for_longer_than_its_stage_allows_is_due(analyst):
    opportunity = make_opportunity(analyst)
    policy = StagePolicy.objects.get(stage=Stage.HUNTING)
    for days, due in ((policy.contact_days, False), (policy.contact_days + 1, True)):
        opportunity.last_contact_on = today() - timedelta(days=days)
        opportunity.save(update_fields=["last_contact_on"])
        assert Opportunity.objects.contact_due(today(), [policy]).exists() is due
        assert opportunity.contact_is_due(today(), policy) is due


def test_a_prospect_never_contacted_is_due_counting_from_its_creation(analyst):
    opportunity = make_opportunity(analyst)
    policy = StagePolicy.objects.get(stage=Stage.HUNTING)
    later = today() + timedelta(days=policy.contact_days + 2)
    assert not opportunity.contact_is_due(today(), policy)
    assert opportunity.contact_is_due(later, policy)
    assert Opportunity.objects.contact_due(later, [policy]).count() == 1


def test_the_page_shows_the_month_against_the_target_to_the_team(client, analyst, director):
    won_deal()
    client.force_login(analyst)
    page = client.get("/").content.decode()
    assert "Mi día" in page
    assert "$ 125 M" in page


def test_a_person_without_the_pipeline_gets_an_empty_day_that_explains_itself(client, administrator, outsider):
    for person in (administrator, outsider):
        client.force_login(person)
        page = client.get("/")
        assert page.status_code == 200
        assert "Nada espera por usted" in page.content.decode()


def test_the_day_asks_the_same_number_of_questions_for_any_number_of_rows(client, analyst, director):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    client.force_login(director)
    for kind in ({"next_step_on": today()}, {"next_step_on": today() - timedelta(days=2)}, {}):
        make_opportunity(analyst, **kind)
    few = queries()
    for _each in range(10):
        make_opportunity(analyst, next_step_on=today())
        make_opportunity(analyst, next_step_on=today() - timedelta(days=2))
        make_opportunity(analyst)
    assert queries() == few


def test_changes_name_what_was_and_what_is(analyst, director):
    opportunity = make_opportunity(analyst)
    since = timezone.now()
    log_interest(opportunity, analyst)
    move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=analyst)
    edit_opportunity(
        opportunity=opportunity,
        by=analyst,
        changes={"seats": 20, "expected_close_on": opportunity.expected_close_on + timedelta(days=9)},
    )
    (change,) = changes_since(Opportunity.objects.all(), since).changes
    assert set(change.kinds) == {Kind.FORWARD, Kind.VALUE, Kind.LATER}
    assert (change.before.stage, change.monthly_before, change.difference) == (Stage.HUNTING, 50_000_000, 50_000_000)


def test_changes_tell_wins_losses_and_new_ones_apart(analyst, director):
    awarded, losing = awarded_deal().opportunity, deal_in(Stage.PROPOSAL)
    since = timezone.now()
    close_opportunity(opportunity=awarded, outcome="won", by=analyst)
    lose(losing)
    make_opportunity(analyst)
    make_opportunity(analyst)
    found = changes_since(Opportunity.objects.all(), since)
    assert len(found.of(Kind.WON)) == 1
    assert len(found.of(Kind.ENDED)) == 1
    assert len(found.of(Kind.NEW)) == 2


def test_what_was_edited_back_to_what_it_was_is_no_change(analyst):
    opportunity = make_opportunity(analyst)
    since = timezone.now()
    edit_opportunity(opportunity=opportunity, by=analyst, changes={"seats": 20})
    edit_opportunity(opportunity=opportunity, by=analyst, changes={"seats": 10})
    assert changes_since(Opportunity.objects.all(), since).changes == []


def test_the_endings_give_losses_by_reason(analyst, director):
    won_deal()
    lost_deal()
    ending = day.endings(Opportunity.objects.all(), today())
    assert (ending.won_count, ending.won_value, ending.reasons) == (1, MONTHLY, [("Precio", 1, MONTHLY)])


def test_the_changes_page_takes_a_date_and_forgives_a_wrong_one(client, director, analyst):
    make_opportunity(analyst)
    client.force_login(director)
    for since in ("2026-02-31", "no-date", "9999-01-01", start_of(today()).date().isoformat()):
        assert client.get("/changes/", {"since": since}).status_code == 200
