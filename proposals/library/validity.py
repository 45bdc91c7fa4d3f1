"""How long a piece of evidence still holds: what has lapsed proves nothing, what is about to is renewed in time."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from almacontact.refusals import Words
from proposals.library.models import Evidence

WARNING_DAYS = 30
"""How many days before the end the warning begins."""


class Validity(StrEnum):
    """Where a piece of evidence stands on a day."""

    OPEN = "open"
    VALID = "valid"
    LAPSING = "lapsing"
    LAPSED = "lapsed"


VALIDITY_LABELS: dict[Validity, Words] = {
    Validity.OPEN: gettext_lazy("Without an end"),
    Validity.VALID: gettext_lazy("Valid"),
    Validity.LAPSING: gettext_lazy("Lapses within 30 days"),
    Validity.LAPSED: gettext_lazy("Lapsed"),
}
VALIDITY_TONES: dict[Validity, str] = {
    Validity.OPEN: "idle",
    Validity.VALID: "ok",
    Validity.LAPSING: "warn",
    Validity.LAPSED: "bad",
}


@dataclass(frozen=True)
class Standing:
    """The validity of one piece of evidence, in words, with its tone."""

    validity: Validity
    words: str

    @property
    def tone(self) -> str:
        """Return the tone of the badge."""
        return VALIDITY_TONES[self.validity]

    @property
    def warns(self) -> bool:
        """Tell whether somebody has to do something about it."""
        return self.validity in (Validity.LAPSING, Validity.LAPSED)


def standing_of(evidence: Evidence, day: date) -> Standing:
    """Return how `evidence` stands on `day`."""
    if evidence.valid_until is None:
        return Standing(Validity.OPEN, _("Without an end"))
    days = (evidence.valid_until - day).days
    if days < 0:
        return Standing(
            Validity.LAPSED, ngettext("Lapsed %(n)d day ago", "Lapsed %(n)d days ago", -days) % {"n": -days}
        )
    if days == 0:
        return Standing(Validity.LAPSING, _("Lapses today"))
    if days <= WARNING_DAYS:
        return Standing(Validity.LAPSING, ngettext("Lapses in %(n)d day", "Lapses in %(n)d days", days) % {"n": days})
    return Standing(Validity.VALID, _("Valid"))


def with_validity(records: QuerySet[Evidence], validity: str, day: date) -> QuerySet[Evidence]:
    """Return those of `records` that stand so on `day`: the same rule as `standing_of`, in the database."""
    soon = day + timedelta(days=WARNING_DAYS)
    conditions = {
        Validity.OPEN: Q(valid_until__isnull=True),
        Validity.VALID: Q(valid_until__gt=soon),
        Validity.LAPSING: Q(valid_until__range=(day, soon)),
        Validity.LAPSED: Q(valid_until__lt=day),
    }
    return records.filter(conditions[Validity(validity)])
