"""A mail server for tests: it takes what it is given, and refuses the recipients that it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much of SMTP as smtplib asks for. `refused`: address → what is answered to RCPT; `taken`: (recipients,
    message) of each that came in; `content_refused`: what is answered to the message itself."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refused: dict[str, str] = {}
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.content_refused = ""


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self._say("220 pruebas")
        recipients: list[str] = []
        for line in iter(self.rfile.readline, b""):
            said = line.decode().strip()
            verb = said[:4].upper()
            if verb == "RCPT":
                address = said[said.index("<") + 1 : said.index(">")]
                answer = self.server.refused.get(address, "250 2.1.5 Ok")
                recipients += [address] if answer.startswith("25") else []
                self._say(answer)
            elif verb == "DATA":
                self._say("354 adelante")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                self._say(self.server.content_refused or "250 2.0.0 Ok")
                if not self.server.content_refused:
                    self.server.taken.append((recipients, message_from_bytes(content, policy=policy.default)))
            elif verb == "QUIT":
                self._say("221 adiós")
                return
            else:
                recipients = [] if verb in ("MAIL", "RSET") else recipients
                self._say("250-pruebas\r\n250 SIZE 20000000" if verb == "EHLO" else "250 2.0.0 Ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def listening() -> Iterator[MailServer]:
    """A server that listens in this block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server, and an installation that sends through it."""
    with listening() as server:
        settings.EMAIL_BACKEND = "almacontact.outgoing.MailServer"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        yield server
