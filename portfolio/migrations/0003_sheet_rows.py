"""A sheet is read by a function, so that the connection keeps the plan of its many branches."""

from django.db import migrations

# Rows of a version arrive as JSON under the name of their relation; planning these branches anew for each sheet
# took three times as long as reading them. `to_jsonb` follows the tables: a new column needs no new function.
VERSION_ROWS = """
CREATE OR REPLACE FUNCTION portfolio_version_rows(wanted bigint) RETURNS TABLE (name text, content text)
LANGUAGE plpgsql STABLE ROWS 20 AS $$
BEGIN
  RETURN QUERY
  SELECT 'topics', to_jsonb(r)::text FROM portfolio_versiontopic l
    JOIN directory_topic r ON r.code = l.topic_id WHERE l.version_id = wanted
  UNION ALL SELECT 'populations', to_jsonb(r)::text FROM portfolio_versionpopulation l
    JOIN directory_populationgroup r ON r.code = l.population_id WHERE l.version_id = wanted
  UNION ALL SELECT 'results', to_jsonb(r)::text FROM portfolio_result r WHERE r.version_id = wanted
  UNION ALL SELECT 'evaluations', to_jsonb(r)::text FROM portfolio_evaluation r WHERE r.version_id = wanted
  UNION ALL SELECT 'sources', to_jsonb(r)::text FROM portfolio_source r WHERE r.version_id = wanted
  UNION ALL SELECT 'links', to_jsonb(r)::text FROM portfolio_link r WHERE r.version_id = wanted
  UNION ALL SELECT 'attachments', to_jsonb(r)::text FROM portfolio_attachment r WHERE r.version_id = wanted
  UNION ALL SELECT 'translations', to_jsonb(r)::text FROM portfolio_fieldtranslation r WHERE r.version_id = wanted;
END $$;
"""

# Whether the reader may see program and version is decided before: by the querysets that give the keys.
SHEET = """
CREATE OR REPLACE FUNCTION portfolio_sheet(wanted_program bigint, wanted_version bigint)
RETURNS TABLE (name text, content text)
LANGUAGE plpgsql STABLE ROWS 30 AS $$
BEGIN
  RETURN QUERY
  SELECT 'program', to_jsonb(p)::text FROM portfolio_program p WHERE p.id = wanted_program
  UNION ALL SELECT 'version', to_jsonb(v)::text FROM portfolio_version v
    WHERE v.id = wanted_version AND v.program_id = wanted_program
  UNION ALL SELECT 'institution', to_jsonb(i)::text FROM portfolio_program p
    JOIN directory_institution i ON i.id = p.institution_id WHERE p.id = wanted_program
  UNION ALL SELECT 'country', to_jsonb(c)::text FROM portfolio_program p
    JOIN directory_institution i ON i.id = p.institution_id
    JOIN directory_country c ON c.code = i.country_id WHERE p.id = wanted_program
  UNION ALL SELECT 'names', to_jsonb(n)::text FROM portfolio_program p
    JOIN directory_institutionname n ON n.institution_id = p.institution_id WHERE p.id = wanted_program
  UNION ALL SELECT 'adaptation', v.program_id::text FROM portfolio_version v
    WHERE v.modelled_on_id = wanted_program AND v.state = 'published'
  UNION ALL SELECT 'candidacy', c.id::text FROM portfolio_candidate c WHERE c.program_id = wanted_program
  UNION ALL SELECT r.name, r.content FROM portfolio_version_rows(wanted_version) r;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_search_and_public_version")]
    operations = [
        migrations.RunSQL(VERSION_ROWS, "DROP FUNCTION IF EXISTS portfolio_version_rows(bigint)"),
        migrations.RunSQL(SHEET, "DROP FUNCTION IF EXISTS portfolio_sheet(bigint, bigint)"),
    ]
