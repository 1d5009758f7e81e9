"""The tables, addresses and books of the small list."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.migrations.state import ProjectState
from django.urls import clear_url_caches

from rial.core.listing.operations import prepare_listing
from tests.rial.core.listing.shelf import INDEXER, MODELS, Book

CARD = '<li><a href="{{ card.url }}">{{ card.title_html }}</a> {{ card.summary_html }} {{ card.passage_html }}</li>'

# slug, title_es, title_en, text_es, text_en, subregion, kind, held_from, held_to
BOOKS = [
    ("ana", "Ana y el empleo", "", "Sobre el **trabajo** digno.", "", "caribbean", "novel", (2010, 1, 5), (2012, 2, 1)),
    ("bo", "", "Bo and employment", "", "About decent work.", "andean", "novel", (2012, 2, 1), (2012, 2, 1)),
    ("ce", "Ñandú", "Cassowary", "Aves", "Birds", "", "essay", None, None),
    ("di", "Nube", "Cloud", "Cielo con empleo", "Sky", "caribbean", "essay", (2020, 6, 1), (2021, 6, 1)),
    ("el", "Oso", "Bear", "Bosque", "Forest", "", "other", (2021, 1, 1), (2021, 1, 2)),
]


@pytest.fixture
def shelf(vocabulary: None, settings: LazySettings, tmp_path: Path) -> None:
    """Five books on the shelf; everything is gone after the test."""
    (tmp_path / "templates" / "shelf").mkdir(parents=True)
    (tmp_path / "templates" / "shelf" / "card.html").write_text(CARD)
    (own, *others) = settings.TEMPLATES
    settings.TEMPLATES = [{**own, "DIRS": [*own["DIRS"], tmp_path / "templates"]}, *others]
    settings.ROOT_URLCONF = "tests.rial.core.listing.shelf_urls"
    clear_url_caches()
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    with connection.schema_editor() as editor:
        for operation in prepare_listing("listing_tests_bookindex", "listing_tests_booktext"):
            operation.database_forwards("core", editor, ProjectState(), ProjectState())
    for book in BOOKS:
        make_book(*book)


def make_book(
    slug: str,
    title_es: str,
    title_en: str = "",
    text_es: str = "",
    text_en: str = "",
    subregion: str = "",
    kind: str = "novel",
    held_from: tuple[int, int, int] | None = None,
    held_to: tuple[int, int, int] | None = None,
) -> Book:
    """A book with its rows."""
    book = Book._default_manager.create(
        slug=slug,
        title_es=title_es,
        title_en=title_en,
        text_es=text_es,
        text_en=text_en,
        subregion=subregion,
        kind=kind,
        held_from=date(*held_from) if held_from else None,
        held_to=date(*held_to) if held_to else None,
    )
    INDEXER.refresh(book.pk)
    return book
