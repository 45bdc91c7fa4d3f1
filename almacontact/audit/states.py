"""A state machine whose field nobody writes by hand: django-fsm, with two of its traps closed."""

from typing import Any

from django_fsm import ConcurrentTransitionMixin


class StateRecord(ConcurrentTransitionMixin):
    """A model with protected state fields that stay protected.

    The library's `refresh_from_db` lifts `protected` for the whole process while it runs, and for good when it raises;
    here the value is taken out of the instance instead, so that the descriptor accepts it once. It is not deferred for
    that: Django would leave it out, and read it by a query of its own.
    """

    _taken_out: frozenset[str] = frozenset()

    def get_deferred_fields(self) -> set[str]:
        """Return the fields that were not loaded; a state that is being read again is none of them."""
        return super().get_deferred_fields() - self._taken_out

    def _get_protected_fsm_fields(self) -> set[str]:
        return set()

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the record again, state fields included, leaving them protected."""
        asked = kwargs.get("fields") or (args[1] if len(args) > 1 else None)
        names = super()._get_protected_fsm_fields()
        held = {
            name: self.__dict__.pop(name)
            for name in names
            if name in self.__dict__ and (asked is None or name in asked)
        }
        self._taken_out = frozenset(held)
        try:
            super().refresh_from_db(*args, **kwargs)
        except BaseException:
            self.__dict__.update(held)
            raise
        finally:
            del self._taken_out
