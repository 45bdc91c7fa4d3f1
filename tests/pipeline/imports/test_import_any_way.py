"""However a true pipeline is written down, what comes in is the truth, a refusal or a question: nothing else."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.imports import actions
from pipeline.models import ImportBatch, Opportunity
from tests.data.books import saved
from tests.proof import rounds

pytestmark = pytest.mark.django_db

CLIENTS = ("Alborada SAS", "Bocachica S.A.", "Caracolí Ltda.", "Dorado", "Esmeralda SAS")
SERVICES = ("Cobranza", "Televentas", "Mesa de ayuda")
HEADERS = {
    "number": ("No.", "#", "Ítem", "N°"),
    "client": ("Cliente", "Razón social", "Nombre empresa", "Clinte"),
    "service": ("Tipo de servicio", "Servicio", "Tipo de serv."),
    "seats": ("Número de puestos", "# ptos", "Cant. puestos", "Puestos"),
    "unit_value": ("Valor unitario por puesto", "Vr. unit. (COP)", "Precio x puesto", "Vr/pto"),
    "monthly": ("Valor total mensual del proyecto", "Vlr mensual", "Facturación mensual"),
    "months": ("Tiempo del contrato (meses)", "Meses de contrato", "Plazo"),
    "close": ("Fecha posible cierre de negocio", "Fcha cierre", "Mes y fecha cierre", "Cierre estimado"),
    "stage": ("Etapa de venta", "Etapa", "Etapa comercial", "Fase"),
    "chance": ("Probabilidad de cierre", "% prob.", "%", "Prob. cierre"),
    "noise": ("Últ. seguimiento", "Responsable cliente", "Tasa de cierre", "Observaciones", "Valor anual"),
}
STAGES = {
    "hunting": ("Hunting", "HUNTING ", "1. Prospección", "Huntin"),
    "qualification": ("Calificación", "calificado", "Qualificaton", "Pre-calificado"),
    "proposal": ("Propuesta", "Propuesta enviada", "Prouesta", "Propuesta no enviada"),
    "negotiation": ("En negociación", "Negotation", "En negociación final"),
    "won": ("Ganado", "Ganó", "Ganado/Firmado", "Contrato firmado"),
    "lost": ("Perdido", "No ganado", "Perdida por precio", "No adjudicado", "Propuesta rechazada"),
    "withdrawn": ("Declinamos", "No go", "Descartado"),
    "cancelled": ("Desierta", "Cancelado por el cliente"),
}
SHORT = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


@dataclass(frozen=True)
class Deal:
    """What is true of one deal; a client has at most one of each service."""

    client: str
    service: str
    seats: int
    unit_value: int
    months: int
    close: date
    stage: str

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it from the others."""
        return self.client, self.service


@st.composite
def pipelines(draw: st.DrawFn) -> list[Deal]:
    """Return two to six deals."""
    pairs = [(client, service) for client in CLIENTS for service in SERVICES]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=6, unique=True))
    return [
        Deal(
            client,
            service,
            draw(st.integers(1, 400)),
            draw(st.integers(900, 9_000)) * 1_000,
            draw(st.sampled_from([6, 12, 24])),
            date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 300))),
            draw(st.sampled_from(list(STAGES))),
        )
        for client, service in chosen
    ]


class Writer:
    """Writes a pipeline as one team does: the same headers and formats in every sheet, the rows as they come."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        terms = chance.choice([("seats", "unit_value"), ("seats", "monthly"), ("unit_value", "monthly")])
        self.fields = ["client", "service", *terms, "months", "close", "stage", "chance", "noise"]
        self.numbered = chance.random() < 0.7
        if self.numbered:
            self.fields.append("number")
        chance.shuffle(self.fields)
        self.headers = [chance.choice(HEADERS[name]) for name in self.fields]
        self.money = chance.choice([int, "$ {:,}".format, _dotted, _cents])
        self.day = chance.choice([lambda on: on, "{:%d/%m/%Y}".format, "{:%Y-%m-%d}".format, _in_words])
        self.percent = chance.choice([lambda part: part, lambda part: f"{part:.0%}"])
        self.words: dict[tuple[str, str], str] = {}

    def sheet(self, deals: list[Deal], title: bool) -> bytes:
        """Return the workbook of these deals, numbered from one in their order."""
        made = Workbook()
        made.active.title = "Pipeline"
        if title:
            made.active.append(["PIPELINE 2026"])
            made.active.append([])
        made.active.append(self.headers)
        for number, deal in enumerate(deals, 1):
            said = self._said(number, deal)
            made.active.append([said[name] for name in self.fields])
        return saved(made)

    def _said(self, number: int, deal: Deal) -> dict[str, Any]:
        word = self.words.setdefault((*deal.key, deal.stage), self.chance.choice(STAGES[deal.stage]))
        return {
            "number": number,
            "client": deal.client,
            "service": deal.service,
            "seats": deal.seats,
            "unit_value": self.money(deal.unit_value),
            "monthly": self.money(deal.seats * deal.unit_value),
            "months": deal.months,
            "close": self.day(deal.close),
            "stage": word,
            "chance": self.percent(0.3),
            "noise": "",
        }


def _dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _cents(amount: int) -> str:
    return f"{amount:,}.00"


def _in_words(on: date) -> str:
    return f"{on.day} de {SHORT[on.month - 1]} de {on.year}"


def held() -> dict[tuple[str, str], tuple[Any, ...]]:
    """What the pipeline holds, by client and service; a deal made twice is two of the same key."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for one in Opportunity.objects.select_related("client", "service"):
        key = (one.client.name, one.service.name)
        assert key not in found, f"made twice: {key}"
        found[key] = (one.seats, one.unit_value, one.contract_months, one.expected_close_on, one.status)
    return found


def true_of(deal: Deal) -> tuple[Any, ...]:
    return (deal.seats, deal.unit_value, deal.months, deal.close, deal.stage)


def bring_in(data: bytes, by: Any) -> actions.Result:
    return actions.import_file(data=data, name="pipeline.xlsx", by=by, mode=ImportBatch.Mode.GOOD_ROWS)


@rounds(short=60, long=1_000)
def test_what_comes_in_is_the_truth_or_is_asked(director, rounds):
    @settings(
        max_examples=rounds, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(deals=pipelines(), chance=st.randoms(use_true_random=False))
    def check(deals: list[Deal], chance: random.Random) -> None:
        here = transaction.savepoint()
        try:
            writer = Writer(chance)
            first = bring_in(writer.sheet(deals, title=chance.random() < 0.5), director)
            before = held()
            assert {key: true_of(deal) for deal in deals if (key := deal.key) in before} == before
            assert len(before) + first.counts["refused"] + first.counts["asked"] == len(deals)

            again = list(deals)
            chance.shuffle(again)
            if chance.random() < 0.7:
                again.pop()
            edited = replace(again[0], seats=again[0].seats + 1)
            bring_in(writer.sheet([edited, *again[1:]], title=False), director)
            truths = {deal.key: {true_of(deal)} for deal in deals}
            truths[edited.key].add(true_of(edited))
            after = held()
            assert before.keys() <= after.keys() <= truths.keys()
            for key, said in after.items():
                assert said in truths[key]
        finally:
            transaction.savepoint_rollback(here)

    check()
