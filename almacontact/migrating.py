"""An operation for migrations that lay down many tables at once."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Create the tables of several models as one step.

    After each `CreateModel` Django builds anew every model that is related to the new one, and here all are, by their
    users alone: the work grows with the square of the models and took half a minute. This builds them once. The models
    may refer to each other in a circle: SQLite asks for the other table only with the first row, and on PostgreSQL the
    foreign keys follow when all tables stand.
    """

    def __init__(self, models: list[CreateModel]) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Say how it was made."""
        return type(self).__name__, [], {"models": self.models}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models, forgetting those built so far: they are built when they are next asked for."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for create in self.models:
            create.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the tables."""
        for create in self.models:
            create.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the tables."""
        for create in reversed(self.models):
            create.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Name what it creates."""
        return f"Create {len(self.models)} models"
