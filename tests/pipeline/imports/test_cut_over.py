"""The cut-over: until then a workbook brings in what stood before there was a system; afterwards it is no side door."""

import html
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.duties import duties
from pipeline.imports.actions import import_file, prepare, receive_workbook
from pipeline.imports.cut_over import see_reopening, set_cut_over
from pipeline.models import CutOver, ImportBatch, Opportunity
from tests.data.books import book

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = today() - timedelta(days=1), today() + timedelta(days=1)


def bring(by, *rows) -> list[Opportunity]:
    """What came in of a workbook with these rows."""
    before = set(Opportunity.objects.values_list("pk", flat=True))
    import_file(data=book(*rows), name=f"libro-{len(before)}.xlsx", by=by, mode="good_rows")
    return list(Opportunity.objects.exclude(pk__in=before).order_by("import_number"))


def late(number: int, stage: str, on: date) -> dict:
    return {"number": number, "client": f"Antigua {number}", "nit": "", "stage": stage, "expected_close_on": on}


def stands(deals: list[Opportunity]) -> list[tuple[str, str, bool, str]]:
    return [(one.stage, one.outcome, one.historical, one.import_stage) for one in deals]


def test_unset_it_is_open_and_a_banner_says_so_to_whoever_may_set_it(client: Browser, coordinator, director):
    assert stands(bring(coordinator, late(1, "Cerrada ganada", YESTERDAY))) == [("closed", "won", True, "")]
    address = reverse("pipeline:cut_over")
    pages = [reverse("pipeline:import_list"), reverse("pipeline:import_create"), reverse("pipeline:day")]
    for person, shown in ((director, True), (coordinator, False)):
        client.force_login(person)
        for page in pages:
            assert ("alert-warning" in client.get(page).content.decode()) is shown, (person, page)
    client.force_login(director)
    assert client.post(address, {"until": YESTERDAY.isoformat(), "version": ""}).status_code == 302
    for page in pages:
        assert "alert-warning" not in client.get(page).content.decode(), page
    assert CutOver.current().history.count() == 2


def test_up_to_its_day_late_rows_and_closings_by_that_day_come_in_as_they_stand(coordinator, director):
    set_cut_over(until=TOMORROW, by=director)
    rows = [
        late(1, "Negociación", TOMORROW + timedelta(days=40)),
        late(2, "Cerrada ganada", TOMORROW),
        late(3, "Cerrada ganada", TOMORROW + timedelta(days=1)),
    ]
    assert stands(bring(coordinator, *rows)) == [
        ("negotiation", "", True, ""),
        ("closed", "won", True, ""),
        ("hunting", "", False, "won"),
    ]


def test_afterwards_any_late_row_enters_hunting_and_the_preview_says_so_row_by_row(
    client: Browser, coordinator, director
):
    set_cut_over(until=YESTERDAY, by=director)
    rows = [
        late(1, "Cerrada ganada", today() - timedelta(days=400)),
        late(2, "Cerrada perdida", YESTERDAY),
        late(3, "Propuesta", TOMORROW),
        late(4, "Hunting", TOMORROW),
    ]
    client.force_login(coordinator)
    batch = receive_workbook(data=book(*rows), name="libro.xlsx", by=coordinator)
    prepare(batch=batch, by=coordinator)
    warned = {row.number: [one["code"] for one in row.warnings] for row in ImportBatch.objects.get().rows.all()}
    assert {number for number, codes in warned.items() if "cut_over" in codes} == {"1", "2", "3"}
    page = html.unescape(client.get(f"{batch.get_absolute_url()}?tab=new").content.decode())
    assert page.count(f"{YESTERDAY:%d/%m/%Y}") >= 3
    deals = bring(coordinator, *rows)
    assert stands(deals) == [
        ("hunting", "", False, "won"),
        ("hunting", "", False, "lost"),
        ("hunting", "", False, "proposal"),
        ("hunting", "", False, ""),
    ]
    assert {(one.probability, one.closed_on, one.gate_pass_id) for one in deals[:3]} == {(10, None, None)}
    assert deals[0].get_import_stage_display() in html.unescape(
        client.get(deals[0].get_absolute_url()).content.decode()
    )


def test_the_same_workbook_again_after_the_cut_over_changes_nothing(coordinator, director):
    rows = [late(1, "Cerrada ganada", YESTERDAY), late(2, "Propuesta", TOMORROW)]
    set_cut_over(until=YESTERDAY, by=director)
    deals = bring(coordinator, *rows)
    result = import_file(data=book(*rows), name="libro-0.xlsx", by=coordinator, mode="good_rows")
    assert (result.counts["equal"], result.counts["changed"], result.counts["new"]) == (2, 0, 0)
    assert stands([Opportunity.objects.get(pk=one.pk) for one in deals]) == stands(deals)


def test_reopening_takes_the_director_and_a_reason_and_calidad_is_told(
    client: Browser, director, coordinator, quality_lead, mailoutbox, run_jobs
):
    for person in (coordinator, quality_lead):
        with pytest.raises(NotAllowed):
            set_cut_over(until=YESTERDAY, by=person)
    set_cut_over(until=YESTERDAY, by=director)
    for until in (TOMORROW, None):
        with pytest.raises(Refused) as refused:
            set_cut_over(until=until, by=director)
        assert {one.field for one in refused.value.blockers} == {"reason"}
    assert (CutOver.current().until, duties(quality_lead)) == (YESTERDAY, [])
    set_cut_over(until=TOMORROW, by=director, reason="Falta el libro de Cali")
    run_jobs()
    [mail] = mailoutbox
    assert mail.to == [quality_lead.email]
    assert "Falta el libro de Cali" in mail.body
    [duty] = duties(quality_lead)
    assert (duty.url, duty.detail) == (reverse("pipeline:cut_over"), "Falta el libro de Cali")
    client.force_login(quality_lead)
    assert "Falta el libro de Cali" in html.unescape(client.get(duty.url).content.decode())
    assert client.post(reverse("pipeline:cut_over_seen")).status_code == 302
    assert duties(quality_lead) == []
    see_reopening(by=quality_lead)
    assert CutOver.current().version == 3, "seen twice changes nothing"


def test_putting_off_what_is_open_is_no_reopening(director, quality_lead):
    set_cut_over(until=today(), by=director)
    set_cut_over(until=TOMORROW, by=director)
    assert (CutOver.current().reopened_at, duties(quality_lead)) == (None, [])
    with pytest.raises(StaleVersion):
        set_cut_over(until=YESTERDAY, by=director, version=0)
    assert CutOver.current().until == TOMORROW


def test_the_database_lets_no_historical_row_in_after_it(coordinator, director):
    (old,) = bring(coordinator, late(1, "Negociación", TOMORROW))
    set_cut_over(until=today(), by=director)

    def copy(code: str, **changes) -> Opportunity:
        fields = [one for one in Opportunity._meta.concrete_fields if not one.generated and not one.primary_key]
        values = {one.attname: getattr(old, one.attname) for one in fields}
        return Opportunity(**{**values, "code": code, "import_number": "", **changes})

    won = {"stage": "closed", "outcome": "won", "new_client": True, "apart": True}
    Opportunity._base_manager.bulk_create([copy("OP-0000-1"), copy("OP-0000-2", **won, closed_on=YESTERDAY)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity._base_manager.bulk_create([copy("OP-0000-3", **won, closed_on=TOMORROW)])
    set_cut_over(until=YESTERDAY, by=director)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity._base_manager.bulk_create([copy("OP-0000-4")])
