"""What fills the placeholders of a template: values of the client, the contact, the request and the acta, in Spanish.

The proposal is written in Spanish whatever the language of who writes it: dates and labels too. What the request does
not say is taken from the scenario that was signed. What would say nothing (a service that fits no list) is left for
the writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation

from almacontact.web.formats import day, number
from pipeline.catalogues.models import CATCH_ALL
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.intake.models import Intake
from proposals.pricing.engine.inputs import CHANNEL_LABELS, Channel
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.words import plain


def values_for(opportunity: Opportunity, minutes: PricingMinutes) -> dict[str, str]:
    """Return the value of each of `placeholders.PLACEHOLDERS`; '' where no record says it."""
    intake = latest_intake(opportunity)
    client = opportunity.client
    contact: Contact | None = (intake.contact if intake else None) or opportunity.contact
    services: list[Mapping[str, Any]] = (minutes.frozen or {}).get("deal", {}).get("services", [])
    with translation.override("es"):
        return {
            "client": client.name,
            "contact": contact.name if contact else "",
            "objective": in_a_sentence(opportunity.objective or (intake.summary if intake else "")),
            "service": "" if opportunity.service.code == CATCH_ALL else in_a_sentence(str(opportunity.service)),
            "channels": (intake.channels if intake else "") or _channels(services),
            "hours": intake.hours if intake else "",
            "seats": number(minutes.seats),
            "months": number(minutes.term_months),
            "sla": _asked_level(intake) or _signed_level(services),
            "city": client.city,
            "acta": minutes.number,
            "valid_until": day(minutes.valid_until),
        }


def in_a_sentence(words: str) -> str:
    """Return a name or a phrase as it stands in the middle of a sentence: in lower case, unless it is an acronym, and
    without the full stop of its own."""
    said = words.strip().removesuffix(".")
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def latest_intake(opportunity: Opportunity) -> Intake | None:
    """Return the newest request of an opportunity that is not voided."""
    return opportunity.intakes.standing().select_related("contact").order_by("-received_on", "-pk").first()


def _channels(services: list[Mapping[str, Any]]) -> str:
    """The channels that were priced: “Inbound, Back office”."""
    return ", ".join(dict.fromkeys(str(CHANNEL_LABELS[Channel(one["channel"])]) for one in services))


def _asked_level(intake: Intake | None) -> str:
    """The service level the client asks for: “80/20”, or “80 %” without a threshold."""
    if intake is None or intake.service_level is None:
        return ""
    if intake.threshold_seconds is None:
        return f"{intake.service_level} %"
    return f"{intake.service_level}/{intake.threshold_seconds}"


def _signed_level(services: list[Mapping[str, Any]]) -> str:
    """The service levels that sized the inbound services, each once: “80/20”."""
    inbound = [one for one in services if one["channel"] == Channel.INBOUND]
    levels = (
        f"{plain(Decimal(one['target_service_level']) * 100, 1, trim=True)}/"
        f"{plain(Decimal(one['answer_within_seconds']), 0)}"
        for one in inbound
    )
    return ", ".join(dict.fromkeys(levels))
