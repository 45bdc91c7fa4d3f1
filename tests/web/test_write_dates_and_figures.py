"""Dates, percentages and initials as pages show them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation

from almacontact.calendar import BOGOTA
from almacontact.web import formats


@pytest.fixture(autouse=True)
def noon_in_bogota():
    with time_machine.travel(datetime(2026, 11, 24, 12, 0, tzinfo=BOGOTA), tick=False), translation.override("es-co"):
        yield


def test_a_day_is_written_in_the_readers_language():
    assert formats.day(date(2026, 11, 24)) == "24 nov 2026"
    with translation.override("en"):
        assert formats.day(date(2026, 11, 24)) == "24 Nov 2026"
    assert formats.day(None) == "–"


def test_a_moment_gives_its_date_in_bogota():
    late = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    assert formats.day(late) == "24 nov 2026"


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [(30, 0, "30 %"), (Decimal("12.50"), 1, "12,5 %"), (Decimal("0.45"), 1, "0,5 %"), (0, 0, "0 %"), (None, 0, "–")],
)
def test_percentage_points_have_a_comma(value, places, words):
    assert formats.percent(value, places) == words


def test_a_near_day_is_relative_and_exact_on_hover():
    html = formats.moment(date(2026, 11, 22))
    assert 'title="22 nov 2026"' in html
    assert "22 nov" not in html.split(">")[1]
    assert "22 ene 2027" in formats.moment(date(2027, 1, 22)).split(">")[1]


def test_what_is_due_has_the_tone_of_its_urgency():
    tones = [formats.due_tone(day) for day in (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25), None)]
    assert tones == ["bad", "ok", "idle", "warn"]
    assert formats.due_tone(date(2026, 1, 1), done=True) == "idle"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Lozano", "AL"), ("ana", "AN"), ("", "?"), ("ana@x.co", "AX"), ("José María Ruiz", "JM")]
)
def test_initials_are_two_letters(name, letters):
    assert formats.initials(name) == letters
