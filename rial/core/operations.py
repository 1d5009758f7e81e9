"""Operations of migrations beside Django's own."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class CreateAtOnce(Operation):
    """The tables of an app and then their triggers, as if they were one.

    Django draws all related models anew after each operation; with a hundred tables that refer to each other this took
    most of a first start. Here they are drawn once. Foreign keys are made last of all, so tables may come in any order
    and refer to each other.
    """

    serialization_expand_args = ["tables", "triggers"]

    def __init__(self, tables: Sequence[CreateModel], triggers: Sequence[AddTrigger] = ()) -> None:
        self.tables = list(tables)
        self.triggers = list(triggers)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As a migration writes it."""
        return self.__class__.__name__, [], {"tables": self.tables, "triggers": self.triggers}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """All of them noted; whoever asks for the models next draws them once."""
        state.__dict__.pop("apps", None)
        for operation in (*self.tables, *self.triggers):
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The tables in order, then the triggers."""
        for operation in (*self.tables, *self.triggers):
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The triggers with their functions first, as long as their tables are there."""
        for trigger in reversed(self.triggers):
            trigger.database_backwards(app_label, schema_editor, to_state, from_state)
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """In a few words."""
        return f"Create {len(self.tables)} tables and {len(self.triggers)} triggers"
