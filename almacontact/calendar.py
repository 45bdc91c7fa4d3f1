"""Business days, as they are in Bogotá.

A business date is a date in Bogotá whatever the server's clock says. Working days are Monday to Friday
without Colombia's public holidays (Ley 51 de 1983 moves most of them to Monday).
"""

from __future__ import annotations

import calendar as months
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.utils import timezone

BOGOTA = ZoneInfo("America/Bogota")


def now() -> datetime:
    """This moment, aware, in Bogotá's time."""
    return timezone.now().astimezone(BOGOTA)


def today() -> date:
    """Today's date in Bogotá."""
    return now().date()


def start_of(day: date) -> datetime:
    """The first moment of a day in Bogotá."""
    return datetime(day.year, day.month, day.day, tzinfo=BOGOTA)


def local_day(moment: datetime) -> date:
    """The date that an aware moment has in Bogotá."""
    return moment.astimezone(BOGOTA).date()


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Colombia's public holidays of a year."""
    from holidays.countries import Colombia

    return frozenset(Colombia(years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The date `count` working days after `day` (before it where negative).

    `day` itself never counts; zero gives `day` back, even where it is no working day.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative where `end` comes first.

    The inverse of add_working_days: `working_days_between(day, add_working_days(day, n)) == n`.
    """
    if end < start:
        return -sum(is_working_day(end + timedelta(days=n)) for n in range((start - end).days))
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def last_of_month(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=months.monthrange(day.year, day.month)[1])


CLOSING_DAYS = 5
"""Working days after the end of a period in which its figures may still move."""


def is_closed_period(last: date, day: date) -> bool:
    """Tell whether the period that ends on `last` is closed on `day`: after the fifth working day that follows."""
    return day > add_working_days(last, CLOSING_DAYS)
