"""What changed between two texts, word by word."""

import time

import pytest

from rial.core.diff import diff_html, word_changes


def test_only_the_changed_word_is_marked() -> None:
    changes = list(word_changes("pagar el salario mínimo.", "pagar el salario justo."))
    assert changes == [
        ("same", "pagar el salario "),
        ("deleted", "mínimo"),
        ("inserted", "justo"),
        ("same", "."),
    ]


def test_a_word_added_at_the_end_leaves_the_rest_alone() -> None:
    assert list(word_changes("Línea telefónica.", "Línea telefónica. Visitas.")) == [
        ("same", "Línea telefónica"),
        ("inserted", ". Visitas"),
        ("same", "."),
    ]


def test_equal_texts_have_no_change() -> None:
    assert list(word_changes("igual", "igual")) == [("same", "igual")]
    assert list(word_changes("", "")) == []


def test_everything_typed_is_escaped_and_lines_are_kept() -> None:
    html = diff_html("<b>uno</b>", "<script>alert(1)</script>\ndos & tres")
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;" in html
    assert "<br>" in html
    assert "&amp;" in html


def test_the_marks_are_elements_with_words_for_screen_readers() -> None:
    html = diff_html("a", "b")
    assert html.count("<del>") == 1
    assert html.count("<ins>") == 1
    assert html.count('class="vh"') == 4


@pytest.mark.parametrize("length", [60_000])
def test_very_long_texts_are_compared_by_lines_and_quickly(length: int) -> None:
    before = "\n".join(f"línea {number}" for number in range(length // 10))
    after = before.replace("línea 77\n", "renglón 77\n")
    begun = time.process_time()
    changed = [change for change in word_changes(before, after) if change[0] != "same"]
    assert changed == [("deleted", "línea 77\n"), ("inserted", "renglón 77\n")]
    assert time.process_time() - begun < 5
