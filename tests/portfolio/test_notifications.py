"""Who is told what happened to a program, in which language, with which link."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portfolio import notifications, reminders
from portfolio.enums import ReportState
from portfolio.models import Criterion, Program, WrongDatumReport
from portfolio.services import currency, good_practice, moderation
from rial.accounts.enums import Role
from rial.accounts.models import Membership, User
from tests.factories import make_draft, make_published, make_submitted, today
from tests.outbox import outbox, recipients
from tests.personas import Personas, institution, make_user

CR_PEOPLE = ["ana@mtss.example", "berta@mtss.example", "carla@mtss.example"]
TITLE = "Campaña Nacional de Salario Mínimo"


@pytest.fixture
def published(personas: Personas) -> Program:
    """A published program of Costa Rica, with the messages so far forgotten."""
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    forget()
    return program


def forget() -> None:
    for email in outbox():
        email.delete()


def events() -> list[str]:
    return sorted({email.headers["X-RIAL-Event"] for email in outbox()})


def test_submitted_goes_to_the_secretariat_in_their_language(personas: Personas) -> None:
    make_user("hugo@oas.example", Role.SECRETARIAT, institution("oas"), language="en")
    version = make_submitted(institution("CR"), personas.costa_rica)
    assert events() == ["portfolio/submitted"]
    assert recipients("portfolio/submitted") == ["elena@oas.example", "hugo@oas.example"]
    links = {email.to[0]: f"/admin/portfolio/version/{version.pk}/review/" in email.message for email in outbox()}
    assert links == {"elena@oas.example": True, "hugo@oas.example": True}
    spanish, english = (email.message for email in sorted(outbox(), key=lambda email: email.to))
    assert "http://127.0.0.1:8000/es/admin/" in spanish
    assert "http://127.0.0.1:8000/en/admin/" in english
    assert TITLE in spanish
    assert TITLE in english


def test_who_acts_is_not_told(personas: Personas) -> None:
    make_submitted(institution("CR"), personas.secretariat)
    assert outbox() == []


def test_taken_back(personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    forget()
    moderation.recall(version, by=personas.costa_rica)
    assert recipients("portfolio/recalled") == ["elena@oas.example"]


def test_returned_with_each_remark_and_its_place(personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    moderation.remark_on(version, "lessons", "¿Qué haría distinto & mejor?", by=personas.secretariat)
    forget()
    moderation.return_with_remarks(version, by=personas.secretariat, note="Falta una cifra.")
    assert recipients("portfolio/returned") == CR_PEOPLE
    text = outbox("portfolio/returned")[0].message
    code = version.program.code
    assert "Falta una cifra." in text
    assert "¿Qué haría distinto & mejor?" in text
    assert f"http://127.0.0.1:8000/es/desk/programs/{code}/edit/results/" in text
    assert f"http://127.0.0.1:8000/es/desk/programs/{code}/review/" in text
    # Submitted again: only the Secretariat, and the subject says that it was seen before.
    first = make_draft(institution("CR"), personas.costa_rica)
    forget()
    moderation.submit(version, by=personas.costa_rica)
    again = outbox("portfolio/submitted")[0].subject
    forget()
    moderation.submit(first, by=personas.costa_rica)
    assert again.replace(code, "") != outbox("portfolio/submitted")[0].subject.replace(first.program.code, "")


def test_published(personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    forget()
    moderation.publish(version, by=personas.secretariat)
    assert events() == ["portfolio/published"]
    assert recipients("portfolio/published") == CR_PEOPLE
    assert f"/es/portfolio/{version.program.code}/" in outbox()[0].message


def test_nothing_is_told_of_what_was_refused(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica, summary_es="")
    with pytest.raises(ValidationError):
        moderation.submit(version, by=personas.costa_rica)
    assert outbox() == []


def test_life_of_a_published_program(personas: Personas, published: Program) -> None:
    program = currency.archive(
        published, by=personas.costa_rica, reason={"es": "Terminó el plan."}, lesson={"es": "Empezar antes."}
    )
    assert recipients("portfolio/program_archive") == ["berta@mtss.example", "carla@mtss.example", "elena@oas.example"]
    assert "Terminó el plan." in outbox()[0].message
    program = currency.reopen(program, by=personas.secretariat, note="Sigue.")
    assert recipients("portfolio/program_reopen") == CR_PEOPLE
    program = moderation.unpublish(program, by=personas.secretariat, note="Datos personales.")
    assert recipients("portfolio/program_unpublish") == CR_PEOPLE
    assert "Datos personales." in outbox("portfolio/program_unpublish")[0].message
    moderation.republish(program, by=personas.secretariat, note="Corregido.")
    assert recipients("portfolio/program_republish") == CR_PEOPLE


def test_merged(personas: Personas, published: Program) -> None:
    twin = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    forget()
    moderation.merge(twin, published, by=personas.secretariat, note="Son el mismo.")
    assert recipients("portfolio/program_merge") == CR_PEOPLE
    text = outbox("portfolio/program_merge")[0].message
    assert f"/es/portfolio/{published.code}/" in text


def test_candidacy(personas: Personas, published: Program) -> None:
    make_user("ines@ilo.example", Role.PARTNER, institution("ilo"))
    Membership.objects.create(
        user=make_user("juan@ilo.example", Role.PARTNER, institution("ilo")),
        institution=institution("CR"),
        role=Role.AUTHORITY,
    )
    criterion = Criterion.objects.create(code="x", name_es="X")
    candidate = good_practice.nominate(
        published, by=personas.secretariat, criteria=[criterion], closes_on=today() + timedelta(days=30)
    )
    # Nobody assesses a country they stand for.
    assert recipients("portfolio/candidacy_assess") == ["frank@ilo.example", "ines@ilo.example"]
    assert recipients("portfolio/candidacy_opened") == CR_PEOPLE
    assert f"/en/desk/assessments/{candidate.pk}/" in outbox("portfolio/candidacy_assess")[0].message
    good_practice.cancel(candidate, by=personas.secretariat, note="Error.")
    assert recipients("portfolio/candidacy_closed") == CR_PEOPLE


@pytest.mark.parametrize(("email", "told"), [("lectora@x.example", ["lectora@x.example"]), ("", [])])
def test_reader_learns_what_became_of_a_report(
    personas: Personas, published: Program, email: str, told: list[str]
) -> None:
    assert published.current is not None
    report = WrongDatumReport.objects.create(
        program=published, version=published.current, text="El año no es ese", email=email, language="en"
    )
    notifications.report_received(report)
    assert recipients("portfolio/report_received") == ["elena@oas.example"]
    report.state, report.answer = ReportState.CORRECTED, "Era 2011."
    notifications.report_answered(report, personas.secretariat)
    assert recipients("portfolio/report_answered") == told
    if told:
        text = outbox("portfolio/report_answered")[0].message
        assert "Era 2011." in text
        assert f"/en/portfolio/{published.code}/" in text


class TestConfirmationReminders:
    """P05: once a year, one message per ministry, at most once in thirty days."""

    @pytest.fixture
    def due_program(self, personas: Personas, published: Program) -> Program:
        long_ago = timezone.now() - timedelta(days=400)
        Program.objects.filter(pk=published.pk).update(first_published_at=long_ago)
        return published

    def test_once_for_all_programs_of_a_ministry(self, personas: Personas, due_program: Program) -> None:
        other = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="Otro")
        Program.objects.filter(pk=other.pk).update(confirmed_on=today() - timedelta(days=370))
        forget()
        assert reminders.remind_of_confirmations(today()) == 3
        assert recipients("portfolio/confirm") == CR_PEOPLE
        text = outbox()[0].message
        assert f"/es/desk/programs/{due_program.code}/" in text
        assert f"/es/desk/programs/{other.code}/" in text
        assert "Otro" in text
        assert "List-Unsubscribe" in outbox()[0].headers
        assert set(Program.objects.values_list("reminded_on", flat=True)) == {today()}

    @pytest.mark.parametrize(("later", "sent"), [(0, 0), (1, 0), (29, 0), (30, 3), (45, 3)])
    def test_again_after_thirty_days(self, personas: Personas, due_program: Program, later: int, sent: int) -> None:
        reminders.remind_of_confirmations(today())
        assert reminders.remind_of_confirmations(today() + timedelta(days=later)) == sent

    @pytest.mark.parametrize(("days", "sent"), [(363, 0), (366, 3)])
    def test_a_year_after_the_last_word(self, personas: Personas, due_program: Program, days: int, sent: int) -> None:
        Program.objects.update(confirmed_on=today() - timedelta(days=days))
        assert reminders.remind_of_confirmations(today()) == sent

    def test_nothing_for_archived_drafts_and_the_unwilling(self, personas: Personas, due_program: Program) -> None:
        make_draft(institution("MX"), personas.mexico)
        User.objects.filter(email__in=CR_PEOPLE).update(receives_mail=False)
        assert reminders.remind_of_confirmations(today()) == 0
        assert Program.objects.get(pk=due_program.pk).reminded_on is None
        User.objects.update(receives_mail=True)
        currency.archive(due_program, by=personas.costa_rica, reason={"es": "Fin."}, lesson={"es": "Algo."})
        assert reminders.remind_of_confirmations(today()) == 0

    def test_a_ministry_without_people_is_not_marked(self, personas: Personas, due_program: Program) -> None:
        Membership.objects.filter(institution=institution("CR")).update(ended_on=today())
        assert reminders.remind_of_confirmations(today()) == 0
        assert Program.objects.get(pk=due_program.pk).reminded_on is None


def test_section_of_every_field() -> None:
    assert notifications.section_of("lessons") == "results"
    assert notifications.section_of("title") == "identification"
