"""The workbook as the page sends it, recalculated by LibreOffice: the figures of the screens, to the peso."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from tests.patience import PATIENCE
from tests.proposals.pricing.pricing_records import make_example, scenario_of
from tests.proposals.pricing.test_price_on_screen import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.libreoffice
def test_the_exported_workbook_gives_the_figures_of_the_page(director, tmp_path: Path):
    scenario = scenario_of(make_example(director))
    client = signed_in(director)
    shown = client.get(scenario.get_absolute_url()).context["results"]
    answer = client.get(reverse("proposals:scenario_xlsx", args=[scenario.pk]))
    book = tmp_path / "modelo.xlsx"
    book.write_bytes(answer.content)
    command = [
        shutil.which("soffice") or "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
        "--outdir",
        str(tmp_path),
        str(book),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    with (tmp_path / "modelo.csv").open(encoding="utf-8") as file:
        cells = {row[1]: row[2].strip() for row in csv.reader(file) if len(row) > 2}
    page = {str(one.label): one.words for one in [*shown.prices, *shown.costs, *shown.margins]}
    pesos = {label: _digits(text) for label, text in page.items() if text.startswith("$") and "," not in text}
    assert len(pesos) > 15
    assert {label: _digits(cells[label]) for label in pesos} == pesos
    assert _digits(cells[next(label for label, text in page.items() if text == "$ 125.132.966")]) == "125132966"


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())
