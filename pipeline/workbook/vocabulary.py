"""What a header means by its parts: the words and abbreviations that teams use, and which of them make which field.

A header is cut into words; each word stands for an idea ("vlr" for value, "pto" for seats), or says nothing ("posible",
"del"), or is unknown. A field is a set of ideas. What was ("Últ. seguimiento") shares ideas with what is next, and is
kept apart by the idea that it has beside them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.workbook.words import fold, is_slip

_LONGEST_HEADER = 60

IDEAS: dict[str, str] = {
    "value": "valor valores vr vlr vlrs val monto importe value amount",
    "price": "precio precios tarifa tarifas price",
    "unit": "unitario unitaria unitarios unit uni und unid unidad",
    "seats": "puesto puestos pto ptos posicion posiciones estacion estaciones agentes seat seats fte ftes operadores",
    "count": "cantidad cant cantid numero numeros num nro no n number count qty",
    "monthly": "mensual mensuales mens mensualidad monthly",
    "month": "mes month",
    "months": "meses months",
    "total": "total totales tot global",
    "contract": "contrato contratos contr cto contract",
    "project": "proyecto proyectos proy negocio oportunidad oport project deal",
    "time": "tiempo duracion plazo vigencia term duration",
    "date": "fecha fechas fec fech fcha fch date",
    "close": "cierre cierres close closing",
    "billing": "facturacion fact factur factura facturar billing invoicing",
    "start": "inicio ini inicial arranque start",
    "next": "proximo proxima prox prx sgte sgt siguiente sig next",
    "follow": "seguimiento seguim segto segui seg followup",
    "step": "paso accion actividad tarea compromiso step action",
    "chance": "probabilidad probab prob probability exito",
    "percent": "porcentaje pct percent",
    "stage": "etapa fase estado estatus status stage",
    "sale": "venta ventas sales sale",
    "commercial": "comercial comerc",
    "client": "cliente clientes cte clte cli client customer",
    "company": "empresa compania cia entidad company account prospecto cuenta",
    "legal": "razonsocial",
    "name": "nombre nom nombres name",
    "nit": "nit rut",
    "contact": "contacto contactos ctcto contac contact decisor",
    "email": "correo correos email mail emails",
    "electronic": "electronico electronica elect electronic",
    "owner": "responsable resp respons ejecutivo ejecutiva ejec asesor asesora vendedor vendedora kam owner",
    "service": "servicio servicios serv svcio svc service",
    "kind": "tipo tpo clase linea type",
    "segment": "segmento segm sector industria segment industry",
    "market": "mercado",
    "source": "origen fuente source canal",
    "description": "descripcion descrip desc descr description",
    "objective": "objetivo objet obj necesidad objective",
    # Ideas that no field of ours has: they keep a header apart from those that it looks like.
    "last": "ultimo ultima ultimos ultimas ult last previous anterior previo previa pasado pasada historico historica",
    "now": "actual vigente current",
    "real": "real reales ejecutado ejecutada efectivo efectiva cumplido cumplida firmado firmada",
    "yearly": "anual anuales ano year annual yearly",
    "rate": "tasa ratio indice rate cumplimiento avance margen descuento comision variacion conversion",
    "creation": "creacion ingreso registro apertura radicacion entrega envio presentacion adjudicacion firma vence"
    " vencimiento",
    "against": "sin not non ex pre post antes despues dias competencia competidor proveedor",
}  # fmt: skip
"""The words of each idea, folded."""
_APART = frozenset({"last", "real", "yearly", "rate", "creation", "against"})
"""Ideas of what no field of ours holds: with one of them a header is not even offered as what it resembles."""
_FILLERS = (
    "de del la el los las un una en y e a al x por para the of per posible estimado estimada esperado esperada est"
    " prevista previsto probable tentativa tentativo proyectada proyectado aprox aproximado expected estimated"
    " cop pesos peso colombianos col m anos years requerido requeridos solicitados pos dd aaaa yyyy"
    " usd us dolares dolar eur euro euros"
)
_SAY_NOTHING = frozenset(_FILLERS.split())
_PHRASES = (
    (re.compile(r"\bantes de iva\b|\bsin iva\b|\bmas iva\b|\biva no incluido\b"), " "),
    (re.compile(r"\brazon social\b"), "razonsocial"),
    (re.compile(r"\bfollow up\b"), "followup"),
    (re.compile(r"\be mail\b"), "email"),
    (re.compile(r"\baccount manager\b|\bgerente de cuenta\b|\bejecutivo de cuenta\b"), "owner"),
    (re.compile(r"\bc u\b"), "unit"),
)
_SIGNS = {"#": " no ", "%": " pct ", "№": " no ", "nº": " no ", "n°": " no "}

FIELD_IDEAS: dict[str, tuple[tuple[str, str], ...]] = {
    "client": (("client", "name"), ("company", "name client"), ("legal", "client company")),
    "nit": (("nit", "client company count"),),
    "description": (("description", "client company"),),
    "objective": (("objective", "project client"),),
    "seats": (("seats", "count total"),),
    "segment": (("segment", "market client kind"),),
    "service": (("service", "kind"),),
    "unit_value": (
        ("value unit", "seats monthly price"), ("value seats", "unit monthly price"), ("price", "unit seats"),
        ("price seats", "unit monthly"), ("price unit", "seats monthly"),
    ),
    "monthly_value": (
        ("value monthly", "total project contract"), ("billing monthly", "total project value"),
        ("monthly total", "project contract value"),
    ),
    "contract_months": (("time", "contract months project month"), ("months", "contract count")),
    "total_value": (
        ("value total", "project contract"), ("value project", "total"), ("value contract", "total"),
        ("price total", "project contract"),
    ),
    "expected_close_on": (("close date", "project sale month"), ("close month", "project sale")),
    "expected_billing_on": (("billing start", "date month project"), ("billing date", "start project")),
    "stage": (("stage", "sale commercial project now"),),
    "probability": (("chance", "close sale percent project"), ("percent", "close sale chance")),
    "lead_source": (("source", "project client"),),
    "owner": (("owner", "commercial name sale"), ("commercial", "name")),
    "contact": (("contact", "name client company"),),
    "email": (("email", "electronic contact client name"),),
    "next_step": (("next step", ""),),
    "next_step_on": (
        ("next follow", "date"), ("date follow", "next"), ("date next step", ""), ("date next contact", ""),
    ),
}  # fmt: skip
"""The ideas that make a field, and those that it may have beside them."""
_PATTERNS = [
    (name, frozenset(needed.split()), frozenset(allowed.split()))
    for name, patterns in FIELD_IDEAS.items()
    for needed, allowed in patterns
]
_IDEA_OF = {word: idea for idea, words in IDEAS.items() for word in words.split()}
_LONG_WORDS = [word for word in _IDEA_OF if len(word) >= 5]

_MILLIONS = re.compile(r"\b(?:millones|millon|mill|mlls|mllns|mm|mln|mills|mm cop|m cop|million|millions)\b")
_BILLIONS = re.compile(r"\bmil(?:es)? (?:de )?(?:millones|millon|mill|mlls|mllns|mm|mln|mills)\b|\bbillions?\b")
_THOUSANDS = re.compile(r"\b(?:miles|mil|thousand|thousands)\b")
_SHORT_MILLIONS = re.compile(r"(?i)\bm\$|\$\s?m\b|[\(\[]\s*m\s*[\)\]]")
_YEARS = re.compile(r"\b(?:anos|years)\b")


class Sure(StrEnum):
    """How certain a field is: by words we know, by the parts of the header, or a thing that it may be."""

    KNOWN = "known"
    PARTS = "parts"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class Reading:
    """The ideas of a header; `unknown` holds words that are none, `mistyped` tells that one was read with a slip."""

    ideas: frozenset[str]
    unknown: tuple[str, ...] = ()
    mistyped: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """What a header says of the unit of its figures: the pesos or months that each stands for."""

    pesos: int = 1
    months: int = 1


@lru_cache(maxsize=4096)
def unit_of(header: str) -> Unit:
    """Return the unit that a header names: "(millones)" is 1,000,000 pesos, "(miles de millones)" a thousand times
    that, "(años)" 12 months."""
    words = fold(header)
    if _BILLIONS.search(words):
        return Unit(pesos=1_000_000_000)
    if _MILLIONS.search(words) or _SHORT_MILLIONS.search(header):
        return Unit(pesos=1_000_000)
    if _THOUSANDS.search(words):
        return Unit(pesos=1_000)
    return Unit(months=12) if _YEARS.search(words) else Unit()


def words_of(header: str) -> list[str]:
    """Return the words of a header that may say something, folded: signs as words, units and fillers left out."""
    text = unicodedata.normalize("NFC", header).lower()
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    folded = f" {fold(text)} "
    for phrase, word in _PHRASES:
        folded = phrase.sub(word, folded)
    folded = _THOUSANDS.sub(" ", _MILLIONS.sub(" ", _BILLIONS.sub(" ", folded)))
    return [word for word in folded.split() if word not in _SAY_NOTHING]


@lru_cache(maxsize=8192)
def read_header(header: str, *, slips: bool = True) -> Reading:
    """Return the ideas of a header. `slips` allows words with a slip of the keyboard, which takes longer."""
    ideas: set[str] = set()
    unknown: list[str] = []
    mistyped = False
    if len(header) <= _LONGEST_HEADER:
        for word in words_of(header):
            if idea := _IDEA_OF.get(word):
                ideas.add(idea)
            elif slips and (idea := _mistyped(word)):
                ideas.add(idea)
                mistyped = True
            else:
                unknown.append(word)
    return Reading(frozenset(ideas), tuple(unknown), mistyped)


def _mistyped(word: str) -> str:
    near = {_IDEA_OF[known] for known in _LONG_WORDS if is_slip(word, known)}
    return near.pop() if len(near) == 1 else ""


def field_of(header: str, *, slips: bool = True) -> tuple[str, Sure]:
    """Return the field that the parts of a header make ("" if none) and how certain that is.

    With words that are no idea of ours, or ideas that the field has not, it is only what the header may be.
    """
    read = read_header(header, slips=slips)
    whole = {name for name, needed, allowed in _PATTERNS if needed <= read.ideas <= needed | allowed}
    if len(whole) == 1:
        return whole.pop(), Sure.MAYBE if read.unknown else Sure.PARTS
    if whole or not slips or read.ideas & _APART:
        return "", Sure.MAYBE
    near = {(len(needed), name) for name, needed, _allowed in _PATTERNS if needed <= read.ideas}
    best = {name for size, name in near if size == max(near)[0]}
    return (best.pop() if len(best) == 1 else ""), Sure.MAYBE


def kin_of(header: str) -> Iterator[str]:
    """Yield the fields that share an idea with a header: what it may be where its values say that it is not this."""
    ideas = read_header(header).ideas
    seen: set[str] = set()
    for name, needed, allowed in _PATTERNS:
        if name not in seen and ideas & (needed | allowed):
            seen.add(name)
            yield name
