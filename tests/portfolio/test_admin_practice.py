"""The Secretariat's pages of good practice: nominate, follow, decide."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolio.enums import AssessmentState, CandidateState
from portfolio.models import Assessment, Candidate, Criterion
from portfolio.services import good_practice
from rial.accounts.enums import Role
from tests.factories import make_published, today
from tests.personas import PERSONAS, Personas, institution, make_user
from tests.portfolio.practice import OUTCOME, TRANSFER, Scene, judged, make_criteria, make_scene, submit
from tests.threads import in_threads


def change_url(candidate: Candidate) -> str:
    return reverse("admin:portfolio_candidate_change", args=[candidate.pk])


def do_url(candidate: Candidate, action: str) -> str:
    return reverse("admin:portfolio_candidate_transition", args=[candidate.pk, action])


@pytest.fixture
def scene(personas: Personas) -> Scene:
    return make_scene(personas)


@pytest.mark.django_db
class TestNominating:
    def data(self, code: str, **changes: Any) -> dict[str, Any]:
        criteria = list(Criterion.objects.values_list("pk", flat=True))
        return {
            "program": code,
            "criteria": criteria,
            "closes_on": (today() + timedelta(days=20)).isoformat(),
            **changes,
        }

    def test_proposes_every_criterion_and_a_date(self, personas: Personas, secretariat_client: Client) -> None:
        criteria = make_criteria()
        page = secretariat_client.get(reverse("admin:portfolio_candidate_add"), {"program": "PRG-0042"})
        form = page.context["form"]
        assert form.initial["criteria"] == criteria
        assert form.initial["closes_on"] == today() + timedelta(weeks=4)
        assert 'value="PRG-0042"' in page.content.decode()

    def test_opens_the_candidacy(self, personas: Personas, secretariat_client: Client) -> None:
        make_criteria()
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        answer = secretariat_client.post(reverse("admin:portfolio_candidate_add"), self.data(program.code.lower()))
        candidate = Candidate.objects.get()
        assert answer["Location"] == change_url(candidate)
        assert (candidate.program, candidate.closes_on) == (program, today() + timedelta(days=20))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"program": "PRG-9999"}, "program"),
            ({"criteria": []}, "criteria"),
            ({"closes_on": "2016-01-01"}, "__all__"),
        ],
    )
    def test_bad_input_is_named(
        self, personas: Personas, secretariat_client: Client, changes: dict[str, Any], field: str
    ) -> None:
        make_criteria()
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        page = secretariat_client.post(reverse("admin:portfolio_candidate_add"), self.data(program.code, **changes))
        assert list(page.context["form"].errors) == [field]
        assert Candidate.objects.count() == 0


@pytest.mark.django_db
class TestFollowing:
    def test_shows_who_stands_where_and_no_drafts(self, scene: Scene, secretariat_client: Client) -> None:
        good_practice.save_assessment(scene.candidate, by=scene.second, judgements=judged(1, "Borrador ajeno."))
        submit(scene.candidate, scene.first)
        page = secretariat_client.get(change_url(scene.candidate))
        html = page.content.decode()
        assert page.context["submitted"] == 1
        assert "Lo muestra la ficha." in html
        assert "Borrador ajeno." not in html
        assert [error.code for error in page.context["problems"]] == ["assessments"]

    def test_moves_the_due_date(self, scene: Scene, secretariat_client: Client) -> None:
        url = reverse("admin:portfolio_candidate_due_date", args=[scene.candidate.pk])
        for typed in ("nunca", "2016-01-01"):
            secretariat_client.post(url, {"closes_on": typed})
            scene.candidate.refresh_from_db()
            assert scene.candidate.closes_on == today() + timedelta(days=10)
        secretariat_client.post(url, {"closes_on": (today() + timedelta(days=33)).isoformat()})
        scene.candidate.refresh_from_db()
        assert scene.candidate.closes_on == today() + timedelta(days=33)

    def test_the_list_asks_a_constant_number_of_queries(self, scene: Scene, secretariat_client: Client) -> None:
        url = reverse("admin:portfolio_candidate_changelist")
        secretariat_client.get(url)
        with CaptureQueriesContext(connection) as one:
            assert secretariat_client.get(url).status_code == 200
        for title in ("Otro", "Y otro"):
            program = make_published(
                institution("CR"), scene.people.costa_rica, scene.people.secretariat, title_es=title
            )
            good_practice.nominate(
                program, by=scene.people.secretariat, criteria=scene.candidate.criteria.all(), closes_on=None
            )
        with CaptureQueriesContext(connection) as three:
            assert secretariat_client.get(url).status_code == 200
        assert len(three) == len(one)


@pytest.mark.django_db
class TestDeciding:
    def texts(self, **changes: str) -> dict[str, str]:
        data = {f"outcome_{code}": text for code, text in OUTCOME.items()}
        return {**data, **{f"transfer_context_{code}": text for code, text in TRANSFER.items()}, **changes}

    def test_recognizes(self, scene: Scene, secretariat_client: Client) -> None:
        submit(scene.candidate, scene.first)
        submit(scene.candidate, scene.second)
        page = secretariat_client.get(do_url(scene.candidate, "recognize"))
        texts = [name for name in page.context["form"].fields if name.startswith(("outcome", "transfer", "note"))]
        assert texts == ["outcome_es", "outcome_en", "transfer_context_es", "transfer_context_en"]
        answer = secretariat_client.post(do_url(scene.candidate, "recognize"), self.texts())
        assert answer["Location"] == change_url(scene.candidate)
        scene.candidate.refresh_from_db()
        assert scene.candidate.state == CandidateState.RECOGNIZED
        assert scene.candidate.transfer_context_en == TRANSFER["en"]

    @pytest.mark.parametrize("missing", ["outcome_es", "outcome_en", "transfer_context_es", "transfer_context_en"])
    def test_every_text_is_needed(self, scene: Scene, secretariat_client: Client, missing: str) -> None:
        submit(scene.candidate, scene.first)
        submit(scene.candidate, scene.second)
        page = secretariat_client.post(do_url(scene.candidate, "recognize"), self.texts(**{missing: " "}))
        assert list(page.context["form"].errors) == [missing]
        assert OUTCOME["es" if missing == "outcome_en" else "en"] in page.content.decode()

    def test_too_few_assessments_are_said_and_nothing_typed_is_lost(
        self, scene: Scene, secretariat_client: Client
    ) -> None:
        page = secretariat_client.post(do_url(scene.candidate, "decline"), self.texts())
        assert page.status_code == 200
        assert OUTCOME["es"] in page.content.decode()
        assert Candidate.objects.get().state == CandidateState.OPEN

    def test_declines_and_cancels(self, scene: Scene, secretariat_client: Client) -> None:
        submit(scene.candidate, scene.first)
        submit(scene.candidate, scene.second)
        secretariat_client.post(do_url(scene.candidate, "decline"), self.texts())
        assert Candidate.objects.get().state == CandidateState.NOT_RECOGNIZED
        again = good_practice.nominate(
            scene.program, by=scene.people.secretariat, criteria=scene.candidate.criteria.all(), closes_on=None
        )
        secretariat_client.post(do_url(again, "cancel"), {"note": "Se repite."})
        again.refresh_from_db()
        assert again.state == CandidateState.CANCELED
        assert secretariat_client.get(change_url(again)).status_code == 200

    @pytest.mark.parametrize("persona", PERSONAS)
    def test_access(self, scene: Scene, as_persona: Any, persona: str) -> None:
        expected = {"anonymous": 302, "secretariat": 200}
        urls = [
            reverse("admin:portfolio_candidate_changelist"),
            reverse("admin:portfolio_candidate_add"),
            change_url(scene.candidate),
            do_url(scene.candidate, "recognize"),
        ]
        client = as_persona(persona)
        assert [client.get(url).status_code for url in urls] == [expected.get(persona, 403)] * len(urls)


@pytest.mark.django_db(transaction=True)
def test_two_members_decide_at_once(personas: Personas) -> None:
    scene = make_scene(personas)
    submit(scene.candidate, scene.first)
    submit(scene.candidate, scene.second)
    other = make_user("otra@oas.example", Role.SECRETARIAT, institution("oas"))
    outcomes = in_threads(
        lambda: good_practice.recognize(
            scene.candidate, by=personas.secretariat, outcome=OUTCOME, transfer_context=TRANSFER
        ),
        lambda: good_practice.decline(scene.candidate, by=other, outcome=OUTCOME),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Candidate", "TransitionRefused"]
    assert Candidate.objects.get().log.count() == 1


@pytest.mark.django_db(transaction=True)
def test_submitting_and_closing_at_once_never_half_happen(personas: Personas) -> None:
    scene = make_scene(personas)
    good_practice.save_assessment(scene.candidate, by=scene.first, judgements=judged())
    outcomes = in_threads(
        lambda: good_practice.submit_assessment(scene.candidate, by=scene.first),
        lambda: good_practice.cancel(scene.candidate, by=personas.secretariat, note="Se repite."),
    )
    submitted = Assessment.objects.get().state == AssessmentState.SUBMITTED
    assert type(outcomes[1]).__name__ == "Candidate"
    assert submitted == (type(outcomes[0]).__name__ == "Assessment")


@pytest.mark.django_db(transaction=True)
def test_the_same_assessment_begun_twice_is_one(personas: Personas) -> None:
    scene = make_scene(personas)
    outcomes = in_threads(
        *[lambda: good_practice.save_assessment(scene.candidate, by=scene.first, judgements=judged())] * 2
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Assessment", "Assessment"]
    assert Assessment.objects.count() == 1
