"""Many writers at one opportunity: nobody's work is lost, and the test can tell when it would be."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from almacontact.accounts.models import User
from almacontact.audit import locking
from almacontact.refusals import Refused, StaleVersion
from pipeline.models import Opportunity
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.states import Stage
from tests.cast import cast_person
from tests.factories import log_interest, make_opportunity
from tests.patience import PATIENCE

WRITERS = 4
EDITS = 5
TOTAL = WRITERS * EDITS


def together(work: Callable[[], None], count: int = WRITERS) -> None:
    """Run `work` in `count` threads at once, each with a database connection of its own; a failure fails the test."""
    failures: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def add_seat(pk: int, by: User, meet: Callable[[], object] = lambda: None) -> None:
    """Read the opportunity as a form does, and save it with one seat more."""
    read = Opportunity.objects.get(pk=pk)
    meet()
    edit_opportunity(opportunity=read, by=by, changes={"seats": read.seats + 1}, version=read.version)


@pytest.mark.django_db(transaction=True)
def test_writers_who_read_again_when_refused_lose_nothing():
    analyst = cast_person("analyst")
    opportunity = make_opportunity(analyst, seats=100)

    def edit() -> None:
        done = 0
        while done < EDITS:
            try:
                add_seat(opportunity.pk, analyst)
            except StaleVersion:
                continue
            done += 1

    together(edit)
    opportunity = Opportunity.objects.get()
    history = list(opportunity.history.order_by("version").values_list("version", "seats"))
    assert (opportunity.version, opportunity.seats) == (TOTAL, 100 + TOTAL)
    assert history == [(number, 100 + number) for number in range(TOTAL + 1)], "the making, then one row an edit"


@pytest.mark.django_db(transaction=True)
def test_without_the_version_check_edits_are_lost(monkeypatch):
    analyst = cast_person("analyst")
    opportunity = make_opportunity(analyst, seats=100)

    monkeypatch.setattr(locking.Held, "refuse_stale", lambda held, record, version=None: None)
    all_have_read = Barrier(WRITERS, timeout=PATIENCE)

    def edit() -> None:
        for _number in range(EDITS):
            add_seat(opportunity.pk, analyst, all_have_read.wait)

    together(edit)
    opportunity = Opportunity.objects.get()
    assert opportunity.seats < 100 + TOTAL
    assert opportunity.version < TOTAL


@pytest.mark.django_db(transaction=True)
def test_of_several_moves_at_once_one_is_made():
    analyst = cast_person("analyst")
    opportunity = make_opportunity(analyst)
    log_interest(opportunity, analyst)
    all_have_read = Barrier(WRITERS, timeout=PATIENCE)
    outcomes: list[str] = []

    def move() -> None:
        read = Opportunity.objects.get(pk=opportunity.pk)
        all_have_read.wait()
        try:
            move_opportunity(opportunity=read, to=Stage.QUALIFICATION, by=analyst)
        except Refused as refused:
            outcomes.append(type(refused).__name__)
        else:
            outcomes.append("moved")

    together(move)
    assert sorted(outcomes) == ["StaleVersion"] * (WRITERS - 1) + ["moved"]
    assert Opportunity.objects.get().gate_passes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_codes_are_never_given_twice():
    analyst = cast_person("analyst")
    first = make_opportunity(analyst)

    def create() -> None:
        for _number in range(EDITS):
            make_opportunity(analyst, client=first.client)

    together(create)
    codes = list(Opportunity.objects.order_by("code").values_list("code", flat=True))
    assert [int(code[-4:]) for code in codes] == list(range(1, TOTAL + 2))
