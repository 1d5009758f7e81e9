"""The parser of symbols: every way of writing one leads to the same, nothing is refused, the print is kept."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rial.library.symbols import IRREGULAR, MAX_LENGTH, NO_EDITION, NO_ORGAN, NO_YEAR, OTHER, REST, Symbol, parse

SEPARATORS = st.sampled_from([" ", "/", "-", ".", "_", ", ", " – ", "  ", ". "])
NUMBERS = st.integers(min_value=0, max_value=999_999)
VERSIONS = st.none() | st.integers(min_value=0, max_value=99)


@st.composite
def symbols(draw: st.DrawFn) -> Symbol:
    """Regular symbols with every part, or without."""
    organ = draw(st.sampled_from(["CIMT", "TRABAJO", "CIDI/TRABAJO", "CEPCIDI"]))
    has_edition = organ in {"CIMT", "CEPCIDI"}
    groups = draw(st.sampled_from([(), ("GT1",), ("GT2",), ("GT1", "GT2"), ("RTP",)]))
    return Symbol(
        printed="",
        organ=organ,
        edition=draw(st.integers(min_value=1, max_value=99)) if has_edition else None,
        groups=groups,
        kind=draw(st.sampled_from(["doc", "INF", "DEC", "RES"])),
        number=draw(NUMBERS),
        year=draw(st.integers(min_value=1948, max_value=2047)),
        revision=draw(VERSIONS),
        corrigendum=draw(VERSIONS),
        addendum=draw(VERSIONS),
    )


@st.composite
def respaced(draw: st.DrawFn) -> tuple[str, str]:
    """A symbol and another way to write it: other separators, other case."""
    text = draw(symbols()).canonical
    pieces = re.findall(r"[A-Za-z]+|[0-9]+", text)
    other = pieces[0]
    for before, piece in pairwise(pieces):
        may_join = before.isalpha() != piece.isalpha()
        other += (draw(SEPARATORS | st.just("")) if may_join else draw(SEPARATORS)) + piece
    return text, draw(st.sampled_from([other.lower(), other.upper(), other.title(), other]))


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    symbol = parse(text)
    assert len(symbol.printed) <= MAX_LENGTH
    assert len(symbol.canonical) <= MAX_LENGTH
    assert symbol.is_other == (OTHER in symbol.flags)
    assert "\x00" not in symbol.key + symbol.sort_key


WORDS = (
    "OEA Ser L K XII VI CIDI TRABAJO CIMT IACML GT WG y and RTP doc documento INF DEC RES 1 2 5 19 16 2016 123456789 "
    "rev corr add esp english no. de hello ı ß ª"
)


@given(st.lists(st.sampled_from(WORDS.split(" ")), max_size=14), SEPARATORS)
def test_the_canonical_form_reads_as_itself(words: list[str], separator: str) -> None:
    once = parse(separator.join(words))
    again = parse(once.canonical)
    assert again.canonical == once.canonical
    assert again.key == once.key


@given(st.text(max_size=60))
def test_the_canonical_form_of_any_text_reads_as_itself(text: str) -> None:
    once = parse(text)
    assert parse(once.canonical).canonical == once.canonical


@given(respaced())
@settings(max_examples=300)
def test_any_spacing_and_case_gives_the_same_key(pair: tuple[str, str]) -> None:
    text, other = pair
    assert parse(other).key == parse(text).key
    assert parse(other).canonical == text
    assert parse(other).printed == " ".join(other.split())


@given(symbols())
def test_a_regular_symbol_has_no_flags_and_all_its_parts(symbol: Symbol) -> None:
    read = parse(symbol.canonical)
    assert read.flags == ()
    for name in ("organ", "edition", "groups", "kind", "number", "year", "revision", "corrigendum", "addendum"):
        assert getattr(read, name) == getattr(symbol, name), name


@pytest.mark.parametrize(
    ("printed", "canonical", "flags"),
    [
        ("CIMT-19/GT1-GT2/doc.5/16", "CIMT-19/GT1-GT2/doc.5/16", ()),
        ("CIMT-19/GT1-GT2/doc.9", "CIMT-19/GT1-GT2/doc.9", (NO_YEAR,)),
        ("CIMT-18/GT1-GT2-doc.7/16", "CIMT-18/GT1-GT2/doc.7/16", (IRREGULAR,)),
        ("cimt-19 gt1-gt2 doc 5 16", "CIMT-19/GT1-GT2/doc.5/16", (IRREGULAR,)),
        ("IACML XIX, Working Groups 1 and 2, document no. 5 (2016)", "CIMT-19/GT1-GT2/doc.5/16", (IRREGULAR,)),
        ("CIMT-19 Grupos de Trabajo 1 y 2 documento n.º 5/16", "CIMT-19/GT1-GT2/doc.5/16", (IRREGULAR,)),
        ("Documento CIMT-19/GT1-GT2/doc.5/16", "CIMT-19/GT1-GT2/doc.5/16", (IRREGULAR,)),
        ("CIMT-19/GT1-GT2/doc.5/16 rev. 1", "CIMT-19/GT1-GT2/doc.5/16 rev.1", ()),
        ("CIMT-19/GT1-GT2/doc.5/16 rev.1 corr. add.2", "CIMT-19/GT1-GT2/doc.5/16 rev.1 corr. add.2", ()),
        ("doc.5 rev.1/16", "doc.5/16 rev.1", (NO_ORGAN, IRREGULAR)),
        ("CIMT/GT1/doc.5/16", "CIMT/GT1/doc.5/16", (NO_EDITION,)),
        ("CIDI/TRABAJO/doc.27/15 (esp)", "CIDI/TRABAJO/doc.27/15", ()),
        ("TRABAJO/RTP/doc.12/01", "TRABAJO/RTP/doc.12/01", ()),
        ("CIDI/TRABAJO/DEC.1/15", "CIDI/TRABAJO/DEC.1/15", ()),
        ("cidi trabajo declaración 1 15", "CIDI/TRABAJO/DEC.1/15", (IRREGULAR,)),
        ("TRABAJO documento informativo 2/01", "TRABAJO/INF.2/01", (IRREGULAR,)),
        ("trabajo 6 03", "TRABAJO/6/03", (IRREGULAR,)),
        ("CIMT-19/GT1-GT2/doc.5/16 annex", "CIMT-19/GT1-GT2/doc.5/16 annex", (REST,)),
        ("CIMT-19/GT1-GT2/doc.5/1998", "CIMT-19/GT1-GT2/doc.5/98", (IRREGULAR,)),
        ("Communiqué of Cali", "Communiqué of Cali", (OTHER,)),
        ("", "", (OTHER,)),
        ("9" * 5000, "9" * MAX_LENGTH, (OTHER,)),
    ],
)
def test_symbols_as_people_write_them(printed: str, canonical: str, flags: tuple[str, ...]) -> None:
    symbol = parse(printed)
    assert (symbol.canonical, symbol.flags) == (canonical, flags)


def test_series_and_language_are_read_but_are_no_part_of_the_symbol() -> None:
    symbol = parse("OEA/Ser.K/XII.15.1 TRABAJO/doc.24/07 (inglés)")
    assert (symbol.series, symbol.language, symbol.canonical) == ("OEA/Ser.K/XII.15.1", "en", "TRABAJO/doc.24/07")
    assert symbol.key == parse("TRABAJO/doc.24/07").key


def test_symbols_sort_by_number_not_by_digit() -> None:
    printed = ["CIMT-19/GT1/doc.10/16", "CIMT-19/GT1/doc.9/16", "CIMT-9/GT1/doc.1/95", "CIMT-19/GT1/doc.9/16 rev.1"]
    ordered = sorted(printed, key=lambda text: parse(text).sort_key)
    assert ordered == [printed[2], printed[1], printed[3], printed[0]]
    assert max([*printed, "a paper"], key=lambda text: parse(text).sort_key) == "a paper"
