"""What is written in a proposal: its head, its sections, the places of the matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import DayField, StyledForm
from almacontact.web.merging import MergingForm
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.library.models import AREA_CHOICES, Evidence, ProposalTemplate, ReusableText
from proposals.library.richtext_box import RichTextField
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.pricing import Alternative
from proposals.proposal.models.proposals import ComplianceLine, Proposal, ProposalSection

Choices = Sequence[tuple[Any, str]]

SECTION_FORM = "section-form"
"""The id of the form of a section: what stands beside it is sent with it."""


class ProposalForm(StyledForm):
    """A new proposal: of which alternative, from which template."""

    alternative = forms.ModelChoiceField(label=_("Alternative"), queryset=Alternative.objects.none(), empty_label=None)
    template = forms.ModelChoiceField(
        label=_("Template"), queryset=ProposalTemplate.objects.none(), empty_label=None, required=False
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        required=False,
        help_text=_("As it stands on the cover. Empty: “Commercial proposal for” and the client."),
    )

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["alternative"].queryset = opportunity.alternatives.order_by("-principal", "pk")
        actas = PricingMinutes.objects.approved().of(opportunity).select_related("pricing_model").order_by("pk")
        self._actas = {one.pricing_model.alternative_id: one.number for one in actas}
        fields["alternative"].label_from_instance = self._alternative_label
        fields["template"].queryset = ProposalTemplate.objects.current().order_by("pk")

    def _alternative_label(self, alternative: Alternative) -> str:
        """Name an alternative with the acta its proposal would carry."""
        return f"{alternative} · {self._actas.get(alternative.pk) or _('without an approved acta')}"


class HeadForm(MergingForm):
    """The title of a version and until when its offer is valid."""

    title = forms.CharField(label=_("Title"), max_length=160)
    valid_until = DayField(
        label=_("Offer valid until"), help_text=_("Never later than the price of the acta is valid.")
    )

    def __init__(self, *args: Any, record: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("title", "valid_until"):
            self.initial.setdefault(name, getattr(record, name))


class SectionForm(MergingForm):
    """A section: title, words, whether it is part of the offer; to the director also who validates it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    included = forms.BooleanField(label=_("Part of the proposal"), required=False)
    area = forms.ChoiceField(
        label=_("Validated by"),
        required=False,
        choices=[("", _("Only those who approve the whole")), *AREA_CHOICES],
    )
    body = RichTextField(label=_("Text"), required=False)

    def __init__(self, *args: Any, record: ProposalSection, may_assign: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if not may_assign:
            del self.fields["area"]
        for name in self.fields:
            if name != "version":
                self.initial.setdefault(name, getattr(record, name))

    def raw(self, record: Any, name: str) -> Any:
        """Return a value as the browser sends it: a ticked box is “on”."""
        value = super().raw(record, name)
        return ("on" if value else "") if isinstance(value, bool) else value

    def changes(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class InsertForm(StyledForm):
    """A reusable text to append to a section: those of its own kind first, then those for any.

    Its box stands beside the form of the section and is sent with that form, the one of the id `SECTION_FORM`.
    """

    text = forms.ModelChoiceField(
        label=_("Reusable text"),
        queryset=ReusableText.objects.none(),
        empty_label=_("Choose a text"),
        required=False,
        widget=forms.Select(attrs={"form": SECTION_FORM}),
    )

    def __init__(self, *args: Any, section: ProposalSection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = ReusableText.objects.current().filter(Q(section=section.key) | Q(section=""))
        self.fields["text"].queryset = texts.order_by("-section", "title")  # type: ignore[attr-defined]

    def clean_text(self) -> ReusableText:
        """Ask for the text when it is to be inserted; saving the section alone needs none, so it bears no mark."""
        text: ReusableText | None = self.cleaned_data["text"]
        if text is None:
            raise forms.ValidationError(_("Choose the text to insert."), code="text")
        return text


class LineForm(MergingForm):
    """One row of the matrix. The choices are read once for the whole page."""

    section = forms.ModelChoiceField(
        label=_("Section"), queryset=ProposalSection.objects.none(), required=False, empty_label="–"
    )
    evidence = forms.ModelChoiceField(
        label=_("Evidence"), queryset=Evidence.objects.none(), required=False, empty_label="–"
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, record: ComplianceLine, choices: Mapping[str, Choices], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"line-{record.pk}-%s")
        super().__init__(*args, record=record, **kwargs)
        fields: Any = self.fields
        fields["section"].queryset = ProposalSection.objects.filter(proposal=record.proposal_id)
        fields["evidence"].queryset = Evidence.objects.filter(Q(active=True) | Q(pk=record.evidence_id))
        for name, shown in choices.items():
            own = shown
            if name == "evidence" and record.evidence and record.evidence_id not in {key for key, _words in shown}:
                own = [*shown, (record.evidence_id, str(record.evidence))]
            fields[name].choices = [("", "–"), *own]
        self.initial.setdefault("section", record.section_id)
        self.initial.setdefault("evidence", record.evidence_id)
        self.initial.setdefault("note", record.note)

    def changes(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: self.cleaned_data[name] for name in ("section", "evidence", "note")}


class PlaceForm(StyledForm):
    """Every bare line of one part of the check list into one section."""

    part = forms.ChoiceField(label=_("Lines of"))
    section = forms.ModelChoiceField(
        label=_("Section"), queryset=ProposalSection.objects.none(), empty_label=_("Choose a section")
    )

    def __init__(self, *args: Any, proposal: Proposal, parts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["part"].choices = parts
        fields["section"].queryset = proposal.sections.filter(included=True)


class SupportingForm(StyledForm):
    """A piece of evidence to send along."""

    evidence = forms.ModelChoiceField(
        label=_("Evidence"), queryset=Evidence.objects.none(), empty_label=_("Choose the evidence")
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = proposal.supporting.values("evidence")
        queryset = Evidence.objects.current().exclude(pk__in=there).order_by("kind", "title")
        self.fields["evidence"].queryset = queryset  # type: ignore[attr-defined]
