"""Making the tables of an app at once: with cycles among them, their triggers, and all of it taken away again."""

from typing import Any

import pgtrigger
import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from pgtrigger.migrations import AddTrigger

from rial.core.operations import CreateAtOnce


def _operation() -> CreateAtOnce:
    key: models.Field[int, int] = models.BigAutoField(primary_key=True)
    egg = migrations.CreateModel(
        "Egg", [("id", key), ("laid_by", models.ForeignKey("core.Hen", models.CASCADE, null=True))]
    )
    hen = migrations.CreateModel(
        "Hen",
        [("id", key), ("came_from", models.ForeignKey("core.Egg", models.CASCADE, null=True))],
        options={"constraints": [models.UniqueConstraint(fields=["came_from"], name="one_hen_per_egg")]},
    )
    scratch = ProjectState()
    CreateAtOnce(tables=[egg, hen]).state_forwards("core", scratch)
    protect = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)
    drawn: Any = scratch.apps.get_model("core", "egg")
    return CreateAtOnce([egg, hen], [AddTrigger("egg", protect.compile(drawn))])


def _tables() -> set[str]:
    with connection.cursor() as cursor:
        return {name for name in connection.introspection.table_names(cursor) if name in {"core_egg", "core_hen"}}


def _triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('core_egg') AND tgname LIKE 'pgtrigger_%'"
        )
        return [name for (name,) in cursor.fetchall()]


def _foreign_keys() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text IN ('core_egg', 'core_hen')"
        )
        return set(cursor.fetchall())


@pytest.mark.django_db
def test_tables_that_refer_to_each_other_come_and_go_with_their_triggers() -> None:
    operation, before = _operation(), ProjectState()
    after = before.clone()
    operation.state_forwards("core", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("core", editor, before, after)
    assert _tables() == {"core_egg", "core_hen"}
    assert _foreign_keys() == {("core_egg", "core_hen"), ("core_hen", "core_egg")}
    assert len(_triggers()) == 1
    with connection.schema_editor() as editor:
        operation.database_backwards("core", editor, after, before)
    assert _tables() == set()
    assert _triggers() == []


def test_models_are_drawn_once_when_they_are_asked_for() -> None:
    operation, state = _operation(), ProjectState()
    assert not list(state.apps.get_models())
    operation.state_forwards("core", state)
    assert "apps" not in vars(state)
    assert {model._meta.model_name for model in state.apps.get_models()} == {"egg", "hen"}
    assert [trigger.name for trigger in state.models["core", "egg"].options["triggers"]] == ["never_deleted"]


def test_a_migration_writes_it_so_that_it_can_be_read_again() -> None:
    written, imports = MigrationWriter.serialize(_operation())
    scope: dict[str, object] = {}
    exec("\n".join(sorted(imports)) + "\nfrom django.db import migrations", scope)  # noqa: S102 - what was written
    found = eval(written, scope)  # noqa: S307 - what was written
    assert [table.name for table in found.tables] == ["Egg", "Hen"]
    assert [trigger.trigger.name for trigger in found.triggers] == ["never_deleted"]
    assert found.describe() == "Create 2 tables and 1 triggers"
