"""The exported workbook recalculated by LibreOffice gives the figures of the screens, cell by cell."""

import csv
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from proposals.pricing.engine.inputs import Channel, DayType, Deal
from proposals.pricing.engine.price import price
from proposals.pricing.engine.workbook import to_xlsx
from tests.patience import PATIENCE
from tests.proposals.pricing.pricing_examples import PARAMETERS, example_deal, example_terms, hourly, voice_line

RAW = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
SHEETS = ("Resumen", "Modelo", "Entradas", "Intervalos")


def mixed_deal() -> Deal:
    """Every kind of channel, nights and Sundays, half-hours, an empty interval, a term of three begun years."""
    halves = tuple(Decimal(number * 7 % 90) if 12 <= number < 46 else None for number in range(48))
    days = (
        DayType(name="Hábil", days_a_month=Decimal("21.5"), volumes=halves),
        DayType(name="Domingo", days_a_month=Decimal("5.83"), volumes=hourly((9, 23, "61")), sunday_or_holiday=True),
    )
    return example_deal(
        services=(
            voice_line(name="=Voz", days=days, aht_seconds=Decimal(317)),
            voice_line(name="Salida", channel=Channel.OUTBOUND, days=days, wage=Decimal(3_600_000)),
            voice_line(name="Respaldo", channel=Channel.BACK_OFFICE, days=days, reserve=Decimal(0)),
            voice_line(name="Puestos", channel=Channel.FIXED_POSTS, days=days),
            voice_line(name="24×7", channel=Channel.ROUND_THE_CLOCK, days=(), posts=3),
        ),
        terms=example_terms(term_months=30, stamps=Decimal("0.015")),
    )


def light_deal() -> Deal:
    """One agent, many idle, and a busy line of hundreds."""
    quiet = DayType(name="Día", days_a_month=Decimal(20), volumes=hourly((8, 12, "0"), (12, 18, "1")))
    busy = DayType(name="Día", days_a_month=Decimal(20), volumes=hourly((8, 18, "6000")))
    return example_deal(
        services=(
            voice_line(name="Poca", days=(quiet,)),
            voice_line(name="Mucha", days=(busy,), max_occupancy=Decimal(1), max_wait_probability=Decimal("0.3")),
        )
    )


@pytest.mark.libreoffice
@pytest.mark.parametrize("deal", [example_deal(), mixed_deal(), light_deal()], ids=["example", "mixed", "light"])
def test_libreoffice_gives_the_same_figures_to_the_peso(deal: Deal, tmp_path: Path) -> None:
    found = price(deal, PARAMETERS)
    sheets = _recalculated(to_xlsx(found, "OP-2026-001"), tmp_path)
    summary = sheets["Resumen"][3:]
    expected = found.summary()
    assert len(summary) == len(expected) + 1
    for row, figure in zip(summary, expected, strict=False):
        assert row[:2] == [figure.owner, str(figure.label)]
        assert _number(row[2]) == figure.shown, figure.key
    assert summary[-1][2] == "0"
    carried = load_workbook(BytesIO(to_xlsx(found, "OP-2026-001")), data_only=True)
    for name in SHEETS:
        for row, cells in zip(sheets[name][3:], carried[name].iter_rows(min_row=4, values_only=True), strict=True):
            for recalculated, cached in zip(row, cells, strict=False):
                if isinstance(cached, int | float):
                    assert cached == pytest.approx(float(_number(recalculated)), rel=1e-9, abs=1e-9), (name, row)
                elif cached:
                    assert cached == recalculated
    for row in sheets["Modelo"][3:]:
        assert float(_number(row[2])) == pytest.approx(float(found.value(row[4])), rel=1e-11, abs=1e-9), row[4]
    assert {row[17] for row in sheets["Intervalos"][3:]} <= {"OK", ""}


@pytest.mark.parametrize("deal", [example_deal(), mixed_deal(), light_deal()], ids=["example", "mixed", "light"])
def test_every_formula_carries_its_value_for_who_only_looks(deal: Deal) -> None:
    found = price(deal, PARAMETERS)
    data = to_xlsx(found, "OP-2026-001")
    formulas, carried = load_workbook(BytesIO(data)), load_workbook(BytesIO(data), data_only=True)
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    assert carried[sheet.title][cell.coordinate].value is not None, (sheet.title, cell.coordinate)
    assert count > len(found.summary())
    for row in carried["Modelo"].iter_rows(min_row=4, values_only=True):
        assert row[2] == pytest.approx(float(found.value(row[4])), rel=1e-12)
    shown = [row[2] for row in carried["Resumen"].iter_rows(min_row=4, values_only=True)]
    assert shown[:-1] == [pytest.approx(float(figure.shown)) for figure in found.summary()]
    assert shown[-1] == 0


@pytest.mark.libreoffice
def test_a_wrong_number_of_agents_is_found_by_the_check(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(to_xlsx(price(example_deal(), PARAMETERS), "OP-2026-001")))
    book["Intervalos"]["J4"] = 13
    book["Intervalos"]["J5"] = 15
    changed = BytesIO()
    book.save(changed)
    sheets = _recalculated(changed.getvalue(), tmp_path)
    assert [row[17] for row in sheets["Intervalos"][3:6]] == ["REVISAR", "REVISAR", "OK"]
    assert sheets["Resumen"][-1][2] == "2"


@pytest.mark.libreoffice
def test_a_changed_input_moves_the_price_in_the_workbook(tmp_path: Path) -> None:
    deal = example_deal()
    book = load_workbook(BytesIO(to_xlsx(price(deal, PARAMETERS), "OP-2026-001")))
    inputs = book["Entradas"]
    margin = next(
        row for row in range(4, inputs.max_row + 1) if inputs.cell(row, 2).value == _label(deal, "terms.margin")
    )
    inputs.cell(margin, 3).value = 0.2
    changed = BytesIO()
    book.save(changed)
    expected = price(replace(deal, terms=example_terms(margin=Decimal("0.2"))), PARAMETERS)
    summary = _recalculated(changed.getvalue(), tmp_path)["Resumen"][3:]
    for row, figure in zip(summary, expected.summary(), strict=False):
        assert _number(row[2]) == figure.shown, figure.key


def test_names_stay_text_and_everything_but_inbound_agents_is_a_formula() -> None:
    found = price(mixed_deal(), PARAMETERS)
    book = load_workbook(BytesIO(to_xlsx(found, "=cmd()")))
    assert tuple(book.sheetnames) == SHEETS
    assert book["Resumen"]["A1"].data_type == "s"
    names = {cell.value: cell.data_type for row in book["Intervalos"].iter_rows(min_row=4) for cell in row[:1]}
    assert names["=Voz"] == "s"
    for row in book["Intervalos"].iter_rows(min_row=4):
        assert row[9].data_type == ("n" if row[0].value == "=Voz" else "f")
    assert all(row[2].data_type == "f" for sheet in ("Resumen", "Modelo") for row in book[sheet].iter_rows(min_row=4))


def _label(deal: Deal, key: str) -> str:
    return str(price(deal, PARAMETERS)[key].label)


def _number(text: str) -> Decimal:
    return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)


def _recalculated(content: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """The sheets as LibreOffice computes them, unformatted."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "model.xlsx").write_bytes(content)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", RAW, "model.xlsx"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    return {
        name: list(csv.reader((folder / f"model-{name}.csv").read_text(encoding="utf-8").splitlines()))
        for name in SHEETS
    }
