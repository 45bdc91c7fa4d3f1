"""Dated parameters and risk rules: entering, confirming and switching off. Both keep their history."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.rights import demand_right
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.parameters import DEFINITIONS, Key
from proposals.pricing.engine.risk import Comparison, Metric
from proposals.pricing.models.parameters import DatedParameter, RiskRule
from proposals.pricing.rights import demand_parameter

_LARGEST = Decimal(10) ** 11


def set_parameter(
    *, key: str, by: User, value: Decimal, valid_from: date, source: str, confirmed: bool = True
) -> DatedParameter:
    """Enter the value of a parameter from a day on, in the unit of its key (rates as fractions).

    The value that held until then ends the day before; one that begins later stays and bounds the new one. A value that
    begins on the same day is corrected. Raises `NotAllowed`, or `Refused` at the field.
    """
    _demand_key(by, key)
    _refuse_misfits(key, value, source)
    with transaction.atomic():
        there = list(DatedParameter.objects.select_for_update().filter(key=key).order_by("valid_from"))
        same = next((one for one in there if one.valid_from == valid_from), None)
        if same is not None:
            claim(same, None)
            same.value, same.source, same.confirmed = value, source.strip(), confirmed
            return save_as(same, by=by, reason=source.strip(), fields=["value", "source", "confirmed", "version"])
        before = next((one for one in reversed(there) if one.valid_from < valid_from), None)
        after = next((one for one in there if one.valid_from > valid_from), None)
        until = after.valid_from - timedelta(days=1) if after else None
        if before is not None and (before.valid_to is None or before.valid_to >= valid_from):
            claim(before, None)
            before.valid_to = valid_from - timedelta(days=1)
            save_as(before, by=by, reason=source.strip(), fields=["valid_to", "version"])
        new = DatedParameter(
            key=key,
            value=value,
            valid_from=valid_from,
            valid_to=until,
            source=source.strip(),
            confirmed=confirmed,
            created_by=by,
        )
        return save_as(new, by=by, reason=source.strip())


def confirm_parameter(*, parameter: DatedParameter, by: User) -> DatedParameter:
    """Say that the company stands by a value that was provisional.

    Raises `NotAllowed` to who does not keep this parameter, `Refused` for one that does not exist.
    """
    _demand_key(by, parameter.key)
    if parameter.confirmed:
        return parameter
    with changing(parameter):
        parameter.confirmed = True
        save_as(parameter, by=by, fields=["confirmed", "version"])
    return parameter


def save_rule(
    *, by: User, values: Mapping[str, Any], rule: RiskRule | None = None, version: int | None = None
) -> RiskRule:
    """Write a risk rule, new or changed: code (of a new one), metric, comparison, threshold, points, mandatory, active.

    Rules that fired in an acta stay there as they were. Raises `NotAllowed`, or `Refused` at the field.
    """
    demand_right(by, Right.EDIT_RISK_RULES)
    given = {name: values[name] for name in ("metric", "comparison", "threshold", "points", "mandatory", "active")}
    blockers = []
    if given["metric"] not in set(Metric) or given["comparison"] not in set(Comparison):
        blockers.append(Blocker(code="metric", field="metric", message=_("Choose what the rule looks at.")))
    if abs(given["threshold"]) >= _LARGEST:
        blockers.append(Blocker(code="threshold", field="threshold", message=_("The threshold is too large.")))
    if not given["mandatory"] and given["active"] and not given["points"]:
        blockers.append(
            Blocker(
                code="points", field="points", message=_("A rule that does not decide alone counts a point at least.")
            )
        )
    if rule is None and RiskRule.objects.filter(code=values["code"]).exists():
        blockers.append(Blocker(code="code", field="code", message=_("There is already a rule of this code.")))
    if blockers:
        raise Refused(blockers)
    if rule is None:
        with transaction.atomic():
            last = RiskRule.objects.order_by("-position").first()
            position = last.position + 1 if last else 1
            return save_as(RiskRule(code=values["code"], position=position, created_by=by, **given), by=by)
    changed = [name for name, value in given.items() if getattr(rule, name) != value]
    if not changed:
        return rule
    with changing(rule, version):
        for name in changed:
            setattr(rule, name, given[name])
        save_as(rule, by=by, fields=[*changed, "version"])
    return rule


def _demand_key(by: User, key: str) -> None:
    if key not in set(Key):
        raise Refused(Blocker(code="key", field="key", message=_("There is no such parameter.")))
    demand_parameter(by, key)


def _refuse_misfits(key: str, value: Decimal, source: str) -> None:
    blockers = []
    if not value.is_finite() or value < 0 or value >= _LARGEST:
        blockers.append(Blocker(code="value", field="value", message=_("Write a value from zero on.")))
    elif DEFINITIONS[key].unit is Unit.RATE and value > 2:
        blockers.append(Blocker(code="value", field="value", message=_("A rate cannot be over 200 %.")))
    if not source.strip():
        blockers.append(Blocker(code="source", field="source", message=_("Say where the value comes from.")))
    if blockers:
        raise Refused(blockers)
