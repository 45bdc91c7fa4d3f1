"""What each column of a workbook is: the fields we know, in the words teams use for them, and a proposed mapping.

A header is known by its words; else its parts say what it means (`vocabulary`), which is a guess and is told. What
stands under it goes before what it says: no column of dates is a probability.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pipeline.workbook.vocabulary import Sure, field_of, kin_of
from pipeline.workbook.words import fold

_ASIDE = re.compile(r"[(\[]([^)\]]*)[)\]]")
_LONGEST_HEADER = 200
"""Characters. Nothing longer is the name of a field, with whatever stands in brackets beside it."""
_UNITS = "cop pesos peso colombianos m mm millones millon miles mil meses anos months years"
_UNIT_WORDS = frozenset(_UNITS.split())


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


class Nature(StrEnum):
    """What most cells of a column are by themselves, whatever its header says."""

    DATES = "dates"
    PERCENTAGES = "percentages"
    NUMBERS = "numbers"
    EMAILS = "emails"
    STAGES = "stages"
    CODES = "codes"
    DAYS = "days"
    TEXTS = "texts"

    @property
    def words(self) -> str:
        """Return what the values are, in words."""
        return {
            Nature.DATES: gettext("dates"),
            Nature.PERCENTAGES: gettext("percentages"),
            Nature.NUMBERS: gettext("numbers"),
            Nature.EMAILS: gettext("e-mail addresses"),
            Nature.STAGES: gettext("stages"),
            Nature.CODES: gettext("codes of ours"),
            Nature.DAYS: gettext("numbers"),
            Nature.TEXTS: gettext("texts"),
        }[self]


_FIGURES = frozenset({Nature.NUMBERS, Nature.DAYS, Nature.TEXTS})
_FITS: dict[Kind, frozenset[Nature]] = {
    Kind.TEXT: frozenset(set(Nature) - {Nature.DATES}),
    Kind.NUMBER: frozenset(Nature),
    Kind.SEATS: _FIGURES,
    Kind.MONEY: _FIGURES,
    Kind.MONTHS: _FIGURES,
    Kind.PERCENT: frozenset({Nature.PERCENTAGES, Nature.NUMBERS, Nature.TEXTS}),
    Kind.DATE: frozenset({Nature.DATES, Nature.DAYS, Nature.TEXTS}),
    Kind.STAGE: frozenset({Nature.STAGES, Nature.TEXTS}),
    Kind.NIT: _FIGURES,
    Kind.EMAIL: frozenset({Nature.EMAILS, Nature.TEXTS}),
    Kind.VERSION: _FIGURES,
}
"""What may stand under a column of each kind; texts may always be there, and are judged cell by cell."""
_ENOUGH_AGAINST = 3
"""So many values must speak against a header in words we know; against one that was guessed, one is enough."""
_PROVES = {
    Nature.DATES: Kind.DATE,
    Nature.PERCENTAGES: Kind.PERCENT,
    Nature.EMAILS: Kind.EMAIL,
    Nature.STAGES: Kind.STAGE,
}


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
ENOUGH_OF_TERMS = ("seats", "unit_value", "monthly_value")
"""Of seats, unit value and monthly value any two give the third."""

_WORDS = {fold(word): field.name for field in FIELDS for word in (*field.words, field.header)}


def _is_unit(words: str) -> bool:
    return all(word in _UNIT_WORDS for word in fold(words).split()) and "%" not in words


@lru_cache(maxsize=4096)
def known_field(header: str) -> str:
    """Return the field that a header names in words we know, with or without a unit in brackets; "" if none."""
    if len(header) > _LONGEST_HEADER:
        return ""
    if "%" in header:
        name = known_field(header.replace("%", " ").replace("()", " "))
        return name if name == "probability" else ""
    if "#" in header:
        return "number" if header.strip(" .:") == "#" else ""
    plain = _ASIDE.sub(lambda found: " " if _is_unit(found[1]) else found[0], header)
    return _WORDS.get(fold(header)) or _WORDS.get(fold(plain), "")


@lru_cache(maxsize=4096)
def likely_field(header: str, *, slips: bool = True) -> tuple[str, Sure]:
    """Return the field that a header means and how sure that is; "" as the field if it means none of ours."""
    if name := known_field(header):
        return name, Sure.KNOWN
    return field_of(header, slips=slips)


def taken_field(header: str) -> str:
    """Return the field that a header is taken for unless somebody says otherwise; "" if none."""
    name, sure = likely_field(header)
    return "" if sure is Sure.MAYBE else name


def scored_field(header: str) -> str:
    """Return the same without looking for slips, which is quick: tables are found among many rows."""
    name, sure = likely_field(header, slips=False)
    return "" if sure is Sure.MAYBE else name


@dataclass(frozen=True)
class Duplicate:
    """A field that more than one column could be: column numbers from 0."""

    field: str
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Guess:
    """What a column was taken for (`field`), or only may be (`taken` is false), and why, in words."""

    field: str
    taken: bool
    why: str


@dataclass(frozen=True)
class Proposal:
    """A mapping of columns (from 0) to fields, and what a person should look at."""

    mapping: dict[int, str]
    duplicates: tuple[Duplicate, ...] = ()
    unmapped: tuple[int, ...] = ()
    guesses: Mapping[int, Guess] = field(default_factory=dict)

    def missing(self) -> list[Field]:
        """Return the required fields that no column was taken for."""
        return missing(self.mapping.values())


def missing(chosen: Iterable[str]) -> list[Field]:
    """Return the required fields that are not among `chosen`; of the three terms any two are enough."""
    got = set(chosen)
    enough = len(got.intersection(ENOUGH_OF_TERMS)) >= 2
    spared = {*got, *(ENOUGH_OF_TERMS if enough else ())}
    return [one for one in FIELDS if one.required and one.name not in spared]


@dataclass
class _Claim:
    """One column that wants to be a field: its rank (greater goes before) and what is said of it."""

    column: int
    rank: float
    why: str = ""


def header_keys(headers: Sequence[str]) -> list[str]:
    """Return what each header is remembered by: its folded words; a repeated one is told apart by its turn."""
    keys: list[str] = []
    for header in headers:
        key = fold(header) or header.strip().lower()
        turn = sum(1 for other in keys if other == key or other.startswith(f"{key}#"))
        keys.append(f"{key}#{turn + 1}" if turn and key else key)
    return keys


def propose(
    headers: Sequence[str],
    filled: Mapping[int, int],
    remembered: Mapping[str, str],
    natures: Mapping[int, tuple[Nature, int]] | None = None,
) -> Proposal:
    """Propose what each column is.

    `filled` counts the cells with data under each column: an empty column never competes. `remembered` is what people
    chose before for the same headers (header key → field, "" for "leave out"); it wins over everything. `natures` says
    what stands under the columns, and in how many cells; it wins over what a header says.
    """
    claims: dict[str, list[_Claim]] = {}
    unmapped: set[int] = set()
    guesses: dict[int, Guess] = {}
    for column, (header, key) in enumerate(zip(headers, header_keys(headers), strict=True)):
        some = bool(filled.get(column))
        if header and (chosen := remembered.get(key)) is not None:
            if chosen:
                claims.setdefault(chosen, []).append(_Claim(column, 5))
            elif some:
                unmapped.add(column)
            continue
        if not header or not some:
            if some:
                unmapped.add(column)
            elif name := known_field(header):
                claims.setdefault(name, []).append(_Claim(column, 0))
            continue
        name, claim, guess = _claim(column, header, *(natures or {}).get(column, (None, 0)))
        if claim:
            claims.setdefault(name, []).append(claim)
        else:
            unmapped.add(column)
        if guess:
            guesses[column] = guess
    mapping, duplicates = _settle(claims, unmapped, filled)
    for column in [one for one, guess in guesses.items() if guess.taken and mapping.get(one) != guess.field]:
        guesses[column] = Guess(guesses[column].field, taken=False, why=gettext("another column is closer to it"))
    return Proposal(dict(sorted(mapping.items())), tuple(duplicates), tuple(sorted(unmapped)), guesses)


def _claim(column: int, header: str, nature: Nature | None, times: int) -> tuple[str, _Claim | None, Guess | None]:
    """Return the field that a column asks for, how strongly (None: not at all), and what is told of it."""
    name, sure = likely_field(header)
    if name and sure is Sure.MAYBE:
        return "", None, Guess(name, taken=False, why=gettext("the header says more than that"))
    if not name:
        return "", None, None
    against = times >= (_ENOUGH_AGAINST if sure is Sure.KNOWN else 1)
    if nature and against and not _may_hold(name, nature):
        other = _other_field(header, name, nature)
        if not other:
            why = gettext("the header says so, but the values are %(what)s") % {"what": nature.words}
            return "", None, Guess(name, taken=False, why=why)
        why = gettext("the header says “%(field)s”, but the values are %(what)s") % {
            "field": FIELD[name].label,
            "what": nature.words,
        }
        return other, _Claim(column, 1.5), Guess(other, taken=True, why=why)
    proven = 0.5 if nature and _PROVES.get(nature) is FIELD[name].kind else 0
    if sure is Sure.KNOWN:
        return name, _Claim(column, 3 + proven), None
    return name, _Claim(column, 2 + proven), Guess(name, taken=True, why=gettext("by the parts of its header"))


def _may_hold(name: str, nature: Nature) -> bool:
    if name == "code":
        return nature is Nature.CODES
    if nature is Nature.EMAILS and name in ("contact", "client"):
        return False
    if nature is Nature.NUMBERS and name == "client":
        return False
    return nature in _FITS[FIELD[name].kind]


def _other_field(header: str, name: str, nature: Nature) -> str:
    """Return the one field that resembles the header and holds what stands under it."""
    fitting = [other for other in kin_of(header) if _PROVES.get(nature) is FIELD[other].kind and other != name]
    if name == "contact" and nature is Nature.EMAILS:
        fitting = ["email"]
    return fitting[0] if len(fitting) == 1 else ""


def _settle(
    claims: Mapping[str, list[_Claim]], unmapped: set[int], filled: Mapping[int, int]
) -> tuple[dict[int, str], list[Duplicate]]:
    """Give each field to its strongest column; equally strong ones are a question."""
    mapping: dict[int, str] = {}
    duplicates: list[Duplicate] = []
    for name, rivals in claims.items():
        best = max(claim.rank for claim in rivals)
        first, *others = [claim.column for claim in rivals if claim.rank == best]
        mapping[first] = name
        if others and best > 0:
            duplicates.append(Duplicate(name, (first, *others)))
        unmapped.update(claim.column for claim in rivals if claim.rank < best and filled.get(claim.column))
    return mapping, duplicates


def signature(headers: Sequence[str]) -> str:
    """Return what two workbooks with the same headers in the same order share; mappings are remembered by it."""
    return sha256("\n".join(fold(header) for header in headers).encode()).hexdigest()
