"""allauth's forms in our words: labels stand above the boxes, so nothing is written inside them."""

from datetime import datetime
from typing import Any

from allauth.account import forms as account
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from almacontact.outgoing import mail_blockers


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
    """The address to which a link goes. Where no mail can leave it says so, to everybody alike."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse before the account is looked for."""
        if blockers := mail_blockers():
            raise ValidationError([str(one.message) for one in blockers])
        cleaned: dict[str, Any] | None = super().clean()
        return cleaned


class ResetPasswordKeyForm(_WithoutPlaceholders, account.ResetPasswordKeyForm):
    """The new password, at the link."""


class _EachCodeOnce:
    """A code of the app counts a step before and after its own half minute, for clocks that differ; but once, and
    none older than one that was used. allauth itself remembers a code for half a minute alone."""

    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            with transaction.atomic():
                self._spend(Authenticator.objects.select_for_update().get(pk=self.authenticator.pk), code)
        return code

    def _spend(self, app: Authenticator, code: str) -> None:
        secret = decrypt(app.data["secret"])
        # The code that activated the app was used then; until another one is, that moment stands for it.
        last = app.data.get("last_step", _step_of(app.created_at))
        for step in yield_hotp_counters_from_time():
            if step > last and compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
                app.data["last_step"] = step
                app.save(update_fields=["data"])
                return
        raise get_adapter().validation_error("incorrect_code")


def _step_of(moment: datetime) -> int:
    return int(moment.timestamp()) // TOTP_PERIOD


class CodeForm(_EachCodeOnce, _WithoutPlaceholders, mfa.AuthenticateForm):
    """The code of the app, to sign in."""


class CodeAgainForm(_EachCodeOnce, _WithoutPlaceholders, mfa.ReauthenticateForm):
    """The code of the app, again."""
