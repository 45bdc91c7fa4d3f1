"""The habit that nothing slow happens while a transaction is open, held by every test that comes past something slow.

Mail that leaves, a message or a workbook that is read, a document that is laid out: whoever asks for that holds no
lock. The transaction of a test itself does not count, nor that of who works alone (`one_act_after_another`).
"""

import functools
import sys
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from almacontact.audit.locking import works_alone


class SlowInTransaction(AssertionError):
    """Something slow was asked for while others wait for what the running transaction holds."""


def forbid() -> None:
    """Let everything slow that there is refuse to begin inside a transaction, wherever it was imported."""
    from django.core.mail.backends import console, filebased, locmem, smtp

    from almacontact import pdf, xlsx
    from almacontact.attachments import checks, emails
    from pipeline.plan import slides
    from pipeline.workbook import opening

    for backend in (console, filebased, locmem, smtp):
        name = "send_messages"
        if name in vars(backend.EmailBackend):
            setattr(backend.EmailBackend, name, _outside(getattr(backend.EmailBackend, name)))
    slides.Deck.save = _outside(slides.Deck.save)  # type: ignore[method-assign]
    for function in (
        pdf.render_pdf,
        xlsx.write_table,
        checks.check_file,
        emails.parse_email,
        emails.parse_internet_message,
        emails.extract_part,
        opening.open_workbook,
    ):
        _put_in_place_of(function, _outside(function))


def of_the_test() -> Any:
    """Return an atomic block around several acts, for a test to take back: it counts no more than the test's own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    return block


def _outside(slow: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(slow)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        connection = connections[DEFAULT_DB_ALIAS]
        opened = [one for one in connection.atomic_blocks if not getattr(one, "_from_testcase", False)]
        if opened and not works_alone():
            raise SlowInTransaction(f"{slow.__module__}.{slow.__qualname__} inside a transaction: others wait for it.")
        return slow(*args, **kwargs)

    return guarded


def _put_in_place_of(function: Callable[..., Any], guarded: Callable[..., Any]) -> None:
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items() if hasattr(module, "__dict__") else ()):
            if value is function:
                setattr(module, name, guarded)
