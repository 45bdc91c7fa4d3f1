"""Sign-in as this installation wants it: allauth, without sign-up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from almacontact.accounts.models import User
from almacontact.outgoing import mail_blockers


class AccountAdapter(DefaultAccountAdapter):
    """People come in through an administrator, `manage.py add_person` or the first steps; never by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link to people who may sign in; the page says the same to everybody."""
        if user.is_active:
            super().send_password_reset_mail(user, email, context)

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
