"""Programs in the admin: the list, the record, its transitions, merging, look-alikes, numbers."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolio.admin.duplicates import look_alikes
from portfolio.admin.numbers import by_ministry, by_state, in_days, open_by_state, review_times
from portfolio.confirmation import confirmation_overdue
from portfolio.enums import ProgramState
from portfolio.models import Collection, Program, Version, VersionLog
from portfolio.services import drafting, moderation
from tests.factories import make_draft, make_published, make_submitted
from tests.personas import Personas, institution

LIST = "/en/admin/portfolio/program/"


@pytest.fixture
def campaign(personas: Personas) -> Program:
    """A published program of Costa Rica in both languages."""
    return make_published(
        institution("CR"), personas.costa_rica, personas.secretariat, title_en="National Minimum Wage Campaign"
    )


def page(program: Program, name: str = "change") -> str:
    return f"{LIST}{program.pk}/{name}/"


def codes(response: Any) -> list[str]:
    return [program.code for program in response.context["cl"].result_list]


@pytest.mark.parametrize("words", ["salario mínimo", "Minimum Wage", "Costa Rica", "PRG-0001"])
def test_list_is_searched_in_every_language(
    personas: Personas, campaign: Program, secretariat_client: Client, words: str
) -> None:
    make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="Bécate")
    for language in ("es", "en"):
        response = secretariat_client.get(f"/{language}/admin/portfolio/program/", {"q": words})
        assert codes(response) == ["PRG-0001"], language


def test_list_says_who_has_the_open_text(personas: Personas, campaign: Program, secretariat_client: Client) -> None:
    drafting.open_new_version(campaign, by=personas.costa_rica)
    make_submitted(institution("MX"), personas.mexico, title_es="Bécate")
    html = secretariat_client.get(LIST).content.decode()
    assert re.search(r"Draft</a> \(Ministry\)", html)
    assert re.search(r"In review</a> \(Secretariat\)", html)


def test_list_filters(personas: Personas, campaign: Program, secretariat_client: Client) -> None:
    other = make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="Bécate")
    year_ago = timezone.now() - timedelta(days=400)
    Program.objects.filter(pk=campaign.pk).update(first_published_at=year_ago)
    Program.objects.filter(pk=other.pk).update(confirmed_on=timezone.localdate())
    found = {
        query: codes(secretariat_client.get(f"{LIST}?{query}"))
        for query in ("confirmed=due", "confirmed=never", "confirmed=year", "without=en", "without=es", "state=draft")
    }
    assert found == {
        "confirmed=due": ["PRG-0001"],
        "confirmed=never": ["PRG-0001"],
        "confirmed=year": ["PRG-0002"],
        "without=en": ["PRG-0002"],
        "without=es": [],
        "state=draft": [],
    }


def test_overdue_is_the_same_in_sql_and_for_one_program(campaign: Program) -> None:
    today = timezone.localdate()
    for days in (0, 300, 364, 366, 367, 500):
        Program.objects.filter(pk=campaign.pk).update(confirmed_on=today - timedelta(days=days))
        campaign.refresh_from_db()
        due = campaign.confirmation_due_on
        assert due is not None
        assert Program.objects.filter(confirmation_overdue()).exists() == (due < today), days


def test_lists_cost_the_same_whatever_their_length(personas: Personas, secretariat_client: Client) -> None:
    def queries(address: str) -> int:
        secretariat_client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert secretariat_client.get(address).status_code == 200
        return len(captured)

    addresses = [LIST, "/en/admin/portfolio/version/", f"{LIST}numbers/", f"{LIST}currency/", "/en/admin/"]
    make_submitted(institution("MX"), personas.mexico, title_es="Uno")
    make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="Dos")
    one = {address: queries(address) for address in addresses}
    for number in range(3):
        make_submitted(institution("MX"), personas.mexico, title_es=f"Otro {number}")
        make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es=f"Programa {number}")
    assert {address: queries(address) for address in addresses} == one
    # The first page asks every kind of work that may wait, a query or two each.
    assert max(one.values()) <= 30


def test_chosen_rows_are_downloaded_as_shown(personas: Personas, campaign: Program, secretariat_client: Client) -> None:
    make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="=HYPERLINK(1)")
    chosen = [str(pk) for pk in Program.objects.values_list("pk", flat=True)]
    response = secretariat_client.post(LIST, {"action": "download_csv", "_selected_action": chosen})
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["code"] for row in rows] == ["PRG-0001", "PRG-0002"]
    assert rows[0]["title"] == "National Minimum Wage Campaign"
    assert rows[0]["state_tag"] == "Published"
    assert not rows[1]["title"].startswith("=")
    response = secretariat_client.post(LIST, {"action": "download_xlsx", "_selected_action": chosen})
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert b"".join(response.streaming_content)[:2] == b"PK"


def test_nothing_is_made_or_deleted_by_a_form_of_the_admin(campaign: Program, secretariat_client: Client) -> None:
    made = {"institution": campaign.institution.pk, "origin": "ministry"}
    assert secretariat_client.post(f"{LIST}add/", made).status_code == 200
    assert secretariat_client.post(page(campaign, "delete")).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [campaign.pk], "post": "yes"}
    secretariat_client.post(LIST, data)
    assert Program.objects.count() == 1


def test_record_shows_texts_and_transitions(personas: Personas, campaign: Program, secretariat_client: Client) -> None:
    response = secretariat_client.get(page(campaign))
    names = [button["name"] for button in response.context["transitions"]]
    assert names == ["archive", "unpublish", "merge"]
    assert [version.label for version in response.context["versions"]] == ["v1"]
    assert secretariat_client.get(f"{LIST}999999/change/").status_code == 302


def test_collections_are_saved_and_state_is_not_a_field(campaign: Program, secretariat_client: Client) -> None:
    Collection.objects.create(code="covid", name_es="COVID-19", name_en="COVID-19")
    secretariat_client.post(page(campaign), {"collections": ["covid"], "state": "archived", "code": "PRG-9999"})
    campaign.refresh_from_db()
    assert [collection.code for collection in campaign.collections.all()] == ["covid"]
    assert (campaign.state, campaign.code) == ("published", "PRG-0001")


def test_unpublish_and_publish_again_need_reasons(campaign: Program, secretariat_client: Client) -> None:
    address = page(campaign, "do/unpublish")
    assert "no longer read it at any address" in secretariat_client.get(address).content.decode()
    assert "Write the reason" in secretariat_client.post(address, {"note": " "}).content.decode()
    campaign.refresh_from_db()
    assert campaign.state == ProgramState.PUBLISHED
    secretariat_client.post(address, {"note": "Datos personales."})
    campaign.refresh_from_db()
    assert campaign.state == ProgramState.UNPUBLISHED
    secretariat_client.post(page(campaign, "do/republish"), {"note": "Corregido."})
    campaign.refresh_from_db()
    assert campaign.state == ProgramState.PUBLISHED
    assert [entry.note for entry in campaign.log.filter(action__in=("unpublish", "republish"))] == [
        "Datos personales.",
        "Corregido.",
    ]


def test_archive_asks_for_reason_and_lesson_and_reopen_for_a_note(
    campaign: Program, secretariat_client: Client
) -> None:
    address = page(campaign, "do/archive")
    refused = secretariat_client.post(address, {"end_reason_es": "Terminó."})
    assert refused.status_code == 200
    assert "Terminó." in refused.content.decode()
    secretariat_client.post(address, {"end_reason_es": "Terminó.", "end_lesson_en": "Measure first."})
    campaign.refresh_from_db()
    assert (campaign.state, campaign.end_reason_es, campaign.end_lesson_en) == (
        "archived",
        "Terminó.",
        "Measure first.",
    )
    secretariat_client.post(page(campaign, "do/reopen"), {"note": "Sigue."})
    campaign.refresh_from_db()
    assert campaign.state == ProgramState.PUBLISHED


def test_system_transitions_have_no_page(campaign: Program, secretariat_client: Client) -> None:
    assert secretariat_client.get(page(campaign, "do/publish")).status_code == 403
    late = secretariat_client.get(page(campaign, "do/reopen"), follow=True).content.decode()
    assert "Someone may have acted on it before you." in late
    # Merging has a page of its own: the generic one asks for nothing to merge into.
    response = secretariat_client.post(page(campaign, "do/merge"), {"note": "?"})
    assert "This is done on another page." in response.content.decode()
    campaign.refresh_from_db()
    assert campaign.state == ProgramState.PUBLISHED


def test_merge_step_by_step(personas: Personas, campaign: Program, secretariat_client: Client) -> None:
    twin = make_published(
        institution("CR"), personas.costa_rica, personas.secretariat, title_es="Campaña del Salario Mínimo Nacional"
    )
    address = page(twin, "merge")
    first = secretariat_client.get(address)
    assert [program.code for program in first.context["found"]] == ["PRG-0001"]
    found = secretariat_client.get(address, {"q": "minimum campaign"})
    assert [program.code for program in found.context["found"]] == ["PRG-0001"]
    assert "There is no other program" in secretariat_client.get(address, {"into": "PRG-0002"}).content.decode()
    both = secretariat_client.get(address, {"into": "prg-0001"})
    title = next(row for row in both.context["rows"] if row["label"] == "Title")
    assert [str(cell[0]) for cell in title["cells"]] == [
        "Campaña del Salario Mínimo Nacional",
        "National Minimum Wage Campaign",
    ]
    assert secretariat_client.post(f"{address}?into=PRG-0001", {"note": ""}).status_code == 200
    response = secretariat_client.post(f"{address}?into=PRG-0001", {"note": "Es el mismo."})
    assert response["Location"] == page(campaign)
    twin.refresh_from_db()
    assert (twin.state, twin.merged_into) == (ProgramState.MERGED, campaign)
    again = secretariat_client.post(f"{address}?into=PRG-0001", {"note": "Otra vez."})
    assert again["Location"] == page(twin)
    assert twin.log.filter(action="merge").count() == 1


def test_merge_into_a_hidden_program_is_refused(
    personas: Personas, campaign: Program, secretariat_client: Client
) -> None:
    hidden = make_draft(institution("CR"), personas.costa_rica).program
    response = secretariat_client.post(f"{page(campaign, 'merge')}?into={hidden.code}", {"note": "x"})
    assert "Choose a published program to merge into." in response.content.decode()
    campaign.refresh_from_db()
    assert campaign.state == ProgramState.PUBLISHED


def test_look_alikes_within_a_country(personas: Personas, campaign: Program, secretariat_client: Client) -> None:
    make_published(
        institution("CR"), personas.costa_rica, personas.secretariat, title_es="Campaña Nacional del Salario Mínimo"
    )
    make_published(institution("MX"), personas.mexico, personas.secretariat)
    assert [(pair.one.code, pair.other.code) for pair in look_alikes()] == [("PRG-0001", "PRG-0002")]
    html = secretariat_client.get(f"{LIST}duplicates/").content.decode()
    assert "merge/?into=PRG-0001" in html


def test_numbers_add_up(personas: Personas, campaign: Program, secretariat_client: Client) -> None:
    drafting.open_new_version(campaign, by=personas.costa_rica)
    make_submitted(institution("MX"), personas.mexico)
    states = dict(by_state())
    assert sum(states.values()) == Program.objects.count() == 2
    assert sum(count for _label, count in open_by_state()) == 2
    rows = {row.country_id: (row.n_public, row.n_archived, row.n_review, row.n_writing) for row in by_ministry()}
    assert rows == {"CR": (1, 0, 0, 1), "MX": (0, 0, 1, 0)}
    assert secretariat_client.get(f"{LIST}numbers/").context["public"] == 1


def test_review_time_runs_from_submission_to_decision(personas: Personas) -> None:
    now = timezone.now()
    version = make_submitted(institution("CR"), personas.costa_rica)
    moderation.return_with_remarks(version, by=personas.secretariat, note="Faltan cifras.")
    moderation.submit(Version.objects.get(pk=version.pk), by=personas.costa_rica)
    moderation.publish(Version.objects.get(pk=version.pk), by=personas.secretariat)
    moments = {"first": 20, "return": 16, "second": 10, "publish": 8}
    logs = list(VersionLog.objects.filter(subject=version))
    for log, days in zip(logs, moments.values(), strict=True):
        VersionLog.objects.filter(pk=log.pk).update(at=now - timedelta(days=days))
    times = review_times(now - timedelta(days=365))
    assert times == [timedelta(days=4), timedelta(days=2)]
    assert in_days(times) == 3.0
    assert in_days([]) is None
    assert review_times(now - timedelta(days=9)) == [timedelta(days=2)]


def test_refusals_of_services_reach_the_page(personas: Personas, secretariat_client: Client) -> None:
    draft = make_draft(institution("CR"), personas.costa_rica)
    with pytest.raises(ValidationError):
        moderation.republish(draft.program, by=personas.secretariat, note="x")


def test_the_secretariat_writes_a_record_for_an_institution(secretariat_client: Client, personas: Personas) -> None:
    page = secretariat_client.get(f"{LIST}add/")
    assert b'<option value="ilo">' in page.content
    assert b'<option value="mtss-cr">' in page.content
    unknown = secretariat_client.get(f"{LIST}add/", {"institution": "nobody"})
    assert unknown.status_code == 200
    chosen = secretariat_client.get(f"{LIST}add/", {"institution": "ilo"})
    assert chosen["Location"] == "/en/desk/ministries/ilo/new/"
    begun = secretariat_client.post(chosen["Location"], {"language": "en", "title": "Inventory of labor clinics"})
    program = Program.objects.get()
    assert begun["Location"] == f"/en/desk/programs/{program.code}/edit/identification/"
    assert (program.institution.code, program.origin) == ("ilo", "secretariat")
