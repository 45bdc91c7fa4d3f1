"""My day and the changes: what they list, for whom, and in how many queries."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from almacontact.accounts.models import User
from almacontact.calendar import add_working_days, start_of, today
from pipeline.day import day
from pipeline.day.changes import Kind, changes_since
from pipeline.models import Opportunity, StagePolicy
from pipeline.opportunities.actions.moves import close_opportunity, move_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.states import Stage
from tests.factories import log_interest, make_opportunity
from tests.proposals.intake.intake_records import make_intake
from tests.world import (
    MONTHLY,
    awarded_deal,
    deal_in,
    historical_deals,
    lose,
    lost_deal,
    won_deal,
)

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


def test_the_number_beside_my_day_is_that_of_its_list_of_what_is_overdue(client, analyst, colleague, director):
    for owner in (analyst, analyst, colleague):
        make_opportunity(owner, next_step="Llamar", next_step_on=today() - timedelta(days=1))
    for person, number in ((analyst, 2), (colleague, 1), (director, 3)):
        client.force_login(person)
        answer = client.get("/")
        assert next(one.count for one in answer.context["todos"] if one.key == "overdue") == number
        [rows] = day.overdue_steps(person)
        assert rows.count() == number


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


MOST_QUERIES = 12


@pytest.mark.slow
def test_the_day_asks_at_most_twelve_queries_of_anybody_however_much_waits(client, small_demo):
    """The demo has several deals at each point of their life: a query a row would show at once."""
    asked = {}
    for person in User.objects.filter(is_active=True):
        client.force_login(person)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        asked[person.name] = len(captured)
    assert {name: number for name, number in asked.items() if number > MOST_QUERIES} == {}
    assert len(asked) > 12
    director = small_demo["marcela.duque"]
    client.force_login(director)
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for kind in ({"next_step_on": today()}, {"next_step_on": today() - timedelta(days=2)}, {}):
        make_intake(make_opportunity(director, **kind), director, delivery_on=add_working_days(today(), 1))
    with CaptureQueriesContext(connection) as more:
        client.get("/")
    assert len(more) == len(few)


def test_changes_are_one_query_of_any_number_of_them_and_of_none(analyst, django_assert_num_queries):
    since = timezone.now()
    for expected in (0, 2, 4):
        with django_assert_num_queries(1):
            assert len(changes_since(Opportunity.objects.all(), since).changes) == expected
        make_opportunity(analyst)
        make_opportunity(analyst)


def test_each_list_shows_the_first_of_its_set(analyst, colleague):
    chance = Random(12)
    for _each in range(60):
        step = chance.choice([None, *(today() + timedelta(days=days) for days in (-3, -2, -1, 0, 1))])
        deal = make_opportunity(chance.choice([analyst, colleague]), next_step_on=step, seats=chance.randrange(5, 90))
        deal.last_contact_on = today() - timedelta(days=chance.choice([1, 20, 60]))
        deal.save(update_fields=["last_contact_on"])
    lost_deal(next_step_on=today())
    deals, policies = Opportunity.objects.all(), list(StagePolicy.objects.all())
    for mine, owner in ((deals, None), (deals.owned_by(analyst), analyst)):
        sets = {
            "overdue": mine.overdue(today()),
            "today": mine.due_on(today()),
            "none": mine.without_next_step(),
            "contact": mine.contact_due(today(), policies),
        }
        for todo in day.todos(deals, today(), owner=owner):
            whole = sets[todo.key].order_by("next_step_on", "-monthly_value", "pk")
            assert (todo.count, todo.opportunities) == (len(whole), list(whole[: day.ROWS]))
            assert todo.count > day.ROWS or owner


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


def test_what_was_lost_without_a_reason_is_named_so(director):
    historical_deals("Perdida", {"expected_close_on": today()})
    with override("es"):
        assert [one[0] for one in day.endings(Opportunity.objects.all(), today()).reasons] == ["Sin motivo registrado"]
