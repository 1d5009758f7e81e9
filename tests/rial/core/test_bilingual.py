"""Texts in the reader's language, else in the one they exist in."""

from django.utils.translation import override

from rial.core.bilingual import Text, column, columns, current_language, localized, other_languages, path_in, text_of
from rial.core.text import render_markdown
from rial.directory.models import Country


class Record:
    title_es = ""
    title_en = "Safety"


def test_columns_are_named() -> None:
    assert column("title", "en") == "title_en"
    assert columns("title") == ["title_es", "title_en"]
    with override("en"):
        assert (column("title"), other_languages()) == ("title_en", ["es"])


def test_a_path_changes_its_language_and_nothing_else() -> None:
    assert path_in("/es/portfolio/?q=a/b", "en") == "/en/portfolio/?q=a/b"
    assert path_in("/en/", "en") == "/en/"
    assert [path_in(path, "en") for path in ("/doc/x/", "/healthz", "/")] == ["", "", ""]


def test_unknown_language_reads_the_default() -> None:
    with override("fr"):
        assert current_language() == "es"
    with override("en-us"):
        assert current_language() == "en"


def test_missing_text_falls_back_and_says_so() -> None:
    found = text_of(Record(), "title")
    assert (found, found.foreign) == (Text("Safety", "en"), True)
    with override("en"):
        assert text_of(Record(), "title").foreign is False


def test_empty_text_is_false_and_not_foreign() -> None:
    record = Record()
    record.title_en = ""
    found = text_of(record, "title")
    assert (bool(found), found.foreign, str(found)) == (False, False, "")


def test_sql_expression_follows_the_reader(vocabulary: None) -> None:
    for language, name in [("es", "Estados Unidos"), ("en", "United States")]:
        with override(language):
            assert Country.objects.annotate(shown=localized("name")).get(code="US").shown == name


def test_sql_expression_falls_back(vocabulary: None) -> None:
    Country.objects.filter(code="US").update(name_es="")
    assert Country.objects.annotate(shown=localized("name")).get(code="US").shown == "United States"


def test_markdown_is_rendered_and_cleaned() -> None:
    assert render_markdown("# Uno\n\n- **dos**") == "<h3>Uno</h3>\n<ul>\n<li><strong>dos</strong></li>\n</ul>\n"
    assert render_markdown("") == ""


def test_markdown_never_becomes_script() -> None:
    html = render_markdown(
        '<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> "><svg onload=1>'
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript' not in html


def test_links_out_of_markdown_carry_no_referrer_rights() -> None:
    assert render_markdown("[a](https://oas.org)") == (
        '<p><a href="https://oas.org" rel="noopener nofollow">a</a></p>\n'
    )
