"""The link with which a person sets a password: for new people, and for those who forgot it."""

from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.outgoing import mail_blockers, notice
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


def show_password_link(person: User, *, by: User) -> str:
    """Return the link for `by` to read, once others were told that `by` could now sign in as `person`.

    Raises `Refused`, and shows nothing, when the mail server does not take the message.
    """
    tell_of_way_in(person, by=by)
    return password_link(person)


def tell_of_way_in(person: User, *, by: User) -> None:
    """Tell the other administrators, or general management where there is none, that `by` could now sign in as
    `person`, who never did: by a link that was shown, or an address that was changed. Where no mail can leave at all,
    the history of the person alone says so."""
    if mail_blockers():
        return
    others = [Role.ADMINISTRATOR, Role.GENERAL_MANAGEMENT]
    found = (list(User.objects.holders_of(role).exclude(pk__in=[person.pk, by.pk])) for role in others)
    for one in next((people for people in found if people), []):
        _send("account/email/way_in", one, {"person": person, "by": by})


def send_password_link(person: User) -> None:
    """Send `person` the link in their own language. Raises `Refused` when the mail server does not take it."""
    _send(
        "account/email/password_link", person, {"person": person, "link": password_link(person), "days": days_valid()}
    )


def _send(template: str, person: User, told: dict[str, object]) -> None:
    with translation.override(person.language):
        subject = render_to_string(f"{template}_subject.txt", told).strip()
        body = render_to_string(f"{template}_message.txt", told).strip()
        try:
            notice(subject, body, [person.email]).send()
        except (OSError, SMTPException) as error:
            raise Refused(
                Blocker(
                    code="mail",
                    message=_("The mail server did not take the message for %(email)s: %(error)s. Try again later.")
                    % {"email": person.email, "error": error},
                )
            ) from error
