"""Slides in our look: 16:9, tokens' colours, native charts that the reader can edit in PowerPoint or Impress."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from almacontact.web.svg import shorten
from almacontact.web.tokens import colour_of

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN = Inches(0.6)
TOP = Inches(1.35)
TALL = Inches(5.5)
FONT = "Calibri"
MILLIONS = '[$-240A]#,##0" M"'
"""COP millions with Colombian separators, whatever the reader's office speaks."""


@dataclass(frozen=True)
class Values:
    """One series of a chart: its name, its values and its tone."""

    name: str
    values: Sequence[float | int | None]
    tone: str


def rgb(tone: str) -> RGBColor:
    """Return a token's colour for a shape."""
    return RGBColor.from_string(colour_of(tone).lstrip("#").upper())


class Deck:
    """A presentation under construction. `footer` stands at the foot of every slide."""

    def __init__(self, footer: str) -> None:
        self.presentation = Presentation()
        self.presentation.slide_width, self.presentation.slide_height = WIDTH, HEIGHT
        self.footer = footer

    def save(self) -> bytes:
        """Return the file."""
        kept = BytesIO()
        self.presentation.save(kept)
        return kept.getvalue()

    def cover(self, title: str, subtitle: str, note: str = "") -> None:
        """Open with the title on our colour."""
        slide = self._blank()
        band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, WIDTH, HEIGHT)
        self._paint(band, "brand")
        stripe = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, MARGIN, Inches(4.1), Inches(1.6), Inches(0.08))
        self._paint(stripe, "surface")
        self.text(slide, title, MARGIN, Inches(2.5), Inches(12), Inches(1.4), size=44, bold=True, tone="on-brand")
        self.text(slide, subtitle, MARGIN, Inches(4.35), Inches(12), Inches(0.8), size=22, tone="on-brand")
        self.text(slide, note, MARGIN, Inches(6.6), Inches(12), Inches(0.5), size=14, tone="on-brand")

    def slide(self, title: str, lead: str = "") -> Any:
        """Begin a slide with its title, one sentence that says what it shows, and the foot."""
        slide = self._blank()
        self.text(slide, title, MARGIN, Inches(0.35), Inches(12.1), Inches(0.6), size=28, bold=True, tone="ink")
        if lead:
            self.text(slide, lead, MARGIN, Inches(0.88), Inches(12.1), Inches(0.4), size=15, tone="ink-muted")
        line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(0.18), HEIGHT)
        self._paint(line, "brand")
        number = str(len(self.presentation.slides))
        self.text(
            slide,
            f"{self.footer}  ·  {number}",
            MARGIN,
            Inches(7.05),
            Inches(12.1),
            Inches(0.3),
            size=11,
            tone="ink-muted",
        )
        return slide

    def text(
        self,
        slide: Any,
        words: str,
        left: int,
        top: int,
        width: int,
        height: int,
        *,
        size: int = 14,
        bold: bool = False,
        tone: str = "ink",
        align: Any = PP_ALIGN.LEFT,
    ) -> Any:
        """Write words in a box."""
        frame = slide.shapes.add_textbox(left, top, width, height).text_frame
        frame.word_wrap = True
        paragraph = frame.paragraphs[0]
        paragraph.alignment = align
        self._run(paragraph, words, size, bold, tone)
        return frame

    def figures(self, slide: Any, figures: Sequence[tuple[str, str]], top: int = TOP) -> None:
        """Write a row of figures: (label, value)."""
        wide = int((WIDTH - 2 * MARGIN - Inches(0.2) * (len(figures) - 1)) / max(len(figures), 1))
        for index, (label, value) in enumerate(figures):
            left = Emu(MARGIN + index * (wide + Inches(0.2)))
            box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, left, top, Emu(wide), Inches(1.05))
            self._paint(box, "surface-sunken")
            frame = box.text_frame
            frame.word_wrap = True
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            second = frame.add_paragraph()
            frame.paragraphs[0].alignment = second.alignment = PP_ALIGN.LEFT
            self._run(frame.paragraphs[0], label, 13, False, "ink-muted")
            self._run(second, value, 24 if len(value) <= 12 else 19, True, "ink")

    def bullets(
        self,
        slide: Any,
        title: str,
        lines: Sequence[str],
        left: int,
        top: int,
        width: int,
        height: int,
        tone: str,
        size: int = 14,
    ) -> None:
        """Write a list under a coloured heading; `size` is that of its letters, in points."""
        head = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, left, top, width, Inches(0.42))
        self._paint(head, tone)
        head.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._run(head.text_frame.paragraphs[0], title, 15, True, "surface-raised")
        frame = slide.shapes.add_textbox(left, Emu(top + Inches(0.5)), width, Emu(height - Inches(0.5))).text_frame
        frame.word_wrap = True
        for index, words in enumerate(lines[:8]):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(5)
            self._run(paragraph, f"• {words}", size, False, "ink")

    def table(
        self,
        slide: Any,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        top: int = TOP,
        numbers: Sequence[int] = (),
    ) -> None:
        """Write a table; `widths` are inches, `numbers` the columns that align right. Long tables are cut."""
        shown = list(rows[:11])
        if len(rows) > len(shown):
            shown.append(["…", *[""] * (len(headers) - 1)])
        shape = slide.shapes.add_table(
            len(shown) + 1, len(headers), MARGIN, top, Inches(sum(widths)), Inches(0.42 * (len(shown) + 1))
        )
        table = shape.table
        for index, width in enumerate(widths):
            table.columns[index].width = Inches(width)
        for row, values in enumerate([headers, *shown]):
            for column, words in enumerate(values):
                cell = table.cell(row, column)
                cell.fill.solid()
                cell.fill.fore_color.rgb = rgb("brand" if row == 0 else "surface-raised" if row % 2 else "surface")
                cell.margin_top = cell.margin_bottom = Pt(3)
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.RIGHT if column in numbers else PP_ALIGN.LEFT
                self._run(paragraph, words, 13, row == 0, "on-brand" if row == 0 else "ink")

    def columns(
        self,
        slide: Any,
        categories: Sequence[str],
        series: Sequence[Values],
        *,
        left: int = MARGIN,
        top: int = TOP,
        width: int = WIDTH - 2 * MARGIN,
        height: int = TALL,
        kind: Any = XL_CHART_TYPE.COLUMN_CLUSTERED,
        number_format: str = MILLIONS,
        labels: bool = True,
    ) -> None:
        """Draw a native chart of columns, bars or lines over categories; words where there are none."""
        if not categories:
            self.text(slide, _("Nothing to show yet."), left, top, width, Inches(0.5), size=18, tone="ink-muted")
            return
        data = CategoryChartData(number_format=number_format)
        data.categories = list(categories)
        for one in series:
            data.add_series(one.name, list(one.values))
        chart = slide.shapes.add_chart(kind, left, top, width, height, data).chart
        chart.font.size, chart.font.name = Pt(12), FONT
        chart.font.color.rgb = rgb("ink-muted")
        chart.has_legend = len(series) > 1
        if chart.has_legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.has_title = False
        chart.value_axis.major_gridlines.format.line.color.rgb = rgb("line")
        chart.value_axis.format.line.fill.background()
        chart.value_axis.tick_labels.number_format = number_format
        chart.value_axis.tick_labels.number_format_is_linked = False
        chart.category_axis.format.line.color.rgb = rgb("line-control")
        plot = chart.plots[0]
        if kind not in (XL_CHART_TYPE.LINE, XL_CHART_TYPE.LINE_MARKERS):
            plot.gap_width = 60
        for drawn, one in zip(plot.series, series, strict=True):
            if kind in (XL_CHART_TYPE.LINE, XL_CHART_TYPE.LINE_MARKERS):
                drawn.format.line.color.rgb, drawn.format.line.width = rgb(one.tone), Pt(2.5)
                drawn.smooth = False
            else:
                drawn.format.fill.solid()
                drawn.format.fill.fore_color.rgb = rgb(one.tone)
        if labels and len(series) == 1:
            plot.has_data_labels = True
            plot.data_labels.number_format, plot.data_labels.number_format_is_linked = number_format, False
            plot.data_labels.font.size = Pt(11)
            if kind in (XL_CHART_TYPE.COLUMN_CLUSTERED, XL_CHART_TYPE.BAR_CLUSTERED):
                plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END

    def schedule(self, slide: Any, year: int, rows: Sequence[tuple[str, float, float, float, str]]) -> None:
        """Draw bars over the twelve months: (name, start, end, progress, tone), in parts of the year from 0 to 1."""
        names, top = Inches(3.6), TOP
        span = WIDTH - MARGIN * 2 - names
        for number in range(12):
            x = Emu(int(MARGIN + names + span * number / 12))
            line = slide.shapes.add_connector(1, x, Emu(top + Inches(0.3)), x, Inches(6.9))
            line.line.color.rgb, line.line.width = rgb("line"), Pt(0.75)
            label = f"{number + 1:02d}"
            self.text(
                slide, label, x, top, Emu(int(span / 12)), Inches(0.3), size=11, tone="ink-muted", align=PP_ALIGN.CENTER
            )
        high = min(Inches(0.42), int(Inches(5.1) / max(len(rows), 1)))
        for index, (name, start, end, progress, tone) in enumerate(rows[:16]):
            y = Emu(int(top + Inches(0.4) + high * index))
            self.text(slide, shorten(name, 270), MARGIN, Emu(y - Inches(0.06)), names, Emu(high), size=12)
            left, wide = Emu(int(MARGIN + names + span * start)), Emu(max(int(span * (end - start)), Inches(0.05)))
            whole = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, left, y, wide, Emu(int(high * 0.6)))
            self._paint(whole, "surface-sunken", line=tone)
            if progress:
                done = slide.shapes.add_shape(
                    MSO_SHAPE.RECTANGLE, left, y, Emu(int(wide * progress)), Emu(int(high * 0.6))
                )
                self._paint(done, tone)

    def _blank(self) -> Any:
        return self.presentation.slides.add_slide(self.presentation.slide_layouts[6])

    def _paint(self, shape: Any, tone: str, line: str = "") -> None:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(tone)
        shape.shadow.inherit = False
        if line:
            shape.line.color.rgb = rgb(line)
        else:
            shape.line.fill.background()

    def _run(self, paragraph: Any, words: str, size: int, bold: bool, tone: str) -> None:
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = rgb(tone)
