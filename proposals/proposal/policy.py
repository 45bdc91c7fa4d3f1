"""The setting of who approves proposals, and of the volume band."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.audit.models import Audited


class OfferPolicy(Audited):
    """The setting of who approves proposals: one row (docs/process.md#authority)."""

    general_always = models.BooleanField(
        _("Dirección General approves every proposal"),
        default=True,
        help_text=_("Otherwise only those of high risk or high impact, by the risk rules."),
    )
    volume_band_percent = models.PositiveSmallIntegerField(
        _("volume band (percent of the seats)"),
        default=10,
        help_text=_("Inside this band the price holds, in what is offered and in what is awarded."),
    )

    class Meta:
        verbose_name = _("approval policy of proposals")
        verbose_name_plural = _("approval policy of proposals")
        constraints = [
            models.CheckConstraint(name="offer_policy_single", condition=Q(pk=1)),
            models.CheckConstraint(
                name="offer_policy_band_in_range",
                condition=Q(volume_band_percent__lte=50),
                violation_error_message=_("The volume band is at most half of the seats."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Approval policy of proposals"))

    @classmethod
    def current(cls) -> OfferPolicy:
        """Return the setting in force."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def band(self, seats: int) -> tuple[int, int]:
        """Return the least and the most seats at which a price for `seats` holds; the band is rounded inwards.

        A band never promises more than its percentage: 15 seats ± 10 % is 14 to 16, since 13,5 and 16,5 are no seats.
        """
        slack = seats * self.volume_band_percent // 100
        return max(seats - slack, 1), seats + slack
