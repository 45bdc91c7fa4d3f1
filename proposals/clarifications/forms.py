"""The forms of clarifications: writing one down, answering it, sending the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.attachments.file_types import ACCEPT
from almacontact.calendar import add_working_days, today
from almacontact.web.forms import DayField, StyledForm
from almacontact.web.merging import MergingForm
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.areas import AREA_CHOICES
from proposals.clarifications.models import Clarification, ClarificationKind, ClarificationQuerySet, Effect

_LARGEST_ID = 2**63 - 1
ANSWER_DAYS = 3
"""Working days that an answer gets by default."""

PREFILLED = 1000
"""Characters of a question that an address may carry into the form."""


class ClarificationForm(StyledForm):
    """What the client asks, and who answers until when."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ClarificationKind.choices, widget=forms.RadioSelect)
    question = forms.CharField(
        label=_("What the client asks"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    contact = forms.ModelChoiceField(
        label=_("Who asks"), queryset=Contact.objects.none(), required=False, empty_label="–"
    )
    area = forms.ChoiceField(label=_("Area that answers"), choices=AREA_CHOICES)
    asked_on = DayField(label=_("Asked on"))
    due_on = DayField(label=_("Answer due on"))

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = _contacts(opportunity)  # type: ignore[attr-defined]
        self.initial.setdefault("kind", ClarificationKind.QUESTION)
        self.initial.setdefault("asked_on", today())
        self.initial.setdefault("due_on", add_working_days(today(), ANSWER_DAYS))


class AnswerForm(MergingForm):
    """The answer of the area, and what it does to the offer."""

    answer = forms.CharField(label=_("Answer"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    effect = forms.ChoiceField(label=_("What it does to the offer"), choices=Effect.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, record: Clarification, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("answer", "effect"):
            self.initial.setdefault(name, getattr(record, name))

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field."""
        return {name: cleaned[name] for name in ("answer", "effect") if name in cleaned}


class _Chosen(forms.ModelMultipleChoiceField):
    """Answers that wait to be sent, each with its number and the beginning of the question."""

    def label_from_instance(self, one: Clarification) -> str:
        """Return the number and the question."""
        words = " ".join(one.question.split())
        return f"{one.number}. {words if len(words) <= 100 else words[:99] + '…'}"

    def clean(self, value: Any) -> Any:
        """Return the answers chosen. A number that no database holds is one that is not there."""
        for given in value or ():
            if str(given).isdigit() and int(given) > _LARGEST_ID:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": given}
                )
        return super().clean(value)


class SendAnswersForm(StyledForm):
    """Which answers go out in one e-mail, to whom, with what words before them."""

    clarifications = _Chosen(
        label=_("Answers"), queryset=Clarification.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    contact = forms.ModelChoiceField(label=_("Addressed to"), queryset=Contact.objects.none(), empty_label="–")
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Message"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The questions with their answers are written below it, each with its number."),
    )

    def __init__(self, *args: Any, opportunity: Opportunity, waiting: ClarificationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clarifications"].queryset = waiting  # type: ignore[attr-defined]
        self.fields["contact"].queryset = _contacts(opportunity)  # type: ignore[attr-defined]


class RecordAnswersForm(StyledForm):
    """Which answers were published on the client's platform, when, and the receipt."""

    clarifications = _Chosen(
        label=_("Answers"), queryset=Clarification.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    sent_on = DayField(label=_("Published on"))
    receipt = forms.FileField(
        label=_("Receipt of the platform"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("A capture or document in which the platform confirms it."),
    )

    def __init__(self, *args: Any, opportunity: Opportunity, waiting: ClarificationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clarifications"].queryset = waiting  # type: ignore[attr-defined]
        self.initial.setdefault("sent_on", today())


def _contacts(opportunity: Opportunity) -> Any:
    return Contact.objects.filter(client=opportunity.client_id, active=True, merged_into__isnull=True).order_by("name")
