"""Rows are what the records make them, at each change and when written anew."""

from io import StringIO

import pytest
from django.core.management import CommandError

from rial.core.http import read_public_version
from rial.core.listing.commands import CheckIndex, RebuildIndex
from rial.core.listing.index import card_texts, one_line, search_texts
from tests.rial.core.listing.shelf import BOOKS, INDEXER, Book, BookIndex, BookText, BookWord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


class Check(CheckIndex):
    listing = BOOKS
    indexer = INDEXER
    rebuild = "rebuild_books"
    plural = "books"


class Rebuild(RebuildIndex):
    indexer = INDEXER
    plural = "books"


def test_the_texts_of_a_record() -> None:
    texts = search_texts("es", title=["Uno\ndos", ""], summary="**Tres** *cuatro*", body=["x" * 300_000])
    assert texts["title_es"] == "Uno\ndos"
    assert texts["summary_es"] == "Tres cuatro"
    assert (texts["names_es"], len(texts["body_es"])) == ("", 200_000)
    assert card_texts("es", "Uno\ndos", texts) == {"title_es": "Uno dos", "summary_es": "Tres cuatro"}
    assert one_line("a\tb\x00c") == "a b c"


@pytest.mark.parametrize(
    ("title", "shown"),
    [("x" * 200, "x" * 200), ("x" * 201, f"{'x' * 199}…"), ("word " * 50, f"{'word ' * 39}…".replace(" …", "…"))],
)
def test_a_title_has_room_in_its_column(title: str, shown: str) -> None:
    assert card_texts("en", title, {"summary_en": ""})["title_en"] == shown
    assert len(shown) <= 200


def test_refreshed_rows_are_those_written_anew() -> None:
    INDEXER.refresh(*Book._default_manager.values_list("pk", flat=True))
    before = _rows()
    assert len(before) == 5
    assert list(INDEXER.differences()) == []
    assert INDEXER.rebuild() == 5
    assert _rows() == before
    assert sorted(BookIndex._default_manager.values_list("pk", flat=True)) == [1, 2, 3, 4, 5]


def _rows() -> list[dict[str, object]]:
    values = ["code", "title_es", "summary_en", "facets", "starts_on", "sort_es"]
    texts = BookText._default_manager.order_by("index__code").values("in_all_es", "in_card_en", "names_en")
    rows = BookIndex._default_manager.order_by("code").values(*values)
    return [row | text for row, text in zip(rows, texts, strict=True)]


def test_several_at_once_and_those_that_are_gone() -> None:
    ana, bo = Book._default_manager.get(slug="ana"), Book._default_manager.get(slug="bo")
    Book._default_manager.filter(pk=ana.pk).update(title_es="Otra")
    Book._default_manager.filter(pk=bo.pk).update(public=False)
    INDEXER.refresh(ana.pk, bo.pk, 10_000)
    assert BookIndex._default_manager.get(code="ana").title_es == "Otra"
    assert not BookIndex._default_manager.filter(code="bo").exists()
    assert BookWord._default_manager.filter(word="otra").exists()


def test_a_new_row_after_writing_anew() -> None:
    INDEXER.rebuild()
    book = Book._default_manager.create(slug="fin", title_es="Fin", kind="essay")
    INDEXER.refresh(book.pk)
    assert BookIndex._default_manager.get(code="fin").pk > 5


def test_a_change_of_rows_renews_pages() -> None:
    before = read_public_version()
    INDEXER.refresh(Book._default_manager.get(slug="ana").pk)
    assert read_public_version() != before


def test_commands() -> None:
    out, errors = StringIO(), StringIO()
    Check(stdout=out).handle()
    BookIndex._default_manager.filter(code="ana").update(title_es="Falso")
    BookText._default_manager.filter(index__code="bo").delete()
    Book._default_manager.filter(slug="ce").update(public=False)
    with pytest.raises(CommandError, match=r"^3 differences; manage.py rebuild_books writes the index anew"):
        Check(stderr=errors).handle()
    assert errors.getvalue().splitlines() == [
        "ana: its row is not what the record makes it",
        "bo: its row is not what the record makes it",
        "ce: is not public",
    ]
    Rebuild(stdout=out).handle()
    Check(stdout=out).handle()
    assert out.getvalue() == "5 of 5 books: no difference\n4 books indexed\n4 of 4 books: no difference\n"
