"""Where awards are plugged in: the gates of closing, what dates a sale, the opportunity page, its stream, the day."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.web.formats import day as day_words
from pipeline import duties, events
from pipeline.opportunities import gates, panels, sale, timeline
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import Move, Outcome
from proposals.award import gates as award_gate
from proposals.award.actions import tell_areas, telling_blockers, void_award
from proposals.award.panel import duties_of, panel_context
from proposals.award.terms import standing_award
from proposals.case.timeline import KIND, entries_of


def install() -> None:
    """Register everything. Called once, at start-up."""
    gates.register(Move.WIN, award_gate.ATTACHED, award_gate.award_attached)
    gates.register(Move.WIN, award_gate.WITHIN, award_gate.award_within_minutes)
    gates.register(Move.GIVE_UP, award_gate.NONE_STANDS, award_gate.no_award_stands)
    sale.register(sale_of_award)
    events.closed.connect(_tell_the_areas, dispatch_uid="proposals.award_told")
    events.reopened.connect(_void_with_the_win, dispatch_uid="proposals.award_voided")
    duties.register_duties(duties_of)
    timeline.register_source(KIND, gettext_lazy("Offers"), entries_of)
    panels.register(
        panels.Panel(
            key="award",
            title=gettext_lazy("Award"),
            template="proposals/award/_panel.html",
            context=panel_context,
            right=Right.VIEW_PROPOSALS,
            order=60,
            icon="trophy",
        )
    )


def sale_of_award(opportunity: Opportunity) -> sale.Sale | None:
    """Return what the standing award says was sold, and its date; None without one. One query."""
    award = standing_award(opportunity)
    if award is None:
        return None
    return sale.Sale(
        on=award.awarded_on,
        document=award.document.original_name if award.document else str(award),
        url=award.get_absolute_url(),
        reason=_("Award of %(day)s") % {"day": day_words(award.awarded_on)},
        seats=award.seats,
        unit_value=award.unit_value,
        contract_months=award.contract_months,
    )


def _tell_the_areas(sender: Any, *, opportunity: Opportunity, by: User, **_more: Any) -> None:
    """Tell the areas of a win, unless they know or none takes part: the page of the award then says so."""
    if opportunity.outcome != Outcome.WON:
        return
    award = standing_award(opportunity)
    if award is not None and not telling_blockers(award):
        tell_areas(award=award, by=by)


def _void_with_the_win(sender: Any, *, opportunity: Opportunity, by: User, reason: str, **_more: Any) -> None:
    """Void the award of a win that was taken back."""
    award = standing_award(opportunity)
    if award is not None:
        void_award(award=award, by=by, reason=reason)
