"""The calendar subscription: a secret address that holds one's dates, and no price."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from icalendar import Calendar

from almacontact.calendar import today
from pipeline.models import LossReason
from pipeline.opportunities.actions.moves import close_opportunity
from proposals.defence.actions.agenda import set_topics
from proposals.defence.actions.calendar_feed import feed_of, open_feed, renew_feed, revoke_feed
from proposals.defence.actions.defence import cancel_defence
from proposals.defence.calendar import subscription
from proposals.models import CalendarFeed
from tests.proposals.defence.defence_records import agenda, fresh, in_days, make_defence, make_rehearsal
from tests.proposals.intake.intake_records import make_intake
from tests.proposals.proposal.proposal_records import make_sent_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def defence(everybody):
    return make_defence(make_sent_proposal(everybody), everybody)


def events_of(content) -> dict:
    return {str(one["UID"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


def read(client, secret):
    return client.get(reverse("proposals:calendar_feed", args=[secret]))


def test_a_speaker_reads_the_defence_in_bogota_time_without_signing_in(defence, client, everybody):
    answer = read(client, open_feed(by=everybody["operations_leader"]))
    assert answer["Content-Type"].startswith("text/calendar")
    event = events_of(answer.content)[f"{defence.uid}@almacontact"]
    assert event["DTSTART"].params["TZID"] == "America/Bogota"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (defence.starts_at, defence.ends_at)
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=-5)
    assert "09:10 Modelo operativo, Óscar Luna (20 min)" in str(event["DESCRIPTION"])
    assert len(event.walk("VALARM")) == 2


def test_the_owner_reads_rehearsals_dates_of_requests_and_validity(defence, client, analyst):
    rehearsal = make_rehearsal(defence, analyst)
    intake = make_intake(defence.opportunity, analyst, questions_on=today() + timedelta(days=2))
    found = events_of(read(client, open_feed(by=analyst)).content)
    assert f"{rehearsal.uid}@almacontact" in found
    assert found[f"intake-{intake.pk}-questions_on@almacontact"]["DTSTART"].dt == intake.questions_on
    assert found[f"intake-{intake.pk}-delivery_on@almacontact"]["DTSTART"].dt == intake.delivery_on
    validity = found[f"validity-{defence.proposal.pk}@almacontact"]
    assert validity["DTSTART"].dt == defence.proposal.valid_until


def test_who_neither_speaks_nor_owns_reads_nothing_of_it(defence, everybody):
    for part in ("colleague", "director", "trainer", "auditor", "outsider", "administrator"):
        assert events_of(subscription(everybody[part])) == {}, part


def test_a_speaker_reads_no_validity_and_no_request_of_others(defence, analyst, everybody):
    make_intake(defence.opportunity, analyst)
    assert list(events_of(subscription(everybody["it_leader"]))) == [f"{defence.uid}@almacontact"]


def test_no_price_is_in_it(defence, analyst):
    told = subscription(analyst).decode()
    for figure in ("8342198", "8.342.198", "125132", "COP", "$"):
        assert figure not in told


def test_what_was_called_off_or_taken_out_is_gone(defence, analyst, everybody):
    rows = [one for one in agenda(everybody) if one["area"] != "it"]
    set_topics(defence=defence, by=analyst, topics=rows)
    assert events_of(subscription(everybody["it_leader"])) == {}
    cancel_defence(defence=fresh(defence), by=analyst, reason="El cliente desistió.")
    assert f"{defence.uid}@almacontact" not in events_of(subscription(analyst))


def test_a_defence_that_is_still_planned_of_a_closed_deal_is_gone(defence, analyst):
    reason = LossReason.objects.get(code="price")
    close_opportunity(
        opportunity=defence.opportunity, outcome="lost", by=analyst, loss_reason=reason, competitor="Desconocido"
    )
    assert f"{defence.uid}@almacontact" not in events_of(subscription(analyst))


def test_an_unknown_renewed_or_closed_address_is_not_found(client, analyst):
    feed = open_feed(by=analyst)
    assert read(client, feed).status_code == 200
    new = renew_feed(by=analyst)
    assert read(client, feed).status_code == 404
    assert read(client, new).status_code == 200
    revoke_feed(by=analyst)
    assert not CalendarFeed.objects.exists()
    for token in ("x" * 43, "x", new[:12] + "y" * 31, "ñ" * 43, "a\0" + "b" * 41):
        assert feed_of(token=token) is None
        assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_a_secret_that_begins_alike_is_not_enough(analyst):
    token = open_feed(by=analyst)
    assert feed_of(token=token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert feed_of(token=token) is not None


def test_the_address_of_who_left_is_closed(client, analyst):
    feed = open_feed(by=analyst)
    analyst.is_active = False
    analyst.save()
    assert read(client, feed).status_code == 404


def test_what_did_not_change_is_not_sent_again(defence, client, analyst):
    feed = open_feed(by=analyst)
    first = read(client, feed)
    again = client.get(first.request["PATH_INFO"], headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_rehearsal(defence, analyst)
    changed = client.get(first.request["PATH_INFO"], headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def test_reading_it_changes_nothing_and_takes_the_same_queries_however_much_there_is(
    defence, client, analyst, django_assert_max_num_queries
):
    feed = open_feed(by=analyst)
    for number in range(4):
        make_rehearsal(defence, analyst, starts_at=in_days(number % 4 + 1, 7))
        make_intake(defence.opportunity, analyst)
    with django_assert_max_num_queries(8):
        assert read(client, feed).status_code == 200
    assert client.post(reverse("proposals:calendar_feed", args=[feed])).status_code == 405


def address_on(page) -> str:
    """The secret of the address that a page shows; "" where it shows none."""
    shown = re.search(r"/calendar/([A-Za-z0-9_-]{43})\.ics", page.content.decode())
    return shown[1] if shown else ""


def test_the_page_makes_changes_and_closes_one_s_own_address_and_shows_it_once(client, analyst, colleague):
    other = open_feed(by=colleague)
    client.force_login(analyst)
    page = reverse("proposals:calendar_settings")
    assert b"readonly" not in client.get(page).content
    first = client.post(page, {"do": "open"})
    assert first["Cache-Control"] == "private, no-store"
    assert feed_of(token=address_on(first)).user == analyst
    assert address_on(client.get(page)) == ""
    assert address_on(client.post(page, {"do": "open"}, follow=True)) == "", "nobody can tell it a second time"
    second = client.post(page, {"do": "renew"})
    assert feed_of(token=address_on(first)) is None
    assert feed_of(token=address_on(second)).user == analyst
    client.post(page, {"do": "revoke"})
    assert not CalendarFeed.objects.filter(user=analyst).exists()
    assert client.post(page, {"do": "nonsense"}).status_code == 422
    assert feed_of(token=other).user == colleague


def test_whoever_reads_the_database_reads_no_calendar(client, analyst):
    secret = open_feed(by=analyst)
    kept = [str(value) for row in CalendarFeed.objects.values_list() for value in row]
    assert not any(secret in value for value in kept)
    for value in kept:
        assert client.get(f"/calendar/{value}.ics").status_code == 404


def test_addresses_from_before_secrets_were_hashed_go_on_working(client, analyst, colleague):
    old, hashed = "s" * 43, open_feed(by=colleague)
    CalendarFeed.objects.create(user=analyst, digest=old)
    migration = import_module("proposals.migrations.0013_calendar_secrets_hashed")
    for _turn in range(2):
        migration.hash_secrets(apps, None)
        assert read(client, old).status_code == 200
        assert read(client, hashed).status_code == 200
    assert not CalendarFeed.objects.filter(digest=old).exists()
