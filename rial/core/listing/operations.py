"""What a migration does for the tables of a list beside creating them."""

from django.db import migrations
from django.db.migrations.operations.base import Operation

# A function, so that its plan is kept by the connection. The planner counts a row's search vector as free, though
# it lies out of line: left alone, it reads every text where the indexes give the same rows at once. Hence
# enable_seqscan = off, for this function only.
_SEARCH = """
CREATE OR REPLACE FUNCTION {texts}_matches(
  es tsquery, en tsquery, OUT in_title bytea, OUT in_card bytea, OUT in_all bytea
)
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  in_title := (SELECT string_agg(int4send(index_id), '') FROM {texts}
               WHERE in_title_es @@ es OR in_title_en @@ en);
  in_card := (SELECT string_agg(int4send(index_id), '') FROM {texts}
              WHERE in_card_es @@ es OR in_card_en @@ en);
  in_all := (SELECT string_agg(int4send(index_id), '') FROM {texts}
             WHERE in_all_es @@ es OR in_all_en @@ en);
END $$;
"""


def search_function(texts: str) -> Operation:
    """Make `TABLE_matches(es, en)`, which finds the rows of a query, for a table of texts."""
    return migrations.RunSQL(_SEARCH.format(texts=texts), f"DROP FUNCTION IF EXISTS {texts}_matches(tsquery, tsquery)")


def prepare_listing(rows: str, texts: str) -> list[Operation]:
    """Cached pages are renewed when a row changes; texts lie out of line; the search is a function.

    rows, texts: the tables, as the database names them. To be added after the tables were created.
    """
    return [
        migrations.RunSQL(f"SELECT watch_public_table('{rows}')", f"DROP TRIGGER IF EXISTS public_change ON {rows}"),
        # Matches are read from the GIN indexes; the heap gives only slots, so its rows should be short.
        migrations.RunSQL(
            f"ALTER TABLE {texts} SET (toast_tuple_target = 128)", f"ALTER TABLE {texts} RESET (toast_tuple_target)"
        ),
        search_function(texts),
    ]
