"""The search function is called after its table, as that of every list (rial.core.listing.operations)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0004_public_launch")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION portfolio_matches(tsquery, tsquery) RENAME TO portfolio_programtext_matches",
            "ALTER FUNCTION portfolio_programtext_matches(tsquery, tsquery) RENAME TO portfolio_matches",
        )
    ]
