"""What the database refuses of clients and contacts: to lose one that somebody has worked with."""

from almacontact.audit.doors import UNDO
from almacontact.audit.rules import Kept, Pass, Rule
from pipeline.clients.models import Client, Contact


def rules() -> tuple[Rule, ...]:
    """Return the rules of clients and contacts."""
    untouched = (Pass(UNDO.name, "OLD.version = 0"),)
    return (Kept(Client, through=untouched), Kept(Contact, through=untouched))
