"""Documents in the database: what the symbol says is read again with every save; rules the database keeps."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from rial.library.enums import DocumentState
from rial.library.models import Citation, Document, DocumentFile
from rial.library.symbols import parse

pytestmark = pytest.mark.django_db


def make_document(slug: str, symbol: str = "", **values: object) -> Document:
    return Document.objects.create(slug=slug, symbol_printed=symbol, title_es=f"Documento {slug}", **values)


def test_the_print_is_kept_and_its_reading_stands_beside_it() -> None:
    document = make_document("agreements", "CIMT-18/GT1-GT2-doc.7/16", symbol_presumed="CIMT-19/GT1-GT2/doc.7/16")
    document.refresh_from_db()
    assert document.symbol_printed == "CIMT-18/GT1-GT2-doc.7/16"
    assert document.symbol_canonical == "CIMT-18/GT1-GT2/doc.7/16"
    assert document.canonical_differs
    assert document.flags == ["irregular"]
    assert (document.symbol_edition, document.conference_edition, document.year) == (18, 19, 2016)
    assert document.symbol_groups == ["GT1", "GT2"]


def test_a_changed_symbol_is_read_again_whatever_fields_are_saved() -> None:
    document = make_document("report", "CIMT-19/GT1-GT2/doc.9")
    assert document.flags == ["no_year"]
    document.symbol_printed = "CIMT-19/GT1-GT2/doc.9/16"
    document.save(update_fields=["symbol_printed"])
    document.refresh_from_db()
    assert (document.symbol_key, document.flags) == ("cimt-19-gt1-gt2-doc-9-16", [])


def test_a_document_without_a_symbol_has_no_flags() -> None:
    document = make_document("communique-cali")
    assert (document.flags, document.symbol_key, document.canonical_differs) == ([], "", False)


def test_several_documents_may_carry_one_symbol() -> None:
    first, second = make_document("one", "TRABAJO/doc.6/03"), make_document("two", "trabajo doc 6/03")
    assert list(Document.objects.with_symbol(parse("TRABAJO/doc.6/2003")).order_by("pk")) == [first, second]


def test_partial_symbols_match_what_agrees_with_them() -> None:
    full = make_document("full", "CIMT-19/GT1-GT2/doc.5/16")
    yearless = make_document("yearless", "CIMT-19/GT1-GT2/doc.9")
    make_document("other", "CIDI/TRABAJO/doc.6/15")
    assert list(Document.objects.matching(parse("doc 5"))) == [full]
    assert list(Document.objects.matching(parse("cimt-19 doc.9/16"))) == [yearless]
    assert list(Document.objects.matching(parse("cimt-18 doc.5/16"))) == []
    assert list(Document.objects.matching(parse("nothing"))) == []


def test_symbol_order_is_numeric_and_ends_with_those_without_symbol() -> None:
    make_document("a-reference")
    make_document("tenth", "CIMT-19/GT1/doc.10/16")
    make_document("ninth", "CIMT-19/GT1/doc.9/16")
    assert [document.slug for document in Document.objects.in_symbol_order()] == ["ninth", "tenth", "a-reference"]


def test_a_language_version_needs_a_file_or_an_address() -> None:
    document = make_document("report")
    with pytest.raises(IntegrityError, match="document_file_is_somewhere"):
        DocumentFile.objects.create(document=document, language="es")


def test_a_document_cites_another_once() -> None:
    one, two = make_document("one"), make_document("two")
    Citation.objects.create(citing=one, cited=two)
    with pytest.raises(IntegrityError, match="document_cited_once"), transaction.atomic():
        Citation.objects.create(citing=one, cited=two, place="p. 3")
    with pytest.raises(IntegrityError, match="document_cites_another"), transaction.atomic():
        Citation.objects.create(citing=one, cited=one)


def test_states_move_only_along_the_table() -> None:
    document = make_document("report")
    with pytest.raises(InternalError, match="document_moves"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(state=DocumentState.WITHDRAWN)
    Document.objects.filter(pk=document.pk).update(state=DocumentState.PUBLISHED)
    assert list(Document.objects.public()) == [document]


def test_what_was_published_once_is_never_deleted() -> None:
    draft = make_document("draft")
    draft.delete()
    published = make_document("published", first_published_at=timezone.now())
    with pytest.raises(InternalError, match="document_kept_once_published"), transaction.atomic():
        published.delete()
