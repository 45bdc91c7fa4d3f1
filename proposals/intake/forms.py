"""The form of a request, with its numbers, dates and figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.attachments.file_types import ACCEPT
from almacontact.attachments.forms import FilesField, FilesInput
from almacontact.calendar import today
from almacontact.web.forms import CountField, DayField, PercentField, StyledForm
from almacontact.web.merging import MergingForm
from almacontact.web.number_fields import DAYS, MONTHS, SECONDS, Unit
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import SEATS
from proposals.intake.actions import EDITABLE_FIELDS
from proposals.intake.models import Intake, IntakeKind
from proposals.intake.tender import MAX_LINK, SOURCE_LABELS, Source

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("What came in"), ("kind", "source", "contact", "received_on", "summary")),
    (_("Where it is published"), ("reference", "link", "notice_id", "request_id", "process_id")),
    (_("Dates"), ("questions_on", "delivery_on", "defence_on", "award_on")),
    (
        _("What is asked, in numbers"),
        (
            "monthly_volume",
            "aht_seconds",
            "seats",
            "service_level",
            "threshold_seconds",
            "term_months",
            "payment_days",
            "hours",
            "channels",
        ),
    ),
)
"""The fields as the page groups them."""


def _whole(
    label: Any, help_text: Any = "", *, least: int = 1, most: int = 10_000_000, unit: Unit | None = None
) -> CountField:
    return CountField(label=label, help_text=help_text, required=False, min_value=least, max_value=most, unit=unit)


class IntakeForm(MergingForm):
    """Everything a person may say of a request. Documents are added when it is first written down, or on its page."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *IntakeKind.choices])
    source = forms.ChoiceField(
        label=_("Source"),
        choices=[("", "–"), *((one.value, SOURCE_LABELS[one]) for one in Source)],
        required=False,
        help_text=_("Where it came from; a needs survey has none."),
    )
    contact = forms.ModelChoiceField(
        label=_("Issued by"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("The person at the client who sent or published it. It counts as an invitation received."),
    )
    received_on = DayField(label=_("Received on"))
    summary = forms.CharField(
        label=_("What is asked"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reference = forms.CharField(
        label=_("Reference"), required=False, max_length=80, help_text=_("The number the client gives it.")
    )
    link = forms.CharField(
        label=_("Link"),
        required=False,
        max_length=MAX_LINK,
        help_text=_("Of SECOP II: the page of the notice on community.secop.gov.co. The system never opens it."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    notice_id = forms.CharField(
        label=_("SECOP II notice"), required=False, max_length=40, help_text=_("As in CO1.NTC.1234567.")
    )
    request_id = forms.CharField(
        label=_("SECOP II request"), required=False, max_length=40, help_text=_("As in CO1.REQ.1234567.")
    )
    process_id = forms.CharField(
        label=_("SECOP II process"), required=False, max_length=40, help_text=_("As in CO1.BDOS.1234567.")
    )
    questions_on = DayField(label=_("Questions until"), required=False)
    delivery_on = DayField(label=_("Delivery of the offer"), required=False)
    defence_on = DayField(label=_("Defence"), required=False)
    award_on = DayField(label=_("Award"), required=False)
    monthly_volume = _whole(_("Volume a month"), _("Calls, chats or transactions a month."))
    aht_seconds = _whole(
        _("AHT (s)"),
        _("Average handling time, in seconds. Empty where it is unknown."),
        most=86_400,
        unit=SECONDS,
    )
    seats = _whole(_("Seats"), most=100_000, unit=SEATS)
    service_level = PercentField(
        label=_("Service level (%)"),
        help_text=_("Share to be answered within the threshold."),
        min_value=1,
        required=False,
    )
    threshold_seconds = _whole(_("Threshold (s)"), most=32_000, unit=SECONDS)
    term_months = _whole(_("Term (months)"), most=240, unit=MONTHS)
    payment_days = _whole(_("Payment (days)"), least=0, most=730, unit=DAYS)
    hours = forms.CharField(
        label=_("Hours"),
        required=False,
        max_length=120,
        help_text=_("As in: Monday to Friday 7:00–19:00, Saturday 8:00–14:00."),
    )
    channels = forms.CharField(
        label=_("Channels"), required=False, max_length=120, help_text=_("As in: voice, WhatsApp, e-mail.")
    )
    uploads = FilesField(
        label=_("Documents"),
        required=False,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_("The request, its annexes and forms; e-mails as .eml or .msg."),
    )

    def __init__(self, *args: Any, opportunity: Opportunity, record: Intake | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        contacts = Contact.objects.filter(client=opportunity.client_id)
        kept = record.contact_id if record else None
        self.fields["contact"].queryset = contacts.filter(  # type: ignore[attr-defined]
            Q(active=True, merged_into__isnull=True) | Q(pk=kept)
        )
        if record is not None:
            del self.fields["uploads"]
            for name in EDITABLE_FIELDS:
                self.initial.setdefault(name, getattr(record, name))
        else:
            self.initial.setdefault("received_on", today())

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields, grouped."""
        return [(label, [self[name] for name in names]) for label, names in SECTIONS]

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field of the request."""
        return {name: value for name, value in cleaned.items() if name in EDITABLE_FIELDS}


class ReasonForm(StyledForm):
    """Why something is voided or waived."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
