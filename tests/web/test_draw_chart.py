"""Charts: the figures drawn, named for screen readers, safe, and coloured for page and PDF alike."""

import re
from xml.etree import ElementTree

import pytest

from almacontact.web import charts
from almacontact.web.tokens import colour_of

MONTHS = ["ene", "feb", "mar"]
SVG = "{http://www.w3.org/2000/svg}"


def drawing(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def bars_of(chart: charts.Chart) -> list[ElementTree.Element]:
    return [rect for rect in drawing(chart).iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]


def test_bars_are_as_high_as_their_values_and_a_gap_stays_empty():
    chart = charts.bars(title="Ganado", labels=MONTHS, values=[100_000_000, 50_000_000, None], tone="won")
    high, low = (float(bar.get("height", 0)) for bar in bars_of(chart))
    assert high == pytest.approx(2 * low, abs=0.2)
    assert chart.rows == [["ene", "$ 100.000.000"], ["feb", "$ 50.000.000"], ["mar", "–"]]


def test_every_bar_says_its_figure_in_full():
    chart = charts.bars(title="Ganado", labels=MONTHS, values=[100_000_000, 1, 2])
    assert bars_of(chart)[0].findtext(f"{SVG}title") == "Ganado, ene: $ 100.000.000"


def test_the_drawing_has_a_title_and_a_description_of_its_data():
    root = drawing(charts.bars(title="Ganado", labels=MONTHS, values=[1_000_000, 2_000_000, 3_000_000]))
    named = {element.get("id"): element.text for element in root if element.get("id")}
    title, description = root.get("aria-labelledby", "").split()
    assert named[title] == "Ganado"
    assert "feb: $ 2.000.000" in (named[description] or "")


def test_parts_of_a_stack_stand_on_each_other():
    series = [charts.Series("Ganado", [10, 0, 0], "won"), charts.Series("En negociación", [30, 0, 0], "negotiation")]
    lower, upper = bars_of(charts.stacked_bars(title="x", labels=MONTHS, series=series, **charts.COUNTS))
    assert float(upper.get("y", 0)) + float(upper.get("height", 0)) == pytest.approx(float(lower.get("y", 0)), abs=0.2)


def test_colours_are_those_of_the_tokens_without_a_style_attribute():
    chart = charts.bars(title="x", labels=MONTHS, values=[1, 2, 3], target=[2, 2, 2], tone="won", **charts.COUNTS)
    assert {bar.get("fill") for bar in bars_of(chart)} == {colour_of("won")}
    assert "style=" not in chart.svg


@pytest.mark.parametrize(
    "chart",
    [
        charts.bars(title="vacío", labels=[], values=[]),
        charts.bars(title="ceros", labels=MONTHS, values=[0, None, 0], target=[None, None, None]),
        charts.bars(title="negativo", labels=MONTHS, values=[-5, 10, -20], **charts.COUNTS),
        charts.lines(title="huecos", labels=MONTHS, series=[charts.Series("a", [None, 1, None])], **charts.POINTS),
        charts.band(title="banda", labels=MONTHS, low=[1, 1, 1], middle=[2, 2, 2], high=[3, 3, 3], **charts.COUNTS),
        charts.funnel(title="embudo", rows=[charts.Row("a", 0), charts.Row("b", 0)]),
        charts.horizontal_bars(title="nada", rows=[]),
        charts.horizontal_bars(title="negativo", rows=[charts.Row("a", -3), charts.Row("b", 4)]),
    ],
    ids=lambda chart: chart.title,
)
def test_odd_data_still_gives_a_well_formed_drawing(chart):
    drawing(chart)
    assert not re.search(r"nan|inf", chart.svg)


def test_words_from_users_are_escaped():
    row = charts.Row('<script>"&', 5)
    chart = charts.horizontal_bars(title="<b>", rows=[row])
    assert "<script>" not in chart.svg
    assert "<b>" not in str(chart)


def test_the_figure_offers_the_same_data_as_a_table():
    html = str(charts.funnel(title="Embudo", rows=[charts.Row("Hunting", 120), charts.Row("Propuesta", 30)]))
    assert "<details>" in html
    assert "25 %" in html
