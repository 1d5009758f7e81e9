"""The reason of a reversal in both languages; what is there stays readable in both."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

# The reason of a reversal is its own in every language.
_ENTERS = import_module("fund.migrations.0003_guards").ENTERS
ENTERS = _ENTERS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "NEW.reason := entered.reason;",
    "NEW.reason := entered.reason; NEW.reason_es := entered.reason_es; NEW.reason_en := entered.reason_en;",
)
# The guards of the ledger refuse every change, this one too; nothing but the place of the text changes.
MOVE = """
ALTER TABLE fund_entry DISABLE TRIGGER fund_no_change;
UPDATE fund_entry SET reason_es = reason, reason_en = reason WHERE reason <> '';
ALTER TABLE fund_entry ENABLE ALWAYS TRIGGER fund_no_change;
"""


def _reason() -> models.CharField:
    return models.CharField(blank=True, default="", max_length=500, verbose_name="reason")


class Migration(migrations.Migration):

    dependencies = [("fund", "0006_public_list")]

    operations = [
        migrations.RemoveConstraint("entry", "entry_reversal_has_a_reason"),
        migrations.AddField("entry", "reason_es", _reason()),
        migrations.AddField("entry", "reason_en", _reason()),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason_es="") | ~Q(reason_en=""),
                name="entry_reversal_has_a_reason",
                violation_error_message="Write why the entry is reversed.",
            ),
        ),
        migrations.RunSQL(ENTERS, _ENTERS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
