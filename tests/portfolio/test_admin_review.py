"""The queue and the page of review: reading, remarking, returning, publishing."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from portfolio.enums import VersionState
from portfolio.models import Program, Remark, ReturnSnippet, Version
from portfolio.services import drafting, moderation
from portfolio.services.content import Content, write_content
from rial.accounts.models import User
from tests.factories import make_draft, make_published, make_submitted
from tests.personas import Personas, institution
from tests.threads import in_threads

QUEUE = "/en/admin/portfolio/version/queue/"


@pytest.fixture(autouse=True)
def _nobody_reads() -> None:
    cache.clear()


def address(version: Version, page: str = "review") -> str:
    return f"/en/admin/portfolio/version/{version.pk}/{page}/"


def changed_version(people: Personas) -> Version:
    """A change of a published program, handed in."""
    program = make_published(institution("CR"), people.costa_rica, people.secretariat, title_en="Wage campaign")
    version = drafting.open_new_version(program, by=people.costa_rica)
    write_content(
        version, Content(columns={"summary_es": "Campaña para que se pague el salario justo."}), people.costa_rica
    )
    return moderation.submit(version, by=people.costa_rica, change_note="Nuevo resumen")


def test_queue_shows_the_oldest_first_with_who_has_it(personas: Personas, secretariat_client: Client) -> None:
    make_submitted(institution("MX"), personas.mexico, title_es="Bécate")
    make_submitted(institution("CR"), personas.costa_rica, title_es="Otra")
    returned = make_submitted(institution("CR"), personas.costa_rica, title_es="Devuelta")
    moderation.return_with_remarks(returned, by=personas.secretariat, note="Faltan cifras.")
    make_draft(institution("MX"), personas.mexico)
    response = secretariat_client.get(QUEUE)
    assert [version.title_es for version in response.context["page"]] == ["Bécate", "Otra"]
    assert response.context["counts"] == {"secretariat": 2, "ministry": 2}
    response = secretariat_client.get(QUEUE, {"ball": "ministry"})
    assert [version.state for version in response.context["page"]] == ["returned", "draft"]


def test_queue_filters_by_ministry_language_and_kind(personas: Personas, secretariat_client: Client) -> None:
    changed_version(personas)
    new = make_submitted(institution("MX"), personas.mexico)
    code = institution("MX").code

    def keys(**query: str) -> list[int]:
        return [version.pk for version in secretariat_client.get(QUEUE, query).context["page"]]

    assert keys(institution=code) == [new.pk]
    assert keys(kind="new") == [new.pk]
    assert len(keys(kind="change")) == 1
    assert keys(language="en") == []
    response = secretariat_client.get(QUEUE, {"kind": "nonsense", "ball": "nobody"})
    assert response.context["ignored"] == ["New or change"]
    assert len(response.context["page"]) == 2


def test_queue_costs_the_same_whatever_waits(
    personas: Personas, secretariat_client: Client, django_assert_max_num_queries: Any
) -> None:
    make_submitted(institution("CR"), personas.costa_rica)
    secretariat_client.get(QUEUE)
    with django_assert_max_num_queries(16) as one:
        secretariat_client.get(QUEUE)
    for number in range(3):
        make_submitted(institution("MX"), personas.mexico, title_es=f"Programa {number}")
    with django_assert_max_num_queries(16) as several:
        secretariat_client.get(QUEUE)
    # One ministry more stands in the filter, none costs a query.
    assert len(several) == len(one)


def test_review_shows_words_that_changed(personas: Personas, secretariat_client: Client) -> None:
    version = changed_version(personas)
    response = secretariat_client.get(address(version))
    html = response.content.decode()
    assert response.context["only_changes"] is True
    assert [row.field.name for part in response.context["parts"] for row in part.rows] == ["summary"]
    assert re.search(r"<del>.*mínimo.*</del>", html)
    assert re.search(r"<ins>.*justo.*</ins>", html)
    assert "Nuevo resumen" in html
    whole = secretariat_client.get(address(version), {"show": "all"})
    assert len([row for part in whole.context["parts"] for row in part.rows]) > 20


def test_review_of_a_new_program_shows_everything_and_look_alikes(
    personas: Personas, secretariat_client: Client
) -> None:
    make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    version = make_submitted(institution("CR"), personas.costa_rica, title_es="Campaña Nacional del Salario Mínimo")
    response = secretariat_client.get(address(version))
    assert response.context["base"] is None
    assert response.context["only_changes"] is False
    assert [program.code for program in response.context["similar"]] == ["PRG-0001"]
    assert response.context["problems"] == []


def test_a_published_version_is_compared_with_the_number_before(personas: Personas, secretariat_client: Client) -> None:
    version = moderation.publish(changed_version(personas), by=personas.secretariat)
    response = secretariat_client.get(address(version))
    assert response.context["base"].number == 1
    assert response.context["buttons"] == []


def test_stock_page_of_a_version_leads_to_the_review(personas: Personas, secretariat_client: Client) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    assert secretariat_client.get(address(version, "change"))["Location"] == address(version)
    assert secretariat_client.get("/en/admin/portfolio/version/999999/change/").status_code == 404
    assert secretariat_client.get("/en/admin/portfolio/version/999999/review/").status_code == 404


def test_remark_is_kept_until_the_return(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    response = secretariat_client.post(
        address(version, "review/remark"), {"field": "lessons", "text": "¿Qué aprendieron?"}
    )
    assert response["Location"] == f"{address(version)}?show=all#f-lessons"
    remark = Remark.objects.get()
    assert (remark.field, remark.text, remark.sent_at, remark.author) == (
        "lessons",
        "¿Qué aprendieron?",
        None,
        personas.secretariat,
    )
    html = secretariat_client.get(address(version)).content.decode()
    assert "¿Qué aprendieron?" in html
    assert "Not sent yet" in html
    assert "This remark goes with it" in secretariat_client.get(address(version, "do/return")).content.decode()


def test_remark_refuses_nothing_and_unknown_fields(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    for data in ({"field": "lessons", "text": "  "}, {"field": "password", "text": "?"}, {}):
        assert secretariat_client.post(address(version, "review/remark"), data).status_code == 302
    assert Remark.objects.count() == 0
    assert secretariat_client.get(address(version, "review/remark")).status_code == 405


def test_a_remark_that_comes_too_late_is_not_lost(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    moderation.recall(version, by=personas.costa_rica)
    data = {"field": "lessons", "text": "¿Qué <b>aprendieron</b>?"}
    html = secretariat_client.post(address(version, "review/remark"), data, follow=True).content.decode()
    assert "“¿Qué &lt;b&gt;aprendieron&lt;/b&gt;?”" in html
    assert not Remark.objects.exists()


def test_only_texts_in_review_are_remarked_on(personas: Personas) -> None:
    version = make_draft(institution("CR"), personas.costa_rica)
    with pytest.raises(ValidationError) as refused:
        moderation.remark_on(version, "lessons", "?", by=personas.secretariat)
    assert refused.value.code == "wrong_state"


def test_a_remark_is_taken_back_until_it_is_sent(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    first = moderation.remark_on(version, "lessons", "Uno", by=personas.secretariat)
    second = moderation.remark_on(version, "lessons", "Dos", by=personas.secretariat)
    secretariat_client.post(address(version, f"review/remark/{first.pk}"))
    assert list(Remark.objects.all()) == [second]
    moderation.return_with_remarks(version, by=personas.secretariat, note="Una pregunta.")
    secretariat_client.post(address(version, f"review/remark/{second.pk}"))
    assert list(Remark.objects.all()) == [second]
    with pytest.raises(PermissionDenied):
        moderation.take_back_remark(second, by=personas.costa_rica)


def test_return_takes_stored_texts_in_the_language_of_the_record(
    personas: Personas, secretariat_client: Client
) -> None:
    ReturnSnippet.objects.create(
        code="figures",
        title_es="Cifras",
        title_en="Figures",
        text_es="Falta la fuente.",
        text_en="The source is missing.",
    )
    version = make_submitted(institution("CR"), personas.costa_rica)
    response = secretariat_client.post(
        address(version, "do/return"), {"snippets": ["figures"], "note": "Y el año del costo."}
    )
    assert response["Location"] == QUEUE
    version.refresh_from_db()
    assert version.state == VersionState.RETURNED
    entry = version.log.get(action="return")
    assert (entry.note, entry.actor) == ("Falta la fuente.\n\nY el año del costo.", personas.secretariat)


def test_return_without_a_reason_does_nothing(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    response = secretariat_client.post(address(version, "do/return"), {"note": "   "})
    assert response.status_code == 200
    assert "Choose a stored text or write the reason." in response.content.decode()
    version.refresh_from_db()
    assert version.state == VersionState.SUBMITTED


def test_publish_by_the_page(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    seen = secretariat_client.get(address(version)).context["seen"]
    assert seen in secretariat_client.get(address(version, "do/publish"), {"seen": seen}).content.decode()
    response = secretariat_client.post(address(version, "do/publish"), {"seen": seen}, follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    assert "Done: PRG-0001 is now “Published”." in response.content.decode()
    version.refresh_from_db()
    assert (version.state, version.number) == (VersionState.PUBLISHED, 1)


def test_a_text_changed_after_it_was_read_is_not_published(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    seen = secretariat_client.get(address(version)).context["seen"]
    write_content(version, Content(columns={"summary_es": "Otra cosa."}), personas.secretariat)
    response = secretariat_client.post(address(version, "do/publish"), {"seen": seen})
    assert "The text was changed after you opened it." in response.content.decode()
    version.refresh_from_db()
    assert version.state == VersionState.SUBMITTED


def test_the_second_moderator_is_told(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    moderation.publish(version, by=personas.secretariat)
    response = secretariat_client.post(address(version, "do/publish"), {}, follow=True)
    assert "Someone may have acted on it before you." in response.content.decode()
    assert Version.objects.get(pk=version.pk).log.filter(action="publish").count() == 1


def test_transitions_of_others_are_closed(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    assert secretariat_client.get(address(version, "do/recall")).status_code == 403
    assert secretariat_client.get(address(version, "do/supersede")).status_code == 403
    assert secretariat_client.get(address(version, "do/nonsense")).status_code == 404


def test_discarding_needs_a_reason(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    assert secretariat_client.post(address(version, "do/withdraw"), {"note": ""}).status_code == 200
    secretariat_client.post(address(version, "do/withdraw"), {"note": "Prueba."})
    version.refresh_from_db()
    assert version.state == VersionState.WITHDRAWN
    assert version.log.get(action="withdraw").note == "Prueba."


def test_the_secretariat_submits_its_own_text(personas: Personas, secretariat_client: Client) -> None:
    version = make_draft(institution("CR"), personas.secretariat)
    response = secretariat_client.post(address(version, "do/submit"), {"note": "Corregido"})
    assert response["Location"] == address(version)
    version.refresh_from_db()
    assert (version.state, version.change_note) == (VersionState.SUBMITTED, "Corregido")


def test_a_colleague_is_told_who_reads(personas: Personas, secretariat_client: Client) -> None:
    other = User.objects.create_user("omar@oas.example", "password", full_name="Omar", is_superuser=True)
    colleague = Client()
    colleague.force_login(other)
    version = make_submitted(institution("CR"), personas.costa_rica)
    assert "has been reading this" not in secretariat_client.get(address(version)).content.decode()
    assert "Elena has been reading this since" in colleague.get(address(version)).content.decode()
    colleague.post(address(version, "review/take"))
    assert "Omar has been reading this since" in secretariat_client.get(address(version)).content.decode()


def compiled_program(people: Personas) -> Program:
    """A record entered from documents, with gaps where they say nothing."""
    draft = drafting.create_program(institution("CR"), by=people.secretariat, language="es", title="Programa antiguo")
    return moderation.register_record(draft).program


def test_a_compiled_record_is_corrected_without_inventing_the_rest(personas: Personas) -> None:
    program = compiled_program(personas)
    change = drafting.open_new_version(Program.objects.get(pk=program.pk), by=personas.secretariat)
    write_content(change, Content(columns={"start_year": 2012}), personas.secretariat)
    submitted = moderation.submit(Version.objects.get(pk=change.pk), by=personas.secretariat)
    published = moderation.publish(submitted, by=personas.secretariat)
    assert (published.number, published.start_year, published.contact_unit_es) == (2, 2012, "")


def test_a_correction_may_not_take_away_what_is_required(personas: Personas) -> None:
    program = compiled_program(personas)
    change = drafting.open_new_version(Program.objects.get(pk=program.pk), by=personas.secretariat)
    write_content(change, Content(columns={"title_es": ""}), personas.secretariat)
    with pytest.raises(ValidationError) as refused:
        moderation.submit(Version.objects.get(pk=change.pk), by=personas.secretariat)
    assert [error.code for error in refused.value.error_list] == ["title"]


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_publish_once(personas: Personas) -> None:

    version = make_submitted(institution("CR"), personas.costa_rica)

    def publish() -> Version:
        return moderation.publish(version, by=personas.secretariat)

    outcomes = in_threads(publish, publish)
    refused = [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert [error.code for error in refused] == ["wrong_state"]
    program = Program.objects.get(pk=version.program_id)
    assert program.current is not None
    assert (program.current.number, program.versions.count()) == (1, 1)
