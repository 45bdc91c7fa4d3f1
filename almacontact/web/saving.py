"""How a view saves a form: what was typed stays, a refusal stands at its field, a conflict shows both values."""

from collections.abc import Callable
from typing import TypeVar

from almacontact.refusals import NotAllowed, Refused, StaleVersion
from almacontact.web.forms import StyledForm
from almacontact.web.merging import MergingForm

Saved = TypeVar("Saved")


def attempt(form: StyledForm, save: Callable[[], Saved]) -> tuple[Saved | None, int]:
    """Call `save` when `form` was sent and is valid; return what it saved, or None with the status to answer with.

    409: somebody else was faster, and the form shows both values. 422: the form says what is wrong. 200: not sent yet.
    Want of a right has a page of its own: `NotAllowed` goes on.
    """
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return save(), 302
    except NotAllowed:
        raise
    except StaleVersion as stale:
        if isinstance(form, MergingForm):
            form.meet(stale.current)
        else:
            form.add_refusal(stale)
        return None, 409
    except Refused as refused:
        form.add_refusal(refused)
        return None, 422
