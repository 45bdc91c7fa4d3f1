"""Charts drawn on the server as SVG: the same on a page, in the dark theme and in a PDF.

    chart = bars(title=_("Won by month"), labels=months, values=won, target=targets, tone="won")

`{{ chart }}` in a template is the whole figure: drawing, caption and the table of the same data one click away;
`{{ chart.svg }}` is the drawing alone, for a PDF. Values are COP unless `write` (in full: hints and table) and `brief`
(short: labels and axis) say otherwise; for counts pass `**COUNTS`, for percentage points `**POINTS`. None is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from almacontact import money
from almacontact.web import formats
from almacontact.web.svg import Canvas, Scale, shorten, text_width
from almacontact.web.tokens import colour_of, light

Words = str | Promise
Value = int | float | Decimal | None
Write = Callable[[Any], str]

WIDTH = 720
HEIGHT = 260
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 30, 26
LETTERS = 11
"""How high the words of a chart are, in its pixels."""


def millions(value: Value) -> str:
    """COP in millions without unit, for labels under a heading that gives it: `1.234`, `12,5`."""
    pesos = Decimal(str(value or 0))
    if abs(pesos) < money.MILLION:
        return decimals(pesos / money.MILLION)
    return money.cop_short(pesos).replace("$ ", "").replace(" M", "")


def decimals(value: Value) -> str:
    """A number with at most one decimal: `12,5`, `1.234`."""
    rounded = round(Decimal(str(value or 0)), 1)
    return money.thousands(rounded) if rounded == int(rounded) else f"{rounded:f}".replace(".", ",")


COUNTS: dict[str, Any] = {"write": formats.number, "brief": decimals, "unit": ""}
POINTS: dict[str, Any] = {"write": lambda value: formats.percent(value, 1), "brief": decimals, "unit": "%"}
_MILLIONS = _("COP millions")


@dataclass(frozen=True)
class Series:
    """One row of values over the same labels; `tone` is a state, `brand`, `accent` or a stage."""

    label: Words
    values: Sequence[Value]
    tone: str = "brand"


@dataclass(frozen=True)
class Chart:
    """A finished chart. In a template it renders as the whole figure."""

    title: str
    svg: SafeString
    headers: list[str]
    rows: list[list[str]]
    key: tuple[tuple[str, str], ...] = ()
    """What each tone means, (words, tone): written above the drawing where it is wider than the screen."""

    def __html__(self) -> str:
        return render_to_string("components/_chart.html", {"chart": self})

    def __str__(self) -> str:
        return self.__html__()


def bars(
    *,
    title: Words,
    labels: Sequence[Words],
    values: Sequence[Value],
    target: Sequence[Value] | None = None,
    tone: str = "brand",
    label: Words = "",
    target_label: Words = _("Target"),
    write: Write = money.cop,
    brief: Write = millions,
    unit: Words = _MILLIONS,
) -> Chart:
    """Upright bars, with a step of target over each where there is one."""
    return stacked_bars(
        title=title,
        labels=labels,
        series=[Series(label or title, values, tone)],
        target=target,
        target_label=target_label,
        write=write,
        brief=brief,
        unit=unit,
    )


def stacked_bars(
    *,
    title: Words,
    labels: Sequence[Words],
    series: Sequence[Series],
    target: Sequence[Value] | None = None,
    target_label: Words = _("Target"),
    write: Write = money.cop,
    brief: Write = millions,
    unit: Words = _MILLIONS,
) -> Chart:
    """Bars made of parts from the bottom up, the sum written above each, with a step of target where there is one."""
    sums = [sum(_float(one.values[index]) for one in series) for index in range(len(labels))]
    room = text_width(str(target_label)) + 4 if target else 0
    canvas, scale, slot = _upright(labels, [*sums, *map(_float, target or [])], brief, unit, room)
    tops: list[tuple[float, float, str]] = []
    wide = min(slot * 0.64, 56)
    for index in range(len(labels)):
        x = LEFT + slot * index + (slot - wide) / 2
        bottom = scale.at(0)
        for one in series:
            value = _float(one.values[index])
            high = bottom - (scale.at(0) - scale.at(value))
            if value:
                hint = f"{one.label}, {labels[index]}: {write(one.values[index])}"
                canvas.rect(x, min(high, bottom), wide, abs(bottom - high), one.tone, hint)
            bottom = high
        words = brief(sums[index])
        if sums[index] and text_width(words) <= slot:
            tops.append((x + wide / 2, _clear_of(bottom - 5, scale, target[index] if target else None), words))
    _steps(canvas, scale, slot, target, str(target_label))
    for x, y, words in tops:
        canvas.text(x, y, words, "middle", "chart-value", "ink")
    key = tuple((str(one.label), one.tone) for one in series) if len(series) > 1 else ()
    canvas.key(LEFT + text_width(str(unit)) + 24, 12, key)
    drawn = _chart(canvas, title, labels, _with_target(series, target, target_label), write)
    return replace(drawn, key=key)


def _clear_of(y: float, scale: Scale, target: Value) -> float:
    """Where the words of a bar stand: at `y`, or above the step of the target where that would run through them."""
    if target is None:
        return y
    step = scale.at(_float(target))
    return step - 4 if y - LETTERS <= step <= y + 3 else y


def lines(
    *,
    title: Words,
    labels: Sequence[Words],
    series: Sequence[Series],
    target: Sequence[Value] | None = None,
    target_label: Words = _("Target"),
    write: Write = money.cop,
    brief: Write = millions,
    unit: Words = _MILLIONS,
) -> Chart:
    """A line for each series, named at its end."""
    known = [_float(value) for one in series for value in one.values if value is not None]
    room = max([text_width(str(one.label)) for one in series] + [text_width(str(target_label)) if target else 0]) + 8
    canvas, scale, slot = _upright(labels, [*known, *map(_float, target or [])], brief, unit, room)
    taken: list[float] = []
    if target:
        points = _points(target, scale, slot)
        canvas.line(points, "chart-target", light()["ink"], 1.5, "5 4")
        _name(canvas, points, str(target_label), taken)
    for one in series:
        points = _points(one.values, scale, slot)
        canvas.line(points, f"line-{one.tone}", colour_of(one.tone), 2)
        for (x, y), (label, value) in zip(
            points, [pair for pair in zip(labels, one.values, strict=True) if pair[1] is not None], strict=True
        ):
            canvas.point(x, y, one.tone, f"{one.label}, {label}: {write(value)}")
        _name(canvas, points, str(one.label), taken)
    return _chart(canvas, title, labels, _with_target(series, target, target_label), write)


def band(
    *,
    title: Words,
    labels: Sequence[Words],
    low: Sequence[Value],
    middle: Sequence[Value],
    high: Sequence[Value],
    target: Sequence[Value] | None = None,
    tone: str = "brand",
    low_label: Words = "P10",
    middle_label: Words = "P50",
    high_label: Words = "P90",
    target_label: Words = _("Target"),
    write: Write = money.cop,
    brief: Write = millions,
    unit: Words = _MILLIONS,
) -> Chart:
    """A band between two percentiles with the median as a line: what may come, not what is promised."""
    everything = [*map(_float, low), *map(_float, high), *map(_float, target or [])]
    names = [str(low_label), str(middle_label), str(high_label), str(target_label) if target else ""]
    canvas, scale, slot = _upright(labels, everything, brief, unit, max(map(text_width, names)) + 8)
    upper, lower = _points(high, scale, slot), _points(low, scale, slot)
    canvas.area([*upper, *reversed(lower)], tone)
    canvas.line(upper, f"line-{tone}", colour_of(tone), 1, "2 3")
    canvas.line(lower, f"line-{tone}", colour_of(tone), 1, "2 3")
    centre = _points(middle, scale, slot)
    canvas.line(centre, f"line-{tone}", colour_of(tone), 2)
    taken: list[float] = []
    for points, name in ((centre, names[1]), (upper, names[2]), (lower, names[0])):
        _name(canvas, points, name, taken)
    if target:
        points = _points(target, scale, slot)
        canvas.line(points, "chart-target", light()["ink"], 1.5, "5 4")
        _name(canvas, points, str(target_label), taken)
    series = [Series(low_label, low), Series(middle_label, middle), Series(high_label, high)]
    return _chart(canvas, title, labels, _with_target(series, target, target_label), write)


@dataclass(frozen=True)
class Row:
    """One bar that lies down: words, value and tone; `note` stands after the value."""

    label: Words
    value: Value
    tone: str = "brand"
    note: Words = ""


def horizontal_bars(
    *,
    title: Words,
    rows: Sequence[Row],
    header: Words = "",
    write: Write = money.cop,
    brief: Write = money.cop_short,
) -> Chart:
    """Bars that lie down, for names that need room; the value is written after each."""
    room = min(max([text_width(str(row.label)) for row in rows], default=60) + 10, WIDTH * 0.38)
    canvas = Canvas(WIDTH, 12 + 28 * len(rows))
    tail = max([text_width(_tail(row, brief)) for row in rows], default=60) + 12
    scale = Scale.over([_float(row.value) for row in rows], room, WIDTH - tail)
    for index, row in enumerate(rows):
        y = 8 + 28 * index
        canvas.text(room - 8, y + 14, shorten(str(row.label), room - 8), "end")
        start, end = sorted((scale.at(0), scale.at(_float(row.value))))
        canvas.rect(start, y, max(end - start, 1), 20, row.tone, f"{row.label}: {write(row.value)}")
        canvas.text(end + 6, y + 14, _tail(row, brief), "start", "chart-value", "ink")
    table = [[str(row.label), write(row.value)] for row in rows]
    return _finish(canvas, str(title), [str(header), gettext("Value")], table)


def funnel(*, title: Words, rows: Sequence[Row], write: Write = formats.number, brief: Write = formats.number) -> Chart:
    """How many of each step reach the next: centred bars with the conversion from the step before."""
    canvas = Canvas(WIDTH, 8 + 40 * len(rows))
    room = min(max([text_width(str(row.label)) for row in rows], default=60) + 16, WIDTH * 0.3)
    widest = max([_float(row.value) for row in rows], default=1) or 1
    full = WIDTH - room - 120
    table = []
    before: Value = None
    for index, row in enumerate(rows):
        y = 6 + 40 * index
        value = _float(row.value)
        wide = max(full * value / widest, 2)
        passed = formats.percent(value / _float(before) * 100) if before else ""
        canvas.text(room - 8, y + 19, shorten(str(row.label), room - 8), "end")
        canvas.rect(room + (full - wide) / 2, y, wide, 28, row.tone, f"{row.label}: {write(row.value)}")
        tail = f"{brief(row.value)} · {passed}" if passed else brief(row.value)
        canvas.text(room + full + 10, y + 19, tail, "start", "chart-value", "ink")
        table.append([str(row.label), write(row.value), passed])
        before = row.value
    return _finish(canvas, str(title), [gettext("Step"), gettext("Value"), gettext("From the step before")], table)


def _tail(row: Row, brief: Write) -> str:
    return f"{brief(row.value)} {row.note}".strip()


def _float(value: Value) -> float:
    return 0.0 if value is None else float(value)


def _upright(
    labels: Sequence[Words], values: Sequence[float], brief: Write, unit: Words, room: float = 0
) -> tuple[Canvas, Scale, float]:
    """A canvas with level lines and labels below; `room` is kept at the right for names."""
    canvas = Canvas(WIDTH, HEIGHT)
    scale = Scale.over(values, HEIGHT - BOTTOM, TOP)
    canvas.grid(scale, LEFT, WIDTH - RIGHT - room, [brief(tick) for tick in scale.ticks()])
    slot = (WIDTH - LEFT - RIGHT - room) / max(len(labels), 1)
    every = max(1, -(-int(max([text_width(str(label)) for label in labels], default=0) + 6) // max(int(slot), 1)))
    for index, label in enumerate(labels):
        if index % every == 0:
            canvas.text(LEFT + slot * (index + 0.5), HEIGHT - 8, str(label), "middle")
    if unit:
        canvas.text(2, 12, str(unit))
    return canvas, scale, slot


def _points(values: Sequence[Value], scale: Scale, slot: float) -> list[tuple[float, float]]:
    return [
        (LEFT + slot * (index + 0.5), scale.at(_float(value)))
        for index, value in enumerate(values)
        if value is not None
    ]


def _name(canvas: Canvas, points: Sequence[tuple[float, float]], words: str, taken: list[float]) -> None:
    """Write a line's name at its end, moved where another name already stands."""
    if not points:
        return
    x, y = points[-1]
    while any(abs(y - other) < 14 for other in taken):
        y += 14
    taken.append(y)
    canvas.text(x + 8, y + 4, words, "start", "chart-value", "ink")


def _steps(canvas: Canvas, scale: Scale, slot: float, target: Sequence[Value] | None, label: str) -> None:
    """The target as a step over each bar, named once at the last one."""
    for index, value in enumerate(target or []):
        if value is not None:
            x, y = LEFT + slot * index, scale.at(_float(value))
            canvas.line([(x + slot * 0.08, y), (x + slot * 0.92, y)], "chart-target", light()["ink"], 2)
    known = [(index, value) for index, value in enumerate(target or []) if value is not None]
    if known:
        index, value = known[-1]
        right = LEFT + slot * (index + 1)
        canvas.text(right + 2, scale.at(_float(value)) + 4, label, "start", "chart-target-label", "ink")


def _with_target(series: Sequence[Series], target: Sequence[Value] | None, label: Words) -> list[Series]:
    return [*series, Series(label, target)] if target else list(series)


def _chart(canvas: Canvas, title: Words, labels: Sequence[Words], series: Sequence[Series], write: Write) -> Chart:
    rows = [[str(label), *(write(one.values[index]) for one in series)] for index, label in enumerate(labels)]
    return _finish(canvas, str(title), ["", *(str(one.label) for one in series)], rows)


def _finish(canvas: Canvas, title: str, headers: list[str], rows: list[list[str]]) -> Chart:
    said = "; ".join(f"{row[0]}: {', '.join(cell for cell in row[1:] if cell)}" for row in rows)
    return Chart(title, canvas.render(title, said), headers, rows)
