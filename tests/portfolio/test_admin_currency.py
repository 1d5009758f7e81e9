"""The review of currency, reports of wrong data, and what of the portfolio waits for the Secretariat."""

from datetime import timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.test import Client
from django.utils import timezone, translation

from portfolio import waiting_secretariat as waiting
from portfolio.admin.currency import per_ministry
from portfolio.enums import Currency, ReportState
from portfolio.models import (
    Assessment,
    Campaign,
    Candidate,
    CurrencyReview,
    ImportBatch,
    Program,
    WrongDatumReport,
)
from portfolio.services.reports import report_wrong_datum
from tests.factories import make_published
from tests.personas import Personas, institution

PAGE = "/en/admin/portfolio/program/currency/"


def two_programs(people: Personas) -> tuple[Program, Program]:
    """One of Costa Rica, one of Mexico."""
    one = make_published(institution("CR"), people.costa_rica, people.secretariat, title_es="Uno")
    return one, make_published(institution("MX"), people.mexico, people.secretariat, title_es="Dos")


def test_a_finding_for_several_programs(personas: Personas, secretariat_client: Client) -> None:
    two_programs(personas)
    data = {"programs": ["PRG-0001", "PRG-0002"], "finding": "outdated", "quality": "2", "note": "Cifras de 2010."}
    assert secretariat_client.post(PAGE, data)["Location"] == PAGE
    assert set(Program.objects.values_list("currency", flat=True)) == {Currency.OUTDATED}
    reviews = CurrencyReview.objects.values_list("program__code", "finding", "quality", "note", "by")
    by = personas.secretariat.pk
    assert sorted(reviews) == [
        ("PRG-0001", "outdated", 2, "Cifras de 2010.", by),
        ("PRG-0002", "outdated", 2, "Cifras de 2010.", by),
    ]


def test_a_finding_needs_programs_and_a_finding(personas: Personas, secretariat_client: Client) -> None:
    two_programs(personas)
    response = secretariat_client.post(PAGE, {"programs": ["PRG-0001"], "quality": "9", "note": "Mi nota"})
    html = response.content.decode()
    assert set(response.context["form"].errors) == {"finding", "quality"}
    assert "Mi nota" in html
    assert 'value="PRG-0001" aria-label="PRG-0001" checked' in html
    response = secretariat_client.post(PAGE, {"programs": ["PRG-9999"], "finding": "current"})
    assert set(response.context["form"].errors) == {"programs"}
    assert CurrencyReview.objects.count() == 0


def test_list_filters_by_finding_and_ministry(personas: Personas, secretariat_client: Client) -> None:
    one, _two = two_programs(personas)
    Program.objects.filter(pk=one.pk).update(currency=Currency.CURRENT)

    def codes(**query: str) -> list[str]:
        return [program.code for program in secretariat_client.get(PAGE, query).context["page"]]

    assert codes() == ["PRG-0001", "PRG-0002"]
    assert codes(finding="current") == ["PRG-0001"]
    assert codes(institution=institution("MX").code) == ["PRG-0002"]
    assert codes(finding="nonsense") == ["PRG-0001", "PRG-0002"]


def test_diagnosis_per_ministry(personas: Personas, secretariat_client: Client) -> None:
    one, two = two_programs(personas)
    third = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="Tres")
    for program, finding, quality in ((one, "outdated", 1), (one, "current", 4), (third, "current", 3)):
        secretariat_client.post(PAGE, {"programs": [program.code], "finding": finding, "quality": str(quality)})
    Program.objects.filter(pk=two.pk).update(confirmed_on=timezone.localdate() - timedelta(days=400))
    rows = {row["institution"].country_id: row for row in per_ministry()}
    assert {code: (row["total"], row["overdue"], row["average"]) for code, row in rows.items()} == {
        "CR": (2, 0, 3.5),
        "MX": (1, 1, None),
    }
    assert dict(rows["CR"]["counts"])["current"] == 2
    assert dict(rows["MX"]["counts"])["not_reviewed"] == 1


def report_on(program: Program, **fields: str) -> WrongDatumReport:
    with translation.override("en"):
        return report_wrong_datum(program, text="The year is wrong.", field="start_year", **fields)


def answer(report: WrongDatumReport) -> str:
    return f"/en/admin/portfolio/wrongdatumreport/{report.pk}/answer/"


def test_a_report_is_read_beside_the_record_and_answered_once(personas: Personas, secretariat_client: Client) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat, start_year=2011)
    report = report_on(program, evidence="Decree 36867", email="reader@example.org")
    response = secretariat_client.get(answer(report))
    html = response.content.decode()
    assert [str(text) for text in response.context["texts"]] == ["2011"]
    assert "Decree 36867" in html
    assert "reader@example.org" in html
    refused = secretariat_client.post(answer(report), {"state": "open", "answer": " "})
    assert set(refused.context["form"].errors) == {"state", "answer"}
    secretariat_client.post(answer(report), {"state": "corrected", "answer": "Corrected in version 2."})
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by) == (
        ReportState.CORRECTED,
        "Corrected in version 2.",
        personas.secretariat,
    )
    again = secretariat_client.post(answer(report), {"state": "rejected", "answer": "No."})
    assert "Someone answered this report before you." in again.content.decode()
    report.refresh_from_db()
    assert report.state == ReportState.CORRECTED


def test_reports_are_listed_open_ones_first(personas: Personas, secretariat_client: Client) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    first, second = report_on(program), report_on(program, evidence="The decree says 2011.")
    secretariat_client.post(answer(first), {"state": "rejected", "answer": "Checked."})
    response = secretariat_client.get("/en/admin/portfolio/wrongdatumreport/")
    assert [report.pk for report in response.context["cl"].result_list] == [second.pk, first.pk]
    change = f"/en/admin/portfolio/wrongdatumreport/{first.pk}/change/"
    assert secretariat_client.get(change)["Location"] == answer(first)
    assert secretariat_client.get("/en/admin/portfolio/wrongdatumreport/99999/change/").status_code == 404
    assert secretariat_client.get("/en/admin/portfolio/wrongdatumreport/add/").status_code == 403


def test_what_waits_of_reports_and_confirmations(personas: Personas) -> None:
    one, two = two_programs(personas)
    report_on(one)
    today = timezone.localdate()
    Program.objects.filter(pk=two.pk).update(confirmed_on=today - timedelta(days=400))
    with translation.override("en"):
        reports = list(waiting.open_reports(personas.secretariat))
        overdue = list(waiting.overdue_confirmations(personas.secretariat))
    assert [(item.title, item.source) for item in reports] == [("The year is wrong.", "Costa Rica")]
    assert [item.title for item in overdue] == ["Mexico"]
    assert overdue[0].url.endswith(f"?institution={institution('MX').code}")
    assert timezone.localdate(overdue[0].since) == today - timedelta(days=400) + relativedelta(months=12)
    assert overdue[0].detail == "1 program without this year’s confirmation"


def test_what_waits_of_translations_is_one_item(personas: Personas) -> None:
    assert list(waiting.translations(personas.secretariat)) == []
    two_programs(personas)
    with translation.override("en"):
        (item,) = waiting.translations(personas.secretariat)
    assert item.title == "2 records to translate"
    assert item.detail == "10 texts missing, 0 out of date, 0 machine-made"


def test_what_waits_of_campaigns_and_imports(personas: Personas) -> None:
    today = timezone.localdate()
    for name, days, state in (
        ("soon", 5, "open"),
        ("late", -1, "open"),
        ("far", 60, "open"),
        ("not yet", 5, "prepared"),
    ):
        Campaign.objects.create(
            name_en=name,
            name_es=name,
            opens_on=today - timedelta(days=90),
            closes_on=today + timedelta(days=days),
            state=state,
        )
    ImportBatch.objects.create(original_filename="old.xlsx", created_by=personas.secretariat, state="checked")
    ImportBatch.objects.create(original_filename="new.xlsx", created_by=personas.secretariat, state="checking")
    with translation.override("en"):
        closing = {item.title: item.overdue for item in waiting.closing_campaigns(personas.secretariat)}
        imports = [(item.title, item.source) for item in waiting.unapplied_imports(personas.secretariat)]
    assert closing == {"soon": False, "late": True}
    assert imports == [("old.xlsx", "Elena")]


def test_what_waits_of_candidacies(personas: Personas) -> None:
    one, two = two_programs(personas)
    today = timezone.localdate()

    def nominate(program: Program, days: int) -> Candidate:
        return Candidate.objects.create(
            program=program,
            version=program.current,
            opened_by=personas.secretariat,
            closes_on=today + timedelta(days=days),
        )

    late, early = nominate(one, -2), nominate(two, 30)

    def items() -> list[Any]:
        with translation.override("en"):
            return list(waiting.open_candidacies(personas.secretariat))

    assert [(item.title, item.detail, item.overdue) for item in items()] == [("Uno", "0 assessments submitted", True)]
    Assessment.objects.create(
        candidate=early,
        assessor=personas.partner,
        institution=institution("ilo"),
        state="submitted",
        submitted_at=timezone.now(),
    )
    assert {item.title: item.detail for item in items()} == {
        "Uno": "0 assessments submitted",
        "Dos": "1 assessment submitted",
    }
    assert late.state == "open"
