"""Who wrote what a signature rests on: nobody signs what they built."""

from collections.abc import Mapping
from typing import Any

from proposals.pricing.engine.inputs import DayType, ServiceLine, Signature, Terms, entries
from proposals.pricing.engine.snapshot import canonical
from proposals.pricing.models.pricing import Scenario


def authors_of(scenario: Scenario, signature: Signature) -> set[int]:
    """Return the ids of everybody who wrote or changed the inputs one signature rests on, in this scenario or in those
    it was copied from. Copying what others wrote makes nobody its author. Dirección General rests on every input."""
    found: set[int] = set()
    ids, one = [], scenario
    while one is not None:
        ids.append(one.pk)
        one = one.copied_from
    rows = Scenario.history.model.objects.filter(id__in=ids).order_by("id", "history_date", "history_id")
    before: dict[int, str] = {}
    for pk, user, kind, copied, inputs in rows.values_list(
        "id", "history_user_id", "history_type", "copied_from_id", "inputs"
    ):
        now = canonical(_declared(inputs, signature))
        if before.get(pk) != now and not (kind == "+" and copied is not None) and user is not None:
            found.add(user)
        before[pk] = now
    return found


def _declared(inputs: Mapping[str, Any], signature: Signature) -> Any:
    if signature is Signature.GENERAL:
        return inputs
    services: list[dict[str, Any]] = inputs.get("services") or []
    return {
        "services": [_only(ServiceLine, line, signature) for line in services],
        "terms": _only(Terms, inputs.get("terms", {}), signature),
    }


def _only(kind: type[Any], values: Mapping[str, Any], signature: Signature) -> dict[str, Any]:
    picked = {name: values.get(name) for name, entry in entries(kind).items() if signature in entry.rests}
    days: list[dict[str, Any]] = picked.get("days") or []
    if kind is ServiceLine and days:
        picked["days"] = [_only(DayType, day, signature) for day in days]
    return picked
