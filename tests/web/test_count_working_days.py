"""Working days with Colombia's holidays, and what day it is in Bogotá."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from almacontact.calendar import (
    add_working_days,
    is_working_day,
    last_of_month,
    today,
    working_days_between,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 1, 1),
        date(2026, 1, 12),  # Reyes, moved to Monday
        date(2026, 4, 2),  # Thursday of Holy Week
        date(2026, 4, 3),
        date(2026, 5, 18),  # Ascension, moved
        date(2026, 7, 20),
        date(2026, 11, 2),  # All Saints, moved
        date(2026, 12, 8),
        date(2026, 12, 25),
    ],
)
def test_holidays_of_colombia_are_no_working_days(holiday):
    assert not is_working_day(holiday)


def test_saturday_is_no_working_day_and_the_day_of_reyes_itself_is():
    assert not is_working_day(date(2026, 11, 21))
    assert is_working_day(date(2026, 1, 6))


def test_a_term_jumps_weekend_and_holiday():
    assert add_working_days(date(2026, 10, 30), 1) == date(2026, 11, 3)
    assert add_working_days(date(2026, 11, 3), -1) == date(2026, 10, 30)
    assert add_working_days(date(2026, 12, 23), 3) == date(2026, 12, 29)


@given(DAYS, st.integers(min_value=-60, max_value=60))
def test_counting_back_gives_the_term(day, count):
    assert working_days_between(day, add_working_days(day, count)) == count


def test_the_day_is_bogotas_whatever_the_server_says():
    with time_machine.travel(datetime(2026, 11, 25, 3, 30, tzinfo=UTC)):
        assert today() == date(2026, 11, 24)


def test_a_month_ends_on_its_last_day():
    assert last_of_month(date(2028, 2, 3)) == date(2028, 2, 29)
