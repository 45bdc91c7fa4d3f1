"""Where clarifications, scope changes and rounds of negotiation are plugged in."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.approvals.registry import register as register_kind
from pipeline import duties
from pipeline.opportunities import gates, panels
from pipeline.states import Move
from proposals import events
from proposals.checklist import duties as reminders
from proposals.clarifications.duties import duties_of
from proposals.clarifications.duties import reminders as clarification_reminders
from proposals.clarifications.gates import clarifications_answered, note_resolved
from proposals.clarifications.panel import clarifications_context
from proposals.negotiation.approval import RoundKind
from proposals.negotiation.page import rounds_context


def install() -> None:
    """Register everything. Called once, at start-up."""
    register_kind(RoundKind())
    gates.register(Move.NEGOTIATE, "clarifications_answered", clarifications_answered)
    events.proposal_sent.connect(note_resolved, dispatch_uid="proposals.clarifications")
    duties.register_duties(duties_of)
    reminders.register(clarification_reminders)
    panels.register(
        panels.Panel(
            key="clarifications",
            title=_("Clarifications"),
            template="proposals/clarifications/_clarifications_panel.html",
            context=clarifications_context,
            right=Right.VIEW_PROPOSALS,
            order=56,
            icon="patch-question",
        )
    )
    panels.register(
        panels.Panel(
            key="negotiation",
            title=_("Negotiation"),
            template="proposals/negotiation/_rounds_panel.html",
            context=rounds_context,
            right=Right.VIEW_PROPOSALS,
            order=58,
            icon="chat-square-dots",
        )
    )
