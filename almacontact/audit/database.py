"""What the database refuses of every record: history only grows, and what is kept is not deleted."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from almacontact.accounts.models import User
from almacontact.audit.models import Audited
from almacontact.audit.rules import Grows, Kept, Rule


def rules() -> Iterator[Rule]:
    """Return the rules of people, of all business records, and of all histories."""
    yield Kept(User)
    for model in apps.get_models():
        if issubclass(model, Audited):
            yield Kept(model)
        if history := history_of(model):
            yield Grows(history)


def history_of(model: type[models.Model]) -> type[models.Model] | None:
    """Return the table that keeps the versions of `model`, if there is one."""
    found: type[models.Model] | None = getattr(getattr(model, "history", None), "model", None)
    return found
