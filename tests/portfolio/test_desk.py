"""The ministry's desk: what waits, its programs, the life of each, and that nobody else sees any of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolio.enums import Origin, ProgramState, VersionState
from portfolio.models import Program, Version
from portfolio.services import currency, drafting, moderation
from rial.accounts.enums import Role
from rial.accounts.models import Membership
from tests.browser_form import form_data
from tests.factories import make_draft, make_published, make_submitted, today
from tests.personas import PERSONAS, Personas, institution, make_user

pytestmark = pytest.mark.django_db

OWNERS = {"costa_rica", "colleague", "coordinator", "secretariat"}


@pytest.fixture
def ana(as_persona: Any) -> Client:
    """A browser of an editor of Costa Rica."""
    client: Client = as_persona("costa_rica")
    return client


def html_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.fixture
def published(personas: Personas) -> Program:
    """A published program of Costa Rica with an open draft."""
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    drafting.open_new_version(program, by=personas.costa_rica)
    return program


PAGES = [
    "",
    "edit/identification/",
    "edit/results/",
    "edit/evidence/",
    "review/",
    "preview/",
    "form.docx",
    "archive/",
    "discard/",
]


WRITES = [
    "edit/",
    "edit/identification/",
    "edit/identification/presence/",
    "submit/",
    "recall/",
    "confirm/",
    "archive/",
    "reopen/",
    "discard/",
]


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may_open_a_programs_pages(persona: str, published: Program, as_persona: Any) -> None:
    client = as_persona(persona)
    expected = 302 if persona == "anonymous" else 200 if persona in OWNERS else 404
    found = {page: client.get(f"/es/desk/programs/{published.code}/{page}").status_code for page in PAGES}
    assert found == dict.fromkeys(PAGES, expected)


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name not in OWNERS])
def test_nobody_else_writes(persona: str, published: Program, as_persona: Any) -> None:
    before = list(Version.objects.order_by("pk").values_list("pk", "state", "updated_at"))
    client = as_persona(persona)
    expected = 302 if persona == "anonymous" else 404
    found = {page: client.post(f"/es/desk/programs/{published.code}/{page}").status_code for page in WRITES}
    assert found == dict.fromkeys(WRITES, expected)
    assert list(Version.objects.order_by("pk").values_list("pk", "state", "updated_at")) == before
    assert Program.objects.get().confirmed_on is None


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may_open_a_ministrys_desk(persona: str, as_persona: Any) -> None:
    client = as_persona(persona)
    expected = 302 if persona == "anonymous" else 200 if persona in OWNERS else 404
    for page in ("", "new/"):
        assert client.get(f"/es/desk/ministries/{institution_code('CR')}/{page}").status_code == expected


def institution_code(country: str) -> str:
    return institution(country).code


@pytest.mark.parametrize("page", ["edit/nothing/", "edit/identification/x", "nothing/"])
def test_addresses_that_do_not_exist(ana: Client, published: Program, page: str) -> None:
    assert ana.get(f"/es/desk/programs/{published.code}/{page}").status_code == 404
    assert ana.get("/es/desk/programs/PRG-9999/").status_code == 404
    assert ana.get("/es/desk/ministries/nowhere/").status_code == 404


def test_each_person_is_led_where_their_work_is(as_persona: Any, personas: Personas) -> None:
    assert "Desk of Costa Rica" in html_of(as_persona("costa_rica"), "/en/desk/")
    assert as_persona("secretariat").get("/en/desk/")["Location"] == "/en/admin/"
    assert as_persona("partner").get("/en/desk/")["Location"] == "/en/desk/assessments/"
    authority = html_of(as_persona("authority"), "/en/desk/")
    assert "Authority of a Working Group" in authority
    assert "Read the portfolio" in authority


def test_a_person_of_two_ministries_chooses(personas: Personas, as_persona: Any) -> None:
    Membership.objects.create(user=personas.costa_rica, institution=institution("PY"), role=Role.EDITOR)
    html = html_of(as_persona("costa_rica"), "/en/desk/")
    assert "My desks" in html
    assert f"/en/desk/ministries/{institution_code('PY')}/" in html
    assert "0 things wait for you" in html
    assert "Change ministry" in html_of(as_persona("costa_rica"), f"/en/desk/ministries/{institution_code('PY')}/")


def test_a_person_without_a_role_is_told_what_to_do(client: Client, personas: Personas) -> None:
    user = make_user("nadie@ejemplo.example", Role.EDITOR, institution("CR"))
    user.memberships.update(ended_on=today())
    client.force_login(user)
    assert "can invite you" in html_of(client, "/en/desk/")


def test_an_empty_desk_has_a_next_step(ana: Client) -> None:
    html = html_of(ana, "/en/desk/")
    assert "Your ministry has no programs in the portfolio yet." in html
    assert "Begin the first one" in html
    assert "Nothing waits for you." in html


def test_the_table_says_state_holder_languages_and_confirmation(ana: Client, personas: Personas) -> None:
    make_submitted(institution("CR"), personas.costa_rica)
    Version.objects.update(submitted_at=timezone.now() - timedelta(days=6))
    program = make_published(
        institution("CR"), personas.costa_rica, personas.secretariat, title_en="Second", start_year=2010
    )
    currency.confirm(program, by=personas.costa_rica)
    html = html_of(ana, "/en/desk/")
    assert "My programs: 2" in html
    assert "In review" in html
    assert "The Secretariat" in html
    assert "6 days" in html
    assert "EN in part" in html
    assert html.count("Published</span>") == 1


def test_queries_of_the_desk_are_constant(ana: Client, personas: Personas) -> None:
    make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    make_draft(institution("CR"), personas.costa_rica)
    ana.get("/en/desk/")
    with CaptureQueriesContext(connection) as few:
        ana.get("/en/desk/")
    for _number in range(2):
        make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        make_draft(institution("CR"), personas.costa_rica)
    with CaptureQueriesContext(connection) as many:
        ana.get("/en/desk/")
    assert len(many) == len(few)


def new_program(client: Client, country: str, **typed: str) -> Any:
    url = f"/en/desk/ministries/{institution_code(country)}/new/"
    return client.post(url, typed)


def test_a_program_begins_with_a_title_and_a_language(ana: Client) -> None:
    response = new_program(ana, "CR", title="  Employment\tPortal ", language="en")
    version = Version.objects.get()
    assert response["Location"] == f"/en/desk/programs/{version.program.code}/edit/identification/"
    assert (version.title_en, version.title_es, version.original_language) == ("Employment Portal", "", "en")
    assert version.program.institution == institution("CR")


def test_beginning_without_a_title_says_what_is_missing(ana: Client) -> None:
    html = new_program(ana, "CR", title=" ", language="fr").content.decode()
    assert "Write the title; you can change it later." in html
    assert "Choose one of the options." in html
    assert Program.objects.count() == 0


def test_a_similar_title_is_pointed_out_and_never_an_obstacle(ana: Client, personas: Personas) -> None:
    existing = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    typed = {"title": "Campaña nacional de salarios mínimos", "language": "es"}
    response = new_program(ana, "CR", **typed)
    html = response.content.decode()
    assert "Your ministry already has a program with a similar title" in html
    assert existing.code in html
    assert Program.objects.count() == 1
    asked = html.split('name="seen" value="')[1].split('"')[0]
    assert new_program(ana, "CR", **typed, seen=asked).status_code == 302
    assert Program.objects.count() == 2


def test_a_form_sent_again_after_the_warning_begins_nothing_more(ana: Client, personas: Personas) -> None:
    existing = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    typed = {"title": "Campaña nacional de salarios mínimos", "language": "es"}
    asked = new_program(ana, "CR", **typed).content.decode().split('name="seen" value="')[1].split('"')[0]
    assert existing.code in asked
    assert [new_program(ana, "CR", **typed, seen=asked).status_code for _again in range(2)] == [302, 200]
    assert Program.objects.count() == 2


def test_another_title_after_the_warning_is_compared_again(ana: Client, personas: Personas) -> None:
    make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    response = new_program(ana, "CR", title="Campaña de salario mínimo nacional", language="es", seen="otra cosa")
    assert response.status_code == 200
    assert Program.objects.count() == 1


def test_the_secretariat_writes_on_behalf_of_a_ministry(as_persona: Any) -> None:
    secretariat = as_persona("secretariat")
    html = html_of(secretariat, f"/en/desk/ministries/{institution_code('CR')}/")
    assert "written on behalf of the ministry" in html
    new_program(secretariat, "CR", title="Compiled", language="en")
    assert Program.objects.get().institution == institution("CR")


def test_submitting_says_who_has_the_ball(ana: Client, personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    base = f"/en/desk/programs/{version.program.code}"
    assert "Before you can submit" not in html_of(ana, f"{base}/review/")
    response = ana.post(f"{base}/submit/", follow=True)
    html = response.content.decode()
    assert "The Secretariat has it since" in html
    assert Version.objects.get().state == VersionState.SUBMITTED
    again = ana.post(f"{base}/submit/")
    assert again["Location"] == f"{base}/review/"
    assert version.log.filter(action="submit").count() == 1


def test_what_is_missing_leads_to_its_field(ana: Client) -> None:
    new_program(ana, "CR", title="Employment Portal", language="en")
    code = Program.objects.get().code
    html = html_of(ana, f"/en/desk/programs/{code}/review/")
    assert f'href="/en/desk/programs/{code}/edit/identification/#id_summary_en"' in html
    assert "Complete “Summary” (English)" in html
    assert f"/en/desk/programs/{code}/edit/identification/#id_topics_0" in html
    refused = ana.post(f"/en/desk/programs/{code}/submit/").content.decode()
    assert 'role="alert"' in refused
    assert Version.objects.get().state == VersionState.DRAFT


def test_the_change_note_is_kept(ana: Client, published: Program) -> None:
    ana.post(f"/en/desk/programs/{published.code}/submit/", {"change_note": "Figures of 2025 added."})
    assert published.versions.get(state=VersionState.SUBMITTED).change_note == "Figures of 2025 added."
    html = ana.post(f"/en/desk/programs/{published.code}/submit/", {"change_note": "x" * 301})
    assert html.status_code == 302


def test_a_change_note_that_is_too_long_stays_on_screen(ana: Client, published: Program) -> None:
    html = ana.post(f"/en/desk/programs/{published.code}/submit/", {"change_note": "x" * 301}).content.decode()
    assert "Shorten it to 300 characters: it has 301." in html
    assert "x" * 301 in html
    assert not published.versions.filter(state=VersionState.SUBMITTED).exists()


def test_a_submitted_version_is_taken_back(ana: Client, personas: Personas, as_persona: Any) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    base = f"/en/desk/programs/{version.program.code}"
    assert as_persona("secretariat").post(f"{base}/recall/").status_code == 404
    ana.post(f"{base}/recall/")
    assert Version.objects.get().state == VersionState.DRAFT
    refused = ana.post(f"{base}/recall/", follow=True).content.decode()
    assert "This cannot be done now" in refused


def test_returned_versions_wait_with_their_remarks(ana: Client, personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    moderation.remark_on(version, "lessons", "¿Qué haría distinto?", by=personas.secretariat)
    moderation.return_with_remarks(version, by=personas.secretariat, note="Falta una lección.")
    home = html_of(ana, "/en/desk/")
    assert "Waiting for you: 1" in home
    assert "Correct “Campaña Nacional de Salario Mínimo”" in home
    assert "The Secretariat returned it with reasons; 1 remark to attend to." in home
    review = html_of(ana, f"/en/desk/programs/{version.program.code}/review/")
    assert "Falta una lección." in review
    remark = version.remarks.get()
    assert f'/edit/results/#remark-{remark.pk}"' in review
    assert "1 to attend to" in review


def test_one_click_confirms(ana: Client, personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    Program.objects.update(first_published_at=timezone.now() - timedelta(days=400))
    home = html_of(ana, "/en/desk/")
    assert "Confirm that “Campaña Nacional de Salario Mínimo” is still valid" in home
    assert "Was due" in home
    form_data(home, f"/en/desk/programs/{program.code}/confirm/")
    assert "Is it still valid?" in html_of(ana, f"/en/desk/programs/{program.code}/confirm/")
    ana.post(f"/en/desk/programs/{program.code}/confirm/")
    ana.post(f"/en/desk/programs/{program.code}/confirm/")
    assert Program.objects.get().confirmed_on == today()
    assert program.confirmations.count() == 1
    assert "Confirmed as still valid" in html_of(ana, f"/en/desk/programs/{program.code}/")
    assert "Waiting for you: 0" in html_of(ana, "/en/desk/")


def test_the_sheet_offers_the_same_click_to_its_ministry_alone(published: Program, as_persona: Any) -> None:
    action = f"/en/desk/programs/{published.code}/confirm/"
    sheet = published.get_absolute_url().replace("/es/", "/en/")
    form_data(html_of(as_persona("costa_rica"), sheet), action)
    for persona in ("anonymous", "mexico", "secretariat"):
        assert action not in html_of(as_persona(persona), sheet)


def test_only_the_ministry_confirms(as_persona: Any, published: Program) -> None:
    client = as_persona("secretariat")
    assert client.get(f"/en/desk/programs/{published.code}/confirm/").status_code == 404
    assert client.post(f"/en/desk/programs/{published.code}/confirm/").status_code == 404
    assert Program.objects.get().confirmed_on is None


def test_what_others_compiled_waits_to_be_read(ana: Client, personas: Personas) -> None:
    make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    Program.objects.update(origin=Origin.SECRETARIAT)
    html = html_of(ana, "/en/desk/")
    assert "Read and confirm “Campaña Nacional de Salario Mínimo”" in html
    assert "compiled from the network’s documents" in html


def test_a_draft_cannot_be_confirmed(ana: Client, personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    response = ana.post(f"/en/desk/programs/{version.program.code}/confirm/", follow=True)
    assert "Only a published program can be confirmed." in response.content.decode()


def test_archiving_asks_why_and_what_was_learned(ana: Client, published: Program) -> None:
    url = f"/en/desk/programs/{published.code}/archive/"
    assert "There is also an open draft of this program." in html_of(ana, url)
    html = ana.post(url, {"end_reason_es": "Terminó el presupuesto."}).content.decode()
    assert "Write what was learned, even if it is one sentence." in html
    assert "Terminó el presupuesto." in html
    assert Program.objects.get().state == ProgramState.PUBLISHED
    ana.post(url, {"end_reason_es": "Terminó el presupuesto.", "end_lesson_en": "Start earlier."})
    program = Program.objects.get()
    assert (program.state, program.end_reason_es, program.end_lesson_en) == (
        ProgramState.ARCHIVED,
        "Terminó el presupuesto.",
        "Start earlier.",
    )
    assert ana.get(url)["Location"] == f"/en/desk/programs/{program.code}/"


def test_reopening_says_why(ana: Client, published: Program, personas: Personas) -> None:
    url = f"/en/desk/programs/{published.code}/reopen/"
    assert ana.get(url).status_code == 302
    currency.archive(published, by=personas.costa_rica, reason={"es": "a"}, lesson={"es": "b"})
    assert "Why it runs again" in html_of(ana, url)
    assert "Write why it runs again" in ana.post(url, {"note": " "}).content.decode()
    ana.post(url, {"note": "Hay presupuesto de nuevo."})
    assert Program.objects.get().state == ProgramState.PUBLISHED
    assert "Hay presupuesto de nuevo." in html_of(ana, f"/en/desk/programs/{published.code}/")


def test_discarding_asks_first_and_keeps_the_public_text(ana: Client, published: Program) -> None:
    url = f"/en/desk/programs/{published.code}/discard/"
    assert "Discard the draft?" in html_of(ana, url)
    assert published.versions.filter(state=VersionState.DRAFT).count() == 1
    ana.post(url)
    assert published.versions.get(number=None).state == VersionState.WITHDRAWN
    assert Program.objects.get().state == ProgramState.PUBLISHED
    assert ana.post(url)["Location"] == f"/en/desk/programs/{published.code}/"
    assert ana.get(f"/en/desk/programs/{published.code}/review/").status_code == 302


def test_a_discarded_program_can_be_taken_up_again(ana: Client, personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    drafting.discard_draft(version, by=personas.costa_rica)
    assert "1 discarded draft" in html_of(ana, "/en/desk/")
    page = html_of(ana, f"/en/desk/programs/{version.program.code}/")
    assert "Take it up again" in page
    ana.post(f"/en/desk/programs/{version.program.code}/edit/")
    assert version.program.versions.open().get().title_es == "Campaña Nacional de Salario Mínimo"


def test_an_archived_program_is_reopened_before_it_is_edited(ana: Client, personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    currency.archive(program, by=personas.costa_rica, reason={"es": "a"}, lesson={"es": "b"})
    response = ana.post(f"/en/desk/programs/{program.code}/edit/", follow=True)
    assert "An archived program cannot be edited. Reopen it first." in response.content.decode()
    assert program.versions.count() == 1


def test_the_history_says_who_did_what(ana: Client, published: Program) -> None:
    html = html_of(ana, f"/en/desk/programs/{published.code}/")
    assert "Draft begun" in html
    assert "Submitted to the Secretariat" in html
    assert "Elena" in html
    assert "Ana" in html


def test_the_preview_is_the_public_sheet(ana: Client, personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    html = html_of(ana, f"/es/desk/programs/{version.program.code}/preview/")
    assert "<h1>Campaña Nacional de Salario Mínimo</h1>" in html
    assert "Que nadie gane menos del mínimo." in html


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_body_of_ten_megabytes_gets_a_page_with_the_limits(ana: Client, published: Program, language: str) -> None:
    response = ana.post(
        f"/{language}/desk/programs/{published.code}/edit/identification/",
        b"summary_es=" + b"x" * 10_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    html = response.content.decode()
    assert response.status_code == 413
    assert f'<html lang="{language}"' in html
    assert "4 MB" in html


def test_text_beyond_what_can_be_stored_is_refused_on_screen(ana: Client, published: Program) -> None:
    url = f"/en/desk/programs/{published.code}/edit/identification/"
    data = form_data(html_of(ana, url), "section-form") | {"summary_es": "x" * 60_000, "acronym": "KEPT"}
    html = ana.post(url, data).content.decode()
    assert "Shorten it to 50000 characters: it has 60000." in html.replace(",", "").replace("\u00a0", "")
    assert "x" * 60_000 in html
    assert published.versions.open().get().acronym == "KEPT"
