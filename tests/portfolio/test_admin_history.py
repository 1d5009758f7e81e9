"""The history of a program and of everything: who, when, what, in words (W17)."""

from typing import Any

import pghistory
import pytest
from django.test import Client
from django.utils import translation

from portfolio.models import Program
from portfolio.reading.chronicle import latest, program_history
from portfolio.services import currency, drafting, moderation
from portfolio.services.content import Content, write_content
from rial.core.history import read_events, tracked_models
from rial.directory.models import Institution
from tests.factories import make_published, make_submitted
from tests.personas import Personas, institution


@pytest.fixture
def lived(personas: Personas) -> Program:
    """A program with a return, a publication, a confirmation, a review, a change in two sittings of one person."""
    version = make_submitted(institution("CR"), personas.costa_rica)
    remark = moderation.remark_on(version, "lessons", "¿Qué haría distinto?", by=personas.secretariat)
    moderation.return_with_remarks(version, by=personas.secretariat, note="Una pregunta.")
    moderation.attend_remark(remark, by=personas.costa_rica, answer="Más inspectores.")
    moderation.submit(version, by=personas.costa_rica)
    program = moderation.publish(version, by=personas.secretariat).program
    currency.confirm(program, by=personas.costa_rica)
    currency.review_currency(program, by=personas.secretariat, finding="current", note="Al día.")  # type: ignore[arg-type]
    change = drafting.open_new_version(program, by=personas.costa_rica)
    for text in ("Uno.", "Uno y dos.", "Uno, dos y tres."):
        with pghistory.context(user=personas.costa_rica.pk, url="/es/desk/"):
            write_content(change, Content(columns={"lessons_es": text}), personas.costa_rica)
    return Program.objects.get(pk=program.pk)


@pytest.mark.django_db
def test_a_publication_tells_what_changed_in_topics_and_tables(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    change = drafting.open_new_version(program, by=personas.costa_rica)
    rows = {"links": [{"url": "https://example.org", "kind": "site", "label_en": "Site"}]}
    content = Content(codes={"topics": ["labor-inspection", "child-labor"]}, rows=rows)
    write_content(change, content, personas.costa_rica)
    moderation.publish(moderation.submit(change, by=personas.costa_rica), by=personas.secretariat)
    with translation.override("en"):
        told = [entry for entry in program_history(program) if entry.what == "v2: Published"]
        changes = {change.name: change.after for change in told[0].changes}
    assert set(changes) == {"topics", "links"}
    assert "Child labor" in changes["topics"]
    assert "https://example.org" in changes["links"]
    first = [entry for entry in program_history(program) if entry.what.startswith("v1")]
    assert all(not entry.changes for entry in first if "begun" not in entry.what)


# With real transactions: the database dates a write by its transaction.
@pytest.mark.django_db(transaction=True)
def test_history_of_a_program_tells_everything(personas: Personas, lived: Program) -> None:
    with translation.override("en"):
        entries = program_history(lived)
    told = {(entry.what, str(entry.who) if entry.who else "") for entry in entries}
    ana, elena = str(personas.costa_rica), str(personas.secretariat)
    assert told >= {
        ("v1: Submitted to the Secretariat", ana),
        ("v1: Returned with remarks", elena),
        ("v1: Published", elena),
        ("Program: Published", elena),
        ("Remark on “Lessons learned”", elena),
        ("Remark on “Lessons learned” attended", ana),
        ("Confirmed by the ministry", ana),
        ("Review of currency: Current", elena),
        ("Draft: begun", ""),
        ("Draft: text changed", ana),
    }
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)


# With real transactions: the database dates a write by its transaction.
@pytest.mark.django_db(transaction=True)
def test_saves_of_one_sitting_are_told_once(lived: Program) -> None:
    with translation.override("en"):
        changes = [entry.changes for entry in program_history(lived) if entry.what == "Draft: text changed"]
    own = [change for group in changes for change in group if change.name == "lessons_es"]
    assert [(change.before, change.after) for change in own] == [("", "Uno, dos y tres.")]


# With real transactions: the database dates a write by its transaction.
@pytest.mark.django_db(transaction=True)
def test_history_page_shows_words(lived: Program, secretariat_client: Client) -> None:
    html = secretariat_client.get(f"/en/admin/portfolio/program/{lived.pk}/history/").content.decode()
    assert "Más inspectores." in html
    assert "<ins>" in html
    assert "Uno, dos y tres." in html


def test_history_page_costs_the_same_whatever_its_length(
    personas: Personas, lived: Program, django_assert_num_queries: Any
) -> None:
    def count() -> int:
        with django_assert_num_queries(40, exact=False) as captured:
            program_history(lived)
        return len(captured)

    before = count()
    change = lived.versions.open().get()
    for text in ("a", "b", "c"):
        write_content(change, Content(columns={"problem_es": text}), personas.costa_rica)
    assert count() == before


def test_global_history_of_everybody_and_of_one(personas: Personas, lived: Program, secretariat_client: Client) -> None:
    address = "/en/admin/portfolio/program/changes/"
    everything = secretariat_client.get(address)
    assert len(everything.context["entries"]) == 50
    own = secretariat_client.get(address, {"who": str(personas.secretariat.pk)})
    assert {entry.who for entry in own.context["entries"]} == {personas.secretariat}
    assert any(entry.what == "PRG-0001 v1: Published" for entry in own.context["entries"])
    for query in (
        {"who": "x"},
        {"who": "9" * 12},
        {"page": "nonsense"},
        {"page": "0"},
        {"page": "²"},
        {"page": "9999999"},
    ):
        assert secretariat_client.get(address, query).status_code == 200


def test_global_history_is_paged_without_loss_or_repetition(lived: Program, secretariat_client: Client) -> None:
    """Many rows of one moment (a transaction) do not fall between two pages."""
    whole = latest(limit=10_000)
    assert len({entry.at for entry in whole}) < len(whole)
    pages = [latest(limit=50, offset=start) for start in range(0, len(whole), 50)]
    assert [(entry.at, entry.what) for page in pages for entry in page] == [(entry.at, entry.what) for entry in whole]
    address = "/en/admin/portfolio/program/changes/"
    first, last = secretariat_client.get(address), secretariat_client.get(address, {"page": str(len(pages))})
    assert (first.context["newer"], first.context["older"]) == (0, 2)
    assert (last.context["newer"], last.context["older"]) == (len(pages) - 1, 0)


def test_change_of_an_institution_is_in_the_history(personas: Personas, secretariat_client: Client) -> None:
    ministry = institution("CR")
    data = {
        "kind": "ministry",
        "country": "CR",
        "active": "on",
        "acronym_es": "MTSS",
        "acronym_en": "MTSS",
        "website": "https://www.mtss.go.cr/nuevo",
        "names-TOTAL_FORMS": "0",
        "names-INITIAL_FORMS": "0",
    }
    response = secretariat_client.post(f"/en/admin/directory/institution/{ministry.pk}/change/", data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    with translation.override("en"):
        entry = latest(limit=1)[0]
    website = next(change for change in entry.changes if change.name == "website")
    assert entry.who == personas.secretariat
    assert website.after == "https://www.mtss.go.cr/nuevo"
    assert entry.url.endswith(f"/admin/directory/institution/{ministry.pk}/change/")
    page = secretariat_client.get(f"/en/admin/directory/institution/{ministry.pk}/history/")
    newest = page.context["entries"][0]
    assert (newest.what, newest.who) == ("Changed", personas.secretariat)
    assert page.context["entries"][-1].what == "Entered"
    assert secretariat_client.get("/en/admin/directory/topic/labor-inspection/history/").status_code == 200


def test_events_without_a_reader_are_left_out(personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    version = program.current
    assert version is not None
    Institution.objects.filter(code=institution("CR").code).update(active=True)
    events = tracked_models()[Institution]._default_manager.filter(pgh_obj_id=institution("CR").pk)
    assert [event.created for event in read_events(events)] == [True]
