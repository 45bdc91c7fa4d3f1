"""What is said of an award: its document first, then its terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import CountField, DayField, MoneyField, StyledForm
from almacontact.web.number_fields import MONTHS
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import LARGEST, SEATS
from proposals.award.actions import FIELDS, TYPES
from proposals.award.terms import sent_proposals
from proposals.proposal.models.proposals import Proposal

ACCEPT = ",".join(f".{one}" for one in TYPES)
"""A help to the person who chooses the file, never the check."""


class AwardForm(StyledForm):
    """The letter or e-mail, its date and who sent it; the version accepted; what was awarded of it."""

    document = forms.FileField(
        label=_("Letter or e-mail of award"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, or the e-mail saved as .eml or .msg."),
    )
    awarded_on = DayField(
        label=_("Awarded on"),
        required=False,
        help_text=_("The date of the document: it dates the sale. A PDF needs it; empty, an e-mail gives its own."),
    )
    contact = forms.ModelChoiceField(
        label=_("Who tells us"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    proposal = forms.ModelChoiceField(
        label=_("Version accepted"),
        queryset=Proposal.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("The proposal the client accepted, as it was sent."),
    )
    seats = CountField(label=_("Seats awarded"), min_value=1, max_value=LARGEST["seats"], unit=SEATS)
    unit_value = MoneyField(
        label=_("Unit value awarded"),
        min_value=1,
        max_value=LARGEST["unit_value"],
        help_text=_("COP for each seat and month, without IVA."),
    )
    contract_months = CountField(
        label=_("Contract (months)"), min_value=1, max_value=LARGEST["contract_months"], unit=MONTHS
    )
    shared_with = forms.CharField(
        label=_("Others who were awarded"),
        required=False,
        max_length=250,
        help_text=_("Their names, where the client shared it out among several."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Contact.objects.current().filter(client=opportunity.client_id)  # type: ignore[attr-defined]
        self.fields["proposal"].queryset = sent_proposals(opportunity)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what the action takes, besides the document."""
        return {name: self.cleaned_data[name] for name in FIELDS}
