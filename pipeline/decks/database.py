"""What the database refuses of the company presentation: a version keeps its number, and what went out stands."""

from almacontact.audit.doors import ERASE
from almacontact.audit.rules import Pass, Rule, Stands
from pipeline.decks.models import DeckFile, DeckSending


def rules() -> tuple[Rule, ...]:
    """Return the rules of versions and sendings."""
    return (
        Stands(DeckFile, only=("deck_id", "number"), called="version"),
        Stands(
            DeckSending,
            when="OLD.sent_at IS NOT NULL",
            but=("version",),
            through=(Pass(ERASE.name, "NEW.\"to\" = '' AND NEW.message = ''"),),
        ),
    )
