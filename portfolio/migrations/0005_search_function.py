"""The search itself as a function: its plan is kept by the connection, and never reads the texts one by one."""

from django.db import migrations

# The planner counts a row's search vector as free, though it lies out of line: left alone, it reads every text
# where the indexes give the same rows at once. Hence enable_seqscan = off, for this function only.
CREATE = """
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
DROP = "DROP FUNCTION IF EXISTS portfolio_matches(tsquery, tsquery)"


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0004_assessment_imports")]
    operations = [migrations.RunSQL(CREATE, DROP)]
