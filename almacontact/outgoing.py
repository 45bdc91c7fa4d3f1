"""How e-mail leaves this installation: whether it can, recipient by recipient, and what says that a program wrote it.

A server without EMAIL_URL sends nothing, and marks nothing sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from email.utils import parseaddr
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.refusals import Blocker, Refused

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Marks what no person wrote, so that no machine answers it (RFC 3834; the second is Exchange's)."""
REFUSED = (SMTPResponseException, SMTPRecipientsRefused)
"""What a mail server answers where it certainly did not take the message."""
_TAKEN = (250, 251)


@dataclass(frozen=True)
class Answer:
    """What the mail server said of one recipient. `said` is its code and words, "" where it said nothing."""

    address: str
    accepted: bool
    said: str = ""

    @property
    def may_pass(self) -> bool:
        """Whether it refused for the moment only."""
        return not self.accepted and self.said.startswith("4")

    def as_data(self) -> dict[str, Any]:
        """As it is kept with the record of a sending."""
        return asdict(self)


def notice(subject: str, body: str, to: Sequence[str]) -> EmailMessage:
    """Return an e-mail that the program writes by itself, marked as such."""
    words = " ".join(subject.split())  # a header holds no line break
    return EmailMessage(words, body, settings.DEFAULT_FROM_EMAIL, list(to), headers=dict(AUTOMATIC))


def send(connection: BaseEmailBackend, mail: EmailMessage, *, must: Collection[str] = ()) -> list[Answer]:
    """Let one e-mail leave by an open connection; return what the server said of each recipient.

    Raises `SMTPRecipientsRefused`, and nothing left for anybody, where the server took no recipient, or not each of
    those that `must` get it. A folder or a test takes everything.
    """
    if isinstance(connection, MailServer):
        connection.must = frozenset(one.lower() for one in must)
        connection.answers = []
    connection.send_messages([mail])
    if isinstance(connection, MailServer):
        return connection.answers
    return [Answer(parseaddr(one)[1] or one, True) for one in mail.recipients()]


def answers_of(error: Exception) -> list[Answer]:
    """Return what a refusal says of each recipient that it names."""
    if not isinstance(error, SMTPRecipientsRefused):
        return []
    told = error.recipients.items()
    return [Answer(address, code in _TAKEN, said_words(code, said)) for address, (code, said) in told]


def refusal_of(error: Exception, url: str = "") -> Refused:
    """Return in words, for a person, why the server took nothing: who it refused, and what to do next."""
    refused = [one for one in answers_of(error) if not one.accepted]
    if refused:
        words = _("%(refused)s The e-mail left for nobody. %(next)s")
        named = {"refused": refused_words(refused), "next": next_step(refused)}
        return Refused(Blocker(code="recipient_refused", message=words % named, url=url))
    why = said_words(error.smtp_code, error.smtp_error) if isinstance(error, SMTPResponseException) else str(error)
    words = _("The mail server refused the message: %(why)s") % {"why": why}
    return Refused(Blocker(code="server_refused", message=words, url=url))


def joined(kept: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Return what is kept of recipients once the server has answered again for some of them."""
    now = {one.address: one.as_data() for one in answers}
    return [*(dict(one) for one in kept if one["address"] not in now), *now.values()]


def refused_of(kept: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Return those of the kept answers that refused."""
    return [Answer(**one) for one in kept if not one["accepted"]]


def refused_words(answers: Sequence[Answer]) -> str:
    """Return a sentence that names whom the server refused, in its own words."""
    refused = [one for one in answers if not one.accepted]
    named = "; ".join(f"{one.address} ({one.said})" if one.said else one.address for one in refused)
    return _("The mail server refused %(people)s.") % {"people": named}


def next_step(answers: Sequence[Answer]) -> str:
    """Return what a person does about recipients that were refused."""
    refused = [one for one in answers if not one.accepted]
    if all(one.may_pass for one in refused):
        return _("It refuses for the moment: send it again in some minutes.")
    return ngettext(
        "Correct the address, and send it again.", "Correct the addresses, and send it again.", len(refused)
    )


def said_words(code: int, said: bytes | str) -> str:
    """Return the answer of a server on one line, at most 300 characters."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(f"{code} {text}".split())[:300]


def mail_blockers() -> list[Blocker]:
    """Return why no e-mail can leave: no mail server was named. Whoever puts one on its way asks this first."""
    if f"{__name__}.{NoServer.__qualname__}" != settings.EMAIL_BACKEND:
        return []
    words = _(
        "This installation has no mail server, so nothing was sent. Ask whoever runs it to set EMAIL_URL, and send "
        "again then."
    )
    return [Blocker(code="no_mail_server", message=words)]


class MailServer(EmailBackend):
    """SMTP, recipient by recipient: `answers` holds what the server said of each of the last message.

    Django's own takes a message for sent when the server took it for anybody. Here it leaves for nobody where one of
    those who `must` get it (addresses in small letters) was refused, so that it can be sent again whole.
    """

    must: frozenset[str] = frozenset()
    answers: list[Answer]
    connection: SMTP

    def _send(self, email_message: EmailMessage) -> bool:
        """Offer one message. Raises what smtplib raises: the sender, recipients or the content were refused."""
        if not email_message.recipients():
            return False
        encoding = email_message.encoding or settings.DEFAULT_CHARSET
        sender = sanitize_address(email_message.from_email, encoding)
        recipients = list(dict.fromkeys(sanitize_address(one, encoding) for one in email_message.recipients()))
        content = email_message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        try:
            self._begin(sender, len(content))
            self.answers = [self._offer(one) for one in recipients]
        except SMTPServerDisconnected as error:  # before it was given anything to deliver
            raise SMTPResponseException(421, str(error)) from error
        refused = {one.address.lower() for one in self.answers if not one.accepted}
        if len(refused) == len(self.answers) or refused & self.must:
            self._take_back()
            raise SMTPRecipientsRefused({one.address: _code_and_words(one) for one in self.answers})
        code, said = self.connection.data(content)
        if code != 250:
            self._take_back()
            raise SMTPDataError(code, said)
        return True

    def _begin(self, sender: str, size: int) -> None:
        self.connection.ehlo_or_helo_if_needed()
        sized = self.connection.does_esmtp and self.connection.has_extn("size")
        code, said = self.connection.mail(sender, [f"size={size}"] if sized else [])
        if code != 250:
            self._take_back()
            raise SMTPSenderRefused(code, said, sender)

    def _take_back(self) -> None:
        with suppress(SMTPServerDisconnected):
            self.connection.rset()

    def _offer(self, recipient: str) -> Answer:
        code, said = self.connection.rcpt(recipient)
        return Answer(parseaddr(recipient)[1] or recipient, code in _TAKEN, said_words(code, said))


class NoServer(BaseEmailBackend):
    """Stands where a mail server is missing: refuses before anything is claimed, and again before anything leaves."""

    def open(self) -> bool | None:
        """Refuse."""
        raise Refused(mail_blockers())

    def send_messages(self, email_messages: Sequence[EmailMessage], **_options: Any) -> int:
        """Refuse."""
        raise Refused(mail_blockers())


def _code_and_words(answer: Answer) -> tuple[int, bytes]:
    code, _space, words = answer.said.partition(" ")
    return int(code), words.encode()
