"""What each signature of an acta rests on, in the shape the approvals pin: flat fields and lists with ids.

The division itself is `pricing.snapshot.rests_on`; here its names are made fit to be compared and shown. Order and
names of services do not count, so a line is known by its place in the canonical order.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from almacontact.accounts.models import User
from almacontact.approvals.registry import Reason
from almacontact.refusals import Words
from almacontact.web.formats import day
from pipeline.terms import CLAUSE_LABELS, Clause
from proposals.pricing.computing import quote_of
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.inputs import (
    CHANNEL_LABELS,
    PRICE_UNIT_LABELS,
    Channel,
    DayType,
    PriceUnit,
    ServiceLine,
    Signature,
    Terms,
    entries,
)
from proposals.pricing.engine.price import Pricing
from proposals.pricing.engine.snapshot import rests_on
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.words import plain, words

SERVICES: Mapping[Signature, str] = {Signature.WORKFORCE: "sizing", Signature.IT: "technology"}
"""The field of the content that holds the service lines of each area's signature."""

_RESULTS: Mapping[str, tuple[Words, Unit]] = {
    "price": (gettext_lazy("Computed price a month"), Unit.COP),
    "unit_value": (gettext_lazy("Unit value"), Unit.COP),
    "offered_monthly": (gettext_lazy("Offered monthly value"), Unit.COP),
    "total_value": (gettext_lazy("Total value"), Unit.COP),
    "weekly_hours": (gettext_lazy("Weekly hours"), Unit.HOURS),
    "headcount": (gettext_lazy("Agents"), Unit.COUNT),
    "seats": (gettext_lazy("Seats"), Unit.COUNT),
}
_PAPER: Mapping[str, Words] = {
    "client": gettext_lazy("Client"),
    "opportunity": gettext_lazy("Opportunity"),
    "held_on": gettext_lazy("Meeting held on"),
    "valid_until": gettext_lazy("Price valid until"),
    "agenda": gettext_lazy("Agenda"),
    "attendees": gettext_lazy("Attendees"),
    "observations": gettext_lazy("Observations"),
}
_CHOICES: Mapping[str, Mapping[Any, Words]] = {
    "channel": {one.value: CHANNEL_LABELS[one] for one in Channel},
    "clause": {one.value: CLAUSE_LABELS[one] for one in Clause},
    "price_unit": {one.value: PRICE_UNIT_LABELS[one] for one in PriceUnit},
}

TERM_FIELDS: tuple[str, ...] = tuple(name for name, entry in entries(Terms).items() if Signature.GENERAL in entry.rests)

PAPER_FIELDS = ("client", "opportunity", "held_on", "valid_until", "agenda", "attendees", "observations")
"""What the acta prints beside its figures. The signature of the price rests on it."""

PARTIES = ("client", "opportunity")
"""Those of them that are not the acta's own: it names them as they were when it was frozen."""

FIELDS: Mapping[Signature, tuple[str, ...]] = {
    Signature.WORKFORCE: ("sizing", "weekly_hours"),
    Signature.IT: ("technology",),
    Signature.GENERAL: (
        "price",
        "unit_value",
        "offered_monthly",
        "total_value",
        *TERM_FIELDS,
        "fired",
        "unknown",
        *PAPER_FIELDS,
    ),
}
"""The names in the content that each signature rests on."""


def content_of(pricing: Pricing, fired: Iterable[str], unknown: Iterable[str]) -> dict[str, Any]:
    """Return everything the signatures rest on, as plain JSON values."""
    codes = sorted(fired)
    quoted = quote_of(pricing).terms
    content: dict[str, Any] = {}
    for signature, name in SERVICES.items():
        held = rests_on(pricing, signature)
        content[name] = [_line(line, position) for position, line in enumerate(held["services"], start=1)]
        if "weekly_hours" in held:
            content["weekly_hours"] = held["weekly_hours"]
    general = rests_on(pricing, Signature.GENERAL, codes)
    return {
        **content,
        **general["terms"],
        "price": general["price"],
        "unit_value": quoted.unit_value,
        "offered_monthly": quoted.monthly_value,
        "total_value": quoted.total_value,
        "fired": ", ".join(codes),
        "unknown": ", ".join(sorted(unknown)),
    }


def paper_of(minutes: PricingMinutes) -> dict[str, Any]:
    """Return what an acta prints beside its figures, as plain JSON values. People stand as ids."""
    opportunity = minutes.opportunity
    return {
        "client": opportunity.client.name,
        "opportunity": opportunity.code,
        "held_on": minutes.held_on.isoformat(),
        "valid_until": minutes.valid_until.isoformat(),
        "agenda": minutes.agenda,
        "attendees": ", ".join(sorted(f"{one['role']}:{one['user']}" for one in minutes.attendees)),
        "observations": minutes.observations,
    }


TITLES: Mapping[Signature, str] = {
    Signature.WORKFORCE: gettext_noop("Sizing"),
    Signature.IT: gettext_noop("Technology"),
    Signature.GENERAL: gettext_noop("Price"),
}
"""What each signature is called."""


def signatures_moved(pinned: Mapping[str, Any], pricing: Pricing, fired: Iterable[str]) -> list[str]:
    """Return, in words, the signatures whose content differs from what was pinned; the same risk rules assumed."""
    kept = {name: pinned.get(name) for name in ("unknown", *PAPER_FIELDS)}
    now = {**content_of(pricing, fired, ()), **kept}
    return [
        _(TITLES[signature])
        for signature, names in FIELDS.items()
        if any(pinned.get(name) != now.get(name) for name in names)
    ]


def _line(line: Mapping[str, Any], position: int) -> dict[str, Any]:
    days = [
        {**day, "id": number, "volumes": " ".join("–" if one is None else one for one in day["volumes"])}
        for number, day in enumerate(line.get("days", []), start=1)
    ]
    return {**line, "id": position, **({"days": days} if "days" in line else {})}


def label_of(path: str) -> str:
    """Return the name of a field of the content for people: "sizing.days.volumes"."""
    name = path.rpartition(".")[2]
    if path == "sizing":
        return _("Service, sizing")
    if path == "technology":
        return _("Service, technology")
    if name == "fired":
        return _("Risk rules that fired")
    if name == "unknown":
        return _("Risk rules that could not be asked")
    if name in _PAPER:
        return str(_PAPER[name])
    if name in _RESULTS:
        return str(_RESULTS[name][0])
    for kind in (DayType, ServiceLine, Terms):
        if name in entries(kind):
            return str(entries(kind)[name].label)
    return name


def words_for(path: str, value: Any) -> str:
    """Return a value of the content in words."""
    name = path.rpartition(".")[2]
    if value is None or value == "":
        return ""
    if name in _CHOICES:
        return str(_CHOICES[name].get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in ("held_on", "valid_until"):
        return day(date.fromisoformat(value))
    if name == "attendees":
        ids = [int(one.rpartition(":")[2]) for one in value.split(", ")]
        return ", ".join(User.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))
    if name in ("fired", "unknown", "volumes", "client", "opportunity", "agenda", "observations"):
        return str(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return words(_unit(name), number)


def _unit(name: str) -> Unit:
    if name in _RESULTS:
        return _RESULTS[name][1]
    for kind in (ServiceLine, DayType, Terms):
        if name in entries(kind):
            return entries(kind)[name].unit
    return Unit.NONE


def price_reasons(pricing_words: Mapping[str, str], high_risk: bool) -> tuple[Reason, ...]:
    """Return why Dirección General is asked: what the margin is, and that the offer is of high risk."""
    reasons = [
        Reason(
            gettext_noop("EBITDA %(ebitda)s, gross margin %(gross_margin)s, worst contract year %(lowest)s."),
            dict(pricing_words),
        )
    ]
    if high_risk:
        reasons.append(Reason(gettext_noop("High risk or high impact.")))
    return tuple(reasons)


def rate_words(value: Decimal) -> str:
    """A rate in points with two decimals: `14,49 %`."""
    return f"{plain(value * 100, 2)} %"
