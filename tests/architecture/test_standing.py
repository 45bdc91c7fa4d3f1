"""One word for "not voided": `standing()` of many and `is_standing` of one, on everything that can be voided."""

import re

import pytest
from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from tests.architecture.sources import APPLICATION, name, python_files


def _voidables() -> list:
    return [
        model
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in APPLICATION
        and not hasattr(model, "history_object")
        and any(field.name == "voided_at" for field in model._meta.fields)
    ]


def test_there_are_voidable_models_to_look_at():
    assert {"Award", "FollowUp", "Intake", "Proposal", "MinutesSignature"} <= {one.__name__ for one in _voidables()}


@pytest.mark.parametrize("model", _voidables(), ids=lambda model: model.__name__)
def test_a_queryset_and_its_one_record_say_standing_alike(model):
    assert model(voided_at=None).is_standing
    assert not model(voided_at=timezone.now()).is_standing
    asked = model.objects.standing().query.where
    assert str(asked) == str(model.objects.filter(Q(voided_at__isnull=True)).query.where)


def test_no_other_word_says_that_something_is_not_voided():
    other = re.compile(r"def (valid|live|is_live|is_voided|not_voided)\(self\)")
    found = [f"{name(path)}: {match.group()}" for path in python_files() for match in other.finditer(path.read_text())]
    assert not found
