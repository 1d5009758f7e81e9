"""Import of old records: what is refused and how, what is written, what happens twice (P08)."""

import io
import re
import threading
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook
from post_office.models import Email

from portfolio import waiting
from portfolio.enums import ImportAction, ImportState, Origin, ProgramState, VersionState
from portfolio.importing.files import example_values, report_rows, write_template
from portfolio.importing.problems import MESSAGES, from_json
from portfolio.importing.workbook import FARTHEST_ROW, MOST_ROWS, Unreadable, read_table
from portfolio.models import ImportBatch, ImportRow, Program, Version
from portfolio.services import currency, imports, moderation
from portfolio.services.content import Content, write_content
from rial.core.mail import EVENT_HEADER
from tests.factories import make_published
from tests.personas import Personas, institution
from tests.portfolio.workbooks import ROW, repacked, workbook
from tests.threads import in_threads


def upload(content: bytes, people: Personas, target: str = "draft", name: str = "viejos.xlsx") -> ImportBatch:
    return imports.upload(content, name, by=people.secretariat, target=target, digest="0" * 64)


def found(batch: ImportBatch) -> list[tuple[str, str, str]]:
    """(level, code, column) of every problem of every row, in order."""
    rows = batch.rows.order_by("line")
    return [(p.level, p.code, p.column) for row in rows for p in from_json(row.problems)]


def errors(people: Personas, target: str = "draft", **cells: Any) -> list[tuple[str, str]]:
    """(code, column) of the errors of one row with these cells; None leaves a cell empty."""
    row = {key: value for key, value in {**ROW, **cells}.items() if value is not None}
    return [
        (code, column) for level, code, column in found(upload(workbook([row]), people, target)) if level == "error"
    ]


class TestFile:
    """What is no such workbook is refused with a reason, never with a server error."""

    def refused(self, content: bytes, size: int | None = None) -> str:
        with pytest.raises(Unreadable) as refusal:
            read_table(io.BytesIO(content), len(content) if size is None else size)
        assert refusal.value.problem.message
        return refusal.value.problem.code

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "not_xlsx"),
            (b"PK\x03\x04", "broken"),
            (b"PK\x03\x04" + b"\x00" * 500, "broken"),
            (b"%PDF-1.7 trees", "not_xlsx"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not_xlsx"),
            (b"institution;legacy_id;title_es\r\nCR;1;Uno\r\n", "csv"),
            (b"institution,legacy_id,title_es\nCR,1,Uno\n", "csv"),
            ("institución\tcódigo\n".encode("latin-1"), "csv"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
        ],
        ids=["empty", "four-bytes", "zeros", "pdf", "png", "csv", "commas", "tabs", "xls-or-encrypted"],
    )
    def test_other_kinds_of_file(self, content: bytes, code: str) -> None:
        assert self.refused(content) == code

    def test_half_a_workbook(self) -> None:
        assert self.refused(workbook([ROW])[:-400]) == "broken"

    @pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
    def test_parts_that_cannot_be_unpacked(self, name: str) -> None:
        content = bytearray(workbook([ROW]))
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            start = package.getinfo(name).header_offset + 30 + len(name)
        content[start : start + 6] = b"\xff" * 6
        assert self.refused(bytes(content)) == "broken"

    def test_another_kind_of_package(self) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.writestr("word/document.xml", "<document/>")
        assert self.refused(target.getvalue()) == "not_xlsx"

    def test_macros(self) -> None:
        assert (
            self.refused(repacked(workbook([ROW]), lambda name, part: part, **{"xl/vbaProject.bin": b"x"})) == "macros"
        )

    def test_definitions_that_unfold(self) -> None:
        def edit(name: str, part: bytes) -> bytes:
            bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
            return part.replace(b"<workbook", bomb + b"<workbook", 1) if name == "xl/workbook.xml" else part

        assert self.refused(repacked(workbook([ROW]), edit)) == "entities"

    @pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
    def test_damaged_parts(self, name: str) -> None:
        broken = repacked(workbook([ROW]), lambda part, content: b"<a><b></a>" if part == name else content)
        assert self.refused(broken) in {"broken", "no_header"}

    def test_a_part_that_unpacks_to_gigabytes(self) -> None:
        target = io.BytesIO(workbook([ROW]))
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/media/image1.bin", b"\x00" * (121 * 1024 * 1024))
        assert len(target.getvalue()) < 1024 * 1024
        assert self.refused(target.getvalue()) == "unpacked"

    def test_too_large_to_be_read(self) -> None:
        assert self.refused(workbook([ROW]), size=21 * 1024 * 1024) == "too_big"

    def test_no_table(self) -> None:
        assert self.refused(workbook([{"uno": 1, "dos": 2}])) == "no_header"

    def test_names_of_columns_alone(self) -> None:
        assert self.refused(workbook([], keys=list(ROW))) == "empty"

    @pytest.mark.parametrize("key", ["institution", "legacy_id", "title_es"])
    def test_missing_columns(self, key: str) -> None:
        row = {name: value for name, value in ROW.items() if name != key}
        assert self.refused(workbook([row])) == "missing_columns"

    def test_a_column_twice(self) -> None:
        assert self.refused(workbook([ROW], keys=[*ROW, "kind"])) == "duplicate_column"

    def test_a_hidden_table(self) -> None:
        def hide(page: Any) -> None:
            page.parent.create_sheet("Otra")
            page.sheet_state = "hidden"

        assert self.refused(workbook([ROW], change=hide)) == "hidden"

    def test_merged_cells(self) -> None:
        assert self.refused(workbook([ROW, ROW], change=lambda page: page.merge_cells("A2:A3"))) == "merged"

    def test_too_many_rows(self) -> None:
        rows = [{"institution": "CR", "legacy_id": str(n), "title_es": "x"} for n in range(MOST_ROWS + 1)]
        assert self.refused(workbook(rows)) == "too_many_rows"

    def test_something_far_below(self) -> None:
        def below(page: Any) -> None:
            page.cell(row=FARTHEST_ROW + 1, column=1, value="CR")

        assert self.refused(workbook([ROW], change=below)) == "far_row"

    def test_a_claimed_million_of_rows_is_not_believed(self) -> None:
        def claim(name: str, part: bytes) -> bytes:
            return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part)

        content = repacked(workbook([ROW]), claim)
        table = read_table(io.BytesIO(content), len(content))
        assert [line.number for line in table.lines] == [2]


class TestTable:
    def test_labels_of_either_language_any_case_and_order(self) -> None:
        def relabel(page: Any) -> None:
            heads = ["  TÍTULO (español) ", "Ministry", "legacy_id", "Identificador raro"]
            for at, head in enumerate(heads, start=1):
                page.cell(1, at, head)

        content = workbook(
            [{"0": "Uno", "1": "CR", "2": "7"}],
            keys=["0", "1", "2", "3"],
            change=relabel,
        )
        table = read_table(io.BytesIO(content), len(content))
        assert sorted(table.lines[0].cells) == ["institution", "legacy_id", "title_es"]
        assert [(p.code, p.level, p.cell) for p in table.problems] == [("unknown_column", "warning", "D1")]

    def test_a_title_above_and_blank_rows_between(self) -> None:
        def push(page: Any) -> None:
            page.insert_rows(1, 2)
            page["A1"] = "Programas antiguos"
            page.insert_rows(4)

        content = workbook([ROW], change=push)
        assert [line.number for line in read_table(io.BytesIO(content), len(content)).lines] == [5]


# Cells of a row, and the errors they are told: (code, column).
NAMED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"institution": "ZZ"}, [("institution", "institution")]),
    ({"institution": "Ministerio del Aire"}, [("institution", "institution")]),
    ({"institution": None}, [("required", "institution")]),
    ({"institution": 7}, [("institution", "institution")]),
    ({"legacy_id": None}, [("required", "legacy_id")]),
    ({"legacy_id": "x" * 81}, [("too_long", "legacy_id")]),
    ({"original_language": "pt"}, [("language", "original_language")]),
    ({"original_language": None, "title_en": "Employ"}, [("language_needed", "original_language")]),
    ({"original_language": "en"}, [("required_in", "title_en")]),
    ({"title_es": "x" * 201}, [("too_long", "title_es")]),
    ({"title_es": "=1+1"}, [("formula", "title_es")]),
    ({"title_es": "#REF!"}, [("error_value", "title_es")]),
    ({"title_es": True}, [("boolean", "title_es")]),
    ({"title_es": date(2012, 5, 1)}, [("date_in_text", "title_es")]),
    ({"title_es": None}, [("required_in", "title_es")]),
    ({"kind": "carnival"}, [("choice", "kind")]),
    ({"coverage": "galactic"}, [("choice", "coverage")]),
    ({"operation": "perhaps"}, [("choice", "operation")]),
    ({"stage": 5}, [("choice", "stage")]),
    ({"tripartite": "maybe"}, [("choice", "tripartite")]),
    ({"offered": "sometimes"}, [("choice", "offered")]),
    ({"topics": "astrology"}, [("codes", "topics")]),
    ({"topics": "youth-employment; astrology"}, [("codes", "topics")]),
    ({"populations": "martians"}, [("codes", "populations")]),
    ({"start_year": "dos mil"}, [("year_form", "start_year")]),
    ({"start_year": 12}, [("year_form", "start_year")]),
    ({"start_year": 2012.5}, [("year_form", "start_year")]),
    ({"start_year": "2012-2014"}, [("year_form", "start_year")]),
    ({"start_year": 1492}, [("year_range", "start_year")]),
    ({"start_year": 2999}, [("year_range", "start_year")]),
    ({"start_year": date(2012, 1, 1)}, [("date_in_year", "start_year")]),
    ({"start_year": "٢٠١٢"}, [("year_form", "start_year")]),
    ({"start_year": 2014, "end_year": 2012}, [("years_order", "end_year")]),
    ({"cost_amount": "mucho"}, [("number_form", "cost_amount")]),
    ({"cost_amount": "1.200"}, [("number_ambiguous", "cost_amount")]),
    ({"cost_amount": "12.34.5"}, [("number_form", "cost_amount")]),
    ({"cost_amount": -5}, [("number_negative", "cost_amount")]),
    ({"cost_amount": 1.234}, [("number_decimals", "cost_amount")]),
    ({"cost_amount": 10**15}, [("number_large", "cost_amount")]),
    ({"cost_amount": date(2012, 1, 1)}, [("date_in_number", "cost_amount")]),
    ({"cost_amount": False}, [("boolean", "cost_amount")]),
    ({"cost_currency": "dollars"}, [("currency", "cost_currency")]),
    ({"cost_currency": "US$"}, [("currency", "cost_currency")]),
    ({"cost_year": "12"}, [("year_form", "cost_year")]),
    ({"offer_capacity": 1.5}, [("whole_number", "offer_capacity")]),
    ({"offer_capacity": -1}, [("number_negative", "offer_capacity")]),
    ({"offer_capacity": 99999}, [("whole_number", "offer_capacity")]),
    ({"contact_email": "ana en casa"}, [("email", "contact_email")]),
    ({"contact_email": "a@b"}, [("email", "contact_email")]),
    ({"modelled_on": "PRG-9999"}, [("program", "modelled_on")]),
    ({"modelled_on": "el otro"}, [("program", "modelled_on")]),
    ({"link1_url": "javascript:alert(1)"}, [("url", "link1_url")]),
    ({"link1_url": "no es una dirección"}, [("url", "link1_url")]),
    ({"link1_url": "ftp://example.org/x"}, [("url", "link1_url")]),
    ({"link1_label_es": "Sitio"}, [("row_lacks", "link1_url")]),
    ({"result1_value": 5}, [("row_lacks", "result1_indicator_es")]),
    ({"result1_indicator_es": "Colocados", "result1_value": "x"}, [("number_form", "result1_value")]),
    ({"result2_indicator_es": "Colocados", "result2_year": 20}, [("year_form", "result2_year")]),
    ({"result1_indicator_es": "x" * 201}, [("too_long", "result1_indicator_es")]),
    ({"evaluation1_kind": "friendly"}, [("choice", "evaluation1_kind")]),
    ({"evaluation1_findings_es": "Bien."}, [("row_lacks", "evaluation1_kind")]),
    ({"source1_dated": "ayer"}, [("date_form", "source1_dated")]),
    ({"summary_es": '=HYPERLINK("http://x")'}, [("formula", "summary_es")]),
    ({"acronym": "x" * 31}, [("too_long", "acronym")]),
    ({"contact_unit_en": "x" * 201}, [("too_long", "contact_unit_en")]),
]

# Cells of a row, and what a column holds after the import.
UNDERSTOOD: list[tuple[dict[str, Any], str, Any]] = [
    ({"institution": "cr"}, "title_es", "Empléate"),
    ({"institution": "Costa Rica"}, "title_es", "Empléate"),
    ({"institution": "mtss-cr"}, "title_es", "Empléate"),
    ({"legacy_id": 12}, "title_es", "Empléate"),
    ({"start_year": "2012"}, "start_year", 2012),
    ({"start_year": 2012.0}, "start_year", 2012),
    ({"start_year": " 2012 "}, "start_year", 2012),
    ({"cost_amount": "1.200.000,50"}, "cost_amount", Decimal("1200000.50")),
    ({"cost_amount": "9,2"}, "cost_amount", Decimal("9.20")),
    ({"cost_amount": "674 800"}, "cost_amount", Decimal("674800.00")),
    ({"cost_amount": 0.1 + 0.2}, "cost_amount", Decimal("0.30")),
    ({"cost_currency": "usd"}, "cost_currency", "USD"),
    ({"offered": True}, "offered", "yes"),
    ({"offered": "sí"}, "offered", "yes"),
    ({"kind": "Training program"}, "kind", "training"),
    ({"title_es": "  Dos   espacios\n y línea "}, "title_es", "Dos espacios y línea"),
    ({"title_es": 2020}, "title_es", "2020"),
    ({"title_es": "Abc\u202e\u200fdef"}, "title_es", "Abcdef"),
    ({"summary_es": "<script>alert(1)</script>"}, "summary_es", "<script>alert(1)</script>"),
    ({"summary_es": "'=1+1"}, "summary_es", "'=1+1"),
]


@pytest.mark.django_db
class TestCells:
    """A hundred kinds of error: each is named with its cell, and nothing else is lost."""

    def test_is_named_at_its_cell(self, personas: Personas) -> None:
        rows = [{**ROW, "legacy_id": f"n{place}", **cells} for place, (cells, _expected) in enumerate(NAMED)]
        batch = upload(workbook(rows), personas)
        told = {
            row.line: [(p.code, p.column) for p in from_json(row.problems) if p.is_error] for row in batch.rows.all()
        }
        for line, (cells, expected) in enumerate(NAMED, start=2):
            assert told[line] == expected, cells
        assert set(batch.rows.values_list("action", flat=True)) == {ImportAction.REFUSE}

    def test_is_understood(self, personas: Personas) -> None:
        rows = [{**ROW, "legacy_id": f"n{place}", **cells} for place, (cells, *_rest) in enumerate(UNDERSTOOD)]
        batch = imports.apply(upload(workbook(rows), personas), by=personas.secretariat)
        assert batch.state == ImportState.APPLIED
        for row, (cells, name, value) in zip(batch.rows.order_by("line"), UNDERSTOOD, strict=True):
            assert getattr(Version.objects.get(program=row.program_id), name) == value, cells

    def test_several_errors_of_a_row_are_all_named(self, personas: Personas) -> None:
        assert errors(personas, kind="x", start_year="x", topics="x", cost_amount="x") == [
            ("choice", "kind"),
            ("codes", "topics"),
            ("year_form", "start_year"),
            ("number_form", "cost_amount"),
        ]

    def test_warnings_do_not_refuse(self, personas: Personas) -> None:
        texts = {"over_limit": "x" * 700, "html": "Un <b>texto</b>", "marks": "Abc\u202edef"}
        rows = [{**ROW, "legacy_id": code, "summary_es": text} for code, text in texts.items()]
        batch = upload(workbook(rows), personas)
        assert found(batch) == [("warning", code, "summary_es") for code in texts]
        assert set(batch.rows.values_list("action", flat=True)) == {ImportAction.CREATE}

    def test_the_same_record_twice_in_the_file(self, personas: Personas) -> None:
        batch = upload(workbook([ROW, {**ROW, "title_es": "Otra vez"}, {**ROW, "institution": "MX"}]), personas)
        assert [row.action for row in batch.rows.all()] == ["create", "refuse", "create"]
        problem = from_json(batch.rows.get(line=3).problems)[0]
        assert (problem.code, problem.params) == ("duplicate", {"line": 2})

    def test_a_program_with_that_title_is_pointed_out(self, personas: Personas) -> None:
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="¡EMPLÉATE!")
        batch = upload(workbook([ROW]), personas)
        assert found(batch) == [("warning", "same_title", "title_es")]
        assert from_json(batch.rows.get().problems)[0].params == {"code": program.code}

    def test_the_queue_asks_for_a_complete_record(self, personas: Personas) -> None:
        lacking = dict.fromkeys(("summary_es", "kind", "topics", "contact_unit_es"))
        assert errors(personas, "draft", **lacking) == []
        assert errors(personas, "submitted", **lacking) == [
            ("required_in", "summary_es"),
            ("required", "kind"),
            ("required", "topics"),
            ("required_in", "contact_unit_es"),
        ]

    def test_every_message_can_be_written(self) -> None:
        for code, message in MESSAGES.items():
            names = re.findall(r"%\((\w+)\)s", str(message))
            assert str(message) % dict.fromkeys(names, 1), code


@pytest.mark.django_db
class TestApplying:
    def test_creates_drafts_for_the_ministry(self, personas: Personas) -> None:
        rows = [
            {
                **ROW,
                "title_en": "Get a job",
                "populations": "youth",
                "result1_indicator_es": "Jóvenes colocados",
                "result1_value": 1200,
                "result1_year": 2014,
                "result3_indicator_en": "Grants",
                "link1_kind": "site",
                "link1_url": "www.empleate.cr",
                "source1_citation_es": "Memoria 2014",
                "source1_dated": "2015-02-01",
                "evaluation1_kind": "external",
            },
            {**ROW, "institution": "MX", "legacy_id": "8", "title_es": "Bécate"},
        ]
        batch = imports.apply(upload(workbook(rows), personas), by=personas.secretariat)
        assert (batch.state, batch.applied_by, batch.done) == (ImportState.APPLIED, personas.secretariat, 2)
        first, second = Program.objects.order_by("code")
        assert [first.code, second.code] == ["PRG-0001", "PRG-0002"]
        assert (first.origin, first.legacy_id, first.state) == (Origin.IMPORT, "2009-017", ProgramState.DRAFT)
        assert [program.institution.country_id for program in (first, second)] == ["CR", "MX"]
        version = first.versions.get()
        assert (version.state, version.original_language) == (VersionState.DRAFT, "es")
        assert (version.title_es, version.title_en, version.start_year) == ("Empléate", "Get a job", 2011)
        assert [topic.pk for topic in version.topics.all()] == ["youth-employment"]
        assert [group.pk for group in version.populations.all()] == ["youth"]
        figures = version.results.values_list("indicator_es", "indicator_en", "value", "year")
        assert list(figures) == [("Jóvenes colocados", "", Decimal(1200), 2014), ("", "Grants", None, None)]
        assert version.links.get().url == "https://www.empleate.cr"
        assert version.sources.get().dated == date(2015, 2, 1)
        assert version.evaluations.get().kind == "external"
        assert [(row.field, row.language) for row in version.translations.all()] == [("title", "en")]
        assert [row.program for row in batch.rows.order_by("line")] == [first, second]

    def test_they_wait_at_the_desk_as_one_item_until_they_are_touched(self, personas: Personas) -> None:
        rows = [{**ROW, "legacy_id": str(n)} for n in range(3)]
        imports.apply(upload(workbook(rows), personas), by=personas.secretariat)
        costa_rica = institution("CR")
        Version.objects.update(updated_at=timezone.now() - timedelta(days=20))
        assert [item.count for item in waiting.imported_drafts(personas.costa_rica, costa_rica)] == [3]
        assert list(waiting.left_drafts(personas.costa_rica, costa_rica)) == []
        for version in Version.objects.all():
            write_content(version, Content(columns={"start_year": 2010}), personas.costa_rica)
        assert list(waiting.imported_drafts(personas.costa_rica, costa_rica)) == []

    def test_ministries_are_told_once_each(self, personas: Personas) -> None:
        rows = [{**ROW, "legacy_id": str(n)} for n in range(3)] + [{**ROW, "institution": "MX"}]
        imports.apply(upload(workbook(rows), personas), by=personas.secretariat)
        mails = Email.objects.filter(**{f"headers__{EVENT_HEADER}": "portfolio/imported"})
        people = [personas.costa_rica, personas.colleague, personas.coordinator, personas.mexico]
        assert sorted(address for mail in mails for address in mail.to) == sorted(person.email for person in people)
        assert "3" in mails.filter(to=personas.costa_rica.email).get().subject

    def test_goes_to_the_queue_when_asked(self, personas: Personas) -> None:
        imports.apply(upload(workbook([ROW]), personas, "submitted"), by=personas.secretariat)
        version = Version.objects.get()
        assert version.state == VersionState.SUBMITTED
        assert version.submitted_at is not None
        log = version.log.get()
        assert (log.action, log.source, log.target, log.actor) == ("submit", "draft", "submitted", personas.secretariat)
        moderation.publish(version, by=personas.secretariat)
        assert Program.objects.get().state == ProgramState.PUBLISHED

    def test_a_file_with_a_refused_row_imports_nothing(self, personas: Personas) -> None:
        batch = upload(workbook([ROW, {**ROW, "legacy_id": "2", "kind": "x"}]), personas)
        with pytest.raises(ValidationError) as refusal:
            imports.apply(batch, by=personas.secretariat)
        assert refusal.value.code == "refused"
        assert Program.objects.count() == 0

    def test_is_applied_once(self, personas: Personas) -> None:
        batch = imports.apply(upload(workbook([ROW]), personas), by=personas.secretariat)
        with pytest.raises(ValidationError) as refusal:
            imports.apply(batch, by=personas.secretariat)
        assert refusal.value.code == "wrong_state"
        assert Program.objects.count() == 1

    def test_the_same_file_again_changes_nothing(self, personas: Personas) -> None:
        rich = {
            **ROW,
            "result1_indicator_es": "Jóvenes",
            "result1_value": 9.5,
            "cost_amount": 5,
            "populations": "youth",
        }
        imports.apply(upload(workbook([rich]), personas), by=personas.secretariat)
        again = upload(workbook([rich]), personas)
        assert [row.action for row in again.rows.all()] == [ImportAction.SKIP]
        with pytest.raises(ValidationError) as refusal:
            imports.apply(again, by=personas.secretariat)
        assert refusal.value.code == "nothing"

    def test_a_corrected_file_rewrites_an_untouched_draft(self, personas: Personas) -> None:
        imports.apply(upload(workbook([ROW]), personas), by=personas.secretariat)
        batch = upload(workbook([{**ROW, "title_es": "Empléate ya", "summary_es": None}]), personas)
        assert batch.rows.get().action == ImportAction.UPDATE
        imports.apply(batch, by=personas.secretariat)
        version = Version.objects.get()
        assert version.title_es == "Empléate ya"
        assert version.summary_es == ROW["summary_es"], "an empty cell leaves what is there"

    def test_a_draft_the_ministry_has_touched_is_left_to_it(self, personas: Personas) -> None:
        imports.apply(upload(workbook([ROW]), personas), by=personas.secretariat)
        write_content(Version.objects.get(), Content(columns={"title_es": "Del ministerio"}), personas.costa_rica)
        assert errors(personas, title_es="Otro") == [("being_written", "legacy_id")]

    def test_a_published_program_gets_a_new_version(self, personas: Personas) -> None:
        imports.apply(upload(workbook([ROW]), personas, "submitted"), by=personas.secretariat)
        moderation.publish(Version.objects.get(), by=personas.secretariat)
        batch = upload(workbook([{**ROW, "start_year": 2010}]), personas)
        assert batch.rows.get().action == ImportAction.UPDATE
        imports.apply(batch, by=personas.secretariat)
        program = Program.objects.get()
        assert Version.objects.get(current_of=program).start_year == 2011
        assert program.versions.open().get().start_year == 2010

    @pytest.mark.parametrize(("act", "code"), [("archive", "archived"), ("merge", "merged_program")])
    def test_what_is_archived_or_merged_is_refused(self, personas: Personas, act: str, code: str) -> None:
        imports.apply(upload(workbook([ROW]), personas, "submitted"), by=personas.secretariat)
        version = moderation.publish(Version.objects.get(), by=personas.secretariat)
        if act == "merge":
            other = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="Otro")
            moderation.merge(version.program, other, by=personas.secretariat, note="Repetido.")
        else:
            currency.archive(
                version.program, by=personas.costa_rica, reason={"es": "Terminó."}, lesson={"es": "Sirvió."}
            )
        assert errors(personas, title_es="Nuevo") == [(code, "legacy_id")]

    def test_the_portal_that_changed_meanwhile_is_looked_at_again(self, personas: Personas) -> None:
        first, second = upload(workbook([ROW]), personas), upload(workbook([{**ROW, "title_es": "Distinto"}]), personas)
        imports.apply(first, by=personas.secretariat)
        done = imports.apply(second, by=personas.secretariat)
        assert done.state == ImportState.CHECKED
        assert Version.objects.get().title_es == "Empléate"
        row = second.rows.get()
        assert row.action == ImportAction.UPDATE
        assert from_json(row.problems)[0].params == {"before": "create", "now": "update"}
        imports.apply(second, by=personas.secretariat)
        assert Version.objects.get().title_es == "Distinto"

    def test_a_failure_in_the_middle_writes_nothing(self, personas: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
        batch = upload(workbook([ROW, {**ROW, "legacy_id": "2"}]), personas)

        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError("disk full")

        monkeypatch.setattr(imports, "_tell_ministries", fail)
        with pytest.raises(ValidationError) as refusal:
            imports.apply(batch, by=personas.secretariat)
        assert refusal.value.code == "failed"
        batch.refresh_from_db()
        assert (batch.state, Program.objects.count()) == (ImportState.CHECKED, 0)
        monkeypatch.undo()
        assert imports.apply(batch, by=personas.secretariat).state == ImportState.APPLIED

    def test_only_the_secretariat(self, personas: Personas) -> None:
        batch = upload(workbook([ROW]), personas)
        for person in (personas.costa_rica, personas.partner, personas.authority):
            for act in (imports.apply, imports.discard, imports.check_again, imports.release_stopped):
                with pytest.raises(PermissionDenied):
                    act(batch, by=person)
            with pytest.raises(PermissionDenied):
                imports.upload(b"", "x", by=person, target="draft", digest="")

    def test_discarded_is_not_imported(self, personas: Personas) -> None:
        batch = imports.discard(upload(workbook([ROW]), personas), by=personas.secretariat)
        for act in (imports.apply, imports.discard):
            with pytest.raises(ValidationError) as refusal:
                act(batch, by=personas.secretariat)
            assert refusal.value.code == "wrong_state"

    def test_an_unknown_target_is_refused(self, personas: Personas) -> None:
        with pytest.raises(ValidationError) as refusal:
            upload(workbook([ROW]), personas, target="published")
        assert refusal.value.code == "target"

    def test_a_record_of_the_ministry_is_not_overwritten_by_chance(self, personas: Personas) -> None:
        """The identifier finds records of the same institution alone."""
        imports.apply(upload(workbook([ROW]), personas), by=personas.secretariat)
        batch = upload(workbook([{**ROW, "institution": "MX"}]), personas)
        assert batch.rows.get().action == ImportAction.CREATE


@pytest.mark.django_db(transaction=True)
class TestInTheBackground:
    def test_two_members_import_the_same_file_at_once(self, personas: Personas) -> None:
        batch = upload(workbook([ROW]), personas)
        outcomes = in_threads(*[lambda: imports.apply(batch, by=personas.secretariat)] * 2)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ImportBatch", "TransitionRefused"]
        assert Program.objects.count() == 1

    def test_large_files_are_worked_on_apart(self, personas: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
        started: list[Any] = []

        class Thread(threading.Thread):
            def start(self) -> None:
                started.append(self)
                super().start()

        monkeypatch.setattr(imports, "AT_ONCE_BYTES", 0)
        monkeypatch.setattr(imports, "AT_ONCE_ROWS", 0)
        monkeypatch.setattr(imports.threading, "Thread", Thread)
        rows = [{**ROW, "legacy_id": str(n)} for n in range(260)]
        batch = upload(workbook(rows), personas)
        started[0].join(30)
        batch.refresh_from_db()
        assert (batch.state, batch.total) == (ImportState.CHECKED, 260)
        imports.apply(batch, by=personas.secretariat)
        for thread in started:
            thread.join(30)
        batch.refresh_from_db()
        assert (batch.state, batch.done) == (ImportState.APPLIED, 260)
        assert Program.objects.count() == 260

    def test_a_worker_that_died_is_noticed(self, personas: Personas) -> None:
        batch = upload(workbook([ROW]), personas)
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.APPLYING, started_at=timezone.now())
        batch.refresh_from_db()
        assert not imports.is_stopped(batch)
        with pytest.raises(ValidationError):
            imports.release_stopped(batch, by=personas.secretariat)
        ImportBatch.objects.filter(pk=batch.pk).update(started_at=timezone.now() - timedelta(minutes=5))
        batch.refresh_from_db()
        assert imports.is_stopped(batch)
        assert imports.release_stopped(batch, by=personas.secretariat).state == ImportState.CHECKED

    def test_an_interrupted_check_starts_anew(self, personas: Personas) -> None:
        batch = ImportBatch.objects.create(
            original_filename="a.xlsx",
            created_by=personas.secretariat,
            started_at=timezone.now() - timedelta(minutes=5),
        )
        batch.file.save("a.xlsx", io.BytesIO(workbook([ROW])))
        assert imports.is_stopped(batch)
        assert imports.check_again(batch, by=personas.secretariat).state == ImportState.CHECKED
        with pytest.raises(ValidationError):
            imports.check_again(batch, by=personas.secretariat)


@pytest.mark.django_db
class TestFiles:
    def test_the_template_reads_back_with_its_example(self, personas: Personas) -> None:
        target = io.BytesIO()
        write_template(target)
        book = load_workbook(target)
        assert book.sheetnames == ["Programas", "Columnas", "Códigos", "Ejemplo"]
        keys = [str(cell.value) for cell in book["Programas"][1]]
        assert len(keys) == len(set(keys)) > 60
        page = book["Programas"]
        given = example_values()
        page.append([given.get(key) for key in keys])
        filled = io.BytesIO()
        book.save(filled)
        batch = upload(filled.getvalue(), personas, "submitted")
        assert batch.problems == []
        assert [(row.action, row.problems) for row in batch.rows.all()] == [("create", [])]

    def test_the_empty_template_says_that_it_is_empty(self, personas: Personas) -> None:
        target = io.BytesIO()
        write_template(target)
        batch = upload(target.getvalue(), personas)
        assert (batch.state, from_json(batch.problems)[0].code) == (ImportState.REFUSED, "empty")

    def test_the_report_has_a_line_per_problem(self, personas: Personas) -> None:
        rows = [ROW, {**ROW, "legacy_id": "2", "kind": "x", "start_year": "y"}]
        batch = upload(workbook(rows), personas)
        lines = list(report_rows(batch, ImportRow.objects.filter(batch=batch)))
        assert [(line["line"], line.get("cell", ""), line.get("value", "")) for line in lines] == [
            (2, "", ""),
            (3, "F3", "x"),
            (3, "K3", "y"),
        ]


def test_readers_of_both_languages_get_the_message() -> None:
    for language in ("es", "en"):
        with override(language):
            assert from_json([{"code": "year_form", "cell": "A1"}])[0].message
