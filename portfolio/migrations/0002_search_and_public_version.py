"""Tables that public pages show move the public version on; search texts lie out of line; the search is a function."""

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

# A function, so that its plan is kept by the connection. The planner counts a row's search vector as free, though
# it lies out of line: left alone, it reads every text where the indexes give the same rows at once. Hence
# enable_seqscan = off, for this function only.
SEARCH = """
CREATE OR REPLACE FUNCTION portfolio_matches(
  es tsquery, en tsquery, OUT in_title bytea, OUT in_card bytea, OUT in_all bytea
)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  in_title := (SELECT string_agg(int4send(index_id), '') FROM portfolio_programtext
               WHERE in_title_es @@ es OR in_title_en @@ en);
  in_card := (SELECT string_agg(int4send(index_id), '') FROM portfolio_programtext
              WHERE in_card_es @@ es OR in_card_en @@ en);
  in_all := (SELECT string_agg(int4send(index_id), '') FROM portfolio_programtext
             WHERE in_all_es @@ es OR in_all_en @@ en);
END $$;
"""
FORGET = "DROP FUNCTION IF EXISTS portfolio_matches(tsquery, tsquery)"


class Migration(migrations.Migration):
    dependencies = [("core", "0002_public_version"), ("portfolio", "0001_initial")]
    operations = [
        migrations.RunSQL(WATCH, UNWATCH),
        migrations.RunSQL(NARROW, WIDE),
        migrations.RunSQL(SEARCH, FORGET),
    ]
