"""`docs/glossary.md` holds one name per thing: its Spanish is what people read, and no model of ours goes without."""

import importlib
import re

import polib
import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import override

from tests.architecture.sources import APPLICATION, ROOT

GLOSSARY = ROOT / "docs/glossary.md"
NOT_OF_OURS = re.compile("^Historical")
"""The tables of earlier versions, which the history of a model makes by itself."""
CHOICES = {
    "Role": "almacontact.accounts.roles",
    "IndicatorCode": "quality.indicators.models",
    "Band": "quality.indicators.models",
}
"""Where the choices stand that have a row."""


def our_models() -> dict[str, type[models.Model]]:
    return {
        model.__name__: model
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in APPLICATION and not NOT_OF_OURS.match(model.__name__)
    }


def rows() -> list[tuple[str, str, str]]:
    """Return Spanish, identifier and meaning of every row that names something in the code."""
    return re.findall(r"^\| ([^|]+?) \| `([\w.]+)` \| (.+?) \|$", GLOSSARY.read_text(), flags=re.M)


def english_of(identifier: str) -> str:
    """Return what a model, a field of one or a choice is called in the code."""
    owner, _dot, part = identifier.partition(".")
    with override("en"):
        if owner in CHOICES:
            return str(getattr(importlib.import_module(CHOICES[owner]), owner)[part].label)
        meta = our_models()[owner]._meta
        return str(meta.get_field(part).verbose_name if part else meta.verbose_name)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    found = polib.pofile(str(ROOT / "locale/es/LC_MESSAGES/django.po"))
    return {entry.msgid: entry.msgstr for entry in found if not entry.obsolete}


@pytest.mark.parametrize("spanish, identifier", [(one, of) for one, of, _meaning in rows()], ids=lambda one: one)
def test_the_spanish_of_a_row_is_what_people_read(catalogue, spanish, identifier):
    english = english_of(identifier)
    assert spanish == catalogue.get(english, english)


def test_every_model_of_ours_has_one_row():
    named = [identifier for _spanish, identifier, _meaning in rows() if "." not in identifier]
    missing = sorted(set(our_models()) - set(named))
    assert not missing, f"Add a row to docs/glossary.md, or name it as a part there: {missing}"
    assert sorted(named) == sorted(set(named)), "One name per thing: a row each"


def test_a_part_is_part_of_something_that_has_a_row():
    named = {identifier for _spanish, identifier, _meaning in rows()}
    owners = [meaning.strip("`") for _spanish, _of, meaning in rows() if meaning.startswith("`")]
    assert owners
    assert set(owners) <= named


def test_roles_are_told_one_by_one():
    from almacontact.accounts.roles import Role

    told = {identifier.partition(".")[2] for _spanish, identifier, _meaning in rows() if identifier.startswith("Role.")}
    assert told == set(Role.__members__)


def test_what_is_kept_for_later_is_not_there_yet():
    later = GLOSSARY.read_text().split("## Names kept for what comes")[1]
    names = set(
        re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\b", "\n".join(re.findall(r"^\|[^|]+\|([^|]+)\|", later, re.M)))
    )
    built = sorted(names & set(our_models()))
    assert not built, f"Move these to the tables of what is built: {built}"
