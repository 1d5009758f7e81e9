"""Moments at which public pages change by the clock alone, such as a launch: they count in the public version."""

from django.db import migrations

# The moment lies here before it comes; that it has passed changes the version without anybody writing.
# `statement_timestamp()`: the database's clock is the only one that decides what is shown (Django's `Now`).
CREATE = """
CREATE TABLE core_public_moment (
  source text NOT NULL,
  record bigint NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (source, record)
);
CREATE FUNCTION note_public_moment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM core_public_moment WHERE source = TG_TABLE_NAME AND record = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) INTO moment USING NEW;
    IF moment IS NOT NULL THEN
      INSERT INTO core_public_moment VALUES (TG_TABLE_NAME, NEW.id, moment);
    END IF;
  END IF;
  RETURN NULL;
END $$;
-- Call it in a migration for every table with such a column: SELECT watch_public_moment('portfolio_launch', 'at').
CREATE FUNCTION watch_public_moment(name text, moment text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER public_moment AFTER INSERT OR UPDATE OR DELETE ON %I '
                 'FOR EACH ROW EXECUTE FUNCTION note_public_moment(%L)', name, moment);
END $$;
"""
DROP = """
DROP FUNCTION IF EXISTS watch_public_moment(text, text);
DROP FUNCTION IF EXISTS note_public_moment() CASCADE;
DROP TABLE IF EXISTS core_public_moment;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_public_version")]
    operations = [migrations.RunSQL(CREATE, DROP)]
