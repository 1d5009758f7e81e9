"""Good practice: who may assess, what counts, what becomes public (G01–G06)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse

from portfolio.enums import AssessmentState, CandidateState
from portfolio.models import Assessment, Candidate, Score
from portfolio.reading.practice import mean, record_of, standings
from portfolio.services import good_practice, moderation
from portfolio.services.good_practice import Judgement
from portfolio.signals import candidacy_opened, program_changed
from rial.accounts.enums import Role
from rial.accounts.models import Membership
from tests.factories import make_draft, make_published, today
from tests.personas import PERSONAS, Personas, institution, make_user
from tests.portfolio.practice import (
    CODES,
    OUTCOME,
    TRANSFER,
    Scene,
    judged,
    make_criteria,
    make_scene,
    recognize,
    submit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(personas: Personas) -> Scene:
    return make_scene(personas)


def heard(signal: Signal) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    def receiver(sender: Any, **values: Any) -> None:
        calls.append(values)

    signal.connect(receiver, weak=False)
    return calls


class TestNomination:
    def test_fixes_the_public_version_and_tells(self, personas: Personas) -> None:
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        calls = heard(candidacy_opened)
        candidate = good_practice.nominate(program, by=personas.secretariat, criteria=make_criteria(), closes_on=None)
        assert candidate.version == program.current
        assert [criterion.code for criterion in candidate.criteria.all()] == list(CODES)
        assert [call["candidate"] for call in calls] == [candidate]

    def test_refuses_what_is_not_public(self, personas: Personas) -> None:
        draft = make_draft(institution("CR"), personas.costa_rica)
        with pytest.raises(ValidationError) as refusal:
            good_practice.nominate(draft.program, by=personas.secretariat, criteria=make_criteria(), closes_on=None)
        assert refusal.value.code == "not_public"

    @pytest.mark.parametrize(("criteria", "days", "code"), [(False, 1, "criteria"), (True, -1, "closes_on")])
    def test_refuses_without_criteria_or_with_a_past_date(
        self, personas: Personas, criteria: bool, days: int, code: str
    ) -> None:
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        chosen = make_criteria() if criteria else []
        with pytest.raises(ValidationError) as refusal:
            good_practice.nominate(
                program, by=personas.secretariat, criteria=chosen, closes_on=today() + timedelta(days=days)
            )
        assert refusal.value.code == code
        assert Candidate.objects.count() == 0

    def test_refuses_a_second_open_candidacy(self, scene: Scene) -> None:
        with pytest.raises(ValidationError) as refusal:
            good_practice.nominate(
                scene.program, by=scene.people.secretariat, criteria=scene.candidate.criteria.all(), closes_on=None
            )
        assert refusal.value.code == "already_open"

    def test_only_the_secretariat_nominates(self, personas: Personas) -> None:
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        criteria = make_criteria()
        for person in (personas.costa_rica, personas.partner, personas.mexico):
            with pytest.raises(PermissionDenied):
                good_practice.nominate(program, by=person, criteria=criteria, closes_on=None)


class TestIndependence:
    """Nobody assesses their own country: by query, by service, by database."""

    def partner_of_costa_rica(self) -> Any:
        person = make_user("ines@ilo.example", Role.PARTNER, institution("ilo"))
        Membership.objects.create(user=person, institution=institution("CR"), role=Role.EDITOR)
        return person

    def test_is_not_even_listed(self, scene: Scene) -> None:
        person = self.partner_of_costa_rica()
        assert not Candidate.objects.open_to(person).exists()
        assert not Candidate.objects.at_desk_of(person).exists()
        assert list(Candidate.objects.open_to(scene.first)) == [scene.candidate]

    def test_guessed_addresses_are_not_found(self, scene: Scene, client: Client) -> None:
        client.force_login(self.partner_of_costa_rica())
        for name in ("assess", "conflict"):
            url = reverse(f"assessments:{name}", args=[scene.candidate.pk])
            assert client.get(url).status_code == 404
            assert client.post(url, {"points_relevance": "5", "submit": ""}).status_code == 404
        assert Assessment.objects.count() == 0

    def test_the_service_refuses(self, scene: Scene) -> None:
        with pytest.raises(PermissionDenied):
            good_practice.save_assessment(scene.candidate, by=self.partner_of_costa_rica(), judgements=judged())
        assert Assessment.objects.count() == 0

    def test_the_database_refuses(self, scene: Scene) -> None:
        person = self.partner_of_costa_rica()
        with pytest.raises(IntegrityError, match="own country"), transaction.atomic():
            Assessment.objects.create(candidate=scene.candidate, assessor=person, institution=institution("ilo"))
        with pytest.raises(IntegrityError, match="own country"), transaction.atomic():
            Assessment.objects.create(candidate=scene.candidate, assessor=scene.first, institution=institution("CR"))

    def test_an_organization_does_not_assess_its_own_program(self, personas: Personas) -> None:
        program = make_published(institution("ilo"), personas.secretariat, personas.secretariat)
        candidate = good_practice.nominate(program, by=personas.secretariat, criteria=make_criteria(), closes_on=None)
        assert not Candidate.objects.open_to(personas.partner).exists()
        with pytest.raises(IntegrityError, match="own country"), transaction.atomic():
            Assessment.objects.create(candidate=candidate, assessor=personas.partner, institution=institution("ilo"))

    def test_a_membership_that_ended_does_not_count(self, scene: Scene) -> None:
        person = self.partner_of_costa_rica()
        Membership.objects.filter(user=person, role=Role.EDITOR).update(
            started_on=today() - timedelta(days=9), ended_on=today()
        )
        person = type(person).objects.get(pk=person.pk)
        submit(scene.candidate, person)
        assert Assessment.objects.get().state == AssessmentState.SUBMITTED


class TestAssessing:
    def test_a_draft_may_be_incomplete(self, scene: Scene) -> None:
        assessment = good_practice.save_assessment(
            scene.candidate, by=scene.first, judgements={"results": Judgement(3)}, comment=" Falta ver. "
        )
        assert assessment.state == AssessmentState.DRAFT
        assert assessment.comment == "Falta ver."
        assert assessment.institution == institution("ilo")
        assert list(assessment.scores.values_list("criterion__code", "points", "reason")) == [("results", 3, "")]

    def test_submitting_needs_points_and_reasons(self, scene: Scene) -> None:
        good_practice.save_assessment(
            scene.candidate, by=scene.first, judgements={"results": Judgement(3), "relevance": Judgement(None, "Sí.")}
        )
        with pytest.raises(ValidationError) as refusal:
            good_practice.submit_assessment(scene.candidate, by=scene.first)
        assert len(refusal.value.messages) == 2
        assert Assessment.objects.get().state == AssessmentState.DRAFT

    def test_is_submitted_once_and_frozen(self, scene: Scene) -> None:
        submit(scene.candidate, scene.first)
        attempts: list[Callable[[], Any]] = [
            lambda: good_practice.save_assessment(scene.candidate, by=scene.first, judgements=judged(1)),
            lambda: good_practice.submit_assessment(scene.candidate, by=scene.first),
        ]
        for again in attempts:
            with pytest.raises(ValidationError) as refusal:
                again()
            assert refusal.value.code == "submitted"
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Score.objects.update(points=1)
        assert set(Score.objects.values_list("points", flat=True)) == {4}

    def test_unknown_criteria_are_refused(self, scene: Scene) -> None:
        with pytest.raises(ValidationError) as refusal:
            good_practice.save_assessment(scene.candidate, by=scene.first, judgements={"charm": Judgement(5, "x")})
        assert refusal.value.code == "criterion"
        assert Assessment.objects.count() == 0

    def test_the_scale_is_held_by_the_database(self, scene: Scene) -> None:
        with pytest.raises(IntegrityError, match="score_1_to_5"), transaction.atomic():
            good_practice.save_assessment(scene.candidate, by=scene.first, judgements={"results": Judgement(6, "x")})

    def test_nothing_is_written_once_closed(self, scene: Scene) -> None:
        good_practice.cancel(scene.candidate, by=scene.people.secretariat, note="Se repite.")
        with pytest.raises(ValidationError) as refusal:
            good_practice.save_assessment(scene.candidate, by=scene.first, judgements=judged())
        assert refusal.value.code == "closed"
        with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
            Assessment.objects.create(candidate=scene.candidate, assessor=scene.first, institution=institution("ilo"))

    def test_a_conflict_is_recorded_and_scores_no_longer_count(self, scene: Scene) -> None:
        submit(scene.candidate, scene.first)
        assessment = good_practice.declare_conflict(scene.candidate, by=scene.first, reason=" Asesoré el programa. ")
        assert (assessment.state, assessment.conflict) == (AssessmentState.RECUSED, "Asesoré el programa.")
        assert scene.candidate.assessments.submitted().count() == 0
        attempts: list[Callable[[], Any]] = [
            lambda: good_practice.declare_conflict(scene.candidate, by=scene.first, reason="Otra vez."),
            lambda: good_practice.save_assessment(scene.candidate, by=scene.first, judgements=judged()),
        ]
        for again in attempts:
            with pytest.raises(ValidationError) as refusal:
                again()
            assert refusal.value.code == "recused"

    def test_a_conflict_says_what_it_is(self, scene: Scene) -> None:
        with pytest.raises(ValidationError) as refusal:
            good_practice.declare_conflict(scene.candidate, by=scene.first, reason="  ")
        assert refusal.value.code == "reason"
        assert Assessment.objects.count() == 0

    def test_what_was_assessed_is_never_deleted(self, scene: Scene) -> None:
        submit(scene.candidate, scene.first)
        for table in ("portfolio_assessment", "portfolio_candidate"):
            with pytest.raises(Exception, match="Cannot delete"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")


class TestOutcome:
    def test_needs_two_submitted_assessments(self, scene: Scene) -> None:
        submit(scene.candidate, scene.first)
        good_practice.save_assessment(scene.candidate, by=scene.second, judgements=judged())
        attempts: list[Callable[[], Any]] = [
            lambda: good_practice.recognize(
                scene.candidate, by=scene.people.secretariat, outcome=OUTCOME, transfer_context=TRANSFER
            ),
            lambda: good_practice.decline(scene.candidate, by=scene.people.secretariat, outcome=OUTCOME),
        ]
        for decide in attempts:
            with pytest.raises(ValidationError) as refusal:
                decide()
            assert refusal.value.error_list[0].code == "assessments"
        assert Candidate.objects.get().state == CandidateState.OPEN

    def test_recognition_is_recorded_with_everything(self, scene: Scene) -> None:
        calls = heard(program_changed)
        decided = recognize(scene)
        assert decided.state == CandidateState.RECOGNIZED
        assert decided.decided_on == today()
        assert (decided.outcome_es, decided.outcome_en) == (OUTCOME["es"], OUTCOME["en"])
        assert (decided.transfer_context_es, decided.transfer_context_en) == (TRANSFER["es"], TRANSFER["en"])
        log = decided.log.get()
        assert (log.action, log.actor, log.note) == ("recognize", scene.people.secretariat, OUTCOME["es"])
        assert [call["program"] for call in calls] == [scene.program]

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_reasons_are_needed_in_every_language(self, scene: Scene, language: str) -> None:
        for outcome, transfer, code in (
            ({**OUTCOME, language: " "}, TRANSFER, "outcome"),
            (OUTCOME, {**TRANSFER, language: ""}, "transfer_context"),
        ):
            with pytest.raises(ValidationError) as refusal:
                good_practice.recognize(
                    scene.candidate, by=scene.people.secretariat, outcome=outcome, transfer_context=transfer
                )
            assert refusal.value.code == code

    def test_not_recognized_is_public_too(self, scene: Scene) -> None:
        submit(scene.candidate, scene.first, 2)
        submit(scene.candidate, scene.second, 1)
        decided = good_practice.decline(scene.candidate, by=scene.people.secretariat, outcome=OUTCOME)
        assert decided.state == CandidateState.NOT_RECOGNIZED
        assert list(Candidate.objects.public()) == [decided]

    def test_a_decision_is_final(self, scene: Scene) -> None:
        decided = recognize(scene)
        with pytest.raises(ValidationError) as refusal:
            good_practice.decline(decided, by=scene.people.secretariat, outcome=OUTCOME)
        assert refusal.value.code == "wrong_state"

    def test_only_the_secretariat_decides(self, scene: Scene) -> None:
        submit(scene.candidate, scene.first)
        submit(scene.candidate, scene.second)
        for person in (scene.people.costa_rica, scene.first, scene.people.mexico, scene.people.authority):
            with pytest.raises(PermissionDenied):
                good_practice.recognize(scene.candidate, by=person, outcome=OUTCOME, transfer_context=TRANSFER)
        assert Candidate.objects.get().state == CandidateState.OPEN

    def test_a_program_taken_from_the_public_is_not_decided(self, scene: Scene) -> None:
        submit(scene.candidate, scene.first)
        submit(scene.candidate, scene.second)
        moderation.unpublish(scene.program, by=scene.people.secretariat, note="Error.")
        with pytest.raises(ValidationError) as refusal:
            good_practice.decline(scene.candidate, by=scene.people.secretariat, outcome=OUTCOME)
        assert refusal.value.error_list[0].code == "not_public"
        assert not Candidate.objects.open_to(scene.first).exists()

    def test_the_due_date_can_be_moved_ahead_only(self, scene: Scene) -> None:
        later = today() + timedelta(days=40)
        assert (
            good_practice.change_due_date(scene.candidate, by=scene.people.secretariat, closes_on=later).closes_on
            == later
        )
        with pytest.raises(ValidationError):
            good_practice.change_due_date(
                scene.candidate, by=scene.people.secretariat, closes_on=today() - timedelta(days=1)
            )
        with pytest.raises(PermissionDenied):
            good_practice.change_due_date(scene.candidate, by=scene.first, closes_on=later)


class TestRecord:
    def test_means_are_rounded_half_up(self) -> None:
        assert mean([5, 2]) == Decimal("3.5")
        assert mean([1, 1, 2, None]) == Decimal("1.3")
        assert mean([4, 5, 4, 4]) == Decimal("4.3")
        assert mean([None]) is None

    def test_has_institutions_points_and_averages(self, scene: Scene) -> None:
        record = record_of(recognize(scene))
        assert [column.institution.code for column in record.columns] == ["ilo", "paho"]
        assert [column.number for column in record.columns] == [0, 0]
        assert [[cell.points for cell in line.cells] for line in record.lines] == [[5, 2], [5, 2]]
        assert [line.average for line in record.lines] == [Decimal("3.5"), Decimal("3.5")]
        assert record.averages == [Decimal("5.0"), Decimal("2.0")]
        assert record.average == Decimal("3.5")

    def test_two_assessors_of_one_institution_are_numbered(self, scene: Scene) -> None:
        third = make_user("julia@ilo.example", Role.PARTNER, institution("ilo"))
        for person in (scene.first, third):
            submit(scene.candidate, person)
        assert [column.number for column in record_of(scene.candidate).columns] == [1, 2]

    def test_the_secretariat_sees_where_everyone_stands(self, scene: Scene) -> None:
        make_user("kurt@stps.example", Role.PARTNER, institution("MX"))
        tied = make_user("luis@mtss.example", Role.PARTNER, institution("CR"))
        submit(scene.candidate, scene.first)
        good_practice.declare_conflict(scene.candidate, by=scene.second, reason="Asesoré.")
        found = [(item.assessor.email, item.state) for item in standings(scene.candidate)]
        assert found == [
            ("frank@ilo.example", AssessmentState.SUBMITTED),
            ("kurt@stps.example", ""),
            ("hugo@paho.example", AssessmentState.RECUSED),
        ]
        assert tied.email not in dict(found)


def form_data(points: str = "4", reason: str = "Lo muestra la ficha.", **extra: str) -> dict[str, str]:
    data = {f"points_{code}": points for code in CODES} | {f"reason_{code}": reason for code in CODES}
    return {**data, "comment": "", "stamp": "", **extra}


class TestDesk:
    def url(self, scene: Scene, name: str = "assess") -> str:
        return reverse(f"assessments:{name}", args=[scene.candidate.pk])

    def test_shows_what_waits_then_what_was_done(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        page = client.get(reverse("assessments:desk"))
        assert [row["candidate"] for row in page.context["waiting"]] == [scene.candidate]
        submit(scene.candidate, scene.first)
        page = client.get(reverse("assessments:desk"))
        assert (page.context["waiting"], len(page.context["done"])) == ([], 1)

    def test_shows_the_sheet_beside_the_criteria(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        html = client.get(self.url(scene)).content.decode()
        for text in ("Campaña Nacional de Salario Mínimo", "relevance es", "poco", "mucho", 'name="points_results"'):
            assert text in html

    def test_saves_a_draft_and_submits(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        answer = client.post(self.url(scene), form_data(points="", save=""))
        assert answer.status_code == 302
        stamp = Assessment.objects.get().updated_at.isoformat()
        answer = client.post(self.url(scene), form_data(stamp=stamp, submit=""))
        assert answer["Location"] == reverse("assessments:desk")
        assert Assessment.objects.get().state == AssessmentState.SUBMITTED

    def test_an_incomplete_submission_is_kept_and_named(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        page = client.post(self.url(scene), form_data(reason_results="", submit=""))
        assert page.status_code == 200
        assert list(page.context["form"].errors) == ["reason_results"]
        assert Assessment.objects.get().scores.get(criterion__code="relevance").reason == "Lo muestra la ficha."

    def test_what_cannot_be_stored_is_kept_on_screen(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        page = client.post(
            self.url(scene),
            form_data(points_results="9", reason_relevance="x" * 3001, comment="Bien\x00 hecho", save=""),
        )
        assert set(page.context["form"].errors) == {"points_results", "reason_relevance"}
        assert "x" * 3001 in page.content.decode()
        assert Assessment.objects.get().comment == "Bien hecho"
        assert Score.objects.count() == 0

    def test_two_windows_do_not_overwrite_each_other(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        client.post(self.url(scene), form_data(reason="De la primera ventana.", save=""))
        page = client.post(self.url(scene), form_data(reason="De la segunda ventana.", save=""))
        assert page.status_code == 200
        assert page.context["form"].non_field_errors()
        assert "De la segunda ventana." in page.content.decode()
        assert set(Score.objects.values_list("reason", flat=True)) == {"De la primera ventana."}
        again = form_data(reason="De la segunda ventana.", save="", stamp=page.context["form"].data["stamp"])
        assert client.post(self.url(scene), again).status_code == 302
        assert set(Score.objects.values_list("reason", flat=True)) == {"De la segunda ventana."}

    def test_a_second_submission_changes_nothing(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        submit(scene.candidate, scene.first)
        answer = client.post(self.url(scene), form_data(points="1", submit=""), follow=True)
        assert answer.status_code == 200
        assert set(Score.objects.values_list("points", flat=True)) == {4}

    def test_others_scores_stay_hidden_until_the_outcome(self, scene: Scene, client: Client) -> None:
        good_practice.save_assessment(scene.candidate, by=scene.second, judgements=judged(1, "Razón ajena."))
        good_practice.submit_assessment(scene.candidate, by=scene.second)
        client.force_login(scene.first)
        assert "Razón ajena." not in client.get(self.url(scene)).content.decode()
        submit(scene.candidate, scene.first)
        assert "Razón ajena." not in client.get(self.url(scene)).content.decode()

    def test_stepping_aside_asks_for_the_reason(self, scene: Scene, client: Client) -> None:
        client.force_login(scene.first)
        url = self.url(scene, "conflict")
        assert client.get(url).status_code == 200
        assert client.post(url, {"reason": ""}).status_code == 200
        assert client.post(url, {"reason": "Asesoré."})["Location"] == reverse("assessments:desk")
        assert Assessment.objects.get().state == AssessmentState.RECUSED
        assert "Asesoré." in client.get(self.url(scene)).content.decode()


ACCESS = {
    # name: persona -> status
    "assessments:desk": {"anonymous": 302, "partner": 200},
    "assessments:assess": {"anonymous": 302, "partner": 200},
    "assessments:conflict": {"anonymous": 302, "partner": 200},
}


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", sorted(ACCESS))
def test_access(scene: Scene, as_persona: Any, name: str, persona: str) -> None:
    url = reverse(name, args=[] if name.endswith("desk") else [scene.candidate.pk])
    assert as_persona(persona).get(url).status_code == ACCESS[name].get(persona, 404)


class TestPublic:
    def record_url(self, scene: Scene) -> str:
        return reverse("portfolio:good_practice", args=[scene.program.code])

    def test_there_is_no_record_before_the_outcome(self, scene: Scene, client: Client) -> None:
        submit(scene.candidate, scene.first)
        assert client.get(self.record_url(scene)).status_code == 404
        good_practice.cancel(scene.candidate, by=scene.people.secretariat, note="Se repite.")
        assert client.get(self.record_url(scene)).status_code == 404

    def test_the_record_shows_institutions_never_persons(self, scene: Scene, client: Client) -> None:
        recognize(scene)
        html = client.get(self.record_url(scene)).content.decode()
        for text in (OUTCOME["es"], TRANSFER["es"], "relevance es", "Lo muestra la ficha.", "OIT", "OPS", "3,5"):
            assert text in html
        for person in (scene.first, scene.second):
            assert person.full_name not in html
            assert person.email not in html

    def test_reasons_carry_their_language(self, scene: Scene, client: Client) -> None:
        recognize(scene)
        html = client.get(self.record_url(scene).replace("/es/", "/en/")).content.decode()
        assert '<span lang="es">Lo muestra la ficha.</span>' in html
        assert OUTCOME["en"] in html

    def test_the_list_has_criteria_process_and_what_was_decided(self, scene: Scene, client: Client) -> None:
        url = reverse("portfolio:good_practices")
        page = client.get(url)
        assert page.context["recognized"] == []
        assert page.context["running"] == 1
        decided = recognize(scene)
        page = client.get(url)
        assert page.context["recognized"] == [decided]
        assert page.context["declined"] == []
        assert not page.cookies
        assert "public" in page["Cache-Control"]

    def test_queries_do_not_grow_with_the_records(
        self, scene: Scene, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        recognize(scene)
        for url in (reverse("portfolio:good_practices"), self.record_url(scene)):
            with django_assert_max_num_queries(8):
                assert client.get(url).status_code == 200

    def test_an_unpublished_program_has_no_record(self, scene: Scene, client: Client) -> None:
        recognize(scene)
        moderation.unpublish(scene.program, by=scene.people.secretariat, note="Error.")
        assert client.get(self.record_url(scene)).status_code == 404

    def test_a_code_in_lower_case_leads_to_the_address(self, scene: Scene, client: Client) -> None:
        recognize(scene)
        answer = client.get(self.record_url(scene).replace("PRG", "prg"))
        assert (answer.status_code, answer["Location"]) == (301, self.record_url(scene))
