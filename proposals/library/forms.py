"""The forms of the library: a reusable text, a piece of evidence, a template of proposals and its sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from almacontact.attachments.file_types import ACCEPT
from almacontact.attachments.forms import FilesField, FilesInput
from almacontact.web.forms import CountField, DayField, MoneyField, StyledForm, WarningsMixin
from almacontact.web.merging import MergingForm
from pipeline.terms import SEATS
from proposals.library.actions.library import EVIDENCE_FIELDS, TEXT_FIELDS
from proposals.library.actions.templates import SECTION_FIELDS, TEMPLATE_FIELDS
from proposals.library.models import AREA_CHOICES, EvidenceKind, SectionKey
from proposals.library.placeholders import unknown
from proposals.library.richtext_box import RichTextField


class LibraryForm(MergingForm):
    """A form over one record of the library; `FIELDS` are those the action takes."""

    FIELDS: tuple[str, ...] = ()

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is not None:
            for name in self.FIELDS:
                self.initial.setdefault(name, getattr(record, name))
        elif "active" in self.fields:
            del self.fields["active"]

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: self.cleaned_data[name] for name in self.FIELDS if name in self.cleaned_data}


class PlaceholderWarnings(WarningsMixin):
    """Warns of names in braces that no proposal will fill."""

    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        """Judge the words of the body."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        for name in unknown(cleaned.get("body", "")):
            words = _now("“{%(name)s}” will not be filled: no proposal knows it. It will stand as it is.")
            self.add_warning(words % {"name": name}, code=f"unknown_{name}")
        return cleaned


class TextForm(PlaceholderWarnings, LibraryForm):
    """A reusable text."""

    FIELDS = TEXT_FIELDS

    title = forms.CharField(label=_("Title"), max_length=120)
    section = forms.ChoiceField(
        label=_("Section"), choices=[("", _("Any section")), *SectionKey.choices], required=False
    )
    body = RichTextField(label=_("Text"))
    active = forms.BooleanField(label=_("In use"), required=False)


class EvidenceForm(LibraryForm):
    """A piece of evidence, with its files when it is first written down."""

    FIELDS = EVIDENCE_FIELDS

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *EvidenceKind.choices])
    title = forms.CharField(label=_("Title"), max_length=160)
    client_name = forms.CharField(
        label=_("Client of the experience"), max_length=160, required=False, help_text=_("Due for an experience.")
    )
    value = MoneyField(label=_("Value"), required=False, help_text=_("COP, whole, without IVA."))
    seats = CountField(label=_("Seats"), required=False, min_value=1, max_value=100_000, unit=SEATS)
    unspsc = forms.CharField(
        label=_("Codes (UNSPSC)"), max_length=120, required=False, help_text=_("As in 83111500, 80101500.")
    )
    starts_on = DayField(label=_("Carried out from"), required=False)
    ends_on = DayField(label=_("Carried out until"), required=False)
    valid_until = DayField(
        label=_("Valid until"), required=False, help_text=_("Empty: it does not lapse. We warn 30 days before.")
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    active = forms.BooleanField(label=_("In use"), required=False)
    uploads = FilesField(
        label=_("Files"), required=False, allow_empty_file=True, widget=FilesInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is not None:
            del self.fields["uploads"]


class ProposalTemplateForm(LibraryForm):
    """The name of a template, and whether it is in use."""

    FIELDS = TEMPLATE_FIELDS

    name = forms.CharField(label=_("Name"), max_length=80)
    active = forms.BooleanField(label=_("In use"), required=False)


class CopyForm(StyledForm):
    """The name of a template that is made from another."""

    name = forms.CharField(label=_("Name of the new template"), max_length=80)


class SectionForm(PlaceholderWarnings, LibraryForm):
    """A section of a template."""

    FIELDS = SECTION_FIELDS

    title = forms.CharField(label=_("Title"), max_length=120)
    area = forms.ChoiceField(
        label=_("Validated by"),
        required=False,
        choices=[("", _("Only those who approve the whole")), *AREA_CHOICES],
    )
    included = forms.BooleanField(label=_("New proposals begin with this section"), required=False)
    body = RichTextField(label=_("Text"), required=False)
