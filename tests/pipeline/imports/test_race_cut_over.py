"""The cut-over is set while an import is being written: what the plan let in comes in, without an error page."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from almacontact.calendar import today
from pipeline.imports import actions
from pipeline.imports.cut_over import set_cut_over
from pipeline.models import CutOver, Opportunity
from tests.data.books import book

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

LONG_ENOUGH = 0.5
"""Seconds in which a setting that waits for nobody is written."""


def test_it_is_set_after_the_import_that_was_judged_before(everybody, monkeypatch):
    yesterday = today() - timedelta(days=1)

    def close() -> None:
        try:
            set_cut_over(until=yesterday, by=everybody["director"])
        finally:
            connection.close()

    director, plan_import = threading.Thread(target=close), actions.plan_import

    def planned(**given):
        plan = plan_import(**given)
        director.start()
        director.join(LONG_ENOUGH)
        return plan

    monkeypatch.setattr(actions, "plan_import", planned)
    row = {"number": 1, "client": "Antigua", "nit": "", "stage": "Cerrada ganada", "expected_close_on": yesterday}
    actions.import_file(data=book(row), name="libro.xlsx", by=everybody["coordinator"], mode="good_rows")
    director.join()
    assert (Opportunity.objects.get().historical, CutOver.current().until) == (True, yesterday)
