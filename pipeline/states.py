"""The sales stages and outcomes of an opportunity (process row 4), and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where an opportunity stands, in the order of the process."""

    HUNTING = "hunting", _("Hunting")
    QUALIFICATION = "qualification", _("Qualification")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """How a closed opportunity ended. Withdrawn: by us. Cancelled: by the client (desierta)."""

    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", _("Cancelled")


class Move(models.TextChoices):
    """A move of an opportunity that has a gate of its own."""

    QUALIFY = "qualify", _("To Qualification")
    PROPOSE = "propose", _("To Proposal")
    NEGOTIATE = "negotiate", _("To Negotiation")
    WIN = "win", _("Won")
    GIVE_UP = "give_up", _("Closed without a win")
    STEP_BACK = "step_back", _("One stage back")
    REOPEN = "reopen", _("Reopened")


OPEN_STAGES = (Stage.HUNTING, Stage.QUALIFICATION, Stage.PROPOSAL, Stage.NEGOTIATION)
SENT_STAGES = (Stage.PROPOSAL, Stage.NEGOTIATION)
"""Stages in which a proposal has been sent to the client."""

FORWARD: dict[Stage, Move] = {
    Stage.QUALIFICATION: Move.QUALIFY,
    Stage.PROPOSAL: Move.PROPOSE,
    Stage.NEGOTIATION: Move.NEGOTIATE,
}
"""The move that leads into each open stage from the one before it."""


def stage_before(stage: str) -> Stage | None:
    """Return the open stage just before `stage`, or None for the first and for closed."""
    if stage not in OPEN_STAGES or stage == Stage.HUNTING:
        return None
    return OPEN_STAGES[OPEN_STAGES.index(Stage(stage)) - 1]


def stage_after(stage: str) -> Stage | None:
    """Return the open stage just after `stage`, or None for negotiation and closed."""
    if stage not in OPEN_STAGES or stage == Stage.NEGOTIATION:
        return None
    return OPEN_STAGES[OPEN_STAGES.index(Stage(stage)) + 1]
