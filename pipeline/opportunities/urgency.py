"""How pressing a next step is: one answer for the page, the list, the board and their filters."""

from datetime import date, timedelta

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Urgency(TextChoices):
    """Red overdue, green today, grey later, amber none: always with its word."""

    OVERDUE = "overdue", pgettext_lazy("next step", "Overdue")
    TODAY = "today", pgettext_lazy("next step", "Today")
    LATER = "later", pgettext_lazy("next step", "Planned")
    NONE = "none", _("No next step")


TONES = {Urgency.OVERDUE: "bad", Urgency.TODAY: "ok", Urgency.LATER: "idle", Urgency.NONE: "warn"}
ICONS = {
    Urgency.OVERDUE: "exclamation-circle",
    Urgency.TODAY: "circle-fill",
    Urgency.LATER: "clock",
    Urgency.NONE: "dash-circle",
}


def urgency_of(next_step_on: date | None, now: date) -> Urgency:
    """Return how pressing a step due on `next_step_on` is on the day `now`."""
    if next_step_on is None:
        return Urgency.NONE
    if next_step_on < now:
        return Urgency.OVERDUE
    return Urgency.TODAY if next_step_on == now else Urgency.LATER


def having(urgency: str, now: date) -> Q:
    """Return the condition on opportunities whose next step is that pressing on the day `now`."""
    return {
        Urgency.OVERDUE: Q(next_step_on__lt=now),
        Urgency.TODAY: Q(next_step_on=now),
        Urgency.LATER: Q(next_step_on__gte=now + timedelta(days=1)),
        Urgency.NONE: Q(next_step_on__isnull=True),
    }[Urgency(urgency)]
