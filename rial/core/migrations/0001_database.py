"""Extensions, text functions and the cache table that every app may rely on."""

from typing import Any

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.core.management import call_command
from django.db import migrations

# Folds accents and case, then restores the suffixes the Spanish stemmer looks for: unaccent alone breaks
# "cooperación" (docs/adr/0006). IMMUTABLE through the two-argument unaccent, so that it can be indexed.
FOLD = r"""
CREATE OR REPLACE FUNCTION fold_es(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(public.unaccent('public.unaccent'::regdictionary, lower($1)),
    '([acsux])ion\M', '\1ión', 'g'), 'logi(as?)\M', 'logí\1', 'g')
$$;
CREATE OR REPLACE FUNCTION fold_plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT public.unaccent('public.unaccent'::regdictionary, lower($1))
$$;
-- English: British spellings of the Caribbean fold into the American ones (W20: labour/labor).
CREATE OR REPLACE FUNCTION fold_en(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    public.unaccent('public.unaccent'::regdictionary, lower($1)),
    '\m(lab|hon|fav|harb|neighb|behavi|col|endeav)our', '\1or', 'g'),
    '(\w{3,})is(e|es|ed|ing|ation|ations)\M', '\1iz\2', 'g'),
    '\mprogramme', 'program', 'g'),
    '\mcentre', 'center', 'g')
$$;
-- A key that sorts as Spanish does (ñ after n), whatever the server's collations.
CREATE OR REPLACE FUNCTION sort_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(public.unaccent('public.unaccent'::regdictionary, replace(lower($1), 'ñ', chr(1))), chr(1), 'n{')
    COLLATE "C"
$$;
"""
UNFOLD = """
DROP FUNCTION IF EXISTS fold_es(text);
DROP FUNCTION IF EXISTS fold_plain(text);
DROP FUNCTION IF EXISTS fold_en(text);
DROP FUNCTION IF EXISTS sort_key(text);
"""


def create_cache_table(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", "core_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(FOLD, UNFOLD),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
