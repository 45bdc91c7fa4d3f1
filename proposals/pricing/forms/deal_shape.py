"""The lines of a pricing form: how many services, day types and roles it has, as saved or as a browser sent them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from almacontact.web.fields import as_number
from proposals.pricing.start import new_day, new_role

_ITEM = re.compile(r"^(services|structure)\.(\d{1,3})\.(?:days\.(\d{1,3})\.)?(\w+)$")
_TERM = re.compile(r"^terms\.(\w+)$")
MOST_ITEMS = 60


class Typed(str):
    """What a person typed: shown again as it is."""

    __slots__ = ()


@dataclass
class Shape:
    """The services, roles and terms of a form as plain nested values; `line` of a service is the saved one it edits."""

    services: list[dict[str, Any]] = field(default_factory=list)
    structure: list[dict[str, Any]] = field(default_factory=list)
    terms: dict[str, Any] = field(default_factory=dict)


def shape_of(inputs: Mapping[str, Any]) -> Shape:
    """Return the shape of saved inputs."""
    services = [
        {**line, "line": number, "days": [dict(day) for day in line.get("days", [])]}
        for number, line in enumerate(inputs.get("services", []))
    ]
    return Shape(services, [dict(role) for role in inputs.get("structure", [])], dict(inputs.get("terms", {})))


def shape_sent(data: Mapping[str, Any]) -> Shape:
    """Return the shape that a browser sent, numbers closed up where lines were taken out."""
    found: dict[str, dict[int, dict[str, Any]]] = {"services": {}, "structure": {}}
    terms: dict[str, Any] = {}
    for name in data:
        if match := _TERM.match(name):
            terms[match[1]] = Typed(data[name])
        elif match := _ITEM.match(name):
            item = found[match[1]].setdefault(int(match[2]), {"days": {}})
            target = item if match[3] is None else item["days"].setdefault(int(match[3]), {})
            target[match[4]] = Typed(data[name])
    services = [
        {**line, "days": [line["days"][key] for key in sorted(line["days"])[:MOST_ITEMS]]}
        for _number, line in sorted(found["services"].items())[:MOST_ITEMS]
    ]
    structure = [
        {name: value for name, value in role.items() if name != "days"}
        for _number, role in sorted(found["structure"].items())[:MOST_ITEMS]
    ]
    return Shape(services, structure, terms)


def alter(shape: Shape, what: str, saved: Mapping[str, Any]) -> Shape:
    """Add or take out a line: "add:services", "add:services.0.days", "remove:structure.2". Anything else changes
    nothing."""
    action, _colon, path = what.partition(":")
    steps = path.split(".")
    if action == "add":
        if steps == ["services"]:
            first = shape_of(saved).services[:1] or [{}]
            shape.services.append({**first[0], "name": _("New service"), "line": 0})
        elif steps == ["structure"]:
            shape.structure.append(new_role())
        elif len(steps) == 3 and steps[0] == "services" and steps[2] == "days" and _at(shape.services, steps[1]):
            shape.services[int(steps[1])]["days"].append(new_day())
    elif action == "remove":
        lines: list[Any] = {"services": shape.services, "structure": shape.structure}.get(steps[0], [])
        if len(steps) == 2 and _at(lines, steps[1]):
            del lines[int(steps[1])]
        elif len(steps) == 4 and _at(lines, steps[1]) and _at(lines[int(steps[1])]["days"], steps[3]):
            del lines[int(steps[1])]["days"][int(steps[3])]
    return shape


def _at(lines: list[Any], number: str) -> bool:
    position = as_number(number)
    return position is not None and position < len(lines)


def flat_values(values: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """Return the values sent, under the closed-up paths of the shape; what is no box stays out."""
    flat: dict[str, Any] = {}
    for number, line in enumerate(shape.services):
        flat.update({f"services.{number}.{name}": value for name, value in line.items() if name != "days"})
        for position, day in enumerate(line.get("days", [])):
            flat.update({f"services.{number}.days.{position}.{name}": value for name, value in day.items()})
    for number, role in enumerate(shape.structure):
        flat.update({f"structure.{number}.{name}": value for name, value in role.items()})
    flat.update({f"terms.{name}": value for name, value in shape.terms.items()})
    return {name: value for name, value in flat.items() if name in values}


def line_at(lines: list[dict[str, Any]], number: Any) -> dict[str, Any]:
    """Return the saved line of this number, or the first one; empty where there is none."""
    position = as_number(str(number)) or 0
    return lines[position] if position < len(lines) else (lines[0] if lines else {})
