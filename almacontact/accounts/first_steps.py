"""The set-up code: proof that whoever sets up an empty installation can read the server's own files or window.

Without it the first person on the network to open the page would become its administrator.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.actions import add_first_administrator
from almacontact.accounts.models import User
from almacontact.refusals import Blocker, Refused

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, O, 1 and I, which people mix up
GROUPS, LETTERS = 4, 4  # 4 × 4 letters of 32: 80 bits, beyond guessing


def code_file() -> Path:
    """Return where the code is kept while there is no person."""
    return Path(settings.STATE_DIR) / "setup_code"


def setup_code() -> str:
    """Return the code of this empty installation, made when first asked for."""
    kept = code_file()
    kept.parent.mkdir(parents=True, exist_ok=True)
    groups = ("".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _group in range(GROUPS))
    with tempfile.NamedTemporaryFile("w", dir=kept.parent, prefix="setup_code.") as file:  # for its owner alone
        file.write("-".join(groups))
        file.flush()
        # Appears whole or not at all; where several processes start together, the first one's code counts.
        with contextlib.suppress(FileExistsError):
            os.link(file.name, kept)
    return kept.read_text().strip()


def set_up(*, code: str, email: str, name: str, password: str, language: str) -> User:
    """Add the first administrator for whoever holds the set-up code; the code works once.

    Raises `Refused` for a wrong code and for what is wrong with the person.
    """
    if not secrets.compare_digest(_plain(code).encode(), _plain(setup_code()).encode()):
        raise _wrong_code()
    with transaction.atomic():
        person = add_first_administrator(email=email, name=name, password=password, language=language)
        try:
            code_file().unlink()  # of two who come at the same moment, one
        except FileNotFoundError as gone:
            raise _wrong_code() from gone
    return person


def _wrong_code() -> Refused:
    words = _("This is not the set-up code of this installation. Read it again where the server was started.")
    return Refused(Blocker(code="setup_code", message=words, field="code"))


def _plain(code: str) -> str:
    """Leave out what people add or drop while copying: case, spaces, hyphens."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
