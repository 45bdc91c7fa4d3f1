"""The volume band of an offer: between how many seats its price holds (docs/pricing.md#what-the-documents-hold)."""

from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.policy import OfferPolicy


def band_of(minutes: PricingMinutes) -> tuple[int, int]:
    """Return (least, most) seats at which the price of an approved acta holds.

    What an approved proposal of the acta told the client binds; without one, the policy as it is today decides.
    """
    told = (
        Proposal.objects.standing()
        .filter(minutes=minutes, approved_at__isnull=False)
        .exclude(annex={})
        .order_by("-number")
        .values_list("annex", flat=True)
        .first()
    )
    band = (told or {}).get("band")
    if band:
        return int(band["low"]), int(band["high"])
    return OfferPolicy.current().band(minutes.seats or 0)
