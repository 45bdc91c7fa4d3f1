"""What pricing asks of a person today, for "Mi día": adjustments that an acta asks, prices that run out."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import today
from almacontact.web.asking import Answer
from almacontact.web.formats import day as day_words
from pipeline.duties import Duty, Source
from pipeline.states import OPEN_STAGES
from proposals.pricing.minutes.models import MinutesAdjustment, PricingMinutes

EXPIRY_DAYS = 10
"""Days before a price runs out in which its owner is told."""


def _adjustments(user: User) -> QuerySet[MinutesAdjustment] | None:
    """The adjustments that the person owes."""
    return MinutesAdjustment.objects.pending().filter(owner=user) if user.can(Right.VIEW_PRICING) else None


def _adjustment_in_words(one: Answer) -> Iterator[Duty]:
    yield Duty(
        title=_("Adjustment asked in %(acta)s") % {"acta": one.acta},
        detail=one.text,
        url=reverse("proposals:minutes_detail", args=[one.acta]),
        due_on=one.due_on,
    )


ADJUSTMENTS = Source(
    rows=_adjustments,
    reads={"acta": "minutes__number", "text": "text", "due_on": "due_on"},
    words=_adjustment_in_words,
)


def _expiring(user: User) -> QuerySet[PricingMinutes] | None:
    """The approved prices of the person's open opportunities that run out soon."""
    if not (user.can(Right.VIEW_PRICING) and user.can(Right.BUILD_PRICING)):
        return None
    return PricingMinutes.objects.approved().filter(
        pricing_model__alternative__opportunity__owner=user,
        pricing_model__alternative__opportunity__stage__in=OPEN_STAGES,
        valid_until__lte=today() + timedelta(days=EXPIRY_DAYS),
    )


def _expiry_in_words(one: Answer) -> Iterator[Duty]:
    yield Duty(
        title=_("The price of %(client)s runs out") % {"client": one.client},
        detail=_("%(acta)s is valid until %(day)s.") % {"acta": one.acta, "day": day_words(one.due_on)},
        url=reverse("proposals:pricing_detail", args=[one.model]),
        due_on=one.due_on,
    )


EXPIRING = Source(
    rows=_expiring,
    reads={
        "acta": "number",
        "client": "pricing_model__alternative__opportunity__client__name",
        "model": "pricing_model_id",
        "due_on": "valid_until",
    },
    words=_expiry_in_words,
)
