"""A version number of all public data, moved on by statement triggers: validators and indexes in process rest on it."""

from django.db import migrations

# Each change adds a row instead of raising a shared counter: writers never wait for one another, and a
# transaction that commits late still changes (newest, how many, sum), which together are the version.
# Old rows are dropped on the way; rows that another transaction is dropping are left to it.
CREATE = """
CREATE TABLE core_public_change (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE FUNCTION note_public_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mine bigint;
BEGIN
  INSERT INTO core_public_change DEFAULT VALUES RETURNING id INTO mine;
  DELETE FROM core_public_change WHERE id IN (
    SELECT id FROM core_public_change WHERE id < mine - 50 FOR UPDATE SKIP LOCKED
  );
  RETURN NULL;
END $$;
-- Call it in a migration for every table that public pages show: SELECT watch_public_table('directory_country').
CREATE FUNCTION watch_public_table(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER public_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I '
                 'FOR EACH STATEMENT EXECUTE FUNCTION note_public_change()', name);
END $$;
"""
DROP = """
DROP FUNCTION IF EXISTS watch_public_table(text);
DROP FUNCTION IF EXISTS note_public_change() CASCADE;
DROP TABLE IF EXISTS core_public_change;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_database")]
    operations = [migrations.RunSQL(CREATE, DROP)]
