"""What touches a closed period is told: a period is closed after the fifth working day that follows it."""

import html
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from almacontact.calendar import is_closed_period, today
from pipeline.clients.actions.merging import merge_clients
from pipeline.events import Touched
from pipeline.imports.undoing import undo_import
from pipeline.models import ImportBatch, LossReason, Opportunity
from pipeline.opportunities.actions.moves import close_opportunity, reopen_opportunity
from pipeline.states import Outcome
from quality.indicators import actions as indicators
from quality.indicators.actions import note_effects
from quality.models import ClosedPeriodEffect
from tests.factories import make_opportunity
from tests.world import historical_deals, won_deal

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, list[str], list[str]]]:
    return [(one.what, one.periods, one.codes) for one in ClosedPeriodEffect.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("day", "closed"),
    [(date(2026, 7, 1), False), (date(2026, 7, 7), False), (date(2026, 7, 8), True)],
)
def test_a_period_is_closed_after_the_fifth_working_day(day, closed):
    assert is_closed_period(date(2026, 6, 30), day) is closed


@pytest.mark.parametrize(
    ("now", "periods"),
    [
        (date(2026, 11, 29), ["2026-02", "2026-Q1"]),
        (date(2026, 3, 20), ["2026-02"]),
        (date(2026, 3, 3), None),
    ],
)
def test_month_and_quarter_are_told_once_they_are_closed(director, monkeypatch, now, periods):
    monkeypatch.setattr(indicators, "today", lambda: now)
    note_effects(what=Touched.CLOSED, deals=[("OP-1", date(2026, 2, 14))], by=director, reason="")
    assert told() == ([("closed", periods, ["OP-1"])] if periods else [])


def test_a_loss_in_a_closed_month_and_its_reopening_are_listed(client: Browser, analyst, director, quality_lead):
    deal = make_opportunity(analyst)
    Opportunity._base_manager.filter(pk=deal.pk).update(created_at=timezone.now() - timedelta(days=120))
    on = today() - timedelta(days=80)
    reason = LossReason.objects.get(code="price")
    close_opportunity(
        opportunity=deal, outcome=Outcome.LOST, by=analyst, loss_reason=reason, closed_on=on, note="Tarde"
    )
    reopen_opportunity(opportunity=deal, by=director, reason="Fue un error")
    assert [(what, codes) for what, _periods, codes in told()] == [("closed", [deal.code]), ("reopened", [deal.code])]
    client.force_login(quality_lead)
    page = html.unescape(client.get(reverse("quality:indicator_list")).content.decode())
    for words in ("Fue un error", "Tarde", deal.get_absolute_url()):
        assert words in page


def test_what_touches_an_open_period_is_not_listed(client: Browser, analyst, director, quality_lead):
    won_deal()
    assert told() == []
    client.force_login(quality_lead)
    assert "effects-title" in client.get(reverse("quality:indicator_list")).content.decode()


def test_imports_their_undoing_and_merges_are_listed_by_month(analyst, director):
    said = [{"expected_close_on": date(2026, 1, day), "client": f"Antigua {day}"} for day in (10, 20)]
    one, two = historical_deals("Cerrada ganada", *said)
    merge_clients(keep=one.client, absorb=two.client, by=director)
    assert told() == [
        ("imported", ["2026-01", "2026-Q1"], [one.code, two.code]),
        ("not_new", ["2026-01", "2026-Q1"], [two.code]),
    ]
    (three,) = historical_deals("Cerrada ganada", {"expected_close_on": date(2026, 2, 3), "client": "Antigua 3"})
    undo_import(batch=ImportBatch.objects.latest("pk"), by=director)
    last = [(what, codes) for what, _periods, codes in told()[2:]]
    assert last == [("imported", [three.code]), ("undone", [three.code])]
