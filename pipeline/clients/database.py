"""What the database refuses of clients and contacts: to lose one, or a NIT, that somebody has worked with."""

from almacontact.audit.database import history_of
from almacontact.audit.doors import UNDO
from almacontact.audit.rules import Grows, Kept, Owes, Pass, Pays, Rule
from pipeline.clients.models import Client, ClientMerge, Contact


def rules() -> tuple[Rule, ...]:
    """Return the rules of clients and contacts.

    A NIT is rewritten with a line of history that says who and why, in the same transaction. A merge is
    written once, and once undone.
    """
    untouched = (Pass(UNDO.name, "OLD.version = 0"),)
    history = history_of(Client)
    assert history is not None
    rewritten = "OLD.nit <> '' AND OLD.nit IS DISTINCT FROM NEW.nit"
    told = "NEW.history_user_id IS NOT NULL AND coalesce(NEW.history_change_reason, '') <> ''"
    return (
        Kept(Client, through=untouched),
        Kept(Contact, through=untouched),
        Grows(ClientMerge, once=("undone_at", "undone_by_id")),
        Owes(Client, "UPDATE", rewritten, ("nit",)),
        Pays(history, Client, "id", "INSERT", told),
    )
