"""What each column of a workbook is: the fields we know, in the words teams use for them, and a proposed mapping."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pipeline.workbook.words import fold, likeness

_ALIKE = 0.8  # a header with one or two slips still counts; "valor mensual" and "valor total" do not meet
_LONGEST_HEADER = 60
_ASIDE = re.compile(r"\([^)]*\)")


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    NUMBER = "number"
    SEATS = "seats"
    MONEY = "money"
    MONTHS = "months"
    PERCENT = "percent"
    DATE = "date"
    STAGE = "stage"
    NIT = "nit"
    EMAIL = "email"
    VERSION = "version"


@dataclass(frozen=True)
class Field:
    """A field of an opportunity that a workbook may hold: its `header` in our own export and the words it goes by."""

    name: str
    kind: Kind
    label: Promise
    header: str
    words: tuple[str, ...]
    required: bool = False


FIELDS: tuple[Field, ...] = (
    Field("code", Kind.TEXT, _("Code"), "Código", ("código", "código oportunidad", "code", "opportunity code")),
    Field("version", Kind.VERSION, _("Version"), "Versión", ("versión", "version")),
    Field(
        "number", Kind.NUMBER, _("Number"), "No.",
        ("no", "n", "nro", "num", "número", "item", "ítem", "id", "consecutivo", "number"),
    ),
    Field(
        "client", Kind.TEXT, _("Client"), "Cliente",
        ("cliente", "nombre del cliente", "razón social", "empresa", "compañía", "prospecto", "cuenta", "client",
         "customer", "account", "company", "client name", "cliente prospecto"),
        required=True,
    ),
    Field("nit", Kind.NIT, _("NIT"), "NIT", ("nit", "nit cliente", "identificación", "tax id", "rut")),
    Field(
        "description", Kind.TEXT, _("Description of the client"), "Descripción del cliente",
        ("descripción del cliente", "descripción", "descripción cliente objetivo", "description", "client description",
         "descripción del cliente objetivo"),
    ),
    Field(
        "objective", Kind.TEXT, _("Objective"), "Objetivo",
        ("objetivo", "objetivo del proyecto", "necesidad", "objective", "goal", "need"),
    ),
    Field(
        "seats", Kind.SEATS, _("Seats"), "Número de puestos",
        ("número de puestos", "no puestos", "n puestos", "n de puestos", "cantidad de puestos", "puestos", "posiciones",
         "estaciones", "agentes", "seats", "number of seats"),
        required=True,
    ),
    Field(
        "segment", Kind.TEXT, _("Segment"), "Segmento",
        ("segmento", "segmento de mercado", "sector", "industria", "segment", "industry"),
    ),
    Field(
        "service", Kind.TEXT, _("Service"), "Tipo de servicio",
        ("tipo de servicio", "servicio", "línea de servicio", "service", "service type", "type of service"),
    ),
    Field(
        "unit_value", Kind.MONEY, _("Unit value per seat"), "Valor unitario por puesto",
        ("valor unitario por puesto", "valor unitario", "valor por puesto", "precio por puesto", "precio unitario",
         "tarifa por puesto", "tarifa", "unit value", "unit value per seat", "unit price", "price per seat"),
        required=True,
    ),
    Field(
        "monthly_value", Kind.MONEY, _("Monthly value"), "Valor total mensual del proyecto",
        ("valor total mensual del proyecto", "valor total mensual", "valor mensual", "valor mensual del proyecto",
         "facturación mensual", "monthly value", "total monthly value"),
    ),
    Field(
        "contract_months", Kind.MONTHS, _("Contract time"), "Tiempo del contrato (meses)",
        ("tiempo del contrato", "tiempo de contrato", "tiempo del contrato meses", "duración", "duración del contrato",
         "plazo", "plazo del contrato", "meses", "contract time", "contract months", "contract term", "term"),
    ),
    Field(
        "total_value", Kind.MONEY, _("Total value"), "Valor total del proyecto",
        ("valor total del proyecto", "valor total", "valor del proyecto", "valor del contrato", "total value",
         "total project value", "contract value"),
    ),
    Field(
        "expected_close_on", Kind.DATE, _("Expected close"), "Fecha posible cierre de negocio",
        ("fecha posible cierre de negocio", "fecha posible de cierre", "fecha posible cierre", "fecha de cierre",
         "fecha cierre", "cierre estimado", "cierre", "expected close", "close date", "closing date",
         "expected close date"),
    ),
    Field(
        "expected_billing_on", Kind.DATE, _("Expected billing"), "Fecha posible inicio de facturación",
        ("fecha posible inicio de facturación", "fecha posible de inicio de facturación", "inicio de facturación",
         "fecha inicio facturación", "inicio facturación", "fecha de facturación", "expected billing",
         "billing start", "billing date", "expected billing date"),
    ),
    Field(
        "stage", Kind.STAGE, _("Stage"), "Etapa de venta",
        ("etapa de venta", "etapa", "etapa de ventas", "fase", "estado", "stage", "sales stage", "status"),
        required=True,
    ),
    Field(
        "probability", Kind.PERCENT, _("Probability"), "Probabilidad de cierre",
        ("probabilidad de cierre", "probabilidad", "prob", "prob cierre", "probability", "close probability",
         "win probability"),
    ),
    Field(
        "lead_source", Kind.TEXT, _("Lead source"), "Origen",
        ("origen", "fuente", "origen del prospecto", "canal", "source", "lead source"),
    ),
    Field(
        "owner", Kind.TEXT, _("Owner"), "Responsable",
        ("responsable", "comercial", "ejecutivo", "asesor", "vendedor", "analista", "owner", "sales rep", "executive"),
    ),
    Field(
        "contact", Kind.TEXT, _("Contact"), "Contacto",
        ("contacto", "nombre del contacto", "persona de contacto", "decisor", "contact", "contact name"),
    ),
    Field(
        "email", Kind.EMAIL, _("E-mail"), "Correo",
        ("correo", "correo electrónico", "email", "e mail", "mail", "correo del contacto", "correo contacto"),
    ),
    Field(
        "next_step", Kind.TEXT, _("Next step"), "Próximo paso",
        ("próximo paso", "siguiente paso", "próxima acción", "acción", "next step", "next action"),
    ),
    Field(
        "next_step_on", Kind.DATE, _("Next step on"), "Fecha próximo seguimiento",
        ("fecha próximo seguimiento", "fecha próximo paso", "próximo seguimiento", "fecha seguimiento",
         "fecha de seguimiento", "next follow up", "follow up date", "next step date", "next step on"),
    ),
)  # fmt: skip
FIELD = {field.name: field for field in FIELDS}
DERIVED = frozenset({"monthly_value", "total_value"})
"""Read only to be compared: the application computes them."""

_WORDS = {fold(word): field.name for field in FIELDS for word in (*field.words, field.header)}


@lru_cache(maxsize=4096)
def known_field(header: str) -> str:
    """Return the field that a header names in words we know, with or without what stands in brackets; "" if none."""
    return _WORDS.get(fold(header)) or _WORDS.get(fold(_ASIDE.sub(" ", header)), "")


@lru_cache(maxsize=4096)
def likely_field(header: str) -> tuple[str, float]:
    """Return the field that a header means and how sure that is: 1.0 known words, 0.0 none ("" as the field)."""
    if name := known_field(header):
        return name, 1.0
    folded = fold(header)
    if not 4 <= len(folded) <= _LONGEST_HEADER:
        return "", 0.0
    sure, word = max((likeness(folded, word), word) for word in _WORDS)
    return (_WORDS[word], sure) if sure >= _ALIKE else ("", 0.0)


@dataclass(frozen=True)
class Duplicate:
    """A field that more than one column could be: column numbers from 0."""

    field: str
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Proposal:
    """A mapping of columns (from 0) to fields, and what a person should look at."""

    mapping: dict[int, str]
    duplicates: tuple[Duplicate, ...] = ()
    unmapped: tuple[int, ...] = ()

    def missing(self) -> list[Field]:
        """Return the required fields that no column was taken for."""
        return [field for field in FIELDS if field.required and field.name not in self.mapping.values()]


def propose(headers: Sequence[str], filled: Mapping[int, int], remembered: Mapping[str, str]) -> Proposal:
    """Propose what each column is.

    `filled` counts the cells with data under each column: an empty column never competes. `remembered` is what people
    chose before for the same headers (folded header → field, "" for "leave out"); it wins over our words.
    """
    wanted: dict[str, list[tuple[float, int]]] = {}
    unmapped: list[int] = []
    for column, header in enumerate(headers):
        if not header:
            if filled.get(column):
                unmapped.append(column)
            continue
        chosen = remembered.get(fold(header))
        name, sure = (chosen, 2.0) if chosen is not None else likely_field(header)
        if name and (filled.get(column) or chosen):
            wanted.setdefault(name, []).append((sure, column))
        elif not name and filled.get(column):
            unmapped.append(column)
        elif name:
            wanted.setdefault(name, []).append((sure - 1, column))
    mapping: dict[int, str] = {}
    duplicates: list[Duplicate] = []
    for name, candidates in wanted.items():
        best = max(sure for sure, _column in candidates)
        columns = [column for sure, column in candidates if sure == best]
        mapping[columns[0]] = name
        rivals = [column for sure, column in candidates if sure >= 1.0 and column != columns[0]]
        if len(columns) > 1 and best >= 1.0:
            duplicates.append(Duplicate(name, tuple(columns)))
        unmapped.extend(column for column in rivals if column not in columns)
        unmapped.extend(c for s, c in candidates if s < 1.0 and c != columns[0] and filled.get(c) and c not in unmapped)
    return Proposal(dict(sorted(mapping.items())), tuple(duplicates), tuple(sorted(set(unmapped))))


def signature(headers: Sequence[str]) -> str:
    """Return what two workbooks with the same headers in the same order share; mappings are remembered by it."""
    return sha256("\n".join(fold(header) for header in headers).encode()).hexdigest()
