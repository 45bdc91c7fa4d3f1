"""Forms for contacts with the client and for the next step."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almacontact.attachments.checks import check_file
from almacontact.attachments.file_types import ACCEPT
from almacontact.attachments.forms import FilesField, FilesInput
from almacontact.calendar import today
from almacontact.refusals import Refused
from almacontact.web.forms import DayField, MomentInput, StyledForm
from almacontact.web.merging import MergingForm
from pipeline.clients.models import Contact
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity

MESSAGE_SHOWN = 600
"""Characters of an attached e-mail that become the summary where none was written."""


class FollowUpForm(StyledForm):
    """One contact, quick to log on a phone. An attached e-mail supplies the summary where none is written."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FollowUp.Kind.choices, widget=forms.RadioSelect)
    happened_at = forms.DateTimeField(
        label=_("When"),
        widget=MomentInput,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
    )
    contact = forms.ModelChoiceField(
        label=_("With whom"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    summary = forms.CharField(
        label=_("What was said"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    milestone = forms.ChoiceField(label=_("Result"), required=False, choices=[])
    uploads = FilesField(
        label=_("Files or e-mails"),
        required=False,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_("Drop .eml or .msg e-mails here too: their text becomes the summary."),
    )
    next_step = forms.CharField(
        label=_("Next step"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    next_step_on = DayField(label=_("Next step on"), required=False)

    def __init__(self, *args: Any, record: Opportunity, **kwargs: Any) -> None:
        initial = {
            "kind": FollowUp.Kind.CALL,
            "happened_at": timezone.localtime().replace(second=0, microsecond=0),
            "contact": record.contact_id,
            "next_step": record.next_step,
            # A day that has passed is not the next one: whoever logs the contact says the new one.
            "next_step_on": record.next_step_on if record.next_step_on and record.next_step_on >= today() else None,
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["contact"].queryset = Contact.objects.current().filter(client=record.client_id)  # type: ignore[attr-defined]
        self.fields["milestone"].choices = [  # type: ignore[attr-defined]
            ("", _("None of these")),
            *FollowUp.Milestone.choices,
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        files = [one for one in cleaned.get("uploads") or [] if one]
        cleaned["uploads"] = files
        if not cleaned.get("summary"):
            cleaned["summary"] = self._message_in(files)
            if not cleaned["summary"] and not self.errors:
                self.add_error("summary", _("Write in a line what was said."))
        return cleaned

    def _message_in(self, files: list[Any]) -> str:
        """Return the subject and the beginning of the first e-mail among `files`; '' where there is none."""
        for file in files:
            try:
                email = check_file(file).email
            except Refused as refused:
                self.add_error("uploads", str(refused))
                continue
            finally:
                file.seek(0)
            if email:
                return f"{email.subject}\n{email.text[:MESSAGE_SHOWN]}".strip()
        return ""

    @property
    def next_step_changed(self) -> bool:
        """Tell whether the person touched the next step."""
        return bool({"next_step", "next_step_on"} & set(self.changed_data))


class NextStepForm(MergingForm):
    """What is done next and when, edited in place."""

    next_step = forms.CharField(
        label=_("Next step"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    next_step_on = DayField(label=_("On"), required=False)

    def __init__(self, *args: Any, record: Opportunity, **kwargs: Any) -> None:
        initial = {"next_step": record.next_step, "next_step_on": record.next_step_on}
        super().__init__(*args, record=record, initial=initial, **kwargs)


class VoidForm(StyledForm):
    """Why a follow-up does not count."""

    reason = forms.CharField(
        label=_("Reason"), max_length=250, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
