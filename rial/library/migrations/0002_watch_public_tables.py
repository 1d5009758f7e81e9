"""Pages that show documents are renewed when one of these tables changes (rial/core/migrations/0002)."""

from django.db import migrations

TABLES = (
    "library_document",
    "library_document_topics",
    "library_document_countries",
    "library_documentfile",
    "library_documentnote",
    "library_contributor",
    "library_citation",
)
WATCH = [f"SELECT watch_public_table('{table}')" for table in TABLES]
FORGET = [f"DROP TRIGGER IF EXISTS public_change ON {table}" for table in TABLES]


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial"), ("core", "0002_public_version")]
    operations = [migrations.RunSQL(WATCH, FORGET)]
