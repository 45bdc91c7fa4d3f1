"""Forms that look and behave alike.

`FORM_RENDERER = "almacontact.web.forms.Renderer"` gives every form of the project the classes and layout of
`components/_field.html`; a page writes `{% include "components/_form.html" with form=form %}`.

    class FollowUpForm(WarningsMixin, VersionedMixin, StyledForm):
        happened_on = DayField(label=_("Day"))
        value = MoneyField(label=_("Unit value"), required=False)

`VersionedMixin` carries the version that the person read; `WarningsMixin` tells what is unusual but allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Blocker, Refused
from almacontact.web.fields import DayField, DayInput, MomentInput
from almacontact.web.number_fields import (
    CarriedNumberField,
    CountField,
    DecimalField,
    MoneyField,
    NumberField,
    PercentField,
)

if TYPE_CHECKING:
    from almacontact.web.clashes import Clash

__all__ = [
    "Answering",
    "CarriedNumberField",
    "Conflict",
    "CountField",
    "DayField",
    "DayInput",
    "DecimalField",
    "FormWarning",
    "MomentInput",
    "MoneyField",
    "PercentField",
    "Renderer",
    "StyledBoundField",
    "StyledForm",
    "StyledModelForm",
    "VersionedMixin",
    "WarningsMixin",
    "add_refusal",
    "conflicts_of",
    "name_ends",
    "use_native_dates",
]

Words = str | Promise


def _css_class(widget: forms.Widget) -> str:
    """Bootstrap's class for a widget."""
    kind = getattr(widget, "input_type", "")
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choice"
    if kind == "checkbox":
        return "form-check-input"
    if kind == "select":
        return "form-select"
    return "" if kind in {"hidden", "submit"} else "form-control"


class StyledBoundField(BoundField):
    """Adds the classes, and the mark of an invalid value, to whatever widget the field has."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        own = widget.attrs.get("class", "")
        classes = [*own.split(), _css_class(widget), "is-invalid" if self.errors else ""]
        if not widget.is_hidden:
            built["class"] = " ".join(dict.fromkeys(name for name in classes if name))
        return built

    @property
    def understood(self) -> str:
        """Say what a number that was typed was read as; nothing of any other field."""
        typed = isinstance(self.field, NumberField) and self.form.is_bound and not self.field.disabled
        return self.field.understood(self.data) if typed and not self.errors else ""  # type: ignore[attr-defined]

    @property
    def lost_files(self) -> list[str]:
        """Name the files that were sent with a form that came back: no browser keeps them in their field."""
        if not (self.form.is_bound and self.field.widget.needs_multipart_form and self.form.files):
            return []
        return [str(file.name) for file in self.form.files.getlist(self.html_name)]


class Renderer(TemplatesSetting):
    """The project's form renderer."""

    form_template_name = "components/_form_fields.html"
    field_template_name = "components/_field.html"
    bound_field_class = StyledBoundField


class Answering:
    """What every form of ours can say of a save that did not come about: why it was refused, and whose was first."""

    blockers: tuple[Blocker, ...] = ()
    refused: Refused | None = None
    clash: Clash | None = None
    conflicts: Sequence[Conflict] = ()

    def add_refusal(self, refused: Refused) -> None:
        """Show why an action refused, each reason at its field where the form has that field."""
        add_refusal(self, refused)

    def meet(self, current: Any) -> None:
        """Take up that somebody else saved `current` first. What was typed stays; `clash` says whose save it was."""


class StyledForm(Answering, forms.Form):
    """A plain form of ours: native date fields, classes from the renderer, blockers of a refusal beside the errors."""

    bound_field_class = StyledBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_native_dates(self)


class StyledModelForm(Answering, forms.ModelForm):
    """The same for a form over a model; `Meta.fields` names its fields one by one."""

    bound_field_class = StyledBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_native_dates(self)


def use_native_dates(form: forms.BaseForm) -> None:
    """Give the browser's own date and time fields to fields that still have Django's text boxes; mark long text wide;
    name both ends of a range."""
    for field in form.fields.values():
        if isinstance(field, forms.MultiValueField) and len(field.fields) == 2:
            name_ends(field)
        if type(field.widget) is forms.DateInput:
            field.widget = DayInput(field.widget.attrs)
            field.input_formats = DayField.input_formats  # type: ignore[attr-defined]
        elif type(field.widget) is forms.DateTimeInput:
            field.widget = MomentInput(field.widget.attrs)
            field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]  # type: ignore[attr-defined]
        elif isinstance(field.widget, forms.Textarea):
            field.widget.wide = True  # type: ignore[attr-defined]
            field.widget.attrs["rows"] = min(int(field.widget.attrs.get("rows", 4)), 4)


def name_ends(field: forms.MultiValueField) -> None:
    """Two boxes of a range: dates are native, and each box says which end it is."""
    widget: Any = field.widget
    for index, words in enumerate((_("from"), _("to"))):
        end: Any = field.fields[index]
        if isinstance(end, forms.DateField):
            widget.widgets[index] = DayInput(widget.widgets[index].attrs)
            end.input_formats = DayField.input_formats
        widget.widgets[index].attrs["aria-label"] = words


def add_refusal(form: Any, refused: Refused) -> None:
    """Put the blockers of a refusal on a form: at their field; those of no field, or with a link, above the form.

    The refusal itself stays on the form: its page shows what the action has judged, and judges nothing again.
    """
    form.refused = refused
    above: list[Blocker] = []
    for blocker in refused.blockers:
        at_field = blocker.field in form.fields
        if at_field:
            form.add_error(blocker.field, ValidationError(str(blocker.message), code=blocker.code))
        if blocker.url or not at_field:
            above.append(blocker)
    if above:
        form.blockers = tuple(above)
        # An error without words keeps the form invalid; the summary shows the blockers with their links.
        form.errors.setdefault("__all__", form.error_class(error_class="nonfield", renderer=form.renderer))


@dataclass(frozen=True)
class FormWarning:
    """Something unusual that the person may confirm."""

    message: Words
    code: str


class WarningsMixin:
    """Warnings apart from errors: the form is valid only after the person has confirmed each of them.

    In `clean()` call `self.add_warning(_("…"), code="…")`. The page then shows them with "Save anyway", which posts
    their codes; a warning that was not among those shown asks again.
    """

    data: Mapping[str, Any]

    @property
    def warnings(self) -> list[FormWarning]:
        """Everything `clean()` found unusual."""
        return self.__dict__.setdefault("_warnings", [])

    def add_warning(self, message: Words, *, code: str) -> None:
        """Note something unusual but allowed."""
        if code not in {warning.code for warning in self.warnings}:
            self.warnings.append(FormWarning(message, code))

    @property
    def open_warnings(self) -> list[FormWarning]:
        """The warnings that the person has not confirmed."""
        confirmed = set(str(self.data.get("confirm_warnings", "")).split(","))
        return [warning for warning in self.warnings if warning.code not in confirmed]

    @property
    def warning_codes(self) -> str:
        """What "Save anyway" posts."""
        return ",".join(warning.code for warning in self.warnings)

    def is_valid(self) -> bool:
        """Valid, and nothing unusual is left unconfirmed."""
        return bool(super().is_valid()) and not self.open_warnings  # type: ignore[misc]


@dataclass(frozen=True)
class Conflict:
    """One field where the person's value and the saved one differ; `name` lets a box take the saved value."""

    label: Words
    yours: Any
    theirs: Any
    name: str = ""


class VersionedMixin(Answering, forms.Form):
    """Carries `version`, the version of the record that the person read, so that no save overwrites another's.

    Build the form with `instance=` (a model form) or `record=`; pass `form.expected_version` to the action. Where
    somebody was faster, `meet` shows both values, and saving again is meant for the version that is now known.
    """

    version = CarriedNumberField()

    def __init__(self, *args: Any, record: Model | None = None, **kwargs: Any) -> None:
        self.record = record or kwargs.get("instance")
        super().__init__(*args, **kwargs)
        if self.record is not None and self.record.pk:
            self.initial.setdefault("version", getattr(self.record, "version", None))

    @property
    def expected_version(self) -> int | None:
        """The version the person read; None where the form came without one."""
        value = self.cleaned_data.get("version")
        return int(value) if value is not None else None

    def meet(self, current: Any) -> None:
        """Show both values of each field that differs, and expect the current version at the next save."""
        wanted = self.values() if hasattr(self, "values") else self.cleaned_data
        self.conflicts = conflicts_of(wanted, current, {n: f.label or n for n, f in self.fields.items()})
        self.expect(current)

    def expect(self, current: Any) -> None:
        """Let the next save be meant for `current`."""
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix("version")] = str(getattr(current, "version", ""))
        self.data = data


def conflicts_of(values: Mapping[str, Any], current: Model, labels: Mapping[str, Words]) -> list[Conflict]:
    """Where `values` (by field name) differ from the record as it now is."""
    names: Iterable[str] = (name for name in values if name != "version" and hasattr(current, name))
    rows = []
    for name in names:
        theirs = getattr(current, name)
        if _plain(values[name]) != _plain(theirs):
            rows.append(
                Conflict(labels.get(name, name), _shown(current, name, values[name]), _shown(current, name, theirs))
            )
    return rows


def _plain(value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _shown(record: Model, name: str, value: Any) -> str:
    """A value in words: the label of a choice, a date as people write it."""
    choices = dict(getattr(record._meta.get_field(name), "flatchoices", []) or []) if _is_field(record, name) else {}
    if value in (None, ""):
        return "–"
    if isinstance(value, (list, tuple)):
        return ", ".join(_in_a_line(one, choices) for one in value) or "–"
    return str(choices.get(value, value))


def _in_a_line(entry: Any, choices: Mapping[Any, Any]) -> str:
    """One entry of a list: a choice by its label, several parts apart by dots."""
    if isinstance(entry, dict):
        return " · ".join(str(one) for one in entry.values() if one)
    return str(choices.get(entry, entry))


def _is_field(record: Model, name: str) -> bool:
    return name in {field.name for field in record._meta.get_fields()}
