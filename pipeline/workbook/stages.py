"""What the words under "Etapa" mean: the stage and outcome, and how certain that is.

The words that teams use are known by meaning. A word is taken as it stands, or with a slip of the keyboard; whatever
else would have to be concluded from its parts ("Propuesta rechazada", "Descalificado") is a guess for a person.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from pipeline.states import Outcome, Stage
from pipeline.workbook.words import fold, is_slip

MEANINGS: dict[str, tuple[str, str]] = {
    Stage.HUNTING: (Stage.HUNTING, ""),
    Stage.QUALIFICATION: (Stage.QUALIFICATION, ""),
    Stage.PROPOSAL: (Stage.PROPOSAL, ""),
    Stage.NEGOTIATION: (Stage.NEGOTIATION, ""),
    Outcome.WON: (Stage.CLOSED, Outcome.WON),
    Outcome.LOST: (Stage.CLOSED, Outcome.LOST),
    Outcome.WITHDRAWN: (Stage.CLOSED, Outcome.WITHDRAWN),
    Outcome.CANCELLED: (Stage.CLOSED, Outcome.CANCELLED),
}
"""What a word may mean, by one name: an open stage, or the outcome of what is closed."""


def stage_label(meaning: str) -> str:
    """Return what people call a key of `MEANINGS`."""
    return str(Outcome(meaning).label if meaning in Outcome.values else Stage(meaning).label)


class Sure(StrEnum):
    """How certain the meaning of a word is."""

    KNOWN = "known"
    SLIP = "slip"
    ASKED = "asked"


class StageRead(NamedTuple):
    """A word's stage and outcome. Where `sure` is "asked" they are the best guess, both "" when there is none."""

    stage: str
    outcome: str
    sure: Sure

    @property
    def meaning(self) -> str:
        """Return the key of `MEANINGS`; "" where nothing is guessed."""
        return self.outcome or self.stage


def _ended(*words: str) -> tuple[str, ...]:
    """Return each word with the endings that Spanish gives it: `ganad-` is ganado, ganada, ganados, ganadas."""
    return tuple(
        fold(f"{word[:-1]}{ending}" if word.endswith("-") else word)
        for word in words
        for ending in (("o", "a", "os", "as") if word.endswith("-") else ("",))
    )


def _phrases(*forms: str) -> tuple[str, ...]:
    """Return the phrases that a form stands for; each of its words may end with `-` (any gender and number)."""
    return tuple(fold(" ".join(words)) for form in forms for words in product(*(_ended(word) for word in form.split())))


_KNOWN: dict[str, tuple[str, ...]] = {
    Stage.HUNTING: _phrases(
        "hunting", "prospección", "en prospección", "prospecto", "prospectando", "caza", "búsqueda",
        "búsqueda de prospectos", "prospect", "prospecting", "lead", "leads",
    ),
    Stage.QUALIFICATION: _phrases(
        "qualification", "qualifying", "qualified", "calificación", "en calificación", "calificad-", "calificando",
        "cualificación", "cualificad-",
    ),
    Stage.PROPOSAL: _phrases(
        "proposal", "proposal sent", "propuesta", "en propuesta", "propuesta enviad-", "propuesta presentad-",
        "propuesta entregad-", "propuesta radicad-", "oferta", "oferta enviad-", "oferta presentad-", "cotización",
        "cotización enviad-", "cotizad-",
    ),
    Stage.NEGOTIATION: _phrases(
        "negotiation", "negotiating", "in negotiation", "negociación", "en negociación", "negociando",
    ),
    Outcome.WON: _phrases(
        "won", "closed won", "win", "ganad-", "ganó", "ganamos", "cerrad- ganad-", "cierre ganado", "negocio ganado",
        "adjudicad-", "adjudicad- a nosotros", "ganad- firmad-", "ganad- adjudicad-", "cerrad- adjudicad-",
    ),
    Outcome.LOST: _phrases(
        "lost", "closed lost", "perdid-", "perdió", "perdimos", "cerrad- perdid-", "cerrado perdió", "cierre perdido",
        "negocio perdido", "no ganad-", "no ganó", "cerrad- no ganad-", "not won", "closed not won",
        "adjudicad- a otro", "adjudicad- a la competencia", "adjudicad- a otro proveedor",
    ),
    Outcome.WITHDRAWN: _phrases(
        "withdrawn", "retirad-", "cerrad- retirad-", "nos retiramos", "retiró", "desistid-", "desistió", "desistimos",
        "cerrad- desistid-",
        "no go", "nogo", "declinad-", "declinó", "declinamos", "cerrad- declinad-", "no participamos",
        "no nos presentamos",
    ),
    Outcome.CANCELLED: _phrases(
        "cancelled", "canceled", "closed cancelled", "cancelad-", "cerrad- cancelad-", "cancelad- por el cliente",
        "cancelad- por cliente", "canceló", "cliente canceló", "proceso cancelado", "desiert-", "declarad- desiert-",
        "proceso desierto", "licitación desierta", "proceso declarado desierto", "cerrad- desiert-",
    ),
}  # fmt: skip
_GUESSED: dict[str, tuple[str, ...]] = {
    Outcome.LOST: _phrases(
        "no adjudicad-",
        "no adjudicad- a nosotros",
        "rechazad-",
        "no aceptad-",
        "no seleccionad-",
        "no favorecid-",
        "eliminad-",
    ),
    Outcome.WON: _phrases("firmad-", "contrato firmado", "aprobad-", "aceptad-", "en implementación", "legalizad-"),
    Outcome.WITHDRAWN: _phrases(
        "descartad-",
        "no presentad-",
        "no viable",
        "no ofertad-",
        "no cotizad-",
        "no ofertamos",
        "no cotizamos",
        "no calificad-",
        "no califica",
        "desestimad-",
    ),
    Outcome.CANCELLED: _phrases("anulad-", "sin presupuesto", "no hubo adjudicación"),
    Stage.PROPOSAL: _phrases("propuesta en elaboración", "en evaluación", "propuesta técnica", "propuesta económica"),
    Stage.NEGOTIATION: _phrases("en negociación final", "negociación final", "sustentación", "ronda final"),
    Stage.HUNTING: _phrases("contacto inicial", "primer contacto", "acercamiento"),
}
"""Words whose likely meaning is offered, and that a person must confirm."""

_MEANT_BY = {phrase: meaning for meaning, phrases in _KNOWN.items() for phrase in phrases}
_GUESSED_BY = {phrase: meaning for meaning, phrases in _GUESSED.items() for phrase in phrases}
_SPLIT = {phrase: tuple(phrase.split()) for phrase in _MEANT_BY}
_ONE_WORD = {phrase: meaning for phrase, meaning in _MEANT_BY.items() if " " not in phrase}

_LOST_OVER = re.compile(
    r"(?:cerrad[oa] )?perdid[oa]s?(?: (?:por|frente a|ante|contra|vs|con))?(?: (?:la|el|los|las|un|una|otro|otra))?"
    r" (?:precios?|tarifas?|costos?|tiempos?|presupuesto|competencia|competidor|proveedor|calidad|experiencia|tecnica"
    r"|capacidad|cobertura|tecnologia)"
)
_TO_SOMEBODY = re.compile(r"\badjudicad[oa]s? (?:a|al|en)\b")
_DENIES = frozenset({
    "no", "sin", "not", "non", "nunca", "ni", "tampoco", "never", "without", "pre", "post", "pos", "ex", "casi", "semi",
    "re", "des", "dis", "in", "anti", "sub", "falta", "faltan", "pendiente", "pend", "pending", "antes", "previo",
    "previa", "posible", "posiblemente", "probable", "por", "para", "quasi", "if", "si",
})  # fmt: skip
"""Words that turn or put off what stands beside them: with one of them nothing is concluded from the rest."""
_PREFIXES = ("no", "pre", "des", "dis", "re", "in", "im", "sub", "anti", "ex", "pos", "post", "semi", "auto", "un")
_OTHER_WORDS = frozenset({
    "pedido", "pedida", "pedidos", "vendido", "vendida", "clasificacion", "clasificado", "clasificada", "proyeccion",
    "ofertado", "presupuesto", "respuesta", "declarado", "declarada", "ganancia", "ganador", "ganadora", "retiro",
    "negociador", "granada",
})  # fmt: skip
"""Words that are no slip of ours, however near they stand."""
_LONGEST = 120
"""Characters. What is longer is a remark and no stage."""
_COUNTED = re.compile(r"^(?:(?:etapa|fase|stage|paso|estado) )?(?:\d{1,2} )?(?:etapa |fase |stage )?(?=[a-z])")
_ASIDE = re.compile(r"[\(\[]\s*\d{1,3}\s*%?\s*[\)\]]|\b\d{1,3}\s*%")


def read_stage(word: str, decided: Mapping[str, str] | None = None) -> StageRead | None:
    """Return what a word means, None where nothing in it speaks of a stage.

    `decided` is what people said of words before (folded word → key of `MEANINGS`); it goes before everything else. A
    number before the word and a percentage beside it do not count: "3. Propuesta (50 %)" is "propuesta".
    """
    folded = fold(word)
    if decided and (said := decided.get(folded)) in MEANINGS:
        return StageRead(*MEANINGS[said], Sure.KNOWN)
    if len(word) > _LONGEST:
        return None
    bare = _COUNTED.sub("", fold(_ASIDE.sub(" ", word)))
    for text in (folded, bare):
        if meaning := _MEANT_BY.get(text):
            return StageRead(*MEANINGS[meaning], Sure.ASKED if "?" in word else Sure.KNOWN)
    if _LOST_OVER.fullmatch(bare):
        return StageRead(*MEANINGS[Outcome.LOST], Sure.KNOWN)
    if meaning := _GUESSED_BY.get(bare):
        return StageRead(*MEANINGS[meaning], Sure.ASKED)
    words = bare.split()
    if not words:
        return None
    if _denied(words):
        return StageRead("", "", Sure.ASKED) if _speaks(words) else None
    if meaning := _mistyped(words):
        return StageRead(*MEANINGS[meaning], Sure.SLIP)
    return _by_parts(words)


def _denied(words: list[str]) -> bool:
    return any(word in _DENIES or _prefixed(word) for word in words)


def _prefixed(word: str) -> bool:
    """Tell whether a word is one of ours behind a prefix that turns it: descalificado, preadjudicada, renegociación."""
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= 5 and word not in _ONE_WORD:
            if rest in _ONE_WORD or any(is_slip(rest, known) for known in _ONE_WORD):
                return True
    return False


def _speaks(words: list[str]) -> bool:
    return any(_prefixed(word) or word in _ONE_WORD or _mistyped([word]) for word in words)


def _mistyped(words: list[str]) -> str:
    """Return the one meaning of the phrases that `words` are with slips, word by word; "" for none or several."""
    if any(word in _OTHER_WORDS for word in words):
        return ""
    joined = "".join(words)
    meant = {
        _MEANT_BY[phrase]
        for phrase, known in _SPLIT.items()
        if joined == "".join(known)
        or (
            len(known) == len(words)
            and all(one == other or is_slip(one, other) for one, other in zip(words, known, strict=True))
        )
    }
    return meant.pop() if len(meant) == 1 else ""


def _by_parts(words: list[str]) -> StageRead | None:
    """Guess from the words of ours among others; how something ended counts before the stage in which it did."""
    if len(own := {_ONE_WORD.get(word, "") for word in words}) == 1 and "" not in own:
        return StageRead(*MEANINGS[own.pop()], Sure.KNOWN)
    if _TO_SOMEBODY.search(" ".join(words)):
        return StageRead("", "", Sure.ASKED)
    meant = {_ONE_WORD.get(word) or _GUESSED_BY.get(word) or _mistyped([word]) for word in words} - {""}
    ended = {meaning for meaning in meant if MEANINGS[meaning][1]}
    found = ended or meant
    if not found:
        return None
    return StageRead(*MEANINGS[found.pop()], Sure.ASKED) if len(found) == 1 else StageRead("", "", Sure.ASKED)
