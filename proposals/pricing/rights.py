"""Who sees and changes which part of a pricing model.

Everybody who may see pricing sees volumes, seats, terms and price. Costs and margin are for those who may see the
margin of all (director, Dirección General, auditor); IT sees and writes technology and telephony, Workforce the sizing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.accounts.roles import Role
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.pricing.engine.inputs import DayType, ServiceLine, Signature, StructureRole, Terms, entries
from proposals.pricing.engine.parameters import Key
from proposals.pricing.engine.snapshot import canonical
from proposals.rights import may_build


class Part(StrEnum):
    """A part of the inputs that is seen and written as one."""

    SIZING = "sizing"
    TECHNOLOGY = "technology"
    COST = "cost"
    TERMS = "terms"


_COST_TERMS = frozenset({"margin", "overhead", "contingency", "effective_annual_rate"})
_SIZING_FIGURES = frozenset(
    {"hours", "night_hours", "sunday_hours", "transactions", "peak", "usable_hours", "fte", "headcount", "seats"}
)
_PRICE_FIGURES = frozenset(
    {
        "price",
        "price_per_seat",
        "price_per_hour",
        "price_per_transaction",
        "iva",
        "invoice",
        "cash",
        "total_value",
        "taxes_and_bonds",
    }
)
_TECHNOLOGY_FIGURES = frozenset({"technology", "telephony"})

AREA_KEYS: Mapping[Role, frozenset[str]] = {
    Role.WORKFORCE_PLANNING: frozenset(
        {
            Key.WEEKLY_HOURS,
            Key.HOURLY_DIVISOR,
            Key.SHRINKAGE_LOW,
            Key.SHRINKAGE_HIGH,
            Key.SUPERVISOR_RATIO_LOW,
            Key.SUPERVISOR_RATIO_HIGH,
            Key.HOLIDAYS_A_YEAR,
        }
    ),
    Role.HUMAN_RESOURCES: frozenset(
        {
            Key.MINIMUM_WAGE,
            Key.TRANSPORT_AID,
            Key.TRANSPORT_AID_LIMIT,
            Key.SEVERANCE,
            Key.SEVERANCE_INTEREST,
            Key.SERVICE_BONUS,
            Key.VACATIONS,
            Key.PENSION,
            Key.FAMILY_FUND,
            Key.OCCUPATIONAL_RISK,
            Key.HEALTH,
            Key.SENA,
            Key.ICBF,
            Key.EXEMPTION_LIMIT,
            Key.NIGHT_RATE,
            Key.NIGHT_STARTS_AT,
            Key.NIGHT_ENDS_AT,
            Key.SUNDAY_RATE,
        }
    ),
    Role.ADMINISTRATION: frozenset(
        {
            Key.IVA,
            Key.WITHHOLDING,
            Key.RETEIVA,
            Key.ICA_BOGOTA,
            Key.GMF,
            Key.PAYMENT_DAYS_PRIVATE,
            Key.PAYMENT_DAYS_STATE,
        }
    ),
}
"""The parameters each support area answers for; the director writes all."""


def part_of(kind: type[Any], name: str) -> Part:
    """Return the part that a field of an input dataclass belongs to."""
    if kind is DayType:
        return Part.SIZING
    if kind is StructureRole:
        return Part.COST
    if kind is Terms:
        return Part.COST if name in _COST_TERMS else Part.TERMS
    rests = entries(kind)[name].rests
    if kind is ServiceLine and (name == "name" or Signature.WORKFORCE in rests):
        return Part.SIZING
    return Part.TECHNOLOGY if Signature.IT in rests else Part.COST


def parts_seen(user: User) -> frozenset[Part]:
    """Return the parts `user` may read."""
    if user.scope(Right.VIEW_MARGIN) == Scope.ALL:
        return frozenset(Part)
    own = {Part.TECHNOLOGY} if Role.IT in user.roles else set()
    return frozenset({Part.SIZING, Part.TERMS, *own})


def parts_edited(user: User, opportunity: Opportunity) -> frozenset[Part]:
    """Return the parts `user` may write in the pricing of `opportunity`: sales what they see, areas their own part."""
    scope = user.scope(Right.BUILD_PRICING)
    if scope == Scope.ALL or (scope == Scope.OWN and may_build(user, opportunity)):
        return parts_seen(user)
    own: set[Part] = set()
    if scope == Scope.AREA:
        own |= {Part.SIZING} if Role.WORKFORCE_PLANNING in user.roles else set()
        own |= {Part.TECHNOLOGY} if Role.IT in user.roles else set()
    return frozenset(own)


def may_lead(user: User, opportunity: Opportunity) -> bool:
    """Tell whether `user` leads the pricing of `opportunity`: versions, scenarios, actas. That is Comercial's."""
    return bool(parts_edited(user, opportunity) & {Part.TERMS})


def demand_lead(user: User, opportunity: Opportunity) -> None:
    """Refuse when `user` does not lead the pricing of `opportunity`."""
    demand(
        may_lead(user, opportunity),
        _("Only the owner, a coordinator or a director leads the pricing of this opportunity."),
        code="not_your_pricing",
    )


def sees_figure(seen: frozenset[Part], key: str) -> bool:
    """Tell whether a figure of the model may be read by who sees these parts."""
    if Part.COST in seen or key.startswith("parameters."):
        return True
    path, _dot, name = key.rpartition(".")
    if name in _SIZING_FIGURES or name in _PRICE_FIGURES:
        return True
    if name in _TECHNOLOGY_FIGURES:
        return Part.TECHNOLOGY in seen
    kind = ServiceLine if path.startswith("services.") else Terms if path == "terms" else None
    return kind is not None and name in entries(kind) and part_of(kind, name) in seen


def foreign_changes(before: Mapping[str, Any], after: Mapping[str, Any], edited: frozenset[Part]) -> frozenset[Part]:
    """Return the parts that differ between two states of the inputs and are not among those `edited`.

    Services count as a set: a new line may only carry costs that a line had before.
    """
    found: set[Part] = set()
    for part in frozenset(Part) - edited:
        if _services_of(after, part) - _services_of(before, part) or (
            part is Part.SIZING and len(after["services"]) != len(before["services"])
        ):
            found.add(part)
        if _terms_of(before, part) != _terms_of(after, part):
            found.add(part)
    if Part.COST not in edited and canonical(before["structure"]) != canonical(after["structure"]):
        found.add(Part.COST)
    return frozenset(found)


def _services_of(inputs: Mapping[str, Any], part: Part) -> set[str]:
    names = [name for name in entries(ServiceLine) if part_of(ServiceLine, name) == part]
    return {canonical({name: line.get(name) for name in names}) for line in inputs["services"]}


def _terms_of(inputs: Mapping[str, Any], part: Part) -> dict[str, Any]:
    return {name: value for name, value in inputs["terms"].items() if part_of(Terms, name) == part}


def parameter_keys_edited(user: User) -> frozenset[str]:
    """Return the parameters `user` may write: all (director), or those of their area."""
    scope = user.scope(Right.EDIT_PARAMETERS)
    if scope == Scope.ALL:
        return frozenset(Key)
    if scope == Scope.AREA:
        return frozenset().union(*(AREA_KEYS.get(role, frozenset()) for role in user.roles))
    return frozenset()


def demand_parameter(user: User, key: str) -> None:
    """Refuse when `user` does not answer for a parameter."""
    demand(
        key in parameter_keys_edited(user),
        _("The director or the area that answers for it enters this parameter."),
        code="not_your_parameter",
    )
