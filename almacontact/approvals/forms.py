"""What an approver fills in, and how an absence is delegated."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.delegations import MAY_HOLD
from almacontact.approvals.models import ApprovalPolicy, ApprovalStep, Decision
from almacontact.calendar import today
from almacontact.web.forms import CountField, DayField, StyledForm, VersionedMixin
from almacontact.web.number_fields import DAYS


class DecisionForm(StyledForm):
    """One decision on one or more steps of a request. `steps` carries each step with the content hash that was seen."""

    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.HiddenInput)
    steps = forms.MultipleChoiceField(label=_("Parts you decide on"), widget=forms.CheckboxSelectMultiple)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Due when you ask for an adjustment or reject."),
    )
    password = forms.CharField(
        label=_("Your password, to sign"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, steps: list[ApprovalStep], password_due: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {step.pk: step.role for step in steps}
        choices = [(self.seen_value(step), step.title_words) for step in steps]
        self.fields["steps"].choices = choices  # type: ignore[attr-defined]
        # A person fills the steps of one role: those of the first are ticked, the others are theirs to choose instead.
        self.initial.setdefault("steps", [self.seen_value(step) for step in steps if step.role == steps[0].role])
        if not password_due:
            del self.fields["password"]

    def offer_again(self, steps: list[ApprovalStep], *, password_due: bool) -> None:
        """Offer the steps as they now stand. What was ticked stays ticked, nothing else: a signature is never added."""
        ticked = {value.partition(":")[0] for value in cast(QueryDict, self.data).getlist("steps")}
        data = cast(QueryDict, self.data).copy()
        data.setlist("steps", [self.seen_value(step) for step in steps if str(step.pk) in ticked])
        self.data = data
        self.roles = {step.pk: step.role for step in steps}
        self.fields["steps"].choices = [  # type: ignore[attr-defined]
            (self.seen_value(step), step.title_words) for step in steps
        ]
        if password_due and "password" not in self.fields:
            self.fields["password"] = self.base_fields["password"]

    @staticmethod
    def seen_value(step: ApprovalStep) -> str:
        """Return what the page posts for a step: which, and with what content."""
        return f"{step.pk}:{step.content_hash}"

    def clean_steps(self) -> list[tuple[int, str]]:
        """Return (step id, content hash seen) for each chosen step; they are of one role."""
        chosen = [(int(value.partition(":")[0]), value.partition(":")[2]) for value in self.cleaned_data["steps"]]
        if len({self.roles[step_id] for step_id, _seen in chosen}) > 1:
            words = _("One person fills one step. Choose the parts of one role: somebody else decides on the others.")
            raise forms.ValidationError(words, code="one_step")
        return chosen


class WithdrawForm(StyledForm):
    """Why a request is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DelegationForm(StyledForm):
    """Somebody who signs during an absence."""

    role = forms.ChoiceField(label=_("Role"))
    to = forms.ModelChoiceField(label=_("Signs instead"), queryset=User.objects.none())
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [role for role in Role if role in user.roles and role in MAY_HOLD]
        self.fields["role"].choices = [(role.value, role.label) for role in mine]  # type: ignore[attr-defined]
        holders = {role for given in mine for role in MAY_HOLD[given]}
        people = User.objects.filter(is_active=True, held_roles__role__in=holders).exclude(pk=user.pk)
        self.fields["to"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined]
        self.initial.setdefault("starts_on", today())


class PolicyForm(VersionedMixin, StyledForm):
    """For how long a role can be delegated."""

    delegation_days = CountField(
        label=_("Longest delegation (days)"),
        min_value=1,
        max_value=ApprovalPolicy.MOST_DAYS,
        unit=DAYS,
        help_text=_("For so many days, both ends included, a role can be delegated at a time."),
    )

    def __init__(self, *args: Any, record: ApprovalPolicy, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("delegation_days", record.delegation_days)
