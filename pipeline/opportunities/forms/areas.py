"""The form that makes support areas take part."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.web.forms import StyledForm


class AreasForm(StyledForm):
    """Areas that do not take part yet."""

    roles = forms.TypedMultipleChoiceField(
        label=_("Areas to involve"), coerce=Role, choices=[], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, there: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if role in AREA_ROLES and role.value not in there
        ]
