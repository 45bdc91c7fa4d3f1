"""Every number of every form is read by the one reader: no field, box or template leaves it to Django or a browser."""

import importlib
import re
from typing import Any

import pytest
from django import forms

from almacontact.web.forms import CarriedNumberField, NumberField
from almacontact.web.number_fields import LARGEST_COLUMN
from tests.architecture.sources import APPLICATION, ROOT, name, python_files, templates

DJANGOS = (forms.IntegerField, forms.DecimalField, forms.FloatField)
NAMED = re.compile(r"\bforms\.(IntegerField|DecimalField|FloatField|NumberInput)\b")
OURS = ROOT / "almacontact" / "web" / "number_fields.py"


def every_form() -> list[type[forms.BaseForm]]:
    """Return every form class of ours, by importing each module that writes a form."""
    for path in python_files():
        if re.search(r"^class \w+\(.*(Form|Mixin|Row)\b", path.read_text(), re.M):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found: dict[str, type[forms.BaseForm]] = {}
    waiting: list[Any] = [forms.BaseForm]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.split(".")[0] in APPLICATION:
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return [found[key] for key in sorted(found)]


def test_there_are_forms_with_numbers():
    numbers = [field for form in every_form() for field in form.base_fields.values() if isinstance(field, NumberField)]
    assert len(every_form()) > 60
    assert len(numbers) > 40


@pytest.mark.parametrize("form", every_form(), ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_a_form_reads_its_numbers_by_the_one_reader(form):
    for label, field in form.base_fields.items():
        if isinstance(field, CarriedNumberField):
            assert field.widget.is_hidden, f"{label} is typed by people"
            continue
        assert not isinstance(field, DJANGOS), f"{label} is Django's {type(field).__name__}"
        assert not isinstance(field.widget, forms.NumberInput), f"{label} is a box of the browser's"
        if isinstance(field, NumberField):
            assert field.max_value is not None, f"{label} has no largest value"
            assert field.max_value <= LARGEST_COLUMN, label
            assert field.widget.input_type == "text", label


@pytest.mark.parametrize("path", [one for one in python_files() if one != OURS], ids=name)
def test_no_module_makes_a_number_field_of_djangos(path):
    assert not NAMED.search(path.read_text())


@pytest.mark.parametrize("path", templates(), ids=name)
def test_no_template_has_a_box_for_numbers_of_the_browsers(path):
    assert not re.search(r"""type=["']?number""", path.read_text())
