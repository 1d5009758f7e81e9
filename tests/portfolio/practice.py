"""Candidacies and assessors for the tests of good practice."""

from dataclasses import dataclass
from datetime import timedelta

from portfolio.models import Candidate, Criterion, Program
from portfolio.services import good_practice
from portfolio.services.good_practice import Judgement
from rial.accounts.enums import Role
from rial.accounts.models import User
from tests.factories import make_published, today
from tests.personas import Personas, institution, make_user

CODES = ("relevance", "results")
OUTCOME = {"es": "Los resultados están documentados.", "en": "The results are documented."}
TRANSFER = {"es": "Hace falta inspección propia.", "en": "It needs an inspectorate of its own."}


@dataclass(frozen=True)
class Scene:
    """A Costa Rican program under assessment, by assessors of the ILO and of the PAHO."""

    people: Personas
    program: Program
    candidate: Candidate
    second: User

    @property
    def first(self) -> User:
        return self.people.partner


def make_criteria() -> list[Criterion]:
    """Two criteria in order."""
    return [
        Criterion.objects.create(
            code=code,
            name_es=f"{code} es",
            name_en=f"{code} en",
            guide_low_es="poco",
            guide_high_es="mucho",
            position=at,
        )
        for at, code in enumerate(CODES)
    ]


def make_scene(people: Personas) -> Scene:
    """A nominated program and two assessors who may assess it."""
    program = make_published(institution("CR"), people.costa_rica, people.secretariat)
    candidate = good_practice.nominate(
        program, by=people.secretariat, criteria=make_criteria(), closes_on=today() + timedelta(days=10)
    )
    second = make_user("hugo@paho.example", Role.PARTNER, institution("paho"))
    return Scene(people, program, candidate, second)


def judged(points: int = 4, reason: str = "Lo muestra la ficha.") -> dict[str, Judgement]:
    """The same judgement on every criterion."""
    return {code: Judgement(points, reason) for code in CODES}


def submit(candidate: Candidate, by: User, points: int = 4) -> None:
    """A complete assessment, submitted."""
    good_practice.save_assessment(candidate, by=by, judgements=judged(points))
    good_practice.submit_assessment(candidate, by=by)


def recognize(scene: Scene) -> Candidate:
    """Two assessments and the Secretariat's decision."""
    submit(scene.candidate, scene.first, 5)
    submit(scene.candidate, scene.second, 2)
    return good_practice.recognize(
        scene.candidate, by=scene.people.secretariat, outcome=OUTCOME, transfer_context=TRANSFER
    )
