"""A form that meets another's save: what only they changed is taken over, what both changed is shown to choose from."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from django import forms
from django.http import QueryDict

from almacontact.audit.models import Audited
from almacontact.audit.timeline import in_words
from almacontact.web.forms import Conflict, StyledForm, VersionedMixin

TAKE = "take"
"""Name of the boxes that choose the saved value of a field in place of one's own."""


class MergingForm(VersionedMixin, StyledForm):
    """A form over the fields of one record that survives a stale version.

    Fields that only somebody else changed then show their value; a field that both changed keeps what was typed and is
    listed in `conflicts` with both values, each with a box to take theirs.
    """

    stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.record is not None and TAKE in self.data:
            self._take(self.record, cast(QueryDict, self.data).getlist(TAKE))

    def raw(self, record: Any, name: str) -> Any:
        """Return the value of field `name` of `record` as this form's input writes it."""
        value = getattr(record, name)
        return value.pk if isinstance(value, Audited) else value

    def shown(self, source: Any, name: str) -> str:
        """Return in words the value of field `name` that `source` has: the record, or what the person wants of it."""
        return in_words(type(self.record)._meta.get_field(name), getattr(source, name))  # type: ignore[union-attr]

    def record_fields(self) -> list[str]:
        """Return the fields of this form that are fields of the record."""
        names = {field.name for field in self.record._meta.concrete_fields} if self.record is not None else set()
        return [name for name in self.fields if name in names and name != "version"]

    def meet(self, current: Any) -> None:
        """Show both values where two people changed the same field, and expect the present version next time."""
        base = _as_it_was(current, self.expected_version)
        mine = self.__class__.proposal(self.cleaned_data)
        wanted = SimpleNamespace(**mine)
        data = cast(QueryDict, self.data).copy()
        conflicts: list[Conflict] = []
        for name in self.record_fields():
            theirs = getattr(current, name)
            if name not in mine or mine[name] == theirs:
                continue
            before = getattr(base, name) if base is not None else None
            if base is not None and theirs == before:
                continue  # only this person changed it
            if base is not None and mine[name] == before:
                _write(data, self, name, self.raw(current, name))
            else:
                described = current._meta.get_field(name)
                label = self.fields[name].label or described.verbose_name
                conflicts.append(
                    Conflict(label, self.shown(wanted, name) or "–", self.shown(current, name) or "–", name)
                )
        _write(data, self, "version", current.version)
        self.data = data
        self.conflicts = conflicts
        self.stale = True

    @staticmethod
    def proposal(cleaned: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the person wants of each field of the record."""
        return cleaned

    def _take(self, record: Any, names: list[str]) -> None:
        data = cast(QueryDict, self.data).copy()
        for name in set(names) & set(self.record_fields()):
            _write(data, self, name, self.raw(record, name))
        self.data = data


def _as_it_was(current: Any, version: int | None) -> Any | None:
    """Return the record at the version that the person read, from its history; None where it is not there."""
    return current.history.filter(version=version).first() if version is not None else None


def _write(data: QueryDict, form: forms.Form, name: str, value: Any) -> None:
    widget = form.fields[name].widget
    written = widget.format_value(value) if hasattr(widget, "format_value") else value
    if isinstance(written, list):
        written = written[0] if written else ""
    data[form.add_prefix(name)] = "" if written is None else str(written)
