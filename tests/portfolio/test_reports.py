"""Reports of wrong data: who may send and answer them, limits, the trap, mails."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from post_office.models import Email

from portfolio.enums import ReportState
from portfolio.models import Program, WrongDatumReport
from portfolio.services import moderation
from portfolio.services.reports import answer_report, reference, report_wrong_datum
from tests.factories import make_draft, make_published
from tests.personas import PERSONAS, Personas
from tests.threads import in_threads

pytestmark = pytest.mark.django_db

GOOD = {"text": "Empezó en 2011.", "field": "start_year", "evidence": "La ley", "email": "lector@example.org"}


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def program(personas: Personas) -> Program:
    """A published program of Costa Rica."""
    return make_published(personas.costa_rica.roles.ministries[0], personas.costa_rica, personas.secretariat)


@pytest.mark.parametrize("persona", PERSONAS)
def test_anyone_may_report(program: Program, as_persona: Any, persona: str) -> None:
    client = as_persona(persona)
    path = f"/es/portfolio/{program.code}/report/"
    assert client.get(path).status_code == 200
    response = client.post(path, GOOD)
    report = WrongDatumReport.objects.get()
    assert response["Location"] == f"/es/portfolio/{program.code}/report/{report.pk}/"
    assert reference(report) in client.get(response["Location"]).content.decode()
    assert (report.program, report.version, report.field, report.language) == (
        program,
        program.current,
        "start_year",
        "es",
    )
    assert (report.text, report.evidence, report.email) == ("Empezó en 2011.", "La ley", "lector@example.org")
    assert report.state == ReportState.OPEN


def test_only_the_form_sets_a_cookie_and_it_is_never_kept(program: Program, client: Client) -> None:
    response = client.get(f"/es/portfolio/{program.code}/report/")
    assert set(response.cookies) == {"csrftoken"}
    assert "no-store" in response["Cache-Control"]


def test_a_forged_form_is_refused(program: Program) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/es/portfolio/{program.code}/report/", GOOD).status_code == 403
    assert not WrongDatumReport.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "   \n "}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"field": "nope"}, "field"),
        ({"email": "not an address"}, "email"),
        ({"evidence": "x" * 3001}, "evidence"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_lost(
    program: Program, client: Client, changes: dict[str, str], field: str
) -> None:
    response = client.post(f"/en/portfolio/{program.code}/report/", {**GOOD, **changes})
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error:" in html
    assert f'href="#id_{field}"' in html
    assert "La ley" in html or field == "evidence"
    assert not WrongDatumReport.objects.exists()


def test_markup_and_null_bytes_do_no_harm(program: Program, client: Client) -> None:
    client.post(f"/es/portfolio/{program.code}/report/", {**GOOD, "text": "<script>alert(1)</script>"})
    assert WrongDatumReport.objects.get().text == "<script>alert(1)</script>"
    response = client.post(f"/es/portfolio/{program.code}/report/", {**GOOD, "text": "a\x00b", "email": "x\x00"})
    assert response.status_code in {302, 422}
    assert not WrongDatumReport.objects.filter(text__contains="\\0").exists()


@pytest.mark.django_db(transaction=True)
def test_a_report_sent_several_times_is_kept_once(transactional_db: None, program: Program) -> None:
    kept = in_threads(*[lambda: report_wrong_datum(program, text="Empezó en 2011.").pk] * 3)
    assert kept == [WrongDatumReport.objects.get().pk] * 3
    assert report_wrong_datum(program, text="Empezó en 2012.").pk not in kept


def test_a_machine_that_fills_the_trap_is_thanked_and_forgotten(program: Program, client: Client) -> None:
    response = client.post(f"/es/portfolio/{program.code}/report/", {**GOOD, "website": "https://spam.example"})
    assert response["Location"] == f"/es/portfolio/{program.code}/report/0/"
    assert client.get(response["Location"]).status_code == 200
    assert not WrongDatumReport.objects.exists()


def test_the_sixth_report_from_an_address_waits_and_loses_nothing(program: Program, client: Client) -> None:
    path = f"/en/portfolio/{program.code}/report/"
    reports = [{**GOOD, "evidence": f"Página {number}"} for number in range(5)]
    assert [client.post(path, report).status_code for report in reports] == [302] * 5
    refused = client.post(path, GOOD)
    assert refused.status_code == 429
    assert "Empezó en 2011." in refused.content.decode()
    assert client.post(path, GOOD, REMOTE_ADDR="198.51.100.9").status_code == 302
    assert WrongDatumReport.objects.count() == 6


def test_what_the_public_cannot_read_cannot_be_reported(personas: Personas, program: Program, client: Client) -> None:
    draft = make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica)
    moderation.unpublish(program, by=personas.secretariat, note="Por revisar")
    for code in (draft.program.code, program.code, "PRG-9999", "x"):
        assert client.get(f"/es/portfolio/{code}/report/").status_code == 404
        assert client.post(f"/es/portfolio/{code}/report/", GOOD).status_code == 404
    with pytest.raises(ValidationError):
        report_wrong_datum(draft.program, text="x")


@pytest.mark.parametrize("wrong", [{"text": " "}, {"text": "x", "field": "nope"}])
def test_the_service_refuses_what_the_form_would(program: Program, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        report_wrong_datum(program, **wrong)
    assert not WrongDatumReport.objects.exists()


def test_the_secretariat_is_told_and_the_reader_is_answered_in_their_language(
    personas: Personas, program: Program
) -> None:
    report = report_wrong_datum(program, text="Mal", email="lector@example.org")
    assert Email.objects.filter(to=["elena@oas.example"]).count() >= 1
    WrongDatumReport.objects.filter(pk=report.pk).update(language="en")
    before = Email.objects.filter(to=["lector@example.org"]).count()
    answered = answer_report(report, by=personas.secretariat, state=ReportState.CORRECTED, answer="Corregido")
    assert (answered.state, answered.answer, answered.answered_by) == (
        ReportState.CORRECTED,
        "Corregido",
        personas.secretariat,
    )
    mails = Email.objects.filter(to=["lector@example.org"])
    assert mails.count() == before + 1
    assert "Corregido" in mails.latest("pk").message


def test_an_anonymous_report_is_answered_without_mail(personas: Personas, program: Program) -> None:
    report = report_wrong_datum(program, text="Mal")
    count = Email.objects.count()
    answer_report(report, by=personas.secretariat, state=ReportState.REJECTED, answer="Está bien")
    assert Email.objects.count() == count


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name not in {"anonymous", "secretariat"}])
def test_only_the_secretariat_answers(personas: Personas, program: Program, persona: str) -> None:
    report = report_wrong_datum(program, text="Mal")
    with pytest.raises(PermissionDenied):
        answer_report(report, by=getattr(personas, persona), state=ReportState.CORRECTED, answer="x")


def test_an_answer_needs_words_and_is_given_once(personas: Personas, program: Program) -> None:
    report = report_wrong_datum(program, text="Mal")
    with pytest.raises(ValidationError):
        answer_report(report, by=personas.secretariat, state=ReportState.CORRECTED, answer=" ")
    with pytest.raises(ValidationError):
        answer_report(report, by=personas.secretariat, state=ReportState.OPEN, answer="x")
    answer_report(report, by=personas.secretariat, state=ReportState.CORRECTED, answer="x")
    with pytest.raises(ValidationError):
        answer_report(report, by=personas.secretariat, state=ReportState.CORRECTED, answer="y")
