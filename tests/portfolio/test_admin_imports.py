"""The Secretariat's pages of imports: template, upload, report, import."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from portfolio.enums import ImportState
from portfolio.models import ImportBatch, Program
from portfolio.services import imports
from tests.personas import PERSONAS, Personas
from tests.portfolio.workbooks import ROW, workbook


def sent(content: bytes, name: str = "viejos.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def change_url(batch: ImportBatch) -> str:
    return reverse("admin:portfolio_importbatch_change", args=[batch.pk])


def do_url(batch: ImportBatch, action: str) -> str:
    return reverse("admin:portfolio_importbatch_action", args=[batch.pk, action])


def make_batch(people: Personas, *rows: dict[str, Any]) -> ImportBatch:
    return imports.upload(
        workbook(rows or [ROW]), "viejos.xlsx", by=people.secretariat, target="draft", digest="a" * 64
    )


@pytest.mark.django_db
class TestUpload:
    url = "admin:portfolio_importbatch_add"

    def test_checks_and_shows_the_report(self, secretariat_client: Client) -> None:
        rows = [ROW, {**ROW, "legacy_id": "2", "start_year": "dos mil"}]
        answer = secretariat_client.post(reverse(self.url), {"file": sent(workbook(rows)), "target": "draft"})
        batch = ImportBatch.objects.get()
        assert answer["Location"] == change_url(batch)
        page = secretariat_client.get(change_url(batch))
        html = page.content.decode()
        assert "K3" in html
        assert "dos mil" in html
        assert not page.context["importable"]
        assert Program.objects.count() == 0
        assert len(batch.sha256) == 64

    @pytest.mark.parametrize(
        "data",
        [{"target": "draft"}, {"file": sent(b""), "target": "draft"}, {"file": sent(b"x"), "target": "elsewhere"}],
        ids=["no-file", "empty", "target"],
    )
    def test_bad_input_is_named(self, secretariat_client: Client, data: dict[str, Any]) -> None:
        page = secretariat_client.post(reverse(self.url), data)
        assert page.status_code == 200
        assert len(page.context["form"].errors) == 1
        assert ImportBatch.objects.count() == 0

    def test_a_file_that_cannot_be_read_says_why(self, secretariat_client: Client) -> None:
        page = secretariat_client.post(
            reverse(self.url), {"file": sent(b"a;b;c\n1;2;3\n", "a<b>.csv"), "target": "draft"}, follow=True
        )
        assert page.context["batch"].state == ImportState.REFUSED
        assert "<b>" not in page.context["batch"].original_filename
        assert page.status_code == 200

    def test_a_value_with_script_is_shown_as_text(self, personas: Personas, secretariat_client: Client) -> None:
        batch = make_batch(personas, {**ROW, "title_es": "<script>x</script>", "kind": "<img src=x onerror=1>"})
        html = secretariat_client.get(change_url(batch)).content.decode()
        assert "<script>x" not in html
        assert "<img src=x" not in html


@pytest.mark.django_db
class TestImporting:
    def test_asks_then_imports_once(self, personas: Personas, secretariat_client: Client) -> None:
        batch = make_batch(personas)
        page = secretariat_client.get(do_url(batch, "import"))
        assert (page.context["creates"], page.context["updates"], page.context["skips"]) == (1, 0, 0)
        for _again in range(2):
            assert secretariat_client.post(do_url(batch, "import"))["Location"] == change_url(batch)
        assert Program.objects.count() == 1
        assert secretariat_client.get(change_url(batch)).status_code == 200
        assert secretariat_client.get(do_url(batch, "import"))["Location"] == change_url(batch)

    def test_discards(self, personas: Personas, secretariat_client: Client) -> None:
        batch = make_batch(personas)
        secretariat_client.post(do_url(batch, "discard"))
        batch.refresh_from_db()
        assert batch.state == ImportState.DISCARDED
        secretariat_client.post(do_url(batch, "import"))
        assert Program.objects.count() == 0

    def test_unknown_actions_are_not_found(self, personas: Personas, secretariat_client: Client) -> None:
        assert secretariat_client.post(do_url(make_batch(personas), "explode")).status_code == 404

    @pytest.mark.django_db(transaction=True)
    def test_a_running_import_asks_again_by_itself(self, personas: Personas, secretariat_client: Client) -> None:
        batch = make_batch(personas)
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.APPLYING, started_at=timezone.now())
        page = secretariat_client.get(change_url(batch))
        assert page["Refresh"] == "3"
        assert page.context["running"]
        ImportBatch.objects.update(started_at=timezone.now() - timedelta(minutes=9))
        page = secretariat_client.get(change_url(batch))
        assert "Refresh" not in page
        assert page.context["stopped"]
        secretariat_client.post(do_url(batch, "release"))
        batch.refresh_from_db()
        assert batch.state == ImportState.CHECKED

    def test_the_very_same_file_is_pointed_out(self, personas: Personas, secretariat_client: Client) -> None:
        first = make_batch(personas)
        imports.apply(first, by=personas.secretariat)
        page = secretariat_client.get(change_url(make_batch(personas)))
        assert page.context["same_file"] == first


@pytest.mark.django_db
class TestReports:
    def test_csv_and_xlsx_have_the_same_lines(self, personas: Personas, secretariat_client: Client) -> None:
        batch = make_batch(personas, ROW, {**ROW, "legacy_id": "2", "kind": "x", "start_year": "y"})
        url = "admin:portfolio_importbatch_report"
        answer: Any = secretariat_client.get(reverse(url, args=[batch.pk, "csv"]))
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        assert [(row["line"], row["cell"], row["value"]) for row in rows] == [
            ("2", "", ""),
            ("3", "F3", "x"),
            ("3", "K3", "y"),
        ]
        answer = secretariat_client.get(reverse(url, args=[batch.pk, "xlsx"]))
        page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
        assert [tuple(row)[6:8] for row in page.iter_rows(min_row=3, values_only=True)] == [
            ("F3", "kind"),
            ("K3", "start_year"),
        ]
        assert secretariat_client.get(reverse(url, args=[batch.pk, "pdf"])).status_code == 404

    def test_the_template_is_a_download(self, secretariat_client: Client) -> None:
        answer = secretariat_client.get(reverse("admin:portfolio_importbatch_template"))
        assert answer["Content-Disposition"].startswith("attachment;")
        answer.close()

    def test_filters_by_what_will_happen(self, personas: Personas, secretariat_client: Client) -> None:
        batch = make_batch(personas, ROW, {**ROW, "legacy_id": "2", "kind": "x"})
        for action, lines in (("refuse", [3]), ("create", [2]), ("nonsense", [3, 2]), ("", [3, 2])):
            page = secretariat_client.get(change_url(batch), {"action": action})
            assert [row.line for row, _tone, _word, _problems in page.context["rows"]] == lines

    def test_queries_do_not_grow_with_rows(self, personas: Personas, secretariat_client: Client) -> None:
        one = make_batch(personas)
        three = make_batch(personas, *({**ROW, "legacy_id": str(n), "kind": "x"} for n in range(3)))
        secretariat_client.get(change_url(one))
        with CaptureQueriesContext(connection) as few:
            secretariat_client.get(change_url(one))
        with CaptureQueriesContext(connection) as many:
            secretariat_client.get(change_url(three))
        assert len(many) == len(few)

    @pytest.mark.parametrize("persona", PERSONAS)
    def test_access(self, personas: Personas, as_persona: Any, persona: str) -> None:
        batch = make_batch(personas)
        expected = {"anonymous": 302, "secretariat": 200}
        urls = [
            reverse("admin:portfolio_importbatch_changelist"),
            reverse("admin:portfolio_importbatch_add"),
            reverse("admin:portfolio_importbatch_template"),
            change_url(batch),
            do_url(batch, "import"),
            reverse("admin:portfolio_importbatch_report", args=[batch.pk, "csv"]),
        ]
        client = as_persona(persona)
        answers = [client.get(url) for url in urls]
        assert [answer.status_code for answer in answers] == [expected.get(persona, 403)] * len(urls)
        for answer in answers:
            answer.close()
