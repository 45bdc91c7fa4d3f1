"""Comparing words that people typed: accents, case, punctuation and small mistakes do not matter.

Mistakes are looked for within whole words, never across them: "no adjudicado" is not "adjudicado" with three slips.
"""

import re
import unicodedata
from functools import lru_cache

from almacontact.text import clean, unaccented

_NOT_WORD = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return `text` in lower case without accents or punctuation, one space between words; `ñ` counts as `n`.

    Letters and digits of every script stay. A text of nothing else (emoji, `+`) is compared by its signs.
    """
    if text.isascii():
        words = _NOT_WORD.sub(" ", text.lower()).strip()
    else:
        words = " ".join(
            "".join(
                one if one.isalnum() or unicodedata.category(one)[0] == "M" else " " for one in unaccented(text)
            ).split()
        )
    return words or " ".join(unaccented(clean(text)).split())


def distance(one: str, other: str) -> int:
    """Return the edit distance (insert, delete, replace, swap of neighbours: one step each)."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            step = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                step = min(step, before[j - 2] + 1)
            current.append(step)
        before, previous = previous, current
    return previous[-1]


def likeness(one: str, other: str) -> float:
    """Return how alike two folded texts are: 1.0 equal, 0.0 nothing in common (1 − distance / longer length)."""
    longest = max(len(one), len(other))
    if not longest:
        return 1.0
    if abs(len(one) - len(other)) > longest / 2:
        return 0.0
    return 1 - distance(one, other) / longest


def is_slip(word: str, meant: str) -> bool:
    """Tell whether a folded word is another one mistyped: one step in five letters or more, two in eleven or more.

    The first letter is never mistaken, and the shorter of the two has four letters at least.
    """
    shortest, longest = sorted((len(word), len(meant)))
    if word == meant or shortest < 4 or longest < 5 or word[0] != meant[0]:
        return False
    most = 2 if shortest >= 11 else 1
    return longest - shortest <= most and distance(word, meant) <= most
