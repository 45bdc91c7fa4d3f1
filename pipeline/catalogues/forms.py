"""Forms of the lists that the director keeps."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from almacontact.web.forms import CountField, PercentField
from almacontact.web.merging import MergingForm
from almacontact.web.number_fields import DAYS


class CatalogueRecordForm(MergingForm):
    """A form whose fields are all fields of the record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            for name in self.record_fields():
                self.initial.setdefault(name, getattr(self.record, name))

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field of the record."""
        return {name: value for name, value in cleaned.items() if name != "version"}


class EntryForm(CatalogueRecordForm):
    """One entry of a list."""

    name = forms.CharField(label=gettext_lazy("Name in Spanish"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    position = CountField(label=gettext_lazy("Position"), max_value=9999, help_text=gettext_lazy("Lower comes first."))
    active = forms.BooleanField(
        label=gettext_lazy("May be chosen"),
        required=False,
        help_text=gettext_lazy("Switched off, it stays on old records and is offered no more."),
    )


class StagePolicyForm(CatalogueRecordForm):
    """The rules of one stage."""

    default_probability = PercentField(label=gettext_lazy("Default probability"))
    min_probability = PercentField(label=gettext_lazy("Lowest probability"))
    max_probability = PercentField(label=gettext_lazy("Highest probability"))
    contact_days = CountField(
        label=gettext_lazy("Days between contacts"),
        min_value=1,
        max_value=365,
        unit=DAYS,
        help_text=gettext_lazy("A prospect without a contact for longer shows as due."),
    )

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants."""
        return {name: value for name, value in cleaned.items() if name != "version"}
