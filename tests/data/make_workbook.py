"""Makes the sample workbook of the tests and what an importer must find in it. Companies and people are invented.

    .venv/bin/python tests/data/make_workbook.py

writes `sample_pipeline.xlsx` and `sample_pipeline.key.json` beside this file. It is as untidy as what teams really
keep: a title above the headers, blank rows, amounts and dates written in every way, stages in two languages and
misspelt, a totals row whose formula was never calculated, the monthly targets on a second sheet.
"""

import calendar
import json
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from stdnum.co import nit

HERE = Path(__file__).parent
ROWS = 120
YEAR = 2026
HEADERS = (
    "No.", "Cliente", "NIT", "Descripción del cliente", "Objetivo", "Número de puestos", "Segmento", "Tipo de servicio",
    "Valor unitario por puesto", "Valor total mensual del proyecto", "Tiempo del contrato (meses)",
    "Valor total del proyecto", "Fecha posible cierre de negocio", "Fecha posible inicio de facturación",
    "Etapa de venta", "Probabilidad de cierre", "Origen", "Responsable", "Contacto", "Correo", "Próximo paso",
    "Fecha próximo seguimiento", "Observaciones",
)  # fmt: skip
SEGMENTS = {
    "Salud": ("Clínica", "S.A.S."),
    "Financiero": ("Cooperativa", "Ltda."),
    "Retail": ("Almacenes", "S.A."),
    "Educación": ("Universidad", ""),
    "Telecomunicaciones": ("Redes", "S.A. E.S.P."),
}
PLACES = ("Farallones", "Chicamocha", "Guaviare", "Sumapaz", "Tatacoa", "Caño Cristales", "Nabusimake", "Barú")
SERVICES = ("Servicio al cliente", "Cobranza", "Televentas", "Mesa de ayuda", "Back office")
SOURCES = ("Referido", "Sales Navigator", "Mercado natural")
PEOPLE = (("", ""), ("Marta Ríos", "marta@cliente.example"), ("Iván Peña", "ivan@cliente.example"))
OWNERS = ("Inés Quiroga", "Tomás Arrieta", "Lucía Benítez")
STAGES = {
    "hunting": ("Hunting", "HUNTING", "hunting ", "Huntin"),
    "qualification": ("Qualification", "Calificación", "calificacion", "Qualificaton"),
    "proposal": ("Proposal", "propuesta", "Propuesta"),
    "negotiation": ("Negotiation", "Negociación", "Negotation"),
    "won": ("Ganado", "Closed Won", "Cerrado ganado"),
    "lost": ("Perdido", "Closed Lost"),
    "withdrawn": ("Desistido",),
}
WEIGHTS = {"hunting": 8, "qualification": 6, "proposal": 4, "negotiation": 3, "won": 2, "lost": 2, "withdrawn": 1}
PERCENT = {"hunting": 10, "qualification": 25, "proposal": 50, "negotiation": 80, "won": 100, "lost": 0, "withdrawn": 0}
SHORT = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


def dots(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def write_amount(chance: random.Random, amount: int) -> Any:
    ways = (amount, amount, amount, f"$ {dots(amount)}", f"{dots(amount)},00", f"COP {dots(amount)}", f"{amount:,}.00")
    return chance.choice(ways)


def write_date(chance: random.Random, day: date) -> tuple[Any, date, bool]:
    """Return what stands in the cell, the date it means and whether only the month is told."""
    way = chance.randrange(8)
    if way == 0:
        end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        written = chance.choice([f"{SHORT[day.month - 1]}-{day:%y}", f"{calendar.month_abbr[day.month]} {day.year}"])
        return written, end, True
    if way in (1, 2):
        return f"{day:%d/%m/%Y}", day, False
    if way == 3:
        return day.isoformat(), day, False
    return day, day, False


def write_term(chance: random.Random, months: int) -> Any:
    ways = [months, months, f"{months} meses"]
    if months % 12 == 0:
        ways.append(f"{months // 12} años" if months > 12 else "1 año")
    return chance.choice(ways)


def clients(chance: random.Random) -> list[tuple[str, str, str]]:
    """Return (name, NIT without check digit, segment)."""
    made = []
    for segment, (kind, form) in SEGMENTS.items():
        for place in PLACES:
            made.append((f"{kind} {place} {form}".strip(), str(chance.randrange(800_000_000, 901_000_000)), segment))
    return made


def write_nit(chance: random.Random, number: str, digit: str) -> str:
    return f"{dots(int(number)) if chance.random() < 0.6 else number}-{digit}"


def rows(chance: random.Random) -> tuple[list[list[Any]], dict[str, Any]]:
    """Return the data rows and the key, whose row numbers are those of the sheet."""
    companies = clients(chance)
    spoilt = {9: "client", 33: "seats", 58: "stage", 77: "close", 101: "client"}
    wrong_digit, wrong_total = {14, 70, 96}, {21, 45, 46, 88}
    lines: list[list[Any]] = []
    key: dict[str, Any] = {
        "rows": ROWS, "bad": [], "wrong_check_digit": [], "inconsistent_totals": [], "month_only_dates": 0,
    }  # fmt: skip
    stages, monthly, seats_open = Counter[str](), Counter[str](), 0
    sheet_row = 5
    for number in range(1, ROWS + 1):
        if number % 37 == 0:
            lines.append([])
            sheet_row += 1
        sheet_row += 1
        company, tax, segment = chance.choice(companies)
        stage = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        seats, months = chance.choice([4, 10, 25, 60, 120]), chance.choice([6, 12, 24, 36])
        unit = chance.randrange(4_000_000, 9_500_000, 1_000)
        closes = date(YEAR, 1, 10) + timedelta(days=chance.randrange(420))
        close, _close_on, close_month = write_date(chance, closes)
        billing, _billing_on, billing_month = write_date(chance, closes + timedelta(days=chance.choice([30, 60, 90])))
        step, _step_on, step_month = write_date(chance, date(YEAR, 10, 1) + timedelta(days=chance.randrange(90)))
        name = chance.choice([company, company, company.upper(), company.replace("S.A.S.", "SAS")])
        digit = nit.calc_check_digit(tax)
        if number in wrong_digit:
            digit = str((int(digit) + 3) % 10)
            key["wrong_check_digit"].append(number)
        total = seats * unit
        if number in wrong_total:
            total += 7 * unit // 10
            key["inconsistent_totals"].append(number)
        percent = PERCENT[stage]
        shown_seats: Any = seats
        words = chance.choice(STAGES[stage])
        match spoilt.get(number):
            case "client":
                name = ""
                key["bad"].append([sheet_row, number, "client missing"])
            case "seats":
                shown_seats = "sin definir"
                key["bad"].append([sheet_row, number, "seats not a number"])
            case "stage":
                words = "En conversaciones"
                key["bad"].append([sheet_row, number, "unknown stage"])
            case "close":
                close, close_month = "31/02/2026", False
                key["bad"].append([sheet_row, number, "impossible close date"])
            case _:
                stages[stage] += 1
                monthly[stage] += seats * unit
                seats_open += seats if stage in ("hunting", "qualification", "proposal", "negotiation") else 0
        key["month_only_dates"] += close_month + billing_month + step_month
        person = chance.choice(
            [("", ""), ("Marta Ríos", "marta@cliente.example"), ("Iván Peña", "ivan@cliente.example")]
        )
        lines.append([
            number, name, write_nit(chance, tax, digit), f"Empresa del sector {segment.lower()}",
            chance.choice(["Ampliar la cobertura", "Atender la temporada alta"]), shown_seats, segment,
            chance.choice(SERVICES), write_amount(chance, unit), write_amount(chance, total),
            write_term(chance, months), write_amount(chance, seats * unit * months), close, billing, words,
            chance.choice([percent / 100, percent / 100, f"{percent}%"]), chance.choice(SOURCES),
            chance.choice(OWNERS), *person, chance.choice(["", "Llamar al decisor", "Enviar la presentación"]), step,
            "Ver correo" if number % 20 == 0 else "",
        ])  # fmt: skip
    key |= {
        "ok": ROWS - len(key["bad"]),
        "stages": dict(stages),
        "monthly_by_stage": dict(monthly),
        "seats_open": seats_open,
    }
    return lines, key


def make(folder: Path = HERE) -> None:
    """Write the workbook and its key into `folder`."""
    chance = random.Random(20260115)
    lines, key = rows(chance)
    book = Workbook()
    sheet = book.active
    sheet.title = "Pipeline"
    sheet["A1"] = f"PIPELINE COMERCIAL {YEAR}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A1:H1")
    sheet["A2"], sheet["A3"] = "Equipo comercial", "Actualizado: 20/11/2026"
    for column, header in enumerate(HEADERS, 1):
        cell = sheet.cell(5, column, header)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0F4C4A")
    for number, line in enumerate(lines, 6):
        for column, value in enumerate(line, 1):
            if value != "":
                sheet.cell(number, column, value)
    last = 5 + len(lines)
    sheet.cell(last + 2, 1, "TOTAL")
    sheet.cell(last + 2, 10, f"=SUM(J6:J{last})")
    targets = book.create_sheet(f"Metas {YEAR}")
    targets.append(["Mes", "Meta de clientes nuevos (valor mensual, COP)"])
    key["targets"] = {}
    for month, name in enumerate(
        ("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre",
         "Diciembre"), 1,
    ):  # fmt: skip
        amount = 200_000_000 + month * 12_000_000
        key["targets"][month] = amount
        targets.append([name, amount if month % 3 else f"$ {dots(amount)}"])
    book.save(folder / "sample_pipeline.xlsx")
    (folder / "sample_pipeline.key.json").write_text(json.dumps(key, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    make()
