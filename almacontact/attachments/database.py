"""What the database refuses of attached files: the facts of a file that came in do not change, and it is kept."""

from collections.abc import Iterator

from almacontact.attachments.registry import attachment_models
from almacontact.audit.rules import VOIDED, Kept, Rule, Stands, stored


def rules() -> Iterator[Rule]:
    """Return the rules of every table of attachments."""
    for model in attachment_models():
        facts = tuple(one.column for one in stored(model) if one.name in model.FROZEN)
        yield Kept(model)
        yield Stands(model, only=facts)
        yield Stands(model, only=VOIDED, once=VOIDED, called="void")
