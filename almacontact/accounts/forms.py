"""Forms about people. What may be done is decided in `actions`; these read what was typed."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.departures import LeftBehind
from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.web.forms import Conflict, StyledForm, WarningsMixin


class _RolesField(forms.MultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "role-choice"})
        super().__init__(label=_("Roles"), choices=Role.choices, widget=widget, **options)

    def clean(self, value: Any) -> list[Role]:
        return [Role(role) for role in super().clean(value)]


class AddPersonForm(StyledForm):
    """A new person."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As it should stand on signatures."))
    email = forms.EmailField(label=_("E-mail"), help_text=_("The person signs in with it."))
    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices, initial=User.Language.SPANISH)
    roles = _RolesField()


class EditPersonForm(StyledForm):
    """Name and address of a person."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As it should stand on signatures."))
    email = forms.EmailField(label=_("E-mail"))


class RolesForm(WarningsMixin, StyledForm):
    """The roles a person holds from now on. `seen` carries those the page showed; `lost` says what waits for the person
    and would wait for them no more without the roles that are taken, to be confirmed."""

    roles = _RolesField(required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("It stays in the history."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lost: Callable[[frozenset[Role]], Iterable[LeftBehind]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lost = lost

    def clean(self) -> dict[str, Any]:
        """Ask about each thing that the person would no longer be asked."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self._lost(frozenset(cleaned.get("roles") or ())):
            words = _("It no longer waits for them, and nobody else could sign it: %(what)s")
            if not one.stuck:
                words = _("It no longer waits for them: %(what)s")
            self.add_warning(words % {"what": one.words}, code=one.key)
        return cleaned

    def meet(self, current: Any) -> None:
        """Keep what was ticked, show the roles as they now are beside it, and expect those next time."""
        ticked = self.cleaned_data["roles"]
        self.conflicts = [Conflict(_("Roles"), _in_words(ticked), _in_words(current.roles))]
        data = cast(QueryDict, self.data).copy()
        data["seen"] = ",".join(sorted(current.roles))
        self.data = data

    def clean_seen(self) -> list[Role]:
        """Read the roles shown; what is no role was not written by our page."""
        return [Role(role) for role in self.cleaned_data["seen"].split(",") if role in Role.values]


def _in_words(roles: Collection[Role]) -> str:
    return ", ".join(str(role.label) for role in Role if role in roles)


class ReasonForm(StyledForm):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("It stays in the history."))


class PreferencesForm(StyledForm):
    """What somebody prefers for themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices)
    theme = forms.ChoiceField(label=_("Theme"), choices=User.Theme.choices)


class SetUpForm(StyledForm):
    """The first administrator of an empty installation."""

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=40,
        help_text=_("The server shows it when it starts. It is also in the file setup_code of its state folder."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least ten characters; nothing like your name, and no password that many people use."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any] | None:
        """Compare the two passwords."""
        values = super().clean()
        if self.cleaned_data.get("password1") != self.cleaned_data.get("password2"):
            self.add_error("password2", _("The two passwords differ."))
        return values
