"""Tables that public pages show move the public version on."""

from django.db import migrations


def names(apps, schema_editor):
    """Every table of the meetings but logs, ballots, registrations and history."""
    for model in apps.get_app_config("meetings").get_models(include_auto_created=True):
        table = model._meta.db_table
        private = table.endswith(("log", "event", "_ballot", "_ballotline", "_registration"))
        if not private:
            yield table


def watch(apps, schema_editor):
    for table in names(apps, schema_editor):
        schema_editor.execute(f"SELECT watch_public_table('{table}')")


def unwatch(apps, schema_editor):
    for table in names(apps, schema_editor):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS public_change ON {table}")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_public_version"), ("meetings", "0001_initial")]
    operations = [migrations.RunPython(watch, unwatch)]
