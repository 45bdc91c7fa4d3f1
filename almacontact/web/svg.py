"""A small canvas for charts: scale, axis and marks as SVG text.

Everything carries both a class, which the page's tokens colour in either theme, and presentation attributes, which the
PDF uses. No style attribute is written, since the Content-Security-Policy forbids it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from almacontact.web.tokens import colour_of, light

FONT = 12
LETTER = 6.4
_ids = count(1)


def text_width(text: str) -> float:
    """About how wide a text of 12 px is; enough to keep labels apart."""
    return len(text) * LETTER


def shorten(text: str, room: float) -> str:
    """The text cut to a width, with an ellipsis where it was."""
    letters = max(int(room / LETTER), 1)
    return text if len(text) <= letters else f"{text[: max(letters - 1, 1)]}…"


@dataclass(frozen=True)
class Scale:
    """From values to pixels, with round ticks; zero is always on it."""

    low: float
    high: float
    start: float
    end: float
    step: float

    @classmethod
    def over(cls, values: Iterable[float], start: float, end: float, ticks: int = 4) -> Scale:
        """A scale on which all `values` fit."""
        known = [0.0, *values]
        low, high = min(known), max(known)
        if high == low:
            high = low + 1
        rough = (high - low) / ticks
        power = 10 ** math.floor(math.log10(rough))
        step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step, start, end, step)

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """The round values along it."""
        return [self.low + self.step * index for index in range(round((self.high - self.low) / self.step) + 1)]


@dataclass
class Canvas:
    """Collects the marks of one chart. Coordinates are pixels of the view box; text is escaped here."""

    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, tone: str, hint: str = "") -> None:
        """A filled bar; `hint` is what hovering it says."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" rx="2"'
            f' class="fill-{escape(tone)}" fill="{colour_of(tone)}">{_hint(hint)}</rect>'
        )

    def line(
        self, points: Sequence[tuple[float, float]], kind: str, colour: str, width: float = 1, dash: str = ""
    ) -> None:
        """A line through points."""
        if len(points) < 2:
            return
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<polyline points="{path}" class="{kind}" fill="none" stroke="{colour}" stroke-width="{width}"'
            f' stroke-linejoin="round"{dashes}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], tone: str) -> None:
        """A filled shape, half transparent."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polygon points="{path}" class="fill-{escape(tone)}" fill="{colour_of(tone)}" fill-opacity="0.18"/>'
        )

    def point(self, x: float, y: float, tone: str, hint: str = "") -> None:
        """A ring on a line."""
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="chart-point line-{escape(tone)}" fill="#ffffff"'
            f' stroke="{colour_of(tone)}" stroke-width="2">{_hint(hint)}</circle>'
        )

    def text(
        self, x: float, y: float, words: str, anchor: str = "start", kind: str = "", ink: str = "ink-muted"
    ) -> None:
        """Words at a point; `anchor` is start, middle or end."""
        name = f' class="{kind}"' if kind else ""
        weight = ' font-weight="600"' if kind == "chart-strong" else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}{weight} font-size="{FONT}"'
            f' font-family="sans-serif" fill="{light()[ink]}">{escape(words)}</text>'
        )

    def grid(self, scale: Scale, left: float, right: float, labels: Sequence[str]) -> None:
        """Level lines with their values at the left."""
        for tick, label in zip(scale.ticks(), labels, strict=True):
            y = scale.at(tick)
            zero = tick == 0
            kind, token = ("chart-axis", "line-control") if zero else ("chart-grid", "line")
            self.line([(left, y), (right, y)], kind, light()[token])
            self.text(left - 6, y + 4, label, "end")

    def key(self, x: float, y: float, entries: Sequence[tuple[str, str]]) -> None:
        """A row of small squares with their words: (words, tone). A page that is narrow writes them above instead."""
        self.parts.append('<g class="chart-key-drawn">')
        for words, tone in entries:
            self.rect(x, y - 9, 10, 10, tone)
            self.text(x + 15, y, words)
            x += text_width(words) + 32
        self.parts.append("</g>")

    def render(self, title: str, description: str) -> SafeString:
        """The whole drawing, named and described for screen readers."""
        name = f"chart-{next(_ids)}"
        return mark_safe(  # noqa: S308 - every text was escaped when it was drawn
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}"'
            f' height="{self.height}" role="img" aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
            f"{''.join(self.parts)}</svg>"
        )


def _hint(words: str) -> str:
    return f"<title>{escape(words)}</title>" if words else ""
