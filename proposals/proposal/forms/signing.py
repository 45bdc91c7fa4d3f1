"""What is written when a proposal is sent to be signed, and the policy of who approves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import PercentField, StyledForm, VersionedMixin
from proposals.proposal.policy import OfferPolicy


class PolicyForm(VersionedMixin, StyledForm):
    """Who approves proposals, and the volume band."""

    general_always = forms.BooleanField(
        label=_("Dirección General approves every proposal"),
        required=False,
        help_text=_("Otherwise only those of high risk or high impact, by the risk rules."),
    )
    volume_band_percent = PercentField(
        label=_("Volume band (percent of the seats)"),
        max_value=50,
        help_text=_("Inside this band the price holds, in what is offered and in what is awarded."),
    )

    def __init__(self, *args: Any, record: OfferPolicy, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("general_always", "volume_band_percent"):
            self.initial.setdefault(name, getattr(record, name))

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: self.cleaned_data[name] for name in ("general_always", "volume_band_percent")}
