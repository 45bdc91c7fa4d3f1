"""The two indicators against an independent oracle in plain SQL, and what makes them be computed again."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from almacontact.calendar import today
from almacontact.jobs.models import Job
from almacontact.web import formats
from pipeline.models import CommercialPlan, MonthlyTarget, Opportunity, PlanState
from pipeline.opportunities.actions.moves import close_opportunity, reopen_opportunity
from pipeline.plan.actions.plans import draft_plan, set_targets
from proposals.award.actions import void_award
from quality.indicators.actions import compute_indicators, periods_of
from quality.indicators.formulas import band, percent
from quality.indicators.periods import Period
from quality.models import Band, IndicatorCode, IndicatorResult
from tests.factories import make_client
from tests.proposals.award.award_records import make_award, make_offered
from tests.world import MONTHLY, awarded_deal, lost_deal, won_deal

pytestmark = pytest.mark.django_db


def _sql(query, *params):
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchone()


def _target(year: int, amount: int) -> None:
    plan = CommercialPlan.objects.create(year=year, state=PlanState.DRAFT)
    for month in range(1, 13):
        MonthlyTarget.objects.create(plan=plan, month=month, amount=amount)


def _this_month() -> Period:
    return Period(today().year, today().month, 1)


def _this_quarter() -> Period:
    return Period(today().year, (today().month - 1) // 3 * 3 + 1, 3)


@pytest.fixture
def demo(db):
    """Two demo years, as a new installation has them."""
    from pipeline.demo.clients import load_clients
    from pipeline.demo.deals import load_deals
    from pipeline.demo.people import load_people
    from pipeline.demo.plans import load_plans

    random, day = Random(7), today()
    people = load_people()
    clients = load_clients(random, people["marcela.duque"], 60, day)
    load_deals(random, people, clients, day)
    load_plans(people["marcela.duque"], day)


def test_both_indicators_equal_an_independent_oracle_over_the_demo_years(demo):
    periods = [*periods_of(today().year - 1), *periods_of(today().year)]
    results = compute_indicators(periods=periods)
    assert sum(result.n for result in results) > 20
    for period, result in zip(periods, results, strict=True):
        if period.months == 1:
            value, number = _sql(
                "SELECT COALESCE(SUM(seats * unit_value), 0), COUNT(*) FROM pipeline_opportunity"
                " WHERE outcome = 'won' AND new_client AND closed_on >= %s AND closed_on <= %s",
                period.first,
                period.last,
            )
            (target,) = _sql(
                "SELECT t.amount FROM pipeline_monthlytarget t JOIN pipeline_commercialplan p ON p.id = t.plan_id"
                " WHERE p.year = %s AND t.month = %s AND p.state <> 'superseded' ORDER BY p.revision DESC LIMIT 1",
                period.year,
                period.first_month,
            )
            assert (result.numerator, result.denominator, result.n) == (value, target, number), period
        else:
            won, resolved = _sql(
                "SELECT COUNT(CASE WHEN outcome = 'won' THEN 1 END), COUNT(*) FROM pipeline_opportunity"
                " WHERE outcome <> '' AND left_stage IN ('proposal', 'negotiation')"
                " AND closed_on >= %s AND closed_on <= %s",
                period.first,
                period.last,
            )
            assert (result.numerator, result.denominator, result.n) == (won, resolved, resolved), period


def test_a_second_win_of_a_client_is_no_new_client(analyst, director):
    _target(today().year, 2 * MONTHLY)
    client = make_client(analyst)
    won_deal(client=client)
    won_deal(client=client)
    (result,) = compute_indicators(periods=[_this_month()])
    assert (result.numerator, result.n, result.value, result.band) == (MONTHLY, 1, Decimal("50.00"), Band.RED)


def test_without_a_target_there_is_no_value_and_never_a_hundred_per_cent(analyst, director):
    won_deal()
    (result,) = compute_indicators(periods=[_this_month()])
    assert (result.value, result.denominator, result.band) == (None, None, Band.NO_TARGET)


def test_the_award_counts_on_the_date_of_its_document(everybody):
    proposal = make_offered(everybody, sent_on=date(2026, 1, 10))
    award = make_award(everybody, proposal, awarded_on=date(2026, 1, 15))
    close_opportunity(opportunity=award.opportunity, outcome="won", by=everybody["analyst"])
    (january,) = compute_indicators(periods=[Period.read("2026-01")])
    assert january.n == 1


def test_a_lost_lead_that_never_saw_a_proposal_does_not_count_in_the_conversion(analyst, director):
    from pipeline.models import LossReason
    from tests.factories import make_opportunity

    close_opportunity(
        opportunity=make_opportunity(analyst),
        outcome="lost",
        by=analyst,
        loss_reason=LossReason.objects.get(code="no-answer"),
    )
    (result,) = compute_indicators(periods=[_this_quarter()])
    assert (result.denominator, result.value, result.band) == (0, None, Band.NOT_APPLICABLE)


def test_fewer_than_five_is_an_insufficient_sample_and_n_is_shown(client, quality_lead, analyst, director):
    won_deal()
    lost_deal()
    (result,) = compute_indicators(periods=[_this_quarter()])
    assert (result.value, result.n, result.band) == (Decimal("50.00"), 2, Band.INSUFFICIENT)
    client.force_login(quality_lead)
    page = client.get(reverse("quality:indicator_detail", args=[IndicatorCode.CONVERSION, _this_quarter().code]))
    assert "n = 2" in page.content.decode()


def test_both_conversions_are_written_with_a_comma_and_n_is_explained(client, quality_lead, analyst, director):
    won_deal(seats=10)
    lost_deal(seats=20)
    (result,) = compute_indicators(periods=[_this_quarter()])
    by_value = result.details["by_value"]
    client.force_login(quality_lead)
    detail = reverse("quality:indicator_detail", args=[IndicatorCode.CONVERSION, _this_quarter().code])
    for url in (reverse("quality:indicator_list"), detail):
        page = client.get(url).content.decode()
        assert formats.percent(Decimal(by_value), 1) in page
        assert f"{by_value} %" not in page
    listed = client.get(reverse("quality:indicator_list")).content.decode()
    assert re.search(r'<abbr title="[^"]+">n</abbr>', listed)


@pytest.mark.parametrize(
    ("value", "expected"), [("100", Band.GREEN), ("99.99", Band.AMBER), ("80", Band.AMBER), ("79.99", Band.RED)]
)
def test_the_bands_begin_where_they_say(value, expected):
    assert band(Decimal(value), Decimal(100)) == expected


def test_nothing_divided_by_nothing_has_no_value():
    assert percent(5, 0) is None
    assert percent(0, 5) == 0


def test_computing_again_without_a_change_writes_nothing(analyst, director):
    won_deal()
    compute_indicators(periods=[_this_month()])
    compute_indicators(periods=[_this_month()])
    assert IndicatorResult.history.count() == 1


def test_an_award_a_loss_and_a_reopening_ask_for_the_indicators(analyst, director):
    won = won_deal()
    lost_deal()
    reopen_opportunity(opportunity=won, by=director, reason="Era de otro proceso")
    jobs = Job.objects.filter(kind="quality.indicators.formulas")
    assert jobs.count() == 3
    assert all(job.arguments == {"years": [today().year]} for job in jobs)


def test_a_target_that_changes_asks_for_the_indicators(director):
    plan = draft_plan(year=today().year, by=director)
    set_targets(plan=plan, by=director, yearly=1200, months=dict.fromkeys(range(1, 13), 100))
    assert Job.objects.get(kind="quality.indicators.formulas").arguments == {"years": [today().year]}


def test_an_import_of_closed_opportunities_asks_for_the_indicators_and_so_does_its_undoing(director):
    from pipeline.imports.actions import import_file
    from pipeline.imports.undoing import undo_import
    from pipeline.models import ImportBatch

    workbook = Path(__file__).parents[2] / "data" / "sample_pipeline.xlsx"
    import_file(data=workbook.read_bytes(), name=workbook.name, by=director, mode="good_rows")
    asked = Job.objects.filter(kind="quality.indicators.formulas").count()
    assert asked >= 1
    undo_import(batch=ImportBatch.objects.get(), by=director)
    assert Job.objects.filter(kind="quality.indicators.formulas").count() > asked


@pytest.mark.django_db(transaction=True)
def test_a_new_award_shows_as_soon_as_its_job_has_run(analyst, director):
    close_opportunity(opportunity=awarded_deal().opportunity, outcome="won", by=analyst)
    result = IndicatorResult.objects.get(indicator=IndicatorCode.COMMERCIAL, period=_this_month().code)
    assert result.n == 1


def test_the_command_writes_only_json_when_asked(capsys, analyst, director):
    won_deal()
    call_command("compute_indicators", "--period", _this_month().code, "--json")
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["period"], row["n"], row["numerator"]) == (_this_month().code, 1, MONTHLY)
    assert row["opportunities"] == [Opportunity.objects.get().pk]


@pytest.mark.parametrize("wrong", ["2026", "2026-13", "2026-Q5", "marzo"])
def test_a_period_that_is_none_is_refused_with_how_it_is_written(wrong):
    with pytest.raises(CommandError, match="2026-Q1"):
        call_command("compute_indicators", "--period", wrong)


def test_the_day_of_the_director_and_of_the_quality_lead_shows_what_is_missing(
    client, analyst, director, quality_lead, colleague
):
    won = won_deal()
    void_award(award=won.awards.get(), by=director, reason="La carta era de otro proceso")
    for person, shown in ((director, True), (quality_lead, True), (colleague, False)):
        client.force_login(person)
        assert ("Documento de adjudicación adjunto" in client.get("/").content.decode()) is shown
    client.force_login(quality_lead)
    page = client.get(reverse("quality:indicator_list")).content.decode()
    assert won.get_absolute_url() in page
