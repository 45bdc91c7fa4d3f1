"""allauth's forms in our words: labels stand above the boxes, so nothing is written inside them."""

from typing import Any

from allauth.account import forms as account
from django.utils.translation import gettext_lazy as _


class _WithoutPlaceholders:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_WithoutPlaceholders, account.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["remember"].label = _("Keep me signed in on this device")


class ReauthenticateForm(_WithoutPlaceholders, account.ReauthenticateForm):
    """One's password, again."""


class ChangePasswordForm(_WithoutPlaceholders, account.ChangePasswordForm):
    """The old password and the new one."""


class SetPasswordForm(_WithoutPlaceholders, account.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(_WithoutPlaceholders, account.ResetPasswordForm):
    """The address to which a link goes."""


class ResetPasswordKeyForm(_WithoutPlaceholders, account.ResetPasswordKeyForm):
    """The new password, at the link."""
