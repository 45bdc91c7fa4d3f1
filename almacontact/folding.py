"""One folding of words that people type: the search, the lists, the board and the Matriz compare what comes out of it.

Accents, case, punctuation, curly quotes and the order of words do not matter; every script keeps its letters. It is
Python alone, so that both databases find the same. `static/js/shared/folding.js` says the same in the browser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST_WORDS = 8
"""Words of a question that are looked at."""
LONGEST_WORD = 40

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"(?<=[^\W_])['’‘´`ʼ](?=[^\W_])")
_DIGITS = re.compile(r"\d[\d .\-()/+]*\d")
_CODE = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)+")
_COUNTRY = "57"
_PHONE = 10


def fold(text: str) -> str:
    """Return `text` in lower case without accents, one space between words: "Peña & Co." gives "pena co"."""
    return " ".join(_WORD.findall(_plain(text)))


def words_asked(text: str) -> list[list[str]]:
    """Return what a question asks for: all words of any of these lists, each as the beginning of a word.

    Digits that are written apart (`300 123 45 67`, `854.123.456-7`) are asked for as they stand and joined.
    """
    plain = _plain(text)
    asked = [_WORD.findall(plain)[:MOST_WORDS]]
    joined = _WORD.findall(_DIGITS.sub(lambda found: re.sub(r"\D", "", found[0]), plain))[:MOST_WORDS]
    if joined != asked[0]:
        asked.append(joined)
    return [[word[:LONGEST_WORD] for word in words] for words in asked if words]


def words_of(pieces: Iterable[str]) -> set[str]:
    """Return the words under which something with these texts is found.

    Besides each word: names without their apostrophe, codes and numbers in one piece, numbers without the zeros before
    them, and phones without the country.
    """
    found: set[str] = set()
    for piece in pieces:
        plain = _plain(piece)
        found.update(_WORD.findall(plain))
        found.update(_WORD.findall(_plain(_APOSTROPHES.sub("", piece))))
        found.update(re.sub(r"[\W_]+", "", code[0]) for code in _CODE.finditer(plain))
        for number in (re.sub(r"\D", "", digits[0]) for digits in _DIGITS.finditer(plain)):
            found.add(number)
            if number.startswith(_COUNTRY) and len(number) == len(_COUNTRY) + _PHONE:
                found.add(number[len(_COUNTRY) :])
    found |= {short for word in found if word[0] == "0" and (short := word.lstrip("0"))}
    return {word[:LONGEST_WORD] for word in found}


def code_key(text: str) -> str:
    """Return a code as it is compared: `OP-2026-0001`, `op 2026 1` and `op-2026-1` give the same."""
    return "-".join(word.lstrip("0") or "0" for word in _WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.category(char).startswith("M")).casefold()
