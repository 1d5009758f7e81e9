"""Tables that public pages show move the public version on; search texts lie out of line."""

from django.db import migrations

WATCHED = (
    "directory_country",
    "directory_subregion",
    "directory_institution",
    "directory_institutionname",
    "directory_topic",
    "directory_populationgroup",
    "portfolio_collection",
    "portfolio_criterion",
    "portfolio_candidate",
    # Every change of a public program passes through its index row (portfolio.signals.program_changed).
    "portfolio_programindex",
)
WATCH = "".join(f"SELECT watch_public_table('{table}');\n" for table in WATCHED)
UNWATCH = "".join(f"DROP TRIGGER IF EXISTS public_change ON {table};\n" for table in WATCHED)

# Matches are read from the GIN indexes; the heap gives only slots, so its rows should be short.
NARROW = "ALTER TABLE portfolio_programtext SET (toast_tuple_target = 128)"
WIDE = "ALTER TABLE portfolio_programtext RESET (toast_tuple_target)"


class Migration(migrations.Migration):
    dependencies = [("core", "0002_public_version"), ("portfolio", "0002_program_index")]
    operations = [migrations.RunSQL(WATCH, UNWATCH), migrations.RunSQL(NARROW, WIDE)]
