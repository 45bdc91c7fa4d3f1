"""Sign-in as this installation wants it: allauth, without sign-up."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from almacontact.accounts import tries
from almacontact.accounts.models import User
from almacontact.outgoing import AUTOMATIC, mail_blockers


class AccountAdapter(DefaultAccountAdapter):
    """People come in through an administrator, `manage.py add_person` or the first steps; never by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link to people who may sign in; the page says the same to everybody."""
        if user.is_active:
            super().send_password_reset_mail(user, email, context)

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """Write an e-mail, marked as one that no person wrote."""
        message: EmailMessage = super().render_mail(
            template_prefix, email, context, headers={**AUTOMATIC, **(headers or {})}
        )
        return message

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is not right."),
        "too_many_login_attempts": gettext_lazy(
            "Too many failed attempts from here. Wait some minutes, or say that you forgot the password: the link that "
            "you get by e-mail lets you in at once."
        ),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try where it comes from, see `tries`. allauth would count all tries for an address together: a
        stranger could use those up and so keep its owner out."""
        self._login_failed_rl_usage = tries.take(request, credentials.get("email", ""))
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Begin to count anew: a password was set by a link. allauth calls this by its name."""
        tries.forget(request, credentials.get("email", ""))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Let the browser show that this person signed in on it."""
        response: HttpResponse = super().post_login(request, user, **more)
        tries.remember(request, response, user.email)
        return response

    def reauthenticate(self, user: User, password: str) -> bool:
        """Compare the password of somebody who is signed in. Their tries are limited by who they are.

        allauth would count them with the failed sign-ins of the address: a stranger could use those up and so keep
        somebody from signing.
        """
        return user.check_password(password)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell people that their password or second factor changed. Silent where no mail can leave."""
        if not mail_blockers():
            super().send_notification_mail(*args, **kwargs)
