"""Rules that the ledger did not keep: a second person decides, parts use up nothing, the day is Washington's."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import F, Q

_REPLACED = ("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_OLD_ENTERS = import_module("fund.migrations.0007_reason_in_both_languages").ENTERS
_OLD_LEFT = import_module("fund.migrations.0003_guards").LEFT.replace(*_REPLACED)

# The session's time zone decides on current_date: whoever sets it could enter what has not come.
ENTERS = _OLD_ENTERS.replace(
    "NEW.value_date > current_date",
    "NEW.value_date > (clock_timestamp() AT TIME ZONE 'America/New_York')::date",
)
# What is inside another amount, or may be, is listed and never added: it uses up nothing of an authorization either.
# What may be spent under an authorization that is itself unclear stays limited by its amount.
LEFT = (
    _OLD_LEFT.replace(
        "FILTER (WHERE kind <> 'commitment')",
        "FILTER (WHERE kind = 'authorization' OR kind <> 'commitment' AND part_of_id IS NULL AND NOT unclear)",
    )
    .replace("AND commitment_id IS NOT NULL", "AND commitment_id IS NOT NULL AND part_of_id IS NULL AND NOT unclear")
    .replace(
        "(NEW.amount > 0 OR NEW.kind = 'authorization')",
        "(NEW.kind = 'authorization' OR NEW.amount > 0 AND NEW.part_of_id IS NULL AND NOT NEW.unclear)",
    )
)


class Migration(migrations.Migration):

    dependencies = [("fund", "0007_reason_in_both_languages")]

    operations = [
        migrations.RunSQL(ENTERS + LEFT, _OLD_ENTERS + _OLD_LEFT),
        migrations.RemoveConstraint("override", "override_by_a_second_person"),
        migrations.AddConstraint(
            "override",
            models.CheckConstraint(
                condition=Q(state="requested", decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(decided_by=F("requested_by"))
                & ~Q(state="requested"),
                name="override_by_a_second_person",
                violation_error_message="A second person decides, not the one who asked.",
            ),
        ),
    ]
