"""Where requests and check lists are plugged in: gates, the opportunity page, the day, and the risk of an offer."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from pipeline import duties
from pipeline.opportunities import gates, panels
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import Move
from proposals.checklist.duties import duties_of
from proposals.checklist.gates import no_go_told, requirements_answered, waived_count
from proposals.checklist.panel import check_list_context, intake_context
from proposals.pricing import risk_facts
from proposals.pricing.engine.risk import Metric


def install() -> None:
    """Register everything. Called once, at start-up."""
    gates.register(Move.PROPOSE, "requirements_answered", requirements_answered)
    gates.register(Move.GIVE_UP, "no_go_told", no_go_told)
    duties.register_duties(duties_of)
    risk_facts.register(_facts)
    panels.register(
        panels.Panel(
            key="intake",
            title=_("Requests"),
            template="proposals/intake/_panel.html",
            context=intake_context,
            right=Right.VIEW_OPPORTUNITIES,
            order=40,
            icon="inbox",
        )
    )
    panels.register(
        panels.Panel(
            key="requirements",
            title=_("Check list"),
            template="proposals/checklist/_requirements_panel.html",
            context=check_list_context,
            right=Right.VIEW_REQUIREMENTS,
            order=42,
            icon="ui-checks",
        )
    )


def _facts(opportunity: Opportunity) -> Mapping[Metric, risk_facts.Value]:
    return {Metric.WAIVED_REQUIREMENTS: waived_count(opportunity)}
