"""The form of a pricing model, made from the declaration of its inputs: one box for each field a person may see.

A field's name is the path of its input ("services.0.days.1.volumes"), so that every error of the engine finds its box.
Services, day types and roles are as many as were sent; what a person may not see is taken from the saved inputs, line
by line (each service carries the number of the saved line it comes from).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Refused
from almacontact.web.forms import CarriedNumberField, StyledForm, VersionedMixin
from pipeline.terms import CLAUSE_LABELS, Clause
from proposals.pricing.engine.inputs import (
    CHANNEL_LABELS,
    PRICE_UNIT_LABELS,
    Channel,
    DayType,
    PriceUnit,
    ServiceLine,
    StructureRole,
    Terms,
    entries,
)
from proposals.pricing.forms.boxes import UnitField, VolumesField
from proposals.pricing.forms.conflicts import deal_conflicts
from proposals.pricing.forms.deal_shape import Shape, Typed, flat_values, line_at, shape_of, shape_sent
from proposals.pricing.models.pricing import Scenario
from proposals.pricing.rights import Part, part_of

_CHOICES: Mapping[type[Any], list[tuple[str, Any]]] = {
    Channel: [(one.value, CHANNEL_LABELS[one]) for one in Channel],
    Clause: [(one.value, CLAUSE_LABELS[one]) for one in Clause],
    PriceUnit: [(one.value, PRICE_UNIT_LABELS[one]) for one in PriceUnit],
}
_TEXT_LENGTH = 80

_known_hints: dict[Any, dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    """The type hints of an input dataclass, worked out once."""
    if kind not in _known_hints:
        _known_hints[kind] = get_type_hints(kind)
    return _known_hints[kind]


GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "demand",
        _("Demand and service level"),
        (
            "name",
            "channel",
            "posts",
            "aht_seconds",
            "target_service_level",
            "answer_within_seconds",
            "max_occupancy",
            "max_wait_probability",
            "minimum_agents",
        ),
    ),
    ("people", _("People"), ("internal_shrinkage", "external_shrinkage", "reserve", "wage", "work_clothing")),
    (
        "technology",
        _("Technology and telephony"),
        ("technology_per_seat", "infrastructure_per_seat", "telephony_per_minute"),
    ),
    ("hiring", _("Hiring and training"), ("hiring_cost", "training_days", "cohort_factor", "attrition")),
)
"""How the boxes of a service are parted: key, title, fields."""


@dataclass(frozen=True)
class Block:
    """A titled group of boxes on the page."""

    key: str
    title: Any
    fields: list[BoundField]


@dataclass(frozen=True)
class ServiceBlock:
    """One service on the page: its groups of boxes and its day types (path, boxes)."""

    path: str
    title: str
    channel: str
    line: BoundField
    groups: list[Block]
    days: list[tuple[str, list[BoundField]]]


class DealForm(VersionedMixin, StyledForm):
    """The inputs of one scenario. `seen` and `edited` are the parts a person reads and writes."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=_TEXT_LENGTH)

    def __init__(
        self,
        saved: Mapping[str, Any],
        *,
        seen: frozenset[Part],
        edited: frozenset[Part],
        data: Mapping[str, Any] | None = None,
        shape: Shape | None = None,
        initial: Mapping[str, Any] | None = None,
        errors_due: bool = True,
        record: Scenario | None = None,
    ) -> None:
        self.saved = saved
        self.seen = seen
        self.edited = edited
        sent = shape or (None if data is None else shape_sent(data))
        self.shape = shape_of(saved) if sent is None else self._allowed(sent)
        values = dict(initial or {})
        built: dict[str, forms.Field] = {}
        for path, kind, name, value in self._items():
            built[path] = self._field(kind, name)
            values[path] = value
        bound = None
        if data is not None and errors_due:
            bound = {
                "name": data.get("name", ""),
                "version": data.get("version", ""),
                **flat_values(values, self.shape),
            }
        super().__init__(data=bound, initial=values, record=record)
        self.fields.update(built)
        if not edited:
            self.fields["name"].disabled = True

    # --- building ---------------------------------------------------------------------------------------------------

    def _allowed(self, sent: Shape) -> Shape:
        """What was sent, without what the person may not write: that stands as it is saved."""
        saved = shape_of(self.saved)

        def own(kind: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
            known = entries(kind)
            return {
                name: one for name, one in values.items() if name not in known or part_of(kind, name) in self.edited
            }

        if Part.SIZING in self.edited:
            services = [{**own(ServiceLine, line), "days": line["days"]} for line in sent.services]
        else:
            typed = [own(ServiceLine, line) for line in sent.services]
            services = [
                {**line, **(typed[number] if number < len(typed) else {}), "line": number, "days": line["days"]}
                for number, line in enumerate(saved.services)
            ]
        structure = sent.structure if Part.COST in self.edited else saved.structure
        return Shape(services, structure, own(Terms, sent.terms))

    def _items(self) -> Iterator[tuple[str, type[Any], str, Any]]:
        """Every box: path, kind of item, field, saved or sent value."""
        saved = shape_of(self.saved)
        for number, line in enumerate(self.shape.services):
            path = f"services.{number}"
            yield f"{path}.line", ServiceLine, "line", line.get("line", 0)
            base = line_at(saved.services, line.get("line", 0))
            for name in entries(ServiceLine):
                if name != "days" and part_of(ServiceLine, name) in self.seen:
                    yield f"{path}.{name}", ServiceLine, name, _typed(ServiceLine, name, line.get(name, base.get(name)))
            for position, day in enumerate(line.get("days", [])):
                for name in entries(DayType):
                    yield f"{path}.days.{position}.{name}", DayType, name, _typed(DayType, name, day.get(name))
        if Part.COST in self.seen:
            for number, role in enumerate(self.shape.structure):
                for name in entries(StructureRole):
                    yield f"structure.{number}.{name}", StructureRole, name, _typed(StructureRole, name, role.get(name))
        for name in entries(Terms):
            if part_of(Terms, name) in self.seen:
                known = self.shape.terms.get(name, self.saved.get("terms", {}).get(name))
                yield f"terms.{name}", Terms, name, _typed(Terms, name, known)

    def _field(self, kind: type[Any], name: str) -> forms.Field:
        if name == "line":
            return CarriedNumberField()
        entry, hint = entries(kind)[name], _hints(kind)[name]
        disabled = part_of(kind, name) not in self.edited
        common: dict[str, Any] = {"label": entry.label, "disabled": disabled}
        if hint in _CHOICES:
            return forms.ChoiceField(choices=_CHOICES[hint], **common)
        if hint is bool:
            return forms.BooleanField(required=False, **common)
        if hint is str:
            return forms.CharField(max_length=_TEXT_LENGTH, **common)
        if name == "volumes":
            return VolumesField(**common)
        return UnitField(entry.unit, whole=hint is int, required=type(None) not in get_args(hint), **common)

    # --- reading ----------------------------------------------------------------------------------------------------

    def inputs(self) -> dict[str, Any]:
        """Return the inputs that were sent, in the shape of `snapshot.to_data`, with what is not seen as saved."""
        saved = shape_of(self.saved)
        services = []
        for number, line in enumerate(self.shape.services):
            base = line_at(saved.services, self.cleaned_data.get(f"services.{number}.line") or 0)
            values = {name: value for name, value in base.items() if name != "line"}
            values.update(self._cleaned(ServiceLine, f"services.{number}"))
            values["days"] = [
                self._cleaned(DayType, f"services.{number}.days.{position}")
                for position, _day in enumerate(line.get("days", []))
            ]
            services.append(values)
        structure = saved.structure
        if Part.COST in self.seen:
            structure = [
                self._cleaned(StructureRole, f"structure.{number}") for number in range(len(self.shape.structure))
            ]
        return {
            **self.saved,
            "services": services,
            "structure": structure,
            "terms": {**self.saved.get("terms", {}), **self._cleaned(Terms, "terms")},
        }

    def _cleaned(self, kind: type[Any], path: str) -> dict[str, Any]:
        found = {}
        for name in entries(kind):
            if f"{path}.{name}" in self.fields:
                found[name] = _plain(self.cleaned_data.get(f"{path}.{name}"))
        return found

    def add_refusal(self, refused: Refused) -> None:
        """Show why the engine or an action refused, each reason at the nearest box of its path."""
        for blocker in refused.blockers:
            name = self.nearest(blocker.field)
            if name:
                self.add_error(name, ValidationError(str(blocker.message), code=blocker.code))
            else:
                self.add_error(None, ValidationError(str(blocker.message), code=blocker.code))

    def meet(self, current: Any) -> None:
        """Show both values of each box that differs, and expect the present version next time."""
        theirs = DealForm(current.inputs, seen=self.seen, edited=self.edited, initial={"name": current.name})
        self.conflicts = deal_conflicts(self, theirs)
        self.expect(current)

    def nearest(self, path: str) -> str:
        """Return the name of the box an error's path belongs to: itself, the list around it, its first box; or ""."""
        if not path:
            return ""
        parts = path.split(".")
        while parts:
            name = ".".join(parts)
            if name in self.fields:
                return name
            inside = next((one for one in self.fields if one.startswith(f"{name}.") and not one.endswith(".line")), "")
            if inside:
                return inside
            parts.pop()
        return ""

    # --- what the page shows ----------------------------------------------------------------------------------------

    def services(self) -> list[ServiceBlock]:
        """The services, each with its groups of boxes and its day types."""
        found = []
        for number, line in enumerate(self.shape.services):
            path = f"services.{number}"
            groups = [
                Block(key, title, boxes)
                for key, title, names in GROUPS
                if (boxes := [self[f"{path}.{name}"] for name in names if f"{path}.{name}" in self.fields])
            ]
            days = [
                (f"{path}.days.{position}", [self[f"{path}.days.{position}.{name}"] for name in entries(DayType)])
                for position, _day in enumerate(line.get("days", []))
            ]
            title = str(self[f"{path}.name"].value() or "")
            channel = str(self[f"{path}.channel"].value() or "")
            found.append(ServiceBlock(path, title, channel, self[f"{path}.line"], groups, days))
        return found

    def structure(self) -> list[tuple[str, list[BoundField]]]:
        """The structure roles: path and boxes."""
        if Part.COST not in self.seen:
            return []
        return [
            (f"structure.{number}", [self[f"structure.{number}.{name}"] for name in entries(StructureRole)])
            for number in range(len(self.shape.structure))
        ]

    def terms(self) -> list[BoundField]:
        """The boxes of the terms that the person sees."""
        return [self[f"terms.{name}"] for name in entries(Terms) if f"terms.{name}" in self.fields]


def _typed(kind: type[Any], name: str, value: Any) -> Any:
    """A saved value as its box formats it: numbers as decimals. What a person typed stays as typed."""
    hint = _hints(kind)[name]
    numeric = hint in (int, Decimal) or (Decimal in get_args(hint))
    if not numeric or value is None or isinstance(value, Typed):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value
