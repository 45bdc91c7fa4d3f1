"""Text as every database and file of ours can keep it, through whatever door it came, and typography made plain."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

NEVER_KEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no database and no workbook keeps."""
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufe0f\ufeff"
)
_PLAIN = str.maketrans({
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_INVISIBLE, None),
})  # fmt: skip


def clean(text: str) -> str:
    """Return `text` without what no database and no workbook keeps: control characters, NUL among them, and halves of
    characters. Line ends and tabs stay."""
    return NEVER_KEPT.sub("", text) if NEVER_KEPT.search(text) else text


def cleaned(value: Any) -> Any:
    """Return `value` with every text in it clean, also inside lists and mappings; itself where all are."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        found: Any = {cleaned(key): cleaned(one) for key, one in value.items()}
    elif isinstance(value, list):
        found = [cleaned(one) for one in value]
    else:
        return value
    return value if found == value else found


def plainly(text: str) -> str:
    """Return `text` with typographic dashes, quotes and spaces as a keyboard writes them, and no invisible marks."""
    return text if text.isascii() else text.translate(_PLAIN)


_UNLIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_LATIN = {
    number: plain
    for number in range(0xC0, 0x250)
    if (plain := unicodedata.normalize("NFKD", chr(number))[0]).isascii() and plain.isalpha()
} | _UNLIKE


def unaccented(text: str) -> str:
    """Return `text` in lower case without the accents of Latin and Greek letters. Other scripts keep their marks, which
    there tell letters apart."""
    text = text.casefold()
    if text.isascii() or (text := text.translate(_LATIN)).isascii():
        return text
    kept: list[str] = []
    base = ""
    for char in "".join(map(_apart, text)):
        if unicodedata.category(char) not in ("Mn", "Mc", "Me"):
            base = char
        elif base.isascii() or "\u0370" <= base <= "\u03ff":
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).casefold().translate(_LATIN)


def _apart(char: str) -> str:
    """Return a letter apart from its accents. What is raised or ringed (`²`, `①`) is another sign than its digit."""
    return char if unicodedata.category(char) == "No" else unicodedata.normalize("NFKD", char)
