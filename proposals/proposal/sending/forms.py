"""The forms of sending a proposal: by e-mail, or recording that it was published or handed in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almacontact.attachments.file_types import ACCEPT
from almacontact.web.forms import StyledForm
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.proposal.sending.models import SendingChannel


class AddressesField(forms.CharField):
    """E-mail addresses parted by commas, semicolons or spaces; whether each is one, the action says."""

    def clean(self, value: Any) -> Any:
        """Return them as a list."""
        return [one for one in re.split(r"[\s,;]+", super().clean(value)) if one]


class EmailSendingForm(StyledForm):
    """The e-mail that carries a proposal. `seen` is the price the person has before them, `token` this form."""

    contact = forms.ModelChoiceField(label=_("To"), queryset=Contact.objects.none(), empty_label="–")
    cc = AddressesField(
        label=_("Copy to"),
        required=False,
        max_length=1000,
        help_text=_("Addresses parted by commas. You always get a copy."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Message"), max_length=8000, widget=forms.Textarea())
    seen = forms.CharField(widget=forms.HiddenInput, max_length=100)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts = Contact.objects.current().filter(client=opportunity.client_id).order_by("name")
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["body"].widget.attrs["rows"] = 12


class PublicationForm(StyledForm):
    """That a proposal was published on the client's platform, or handed in."""

    channel = forms.ChoiceField(
        label=_("How it was sent"),
        choices=[one for one in SendingChannel.choices if one[0] != SendingChannel.EMAIL],
        initial=SendingChannel.PLATFORM,
        widget=forms.RadioSelect,
    )
    sent_at = forms.DateTimeField(label=_("When"), help_text=_("Bogotá time."))
    place = forms.CharField(
        label=_("Where"),
        max_length=500,
        help_text=_(
            "The https address of the platform (of SECOP II: community.secop.gov.co; the system never opens it), or "
            "the place where it was handed in."
        ),
    )
    reference = forms.CharField(label=_("Receipt number"), max_length=120, required=False)
    receipt = forms.FileField(
        label=_("Receipt"),
        allow_empty_file=True,
        max_length=250,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("The confirmation of the platform, or the copy with the client’s stamp."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sent_at", timezone.localtime().replace(second=0, microsecond=0))
