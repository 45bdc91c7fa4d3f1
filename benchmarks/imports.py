"""Importing a workbook of 20,000 rows against reading it and writing plain rows in bulk."""

import random
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from itertools import count

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.data import director
from pipeline.models import Client, Opportunity, Segment, Service

ROWS = 20_000
HEADERS = [
    "No.",
    "Cliente",
    "NIT",
    "Segmento",
    "Servicio",
    "Etapa",
    "Puestos",
    "Valor unitario",
    "Meses",
    "Fecha posible de cierre",
    "Fecha posible de facturación",
    "Probabilidad",
    "Responsable",
    "Próximo paso",
    "Fecha próximo paso",
]
_numbers = count(1)


@cache
def workbook(number: int) -> bytes:
    """Return a workbook like the team's; `number` keeps one apart from the next, so that each row is new."""
    chance = random.Random(number)
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": False, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Pipeline")
    sheet.write_row(0, 0, HEADERS)
    segments = [segment.name for segment in Segment.objects.all()]
    services = [service.name for service in Service.objects.all()]
    for row in range(1, ROWS + 1):
        client = row % 2000
        close = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
        sheet.write_row(
            row,
            0,
            [
                row,
                f"Empresa {number} {client:05d} S.A.S.",
                "",
                segments[client % len(segments)],
                chance.choice(services),
                "Hunting",
                chance.randrange(5, 400),
                chance.randrange(3_200_000, 7_900_000, 1000),
                chance.choice([12, 24, 36]),
                close,
                close + timedelta(days=40),
                0.1,
                "Diana Directora",
                "Llamar al decisor",
                close - timedelta(days=30),
            ],
        )
    book.close()
    return kept.getvalue()


def floor() -> None:
    """Read the sheet and write its rows as they are, in bulk, without history."""
    number = next(_numbers)
    rows = CalamineWorkbook.from_filelike(BytesIO(_made(number))).get_sheet_by_index(0).to_python()[1:]
    by = director()
    segments = {segment.name: segment.pk for segment in Segment.objects.all()}
    services = {service.name: service.pk for service in Service.objects.all()}
    clients = {
        name: Client(name=name, name_key=name.lower(), created_by=by) for name in dict.fromkeys(row[1] for row in rows)
    }
    Client.objects.bulk_create(clients.values(), batch_size=1000)
    Opportunity.objects.bulk_create(
        (
            Opportunity(
                code=f"FL{number}-{int(row[0]):06d}",
                client=clients[row[1]],
                owner=by,
                segment_id=segments[row[3]],
                service_id=services[row[4]],
                seats=int(row[6]),
                unit_value=int(row[7]),
                contract_months=int(row[8]),
                expected_close_on=row[9],
                expected_billing_on=row[10],
                probability=10,
                next_step=row[13],
                next_step_on=row[14],
                created_by=by,
            )
            for row in rows
        ),
        batch_size=1000,
    )


def ours() -> None:
    """Import it as the command and the page do: judged, with clients found, history and the report of each row."""
    from pipeline.imports.actions import import_file
    from pipeline.models import ImportBatch

    number = next(_numbers)
    result = import_file(
        data=_made(number), name=f"medicion-{number}.xlsx", by=director(), mode=ImportBatch.Mode.GOOD_ROWS
    )
    created = sum(1 for row in result.plan.rows if str(row.verdict) == "new")
    if created != ROWS:
        raise RuntimeError(f"Only {created} of {ROWS} rows were imported: {result.plan.rows[0]}")


def prepare(rounds: int) -> None:
    """Make the workbooks of so many rounds, so that no one's time holds the making of its input."""
    for number in range(1, rounds + 1):
        workbook(number)


def _made(number: int) -> bytes:
    return workbook((number + 1) // 2)
