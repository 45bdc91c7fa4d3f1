"""Which currency a number format, a header or a written amount names: everything here is in pesos, so others are asked
about."""

import re

from almacontact.text import plainly

PESOS = "COP"
_BEGINS, _ENDS = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_SIGNS = {
    "USD": r"US\s?\$|U\$[SD]",
    "EUR": "€",
    "GBP": "£",
    "BRL": rf"{_BEGINS}R\$",
    "MXN": r"MX\$",
    "CAD": r"CA\$",
    "JPY": "¥",
}
_WORDS = {
    "USD": "USD|d[oó]lar(?:es)?|dollars?|dlls?",
    "EUR": "EUR|euros?",
    **{code: code for code in ("GBP", "BRL", "MXN", "PEN", "CLP", "ARS", "CAD", "JPY", "CHF")},
}
_ANY = re.compile(
    "|".join(
        f"(?P<{code}>{_BEGINS}(?:{words}){_ENDS}{f'|{_SIGNS[code]}' if code in _SIGNS else ''})"
        for code, words in _WORDS.items()
    ),
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\[\$([^\[\]-]*)(?:-([^\[\]]*))?\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|([€£¥])')
_DOLLARS = {
    "0409": "USD", "EN-US": "USD", "1009": "CAD", "EN-CA": "CAD", "080A": "MXN", "ES-MX": "MXN", "340A": "CLP",
    "ES-CL": "CLP", "2C0A": "ARS", "ES-AR": "ARS", "0C09": "AUD", "EN-AU": "AUD",
}  # fmt: skip
"""Currencies that are written `$` as well, by the language of the number format: its number, or its name."""


def named(text: str) -> str:
    """Return the code of the foreign currency that `text` names, "" for none; a bare `$` means pesos here."""
    found = _ANY.search(plainly(text))
    return str(found.lastgroup) if found else ""


def without_name(text: str) -> str:
    """Return a written amount without the name of its currency."""
    return _ANY.sub("", plainly(text)).strip()


def of_format(code: str) -> str:
    """Return the foreign currency that a number format shows (`[$USD] #,##0`, `#,##0 [$€-1]`), "" for none."""
    for symbol, language in _IN_BRACKETS.findall(code):
        if found := named(symbol):
            return found
        language = language.upper()
        if symbol.strip() == "$" and (found := _DOLLARS.get(language) or _DOLLARS.get(language[-4:].zfill(4), "")):
            return found
    literals = "".join("".join(found) for found in _LITERAL.findall(_IN_BRACKETS.sub("", code)))
    return named(literals)
