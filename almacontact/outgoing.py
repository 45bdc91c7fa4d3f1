"""Whether e-mail can leave this installation. A server without EMAIL_URL sends nothing, and marks nothing sent."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from almacontact.refusals import Blocker, Refused


def mail_blockers() -> list[Blocker]:
    """Return why no e-mail can leave: no mail server was named. Whoever puts one on its way asks this first."""
    if f"{__name__}.{NoServer.__qualname__}" != settings.EMAIL_BACKEND:
        return []
    words = _(
        "This installation has no mail server, so nothing was sent. Ask whoever runs it to set EMAIL_URL, and send "
        "again then."
    )
    return [Blocker(code="no_mail_server", message=words)]


class NoServer(BaseEmailBackend):
    """Stands where a mail server is missing: refuses before anything is claimed, and again before anything leaves."""

    def open(self) -> bool | None:
        """Refuse."""
        raise Refused(mail_blockers())

    def send_messages(self, email_messages: Sequence[EmailMessage], **_options: Any) -> int:
        """Refuse."""
        raise Refused(mail_blockers())
