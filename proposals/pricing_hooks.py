"""Where pricing is plugged in: approvals, the gate to Proposal, the opportunity page, the day."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.approvals.registry import register as register_kind
from pipeline import duties
from pipeline.opportunities import gates, panels
from pipeline.states import Move
from proposals.pricing.minutes.approval import MinutesKind
from proposals.pricing.minutes.currentness import pricing_approved
from proposals.pricing.panel import duties_of, panel_context


def install() -> None:
    """Register everything. Called once, at start-up."""
    register_kind(MinutesKind())
    gates.register(Move.PROPOSE, "pricing_approved", pricing_approved)
    duties.register_duties(duties_of)
    panels.register(
        panels.Panel(
            key="pricing",
            title=_("Pricing"),
            template="proposals/pricing/_panel.html",
            context=panel_context,
            right=Right.VIEW_PRICING,
            order=45,
            icon="calculator",
        )
    )
