"""What is authorized, committed or spent is published with its amount; a range has both ends."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("fund", "0008_rules_of_the_ledger")]

    operations = [
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=Q(amount__isnull=True)
                | Q(published_as__in=["amount", "approximate", "difference"])
                | Q(kind__in=["contribution", "pledge", "support", "sought"]),
                name="entry_of_use_is_shown",
                violation_error_message="What is authorized, committed or spent is published with its amount.",
            ),
        ),
        migrations.RemoveConstraint("entry", "entry_range_in_order"),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=Q(range_low__isnull=True, range_high__isnull=True)
                | Q(range_low__isnull=False, range_low__gt=0, range_high__isnull=False, range_high__gte=F("range_low")),
                name="entry_range_in_order",
                violation_error_message="A range has a lower and an upper end, in this order.",
            ),
        ),
    ]
