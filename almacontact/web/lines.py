"""The lines of a record on one page: written together, at the version of the record that was read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet

from almacontact.refusals import Blocker, Refused
from almacontact.web.forms import Answering, Conflict, StyledForm, VersionedMixin


class _VersionForm(VersionedMixin, StyledForm):
    """Carries the version of the record whose lines were read."""


class Lines(Answering, BaseFormSet):
    """A formset that answers like a form: what is refused stands at its line, a conflict above them.

    `head` carries the version. A blocker's field reads "2.title", after whatever stands before the number.
    """

    def __init__(self, data: Any = None, *args: Any, record: Any, **kwargs: Any) -> None:
        self.head = _VersionForm(data, record=record)
        super().__init__(data, *args, **kwargs)

    @property
    def expected_version(self) -> int | None:
        """The version of the record that the person read."""
        return self.head.expected_version

    def is_valid(self) -> bool:
        """Tell whether the lines and the version can be read."""
        return super().is_valid() and self.head.is_valid()

    def standing(self) -> Sequence[forms.Form]:
        """Return the lines that are handed to the action, in their order: blockers count along them."""
        raise NotImplementedError

    def add_refusal(self, refused: Refused) -> None:
        """Put each blocker at its line and field; those that belong to none stand above."""
        lines = self.standing()
        above: list[Blocker] = []
        for blocker in refused.blockers:
            number, name = (["", "", *blocker.field.split(".")])[-2:]
            if number.isdigit() and int(number) < len(lines) and name in lines[int(number)].fields:
                lines[int(number)].add_error(name, str(blocker.message))
            else:
                above.append(blocker)
        self.blockers = tuple(above)

    def meet(self, current: Any) -> None:
        """Keep the lines as they were typed, show them beside those that stand, and expect the present version."""
        self.head.expect(current)
        self.conflicts = self.differences(current)

    def differences(self, current: Any) -> list[Conflict]:
        """Return both values where the lines that were typed differ from those that `current` has now."""
        raise NotImplementedError
