"""How dates, percentages and names are written for people. Templates reach these through `{% load almacontact %}`;
Python that prepares rows calls them directly. (Money is in `almacontact.money`.)
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from almacontact.calendar import BOGOTA, now, today
from almacontact.money import NOTHING, thousands

NEAR_DAYS = 7


def _in_spanish() -> bool:
    return (get_language() or "es").startswith("es")


@lru_cache(maxsize=64)
def _three_letters(number: int, language: str) -> str:
    """A month's short name; kept by language, since lists write hundreds of dates a page."""
    name = str(MONTHS_3[number])
    return name.lower() if language.startswith("es") or not language else name.capitalize()


def day(value: date | datetime | None) -> str:
    """A date in the reader's language: `24 nov 2026`; a moment gives its date in Bogotá; a dash for none."""
    if value is None or value == "":
        return NOTHING
    local = value.astimezone(BOGOTA) if isinstance(value, datetime) else value
    return f"{local.day} {_three_letters(local.month, get_language() or '')} {local.year}"


def month(value: date | None) -> str:
    """A month in the reader's language: `noviembre 2026`; a dash for none."""
    if value is None or value == "":
        return NOTHING
    name = str(MONTHS[value.month])
    return f"{name.lower() if _in_spanish() else name} {value.year}"


def short_month(value: date) -> str:
    """A month in three letters for charts and narrow columns: `nov`."""
    return _three_letters(value.month, get_language() or "")


def day_and_time(value: datetime | None) -> str:
    """A moment in Bogotá: `24 nov 2026, 14:05`; a dash for none."""
    if value is None:
        return NOTHING
    return f"{day(value)}, {value.astimezone(BOGOTA):%H:%M}"


def percent(value: Decimal | float | None, decimals: int = 0) -> str:
    """Percentage points: 30 is `30 %`; with decimals `12,5 %`; a dash for none."""
    if value is None or value == "":
        return NOTHING
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded:f} %".replace(".", ",")


def number(value: Decimal | int | None) -> str:
    """A count with points between thousands: `1.234`; a dash for none."""
    return NOTHING if value is None or value == "" else thousands(value)


def is_near(value: date) -> bool:
    """Tell whether a date is at most `NEAR_DAYS` away: then it is said how far, else which."""
    return abs((value - today()).days) <= NEAR_DAYS


def relative_day(value: date) -> str:
    """How far a date is from today where it is near ("hoy", "mañana", "hace 2 días"); else the date itself."""
    away = (value - today()).days
    if not is_near(value):
        return day(value)
    if away == 0:
        return gettext("today")
    if away == 1:
        return gettext("tomorrow")
    if away == -1:
        return gettext("yesterday")
    if away > 1:
        return ngettext("in %(days)s day", "in %(days)s days", away) % {"days": away}
    return ngettext("%(days)s day ago", "%(days)s days ago", -away) % {"days": -away}


def _relative_moment(value: datetime) -> str:
    seconds = (now() - value).total_seconds()
    if 0 <= seconds < 60:
        return gettext("just now")
    if 0 <= seconds < 3600:
        return gettext("%(minutes)s min ago") % {"minutes": int(seconds // 60)}
    if 0 <= seconds < 6 * 3600:
        return gettext("%(hours)s h ago") % {"hours": int(seconds // 3600)}
    local = value.astimezone(BOGOTA)
    if -1 <= (local.date() - today()).days <= 1:
        return f"{relative_day(local.date())} {local:%H:%M}"
    return relative_day(local.date())


def moment(value: date | datetime | None) -> SafeString | str:
    """A date or moment, relative when near, as a `<time>` whose title says it exactly."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return format_html(
            '<time datetime="{}" title="{}">{}</time>', value.isoformat(), day_and_time(value), _relative_moment(value)
        )
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), day(value), relative_day(value))


def due(value: date | None) -> SafeString | str:
    """A deadline: "vence mañana", "vence hoy", "venció hace 2 días", as a `<time>` with the exact date."""
    if value is None or value == "":
        return NOTHING
    words = gettext("was due %(when)s") if value < today() else gettext("due %(when)s")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), day(value), words % {"when": relative_day(value)}
    )


def due_tone(value: date | None, *, done: bool = False) -> str:
    """The tone of a next step: overdue `bad`, today `ok`, later `idle`, none `warn`; done is `idle`."""
    if done:
        return "idle"
    if value is None:
        return "warn"
    if value < today():
        return "bad"
    return "ok" if value == today() else "idle"


def initials(name: str) -> str:
    """Two letters for an avatar: first name and first family name."""
    words = [word for word in str(name).replace("@", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[1][0]).upper()
