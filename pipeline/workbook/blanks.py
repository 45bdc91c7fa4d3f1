"""Cells that hold nothing, as people and programs write it; and errors, which are unreadable and not empty."""

import re

from almacontact.text import plainly
from pipeline.workbook.columns import FIELD, Kind
from pipeline.workbook.opening import Cell

_ERROR = re.compile(
    r"#(?:n/?[ad]|ref|value|valor|name|nombre|div/0|num|null|nulo|nul|error|spill|desbordamiento|calc|getting_data|"
    r"obteniendo_datos|field|campo|blocked|bloqueado|connect|conectar|unknown|desconocido|busy|external)[!?]?|"
    r"err:\d{3}"
)


def is_error(cell: Cell) -> bool:
    """Tell whether a cell holds the name of an error (`#N/A`, `#¡REF!`, `Err:502`): unreadable, and not empty."""
    if not isinstance(cell, str) or cell[:1] not in "#Ee " or len(cell) > 30:
        return False
    return _ERROR.fullmatch(re.sub(r"[¡¿\s]", "", cell).lower()) is not None


_DASHES = frozenset({"-", "--", "---", "----", "_", "?", "??", "???", "...", "..", "."})
_NOTHING = frozenset({
    "n/a", "n.a.", "n.a", "n / a", "n/d", "n.d.", "n.d", "s/d", "s.d.", "s/i", "sin dato", "sin datos",
    "sin informacion", "sin información", "no aplica", "no disponible", "not available", "null", "none",
    "nan", "vacío", "vacio",
})  # fmt: skip
_SHORT = frozenset({"na", "nd", "x", "xx", "xxx", "tbd", "tba", "tbc", "ninguno", "ninguna"})
_LATER = frozenset({
    "por definir", "x definir", "por confirmar", "pendiente", "pendiente por definir", "sin definir", "a definir",
    "por establecer", "sin confirmar", "pdte", "pdte.", "por asignar", "sin asignar", "to be defined", "pending",
})  # fmt: skip
_NAMES = ("client", "contact", "number", "code")
_PROSE = ("description", "objective", "next_step", "stage")


def stands_for_nothing(cell: str, name: str) -> bool:
    """Tell whether people write `cell` in the column of field `name` where they have nothing to write: a dash, `N/A`,
    `$ -` of an accounting zero, `por definir`."""
    said = plainly(cell).casefold().strip()
    if FIELD[name].kind in (Kind.MONEY, Kind.SEATS, Kind.MONTHS, Kind.PERCENT):
        said = re.sub(r"\$|\bcop\b|%", "", said).strip()
        if not said:
            return True
    if said in _DASHES or said in _NOTHING:
        return True
    return (said in _SHORT and name not in _NAMES) or (said in _LATER and name not in _PROSE)
