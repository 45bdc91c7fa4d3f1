"""The forms of the check list: making it, answering a line, the committee, the no-go, the summary."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import SALES_ROLES
from almacontact.calendar import add_working_days, today
from almacontact.web.forms import DayField, DecimalField, StyledForm, VersionedMixin
from almacontact.web.merging import MergingForm
from pipeline.catalogues.models import LossReason
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.areas import AREA_CHOICES, COMERCIAL, area_label
from proposals.checklist.actions.requirements import areas_concerned
from proposals.checklist.judging import ANSWER_LABELS, Answer
from proposals.checklist.models.requirements import CheckList, CheckListDecision, Requirement
from proposals.checklist.models.templates import SECTION_CHOICES, RequirementTemplate, RequirementTemplateLine
from proposals.intake.models import Intake

ANSWER_DAYS = 5
"""Working days that the areas get by default, before the delivery of the offer at the latest."""


class CheckListForm(StyledForm):
    """From which template, for which request, and until when the areas answer."""

    template = forms.ModelChoiceField(label=_("Template"), queryset=RequirementTemplate.objects.none())
    intake = forms.ModelChoiceField(label=_("Request"), queryset=Intake.objects.none(), required=False, empty_label="–")
    due_on = DayField(label=_("Areas answer until"), required=False)

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        templates = RequirementTemplate.objects.filter(active=True)
        intakes = opportunity.intakes.standing()
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        self.fields["intake"].queryset = intakes  # type: ignore[attr-defined]
        latest = intakes.first()
        public = opportunity.client.ownership == opportunity.client.Ownership.PUBLIC
        due = add_working_days(today(), ANSWER_DAYS)
        if latest and latest.delivery_on and latest.delivery_on > today():
            due = min(due, latest.delivery_on)
        self.initial.setdefault("template", templates.filter(public=public).first())
        self.initial.setdefault("intake", latest)
        self.initial.setdefault("due_on", due)


class RequirementForm(StyledForm):
    """A line that this client asks beyond the template."""

    text = forms.CharField(label=_("Requirement"), max_length=250)
    section = forms.ChoiceField(label=_("Section"), choices=SECTION_CHOICES)
    area = forms.ChoiceField(label=_("Area that answers"), choices=AREA_CHOICES)
    weight = DecimalField(label=_("Weight"), max_value=Decimal("999.99"), decimals=2, initial=1)
    due_on = DayField(label=_("Due on"), required=False)
    excluding = forms.BooleanField(
        label=_("Excluding: a “no” means no-go, unless the director waives it"), required=False
    )
    internal = forms.BooleanField(
        label=_("Internal: the client never sees it, it stays out of the compliance matrix"), required=False
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by.can(Right.WAIVE_REQUIREMENTS):
            del self.fields["internal"]


class AnswerForm(MergingForm):
    """The answer of an area to one line."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(one.value, ANSWER_LABELS[one]) for one in Answer],
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What shows it: a certificate, a document, a fact. Files are attached below."),
    )
    plan = forms.CharField(
        label=_("Plan"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How we will comply in full. Due for an excluding “partial”, with its date."),
    )
    plan_on = DayField(label=_("Plan until"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why it does not apply, or why not. Due for an “n/a”."),
    )

    def __init__(self, *args: Any, record: Requirement, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("answer", "evidence", "plan", "plan_on", "reason"):
            self.initial.setdefault(name, getattr(record, name))

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field of the line."""
        return {name: value for name, value in cleaned.items() if name != "version"}


class TapForm(VersionedMixin, StyledForm):
    """The answer of one tap; what was written beside it stays."""

    answer = forms.CharField(label=_("Answer"), required=False)


class AssignForm(MergingForm):
    """Who answers a line, and until when; to the director also whether the client may read it."""

    owner = forms.ModelChoiceField(
        label=_("Who answers"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    due_on = DayField(label=_("Due on"), required=False)
    internal = forms.BooleanField(
        label=_("Internal: the client never sees it, it stays out of the compliance matrix"), required=False
    )

    def __init__(self, *args: Any, record: Requirement, by: User, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if not by.can(Right.WAIVE_REQUIREMENTS):
            del self.fields["internal"]
        self.initial.setdefault("internal", record.internal)
        roles = SALES_ROLES if record.area == COMERCIAL else [record.area]
        people = User.objects.filter(is_active=True, held_roles__role__in=roles)
        self.fields["owner"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined]
        self.initial.setdefault("owner", record.owner_id)
        self.initial.setdefault("due_on", record.due_on)


class CommitteeForm(StyledForm):
    """The committee's decision. `seen` is the state of the answers that the director had before them."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=CheckListDecision.Outcome.choices, widget=forms.RadioSelect
    )
    areas = forms.MultipleChoiceField(label=_("Areas heard"), widget=forms.CheckboxSelectMultiple, required=False)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    password = forms.CharField(
        label=_("Your password, to sign"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, check_list: CheckList, password_due: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(area, area_label(area)) for area in check_list.areas()]
        self.fields["areas"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("areas", areas_concerned(check_list))
        self.initial.setdefault("seen", check_list.digest())
        if not password_due:
            del self.fields["password"]

    def meet(self, current: Any) -> None:
        """Keep what was chosen, and sign the answers as they now stand next time."""
        current.forget()
        data = cast(QueryDict, self.data).copy()
        data["seen"] = current.digest()
        self.data = data


class NoGoForm(StyledForm):
    """The communication of a no-go, and what the closing asks."""

    contact = forms.ModelChoiceField(label=_("To"), queryset=Contact.objects.none(), empty_label="–")
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Message"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12}))
    loss_reason = forms.ModelChoiceField(
        label=_("Why it closes without a win"), queryset=LossReason.objects.none(), empty_label="–"
    )
    competitor = forms.CharField(
        label=_("Competitor"),
        max_length=120,
        required=False,
        help_text=_("Due once a proposal was sent; “unknown” is an answer."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts = Contact.objects.current().filter(client=opportunity.client_id)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        reasons = LossReason.objects.active()
        self.fields["loss_reason"].queryset = reasons  # type: ignore[attr-defined]
        self.initial.setdefault("loss_reason", reasons.filter(code="requirements-not-met").first())
        self.fields["body"].widget.attrs["rows"] = 12
        if not opportunity.was_sent:
            del self.fields["competitor"]


class SummaryForm(StyledForm):
    """A word to the areas that get the project summary."""

    message = forms.CharField(
        label=_("Message"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TemplateForm(MergingForm):
    """The name of a template, and whether it is in use."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("In Spanish, as users say it."))
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    public = forms.BooleanField(label=_("For public entities"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, record: RequirementTemplate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        del self.fields["public" if record is not None else "active"]
        if record is not None:
            for name in ("name", "name_en", "active"):
                self.initial.setdefault(name, getattr(record, name))


class TemplateLineForm(MergingForm):
    """A line of a template."""

    text = forms.CharField(label=_("Requirement"), max_length=250, help_text=_("In Spanish, as users say it."))
    text_en = forms.CharField(label=_("Requirement in English"), max_length=250, required=False)
    section = forms.ChoiceField(label=_("Section"), choices=SECTION_CHOICES)
    area = forms.ChoiceField(label=_("Area that answers"), choices=AREA_CHOICES)
    weight = DecimalField(label=_("Weight"), max_value=Decimal("999.99"), decimals=2, initial=1)
    excluding = forms.BooleanField(
        label=_("Excluding: a “no” means no-go, unless the director waives it"), required=False
    )
    internal = forms.BooleanField(
        label=_("Internal: the client never sees it, it stays out of the compliance matrix"), required=False
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, record: RequirementTemplateLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record is not None:
            for name in ("text", "text_en", "section", "area", "weight", "excluding", "internal", "active"):
                self.initial.setdefault(name, getattr(record, name))

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the person wants of each field of the line."""
        return {name: value for name, value in cleaned.items() if name != "version"}
