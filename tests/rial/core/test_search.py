"""Folding, stems, marks and corrections."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from rial.core.search import STEMS, Marker, Query, corrections, passage, plain_text, shorten, words_of

pytestmark = pytest.mark.django_db


def _stem(word: str, language: str) -> frozenset[str]:
    return STEMS.of([word])[word][language]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("es", "inspección", "inspeccion"),
        ("es", "inspecciones", "inspección"),
        ("es", "campaña", "campanas"),
        ("es", "cooperación", "cooperaciones"),
        ("en", "labour", "labor"),
        ("en", "programmes", "program"),
        ("en", "organisations", "organization"),
        ("en", "centre", "centers"),
    ],
)
def test_spellings_that_meet(language: str, one: str, other: str) -> None:
    assert _stem(one, language) == _stem(other, language) != frozenset()


def test_stems_are_asked_for_once(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    STEMS.of(["palabra", "otra"])
    with django_assert_max_num_queries(0):
        assert _stem("palabra", "es") == {"palabr"}
    with django_assert_max_num_queries(1):
        STEMS.of(["palabra", "nuevecita", "masnuevecita"])


def test_stems_forget_rather_than_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STEMS, "LIMIT", 3)
    words = ["casa", "perro", "gato", "mesa", "silla"]
    for word in words:
        assert _stem(word, "es")
    assert sum(word in STEMS._known for word in words) <= 3


@pytest.mark.parametrize(
    ("typed", "words", "searchable"),
    [
        ("  campaña   salario ", ["campaña", "salario"], True),
        ('"salario mínimo" OR wage -tax', ["salario", "mínimo", "wage"], True),
        ("<>:*&!((", [], False),
        ("de la", ["de", "la"], True),
        ("the of", ["the", "of"], True),
        ("", [], False),
        ("a", ["a"], False),
        ("-tax", [], False),
    ],
)
def test_what_is_looked_for(typed: str, words: list[str], searchable: bool) -> None:
    query = Query.parse(typed)
    assert (query.words, query.is_searchable) == (words, searchable)


def test_marks_that_nobody_sees_are_left_out() -> None:
    assert Query.parse(" a\u202eb \x01\u2066 c ").text == "ab c"


def test_a_long_search_is_cut() -> None:
    assert len(Query.parse("x" * 500).text) == 200


def test_marks_are_escaped() -> None:
    text = "La <svg/onload=x> Campaña de SALARIOS & más campañas"
    marker = Marker(Query.parse("campana salario"), {"es": [text]})
    assert marker.highlight(text, "es") == (
        "La &lt;svg/onload=x&gt; <mark>Campaña</mark> de <mark>SALARIOS</mark> &amp; más <mark>campañas</mark>"
    )
    assert marker.highlight("a <b>", "en") == "a &lt;b&gt;"


def test_marks_follow_the_language_of_the_text() -> None:
    marker = Marker(Query.parse("inspections"), {"es": ["inspection"], "en": ["inspection of inspections"]})
    assert marker.highlight("inspection", "es") == "inspection"
    assert marker.highlight("inspection", "en") == "<mark>inspection</mark>"


def test_the_passage_around_the_first_match() -> None:
    text = "palabra " * 40 + "el salario mínimo " + "palabra " * 40
    marker = Marker(Query.parse("salario"), {"es": [text]})
    found = passage(text, "es", marker, 60)
    assert found.startswith("…palabra")
    assert "salario" in found
    assert found.endswith("…")
    assert len(found) <= 62
    assert passage("nada", "es", marker) == ""


def test_corrections_are_words_that_exist() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE some_words (word text, shown text) ON COMMIT DROP")
        cursor.execute("INSERT INTO some_words VALUES ('campana', 'campaña'), ('salario', 'salario'), ('sol', 'sol')")
    assert corrections(["campanna", "salario", "zzzz"], "some_words") == {"campanna": ["campaña"]}
    assert corrections([], "some_words") == {}


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Dos  líneas\nen una", "Dos líneas en una"),
        ("**Información**, y *más*.", "Información, y más."),
        ("- uno\n- dos", "uno dos"),
        ("# Título\n\n[enlace](https://oas.org)", "Título enlace"),
        ("5 < 6 & 7", "5 < 6 & 7"),
    ],
)
def test_plain_text(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


def test_shorten_ends_at_a_word() -> None:
    assert shorten("corto", 10) == "corto"
    assert shorten("una frase, larga", 11) == "una frase…"


def test_words_for_corrections() -> None:
    assert words_of(["El salario: 800-TRABAJO, 2010", "SALARIO de ley"]) == {"salario", "trabajo", "ley"}
