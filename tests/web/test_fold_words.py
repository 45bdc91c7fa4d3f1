"""One folding of words: however a name, a number or a code is written, the same words come out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almacontact.folding import code_key, fold, words_asked, words_of

pytestmark = pytest.mark.alike


def found(text: str, *pieces: str) -> bool:
    """Tell whether `text` asks for what has these texts."""
    known = words_of(pieces)
    return any(all(any(one.startswith(word) for one in known) for word in words) for words in words_asked(text))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("pena", "Andrés Peña Ruiz"),
        ("PEÑA", "Andrés Peña Ruiz"),
        ("ruiz andres", "Andrés Peña Ruiz"),
        ("and ru", "Andrés Peña Ruiz"),
        ("dartagnan", "D’Artagnan & Cía."),
        ("d'artagnan", "D’Artagnan & Cía."),
        ("artagnan", "D'Artagnan"),
        ("strasse", "Straße 5"),
        ("株式", "株式会社"),
        ("ООО ромашка", "ооо Ромашка"),
        ("3001234567", "+57 300 123 45 67"),
        ("300 123 4567", "3001234567"),
        ("300-123", "+57 (300) 123 45 67"),
        ("573001234567", "+57 300 123 45 67"),
        ("NIT 854", "NIT 854.123.456-7"),
        ("nit 854.123.456-7", "NIT 854.123.456-7"),
        ("854123456", "NIT 854.123.456-7"),
        ("8541234567", "NIT 854.123.456-7"),
        ("op-2026-0001", "OP-2026-0001"),
        ("op 2026 1", "OP-2026-0001"),
        ("2026-1", "OP-2026-0001"),
        ("op20260001", "OP-2026-0001"),
        ("ana@banco.co", "ana@banco.co"),
        ("banco ana", "ana@banco.co"),
    ],
)
def test_what_is_asked_finds_what_is_written(asked, written):
    assert found(asked, written)


@pytest.mark.parametrize(
    ("asked", "written"), [("banco x", "Banco de Bogotá"), ("ogota", "Bogotá"), ("855", "NIT 854")]
)
def test_a_word_that_is_not_there_finds_nothing(asked, written):
    assert not found(asked, written)


def test_a_code_is_the_same_however_it_is_written():
    assert {code_key(text) for text in ("OP-2026-0001", "op 2026 1", "Op-2026-1")} == {"op-2026-1"}


@given(st.text(max_size=60))
def test_every_text_is_found_by_itself_and_folds_once(text):
    assert fold(fold(text)) == fold(text)
    if len(fold(text).split()) in range(1, 8):
        assert found(text, text)
