"""What is written in an acta."""

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import AREA_ROLES, SALES_ROLES, Role
from almacontact.web.forms import DayField, StyledForm, VersionedMixin
from proposals.pricing.minutes.models import PricingMinutes

ATTENDING = (
    Role.WORKFORCE_PLANNING,
    Role.IT,
    Role.GENERAL_MANAGEMENT,
    *(role for role in Role if role in SALES_ROLES),
    *(role for role in Role if role in AREA_ROLES and role not in (Role.WORKFORCE_PLANNING, Role.IT)),
)
"""The areas that may attend, those that sign first."""


class MinutesForm(VersionedMixin, StyledForm):
    """Agenda, day, attendees by area, observations, validity."""

    held_on = DayField(label=_("Meeting held on"))
    valid_until = DayField(
        label=_("Price valid until"), help_text=_("After this day the pricing is no longer current.")
    )
    agenda = forms.CharField(label=_("Agenda"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    attendees = forms.MultipleChoiceField(
        label=_("Attendees by area"), widget=forms.CheckboxSelectMultiple, required=False
    )
    observations = forms.CharField(
        label=_("Observations"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, record: PricingMinutes | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["attendees"].choices = _people()  # type: ignore[attr-defined]
        if record is not None:
            for name in ("held_on", "valid_until", "agenda", "observations"):
                self.initial.setdefault(name, getattr(record, name))
            self.initial.setdefault("attendees", [f"{one['role']}:{one['user']}" for one in record.attendees])

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = {name: self.cleaned_data[name] for name in ("held_on", "valid_until", "agenda", "observations")}
        pairs = (value.split(":") for value in self.cleaned_data["attendees"])
        return {**given, "attendees": [{"role": role, "user": int(user)} for role, user in pairs]}


class AdjustmentForm(StyledForm):
    """An adjustment the meeting asks for."""

    text = forms.CharField(label=_("Adjustment"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, held_roles__role__in=ATTENDING)
        self.fields["owner"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined]


class NoteForm(StyledForm):
    """A word to those who sign."""

    note = forms.CharField(
        label=_("Note to those who sign"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _people() -> list[tuple[str, list[tuple[str, str]]]]:
    by_role: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = PersonRole.objects.filter(role__in=ATTENDING, user__is_active=True).select_related("user")
    for one in rows.order_by("user__name"):
        by_role[one.role].append((f"{one.role}:{one.user_id}", one.user.name))
    return [(str(role.label), by_role[role]) for role in ATTENDING if by_role[role]]
