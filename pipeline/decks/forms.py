"""Forms of the company presentation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import StyledForm
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity


class DeckForm(StyledForm):
    """A new version of the company presentation."""

    file = forms.FileField(label=_("File"), help_text=_("PowerPoint (.pptx) or PDF."))
    description = forms.CharField(label=_("What changed"), max_length=200, required=False)


class SendDeckForm(StyledForm):
    """To whom, and with what words."""

    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none())
    message = forms.CharField(label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts = Contact.objects.current().filter(client_id=opportunity.client_id)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.initial.setdefault("contact", opportunity.contact_id)
        self.initial.setdefault(
            "message",
            _("Good day. Please find attached the presentation of Almacontact. I am at your disposal for a meeting."),
        )
