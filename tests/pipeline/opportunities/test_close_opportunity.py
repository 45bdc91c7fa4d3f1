"""Closing: won, lost, withdrawn, cancelled."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.models import LossReason, Opportunity
from pipeline.opportunities.actions.moves import close_opportunity, reopen_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.states import Outcome, Stage
from tests.factories import make_client, make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged
from tests.world import deal_in, lost_deal, won_deal


def close_url(opportunity: Opportunity, outcome: str) -> str:
    return f"/opportunities/{opportunity.code}/close/?outcome={outcome}"


def sent(opportunity: Opportunity, **values):
    return {"version": opportunity.version, "closed_on": today().isoformat(), **values}


def price() -> LossReason:
    return LossReason.objects.get(code="price")


def refused_codes(**arguments) -> list[str]:
    with unchanged(), pytest.raises(Refused) as refused:
        close_opportunity(**arguments)
    return [blocker.code for blocker in refused.value.blockers]


def test_a_loss_says_why(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    with unchanged():
        assert client.post(close_url(opportunity, "lost"), sent(opportunity)).status_code == 422
    assert client.post(close_url(opportunity, "lost"), sent(opportunity, loss_reason=price().pk)).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.stage, opportunity.outcome, opportunity.left_stage) == ("closed", "lost", "hunting")
    assert (opportunity.loss_reason, opportunity.probability, opportunity.closed_on) == (price(), 0, today())


def test_other_needs_a_note(analyst):
    opportunity = make_opportunity(analyst)
    other = LossReason.objects.get(code="other")
    asked = {"opportunity": opportunity, "outcome": Outcome.LOST, "by": analyst, "loss_reason": other}
    assert refused_codes(**asked) == ["loss_note"]
    close_opportunity(**asked, note="Cambió de dueño")
    assert opportunity.close_note == "Cambió de dueño"


@pytest.mark.parametrize("outcome", [Outcome.LOST, Outcome.WITHDRAWN, Outcome.CANCELLED])
def test_after_sending_the_competitor_is_named(analyst, director, outcome):
    opportunity = deal_in(Stage.PROPOSAL)
    asked = {"opportunity": opportunity, "outcome": outcome, "by": analyst, "loss_reason": price()}
    assert refused_codes(**asked) == ["competitor"]
    assert close_opportunity(**asked, competitor="Desconocido").outcome == outcome


def test_of_a_loss_the_winner_and_the_lessons_are_kept_and_shown(client: Browser, analyst, director):
    opportunity = deal_in(Stage.PROPOSAL)
    client.force_login(analyst)
    given = {"loss_reason": price().pk, "competitor": "Voz del Sur", "winner_value": "41.500.000"}
    answer = client.post(
        close_url(opportunity, "lost"), sent(opportunity, **given, lessons="Ofrecer un piloto antes del precio.")
    )
    assert answer.status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.winner_value, opportunity.lessons) == (41_500_000, "Ofrecer un piloto antes del precio.")
    for part in ("", "timeline/"):
        page = client.get(f"{opportunity.get_absolute_url()}{part}").content.decode()
        assert "41.500.000" in page, part
        assert "Ofrecer un piloto" in page, part


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.CANCELLED])
def test_only_a_loss_has_a_winner_and_lessons(client: Browser, analyst, outcome):
    opportunity = make_opportunity(analyst)
    asked = {"opportunity": opportunity, "outcome": outcome, "by": analyst, "loss_reason": price()}
    assert refused_codes(**asked, winner_value=5, lessons="Nada") == ["not_lost", "not_lost"]
    client.force_login(analyst)
    assert 'name="winner_value"' not in client.get(close_url(opportunity, outcome)).content.decode()


@pytest.mark.parametrize("value", [0, -5, 10**15])
def test_a_winner_s_value_that_cannot_be_is_refused(analyst, value):
    opportunity = make_opportunity(analyst)
    asked = {"opportunity": opportunity, "outcome": Outcome.LOST, "by": analyst, "loss_reason": price()}
    assert refused_codes(**asked, winner_value=value) == ["winner_value"]


def test_reopening_takes_the_winner_and_the_lessons_back_and_history_remembers(analyst, director):
    opportunity = make_opportunity(analyst)
    asked = {"opportunity": opportunity, "outcome": Outcome.LOST, "by": analyst, "loss_reason": price()}
    close_opportunity(**asked, winner_value=9_000_000, lessons="Llegar antes")
    reopen_opportunity(opportunity=opportunity, by=director, reason="El cliente volvió")
    opportunity.refresh_from_db()
    assert (opportunity.winner_value, opportunity.lessons) == (None, "")
    assert opportunity.history.filter(winner_value=9_000_000, lessons="Llegar antes").exists()


def test_a_close_in_the_future_is_refused(analyst):
    opportunity = make_opportunity(analyst)
    tomorrow = today() + timedelta(days=1)
    assert refused_codes(
        opportunity=opportunity, outcome=Outcome.LOST, by=analyst, loss_reason=price(), closed_on=tomorrow
    ) == ["future"]


def test_a_retired_reason_is_not_taken(analyst):
    reason = price()
    reason.active = False
    reason.save()
    opportunity = make_opportunity(analyst)
    assert refused_codes(opportunity=opportunity, outcome=Outcome.LOST, by=analyst, loss_reason=reason) == ["retired"]


def test_only_what_was_sent_can_be_won(director):
    opportunity = make_opportunity(director)
    assert refused_codes(opportunity=opportunity, outcome=Outcome.WON, by=director, reason="Carta") == ["win_too_early"]


def test_the_first_win_of_a_client_is_a_new_client_and_stays_one(analyst, director):
    known = make_client(analyst)
    first = won_deal(client=known)
    second = won_deal(client=known)
    first.refresh_from_db()
    assert (first.new_client, second.new_client) == (True, False)
    assert first.probability == 100


def test_who_closes(client: Browser, everybody):
    may = {"analyst", "coordinator", "director", "second_director"}
    opportunity = make_opportunity(everybody["analyst"])
    for part, person in everybody.items():
        if part in may:
            continue
        client.force_login(person)
        with unchanged():
            answer = client.post(close_url(opportunity, "lost"), sent(opportunity, loss_reason=price().pk))
            assert answer.status_code in (403, 404), part
            fresh = Opportunity.objects.get(pk=opportunity.pk)
            with pytest.raises(NotAllowed):
                close_opportunity(opportunity=fresh, outcome=Outcome.LOST, by=person, loss_reason=price())


def test_a_closed_one_is_not_closed_again(client: Browser, analyst, director):
    opportunity = lost_deal()
    client.force_login(analyst)
    with unchanged():
        answer = client.post(close_url(opportunity, "lost"), sent(opportunity, loss_reason=price().pk, competitor="X"))
    assert answer.status_code == 422


def test_a_stale_close_keeps_what_was_typed(client: Browser, analyst, coordinator):
    opportunity = make_opportunity(analyst)
    seen = sent(opportunity, loss_reason=price().pk, note="Se quedan con el actual")
    edit_opportunity(opportunity=opportunity, by=coordinator, changes={"seats": 77})
    client.force_login(analyst)
    with unchanged():
        answer = client.post(close_url(opportunity, "lost"), seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Se quedan con el actual" in page
    assert 'name="version" value="1"' in page


@pytest.mark.parametrize("outcome", ["", "won-ish", "closed"])
def test_an_outcome_that_does_not_exist_is_not_found(client: Browser, analyst, outcome):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    assert client.get(close_url(opportunity, outcome)).status_code == 404


@pytest.mark.parametrize("outcome", [Outcome.LOST, Outcome.WITHDRAWN, Outcome.CANCELLED])
def test_a_loss_lies_between_the_last_gate_and_today(client: Browser, analyst, director, outcome):
    deal, fresh_one = deal_in(Stage.PROPOSAL), make_opportunity(analyst)
    Opportunity._base_manager.filter(pk=fresh_one.pk).update(created_at=timezone.now() - timedelta(days=90))
    asked = {"outcome": outcome, "by": analyst, "loss_reason": price()}
    months_back = today() - timedelta(days=270)
    for one, days in ((deal, 1), (fresh_one, 91)):
        given = {"opportunity": Opportunity.objects.get(pk=one.pk), "competitor": "Desconocido"}
        for day in (months_back, today() - timedelta(days=days)):
            assert refused_codes(**asked, **given, closed_on=day) == ["before_last_gate"]
        client.force_login(analyst)
        typed = {"version": one.version, "closed_on": months_back.isoformat(), "loss_reason": price().pk}
        answer = client.post(close_url(one, outcome), {**typed, "competitor": "Desconocido", "note": ""})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["closed_on"])
    close_opportunity(opportunity=fresh_one, **asked, closed_on=today() - timedelta(days=90))
    close_opportunity(opportunity=deal, **asked, competitor="Desconocido", closed_on=today())


def test_what_was_reopened_is_not_lost_before_that(analyst, director):
    deal = make_opportunity(analyst)
    Opportunity._base_manager.filter(pk=deal.pk).update(created_at=timezone.now() - timedelta(days=90))
    asked = {"outcome": Outcome.LOST, "by": analyst, "loss_reason": price()}
    close_opportunity(opportunity=deal, **asked, closed_on=today() - timedelta(days=60))
    reopen_opportunity(opportunity=deal, by=director, reason="Volvieron a llamar")
    assert refused_codes(opportunity=deal, **asked, closed_on=today() - timedelta(days=30)) == ["before_last_gate"]
