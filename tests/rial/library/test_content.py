"""The real documents: all symbols of the sources, odd ones included, loaded once and findable."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from rial.core.content import ContentError, read_records
from rial.library import content, services
from rial.library.models import Citation, Document, DocumentFile, DocumentIndex
from rial.library.symbols import parse
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def load(**options: Any) -> str:
    out = StringIO()
    call_command("load_content", "--only", "library", stdout=out, **options)
    return out.getvalue()


def test_the_real_documents_are_loaded_once(vocabulary: None, client: Client) -> None:
    total = len(read_records("documents"))
    assert f"documents: {total} created, 0 updated, 0 unchanged" in load()
    rows = (Document.objects.count(), DocumentFile.objects.count(), Citation.objects.count())
    assert f"documents: 0 created, 0 updated, {total} unchanged" in load()
    assert (Document.objects.count(), DocumentFile.objects.count(), Citation.objects.count()) == rows
    assert Document.objects.public().count() == DocumentIndex.objects.count() == total
    check_what_stands_in_them(client)


def check_what_stands_in_them(client: Client) -> None:
    """Every symbol leads to its page, every document has both titles, a source, and no file that was invented."""
    for document in Document.objects.prefetch_related("notes", "files"):
        assert document.title_es, document.slug
        assert document.title_en, document.slug
        assert any(note.kind == "source" for note in document.notes.all()), document.slug
        assert all(row.url and not row.file for row in document.files.all()), document.slug
        if document.symbol_printed:
            found = client.get(f"/es/doc/{document.symbol_printed}")
            assert found["Location"] == document.get_absolute_url(), document.symbol_printed
    odd = {document.symbol_printed: document.flags for document in Document.objects.exclude(flags=[])}
    assert odd == {
        "CIMT-19/GT1-GT2/doc.9": ["no_year"],
        "CIMT-18/GT1-GT2-doc.7/16": ["irregular"],
        "CIMT/GT/DL/doc.1/02": ["no_edition"],
    }
    assert client.get("/en/doc/cimt-19 gt1-gt2 doc 5 16")["Location"] == (
        "/en/library/documents/cimt-19-gt1-gt2-doc-5-16/"
    )


def test_slugs_follow_from_symbols() -> None:
    for record in read_records("documents"):
        if record.get("symbol"):
            canonical = parse(record["symbol"]).canonical.lower()
            for sign in "/. ":
                canonical = canonical.replace(sign, "-")
            assert record["slug"] == canonical, record["slug"]


def test_a_refresh_leaves_what_people_wrote(vocabulary: None, personas: Personas) -> None:
    load()
    mine = Document.objects.get(slug="rial-10-years")
    services.withdraw(mine, by=personas.secretariat, note="Not yet")
    # As if both records of the file had changed since they were entered.
    Document.objects.filter(slug="communique-of-cali").update(title_es="Otro", content_digest="")
    Document.objects.filter(pk=mine.pk).update(title_es="Mi título", content_digest="")
    assert "0 created, 1 updated" in load(refresh=True)
    assert Document.objects.get(slug="communique-of-cali").title_es == "Comunicado de Cali"
    mine.refresh_from_db()
    assert (mine.title_es, mine.state) == ("Mi título", "withdrawn")


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"contributors": [{"role": "author", "institution": "nobody"}]}, "names no institution"),
        ({"cites": [{"slug": "nothing"}]}, "names nothing, which is not in the file"),
    ],
)
def test_a_record_that_names_what_is_not_there_is_refused(
    vocabulary: None, monkeypatch: pytest.MonkeyPatch, record: dict[str, Any], message: str
) -> None:
    records = [{"slug": "one", "kind": "report", "title_es": "Uno", **record}]
    monkeypatch.setattr(content, "read_records", lambda name: records)
    with pytest.raises(ContentError, match=message):
        content.load_documents(False)
