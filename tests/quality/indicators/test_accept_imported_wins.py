"""Imported wins stand apart in the indicators until the quality lead accepts those of an import."""

import html
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.test import Client as Browser
from django.urls import reverse

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from almacontact.web.formats import number
from pipeline.duties import duties
from pipeline.imports.cut_over import accept_wins
from pipeline.imports.undoing import undo_import
from pipeline.models import ImportBatch, Opportunity
from pipeline.plan.results import results_of
from quality.indicators.actions import compute_indicators
from quality.indicators.models import IndicatorResult
from quality.indicators.periods import Period
from tests.world import historical_deals, won_deal

pytestmark = pytest.mark.django_db

WON = "Cerrada ganada"


def counted(on: date) -> int:
    """How many new clients the Indicador Comercial counts in the month of a day."""
    (result,) = compute_indicators(periods=[Period(on.year, on.month, 1)])
    return result.n


def import_today(**row) -> Opportunity:
    (deal,) = historical_deals(WON, {"expected_close_on": today(), **row})
    return deal


def test_an_imported_win_stands_apart_until_the_quality_lead_accepts_it(
    client: Browser, analyst, director, quality_lead
):
    deal = import_today()
    assert (deal.new_client, deal.apart, counted(today())) == (True, True, 0)
    assert results_of(today().year)["won_new"] == 0
    batch = ImportBatch.objects.latest("pk")
    address = reverse("quality:imported_accept", args=[batch.pk])
    for person in (director, analyst):
        with pytest.raises(NotAllowed):
            accept_wins(batch=batch, by=person)
    client.force_login(quality_lead)
    page = html.unescape(client.get(reverse("quality:indicator_list")).content.decode())
    assert address in page
    assert number(deal.monthly_value) in html.unescape(client.get(address).content.decode())
    assert client.post(address).status_code == 302
    assert IndicatorResult.objects.get(period=Period(today().year, today().month, 1).code).n == 1, "fresh at once"
    assert counted(today()) == 1
    deal.refresh_from_db()
    assert (deal.apart, deal.history.first().history_user) == (False, quality_lead)
    assert address not in client.get(reverse("quality:indicator_list")).content.decode()
    with pytest.raises(Refused):
        accept_wins(batch=batch, by=quality_lead)
    assert results_of(today().year)["won_new"] == deal.monthly_value


def test_the_page_shows_the_wins_of_that_import_and_no_other(client: Browser, director, analyst, quality_lead):
    deal, other = import_today(), won_deal()
    client.force_login(quality_lead)
    address = reverse("quality:imported_accept", args=[ImportBatch.objects.latest("pk").pk])
    shown = client.get(address).content.decode()
    assert deal.get_absolute_url() in shown
    assert other.get_absolute_url() not in shown


def test_it_is_a_duty_of_the_quality_lead_alone_until_it_is_decided(director, analyst, quality_lead):
    import_today()
    batch = ImportBatch.objects.latest("pk")
    address = reverse("quality:imported_accept", args=[batch.pk])
    assert [one.url for one in duties(quality_lead) if one.url == address] == [address]
    assert not [one for one in duties(director) if one.url == address]
    accept_wins(batch=batch, by=quality_lead)
    assert not [one for one in duties(quality_lead) if one.url == address]


def test_it_is_an_earlier_award_of_its_client_all_the_same(analyst, director):
    old = import_today()
    assert won_deal(client=old.client).new_client is False


def test_a_win_of_our_own_never_stands_apart(analyst, director):
    won_deal()
    assert counted(today()) == 1


def test_an_import_that_was_undone_has_nothing_to_accept(analyst, director, quality_lead):
    import_today()
    batch = undo_import(batch=ImportBatch.objects.latest("pk"), by=director)
    with pytest.raises(Refused):
        accept_wins(batch=batch, by=quality_lead)


def _model(name: str) -> Any:
    return apps.get_model("pipeline", name)


def _rows(name: str) -> Any:
    """The rows of a model as a migration meets them: past our own querysets."""
    return _model(name)._base_manager


def test_existing_ones_stay_in_closed_months_leave_open_ones_and_are_all_shown(
    client: Browser, analyst, director, quality_lead
):
    long_ago = date(today().year - 1, 3, 10)
    (old,), (recent,) = (historical_deals(WON, {"expected_close_on": day}) for day in (long_ago, today()))
    # As an installation had them before: counted, whoever brought them in.
    Opportunity._base_manager.filter(pk__in=[old.pk, recent.pk]).update(apart=False)
    past = SimpleNamespace(get_model=lambda _app, name: SimpleNamespace(objects=_rows(name), _meta=_model(name)._meta))
    import_module("pipeline.migrations.0009_imported_wins_apart").set_apart(past, None)
    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.apart, recent.apart) == (False, True)
    assert (counted(long_ago), counted(today())) == (1, 0)
    client.force_login(quality_lead)
    page = client.get(reverse("quality:indicator_list"))
    assert [(one.count, one.apart) for one in page.context["imported"]] == [(1, 1), (1, 0)]


def test_its_page_says_that_it_was_imported_without_an_award(client: Browser, analyst, director):
    deal = import_today()
    client.force_login(analyst)
    page = client.get(deal.get_absolute_url())
    steps = page.context["steps"]
    assert [(one["state"], one["note"]) for one in steps[:4]] == [("done", "")] * 4, "nobody knows when it passed them"
    assert steps[4]["label"] == "Ganada, importada"
    award = client.get(reverse("pipeline:opportunity_panel", args=[deal.code, "award"])).content.decode()
    assert "Ganada importada, sin adjudicación registrada" in award
    assert "no lo ha adjudicado" not in award
    gate = client.get(reverse("pipeline:opportunity_gate", args=[deal.code])).content.decode()
    assert "Ver la adjudicación" not in gate
