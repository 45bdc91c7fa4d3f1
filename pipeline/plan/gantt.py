"""The schedule of a plan drawn as SVG: one row an activity, months across, today as a line."""

import calendar as months
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from almacontact.web.formats import day, percent, short_month
from almacontact.web.svg import Canvas, shorten
from almacontact.web.tokens import light

WIDTH, ROW, NAMES, TOP = 960, 26, 250, 38
RIGHT = 14


@dataclass(frozen=True)
class Bar:
    """One activity on the chart. `tone` is its state's colour, `state` its words, `late` days of slippage."""

    name: str
    owner: str
    starts_on: date
    ends_on: date
    progress: int
    tone: str
    state: str
    late: int = 0


def gantt(year: int, bars: Sequence[Bar], today: date) -> SafeString:
    """Draw the year's schedule. What is done fills the bar; days past the end are drawn as slippage."""
    height = TOP + ROW * max(len(bars), 1) + 8
    canvas = Canvas(WIDTH, height)
    span = WIDTH - NAMES - RIGHT
    days = 366 if months.isleap(year) else 365

    def at(moment: date) -> float:
        clamped = min(max(moment, date(year, 1, 1)), date(year, 12, 31))
        return NAMES + span * ((clamped - date(year, 1, 1)).days / days)

    for number in range(1, 13):
        x = at(date(year, number, 1))
        canvas.line([(x, TOP - 6), (x, height - 4)], "chart-grid", light()["line"])
        canvas.text(x + span / 24, 12, short_month(date(year, number, 1)), "middle")
    for index, bar in enumerate(bars):
        _draw(canvas, bar, TOP + ROW * index, at, span / days, today)
    if today.year == year:
        x = at(today)
        canvas.line([(x, TOP - 10), (x, height - 2)], "line-bad", light()["bad"], 1.5, "3 3")
        canvas.text(x + 4, TOP - 8, _("today"), "start", "chart-value", "bad")
    said = "; ".join(
        f"{bar.name}, {bar.owner}, {day(bar.starts_on)} – {day(bar.ends_on)}: {bar.state}, {percent(bar.progress)}"
        for bar in bars
    )
    return canvas.render(_("Schedule %(year)s") % {"year": year}, said)


def _draw(canvas: Canvas, bar: Bar, y: float, at: Callable[[date], float], per_day: float, today: date) -> None:
    start, end = at(bar.starts_on), at(bar.ends_on) + per_day
    hint = f"{bar.name} · {bar.owner} · {day(bar.starts_on)} – {day(bar.ends_on)} · {bar.state} {percent(bar.progress)}"
    canvas.text(NAMES - 10, y + 16, shorten(bar.name, NAMES - 16), "end", "", "ink")
    canvas.area([(start, y + 5), (end, y + 5), (end, y + 21), (start, y + 21)], bar.tone)
    canvas.rect(start, y + 5, (end - start) * bar.progress / 100, 16, bar.tone, hint)
    canvas.line(
        [(start, y + 5), (end, y + 5), (end, y + 21), (start, y + 21), (start, y + 5)],
        f"line-{bar.tone}",
        light()[bar.tone],
    )
    if bar.late:
        late_end = at(today) if bar.progress < 100 else min(end + bar.late * per_day, WIDTH - RIGHT)
        canvas.line([(end, y + 13), (late_end, y + 13)], "line-bad", light()["bad"], 3)
        words = _("+%(days)s d") % {"days": bar.late}
        canvas.text(min(late_end + 4, WIDTH - 40), y + 17, words, "start", "chart-value", "bad")
