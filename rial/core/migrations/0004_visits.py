"""Visits of public records by day and language: numbers only, nothing about who came (rial.core.visits)."""

from django.db import migrations

CREATE = """
CREATE TABLE core_visit (
  record text NOT NULL,
  language text NOT NULL,
  day date NOT NULL,
  visits integer NOT NULL,
  PRIMARY KEY (record, language, day)
);
-- Visits of a record since a day; a function, so that lists of any app can sort by it.
CREATE FUNCTION visits_since(name text, since date) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(sum(visits), 0)::bigint FROM core_visit WHERE record = name AND day >= since
$$;
"""
DROP = """
DROP FUNCTION IF EXISTS visits_since(text, date);
DROP TABLE IF EXISTS core_visit;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_public_moments")]
    operations = [migrations.RunSQL(CREATE, DROP)]
