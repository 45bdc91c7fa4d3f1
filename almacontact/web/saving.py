"""How every view saves a form: what was typed stays, a refusal stands at its field, a conflict shows both values."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from almacontact.refusals import STALE, NotAllowed, Refused, StaleVersion
from almacontact.web.clashes import Clash, clash_of

Saved = TypeVar("Saved")


class Attempted(Protocol):
    """What `attempt` asks of a form, or of the lines of a record."""

    is_bound: bool
    clash: Clash | None

    def is_valid(self) -> bool:
        """Tell whether what was typed can be handed to an action."""
        ...

    def add_refusal(self, refused: Refused) -> None:
        """Show why an action refused."""
        ...

    def meet(self, current: Any) -> None:
        """Show what somebody else saved first, and expect that at the next save."""
        ...


def attempt(form: Attempted, save: Callable[[], Saved], *beside: Attempted) -> tuple[Saved | None, int]:
    """Call `save` when `form` was sent and is valid; return what it saved, or None with the status to answer with.

    200: not sent yet. 422: the form says what is wrong. 409: somebody else was faster; the form shows both values, who
    it was and when. Want of a right has a page of its own: `NotAllowed` goes on. The forms `beside` are sent with
    `form` and have to be valid too; what is refused stands on `form`.
    """
    if not form.is_bound:
        return None, 200
    valid = [one.is_valid() for one in (form, *beside)]  # each says what is wrong with it, whatever the others say
    if not all(valid):
        return None, 422
    try:
        return save(), 302
    except NotAllowed:
        raise
    except StaleVersion as stale:
        form.clash = clash_of(stale, getattr(form, "expected_version", None))
        form.meet(stale.current)
        if own := [blocker for blocker in stale.blockers if blocker.code != STALE]:
            form.add_refusal(Refused(own))
        return None, 409
    except Refused as refused:
        form.add_refusal(refused)
        return None, 422
