"""The link with which a person sets a password: for new people, and for those who forgot it."""

from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.refusals import Blocker, Refused


def password_link(person: User) -> str:
    """Return an address at which `person`, and whoever else knows it, may set the password once.

    It stops working when it was used, when the person signs in, and after PASSWORD_RESET_TIMEOUT (`days_valid`).
    """
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uid, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return settings.SITE_URL.rstrip("/") + path


def days_valid() -> int:
    """Return for how many days a link works."""
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def send_password_link(person: User) -> None:
    """Send `person` the link in their own language. Raises `Refused` when the mail server does not take it."""
    with translation.override(person.language):
        told = {"person": person, "link": password_link(person), "days": days_valid()}
        try:
            get_adapter().send_mail("account/email/password_link", person.email, told)
        except (OSError, SMTPException) as error:
            raise Refused(
                Blocker(
                    code="mail",
                    message=_("The mail server did not take the message for %(email)s: %(error)s. Try again later.")
                    % {"email": person.email, "error": error},
                )
            ) from error
