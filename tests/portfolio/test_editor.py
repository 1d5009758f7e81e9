"""The editor: everything that can be stored is stored, nothing typed is lost, two people never overwrite each other."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portfolio.enums import VersionState
from portfolio.models import Result, Version
from portfolio.scheme import BILINGUAL_FIELDS
from portfolio.services import drafting, moderation
from tests.browser_form import form_data
from tests.factories import make_draft, make_published, make_submitted
from tests.personas import Personas, institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(personas: Personas) -> Version:
    """A complete draft of Costa Rica, written in Spanish."""
    return make_draft(institution("CR"), personas.costa_rica, title_en="National Minimum Wage Campaign")


@pytest.fixture
def ana(as_persona: Any) -> Client:
    """A browser of an editor of Costa Rica."""
    client: Client = as_persona("costa_rica")
    return client


def address(version: Version, section: str = "identification", language: str = "en") -> str:
    return f"/{language}/desk/programs/{version.program.code}/edit/{section}/"


def page_data(client: Client, url: str) -> dict[str, Any]:
    response = client.get(url)
    assert response.status_code == 200
    return form_data(response.content.decode(), "section-form")


def save(client: Client, url: str, button: str = "stay", **changes: Any) -> Any:
    """Load the page, change some fields, press a button (""= save and continue)."""
    data = page_data(client, url) | changes
    if button:
        data[button] = "1"
    return client.post(url, data)


def fresh(version: Version) -> Version:
    return Version.objects.get(pk=version.pk)


def test_a_page_saved_untouched_changes_nothing(ana: Client, draft: Version) -> None:
    before = Version.objects.filter(pk=draft.pk).values().get()
    for section in ("identification", "purpose", "operation", "results", "evidence", "offer"):
        response = save(ana, address(draft, section))
        assert response.status_code == 302, section
    after = Version.objects.filter(pk=draft.pk).values().get()
    # The base columns of bilingual fields are modeltranslation's own and mean nothing.
    moving = {"updated_at", "updated_by_id", "seen_sections", *BILINGUAL_FIELDS}
    assert {k: v for k, v in after.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}
    assert list(draft.topics.values_list("pk", flat=True)) == ["labor-inspection"]
    assert draft.results.count() == 0


def test_save_and_continue_leads_to_the_next_section(ana: Client, draft: Version) -> None:
    response = save(ana, address(draft), "", acronym="CNSM", start_year="2010", topics=["wages", "labor-inspection"])
    assert response["Location"] == address(draft, "purpose")
    stored = fresh(draft)
    assert (stored.acronym, stored.start_year) == ("CNSM", 2010)
    assert sorted(stored.topics.values_list("pk", flat=True)) == ["labor-inspection", "wages"]
    assert stored.updated_by == draft.created_by


def test_the_last_section_leads_to_the_review(ana: Client, draft: Version) -> None:
    response = save(ana, address(draft, "offer"), "")
    assert response["Location"] == f"/en/desk/programs/{draft.program.code}/review/"


def test_what_cannot_be_stored_stays_on_screen_and_the_rest_is_saved(ana: Client, draft: Version) -> None:
    response = save(ana, address(draft), "", start_year="two thousand", acronym="CNSM", title_es="A" * 201)
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="two thousand"' in html
    assert "Enter the year with four digits, such as 2012." in html
    assert "Shorten it to 200 characters: it has 201." in html
    assert "A" * 201 in html
    assert "<title>Error: " in html
    stored = fresh(draft)
    assert (stored.acronym, stored.start_year, stored.title_es) == ("CNSM", None, "Campaña Nacional de Salario Mínimo")


def test_prose_beyond_its_limit_is_stored_and_named(ana: Client, draft: Version) -> None:
    long = "palabra " * 90
    response = save(ana, address(draft), "", summary_es=long)
    assert response["Location"] == address(draft) + "?check=1"
    assert fresh(draft).summary_es == long.strip()
    html = ana.get(response["Location"]).content.decode()
    assert "Shorten “Summary”: 119 characters too many." in html
    assert '<a href="#id_summary_es">' in html
    assert 'role="alert"' in html
    assert "Go on to the next section" in html


def test_the_years_must_be_in_order_together_with_what_is_stored(ana: Client, draft: Version) -> None:
    save(ana, address(draft), start_year="2010", end_year="2013")
    response = save(ana, address(draft), start_year="2015", end_year="2014")
    assert "The program ends before it begins. Correct one of the two years." in response.content.decode()
    assert (fresh(draft).start_year, fresh(draft).end_year) == (2010, 2013)
    save(ana, address(draft), start_year="2016", end_year="later")
    assert (fresh(draft).start_year, fresh(draft).end_year) == (2010, 2013)


def test_traps_in_text_are_removed_and_html_is_shown_escaped(ana: Client, draft: Version) -> None:
    typed = "uno\x00dos\u202etres\r\n<script>alert('x')</script>"
    save(ana, address(draft, "purpose"), problem_es=typed)
    assert fresh(draft).problem_es == "unodostres\n<script>alert('x')</script>"
    html = ana.get(address(draft, "purpose")).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_unknown_codes_are_named_and_not_stored(ana: Client, draft: Version) -> None:
    response = save(ana, address(draft), topics=["wages", "no-such-topic"], kind="spaceship", acronym="X")
    html = response.content.decode()
    assert "Choose among the options; “no-such-topic” is not one of them." in html
    assert "Choose one of the options." in html
    stored = fresh(draft)
    assert (stored.acronym, stored.kind) == ("X", "campaign")
    assert list(stored.topics.values_list("pk", flat=True)) == ["labor-inspection"]


def test_money_needs_its_currency(ana: Client, draft: Version) -> None:
    url = address(draft, "operation")
    response = save(ana, url, cost_amount="674 800", cost_currency="", cost_year="2016")
    assert "Enter the currency of the cost with its three letters, such as USD." in response.content.decode()
    save(ana, url, cost_amount="674 800", cost_currency="usd", cost_year="2016")
    stored = fresh(draft)
    assert (stored.cost_amount, stored.cost_currency, stored.cost_year) == (Decimal("674800.00"), "USD", 2016)


@pytest.mark.parametrize("typed", ["PRG-{n:04d}", "prg {n}", "{n}", "https://rial.example/es/portfolio/PRG-{n:04d}/"])
def test_another_program_by_its_code(ana: Client, draft: Version, personas: Personas, typed: str) -> None:
    other = make_published(institution("MX"), personas.mexico, personas.secretariat)
    number = int(other.code.removeprefix("PRG-"))
    save(ana, address(draft, "operation"), modelled_on=typed.format(n=number))
    assert fresh(draft).modelled_on == other
    assert f'value="{other.code}"' in ana.get(address(draft, "operation")).content.decode()


def test_another_program_must_be_one_the_person_may_see(ana: Client, draft: Version, personas: Personas) -> None:
    hidden = make_draft(institution("MX"), personas.mexico)
    url = address(draft, "operation")
    response = save(ana, url, modelled_on=hidden.program.code)
    assert f"There is no program {hidden.program.code} in the portfolio." in response.content.decode()
    assert "cannot be modeled on itself" in save(ana, url, modelled_on=draft.program.code).content.decode()
    assert "such as PRG-0042" in save(ana, url, modelled_on="the Chilean one").content.decode()
    assert fresh(draft).modelled_on is None


ROW = {
    "results-0-indicator_es": "Personas colocadas",
    "results-0-value": "1.200.000",
    "results-0-qualifier": "about",
    "results-0-year": "2012",
    "results-0-unit_es": "personas",
}


def test_a_figure_is_stored_as_a_row(ana: Client, draft: Version) -> None:
    response = save(ana, address(draft, "results"), "", **ROW)
    assert response["Location"] == address(draft, "evidence")
    row = draft.results.get()
    assert (row.indicator_es, row.value, row.qualifier, row.year, row.unit_es) == (
        "Personas colocadas",
        Decimal("1200000.00"),
        "about",
        2012,
        "personas",
    )


def test_a_figure_in_two_readings_is_asked_about_and_the_row_kept(ana: Client, draft: Version) -> None:
    response = save(ana, address(draft, "results", "es"), **ROW | {"results-0-value": "1.200"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "1200" in html
    assert 'value="1.200"' in html
    assert draft.results.get().value is None
    assert draft.results.get().indicator_es == "Personas colocadas"


def test_a_figure_without_its_year_is_named(ana: Client, draft: Version) -> None:
    save(ana, address(draft, "results"), **ROW | {"results-0-year": ""})
    html = ana.get(address(draft, "results")).content.decode()
    assert '<a href="#id_results-0-year">Figure 1: enter the year with four digits, such as 2012.</a>' in html
    assert draft.results.get().year is None


def test_the_original_language_comes_first(ana: Client, personas: Personas) -> None:
    english = make_draft(institution("CR"), personas.costa_rica, language="en")
    html = ana.get(address(english, "results")).content.decode()
    assert html.index('name="achievements_en"') < html.index('name="achievements_es"')
    assert html.index('name="results-0-indicator_en"') < html.index('name="results-0-indicator_es"')


def test_rows_are_added_and_removed_without_javascript(ana: Client, draft: Version) -> None:
    url = address(draft, "results")
    data = page_data(ana, url) | ROW | {"add": "results"}
    response = ana.post(url, data)
    assert response["Location"] == url + "?add=results#add-results"
    second = page_data(ana, url + "?add=results") | {
        "results-1-indicator_es": "Puestos",
        "results-1-value": "5",
        "results-1-year": "2013",
    }
    ana.post(url, second | {"stay": "1"})
    assert [row.indicator_es for row in draft.results.all()] == ["Personas colocadas", "Puestos"]
    kept = draft.results.all()[0].pk
    ana.post(url, page_data(ana, url) | {"remove": "results-1"})
    assert [row.pk for row in draft.results.all()] == [kept]


def test_more_rows_than_sensible_are_not_read(ana: Client, draft: Version) -> None:
    url = address(draft, "results")
    save(ana, url, **ROW | {"results-total": "99999999"})
    assert draft.results.count() == 0
    save(ana, url, **ROW | {"results-total": "x"})
    assert draft.results.count() == 0


def test_links_and_sources_say_what_they_accept(ana: Client, draft: Version) -> None:
    url = address(draft, "evidence")
    response = save(
        ana,
        url,
        **{
            "links-0-url": "javascript:alert(1)",
            "links-0-label_es": "Sitio",
            "sources-0-citation_es": "Informe",
            "sources-0-dated": "2016-06-29",
        },
    )
    assert "Enter a web address, such as https://www.example.org/report.pdf." in response.content.decode()
    link = draft.links.get()
    assert (link.url, link.label_es, link.kind) == ("", "Sitio", "site")
    assert draft.sources.get().dated == date(2016, 6, 29)
    save(ana, url, **{"links-0-url": "www.mtss.go.cr"})
    assert draft.links.get().url == "https://www.mtss.go.cr"


def test_what_only_one_of_two_changed_is_merged(ana: Client, draft: Version, as_persona: Any) -> None:
    url = address(draft)
    mine = page_data(ana, url)
    save(as_persona("colleague"), url, acronym="DE-BERTA")
    response = ana.post(url, mine | {"original_name": "Nombre mío", "stay": "1"})
    assert response.status_code == 302
    stored = fresh(draft)
    assert (stored.acronym, stored.original_name) == ("DE-BERTA", "Nombre mío")


def test_what_both_changed_is_asked_about_and_nothing_is_lost(ana: Client, draft: Version, as_persona: Any) -> None:
    url = address(draft)
    mine = page_data(ana, url)
    save(as_persona("colleague"), url, summary_es="Resumen de Berta", acronym="BERTA")
    response = ana.post(url, mine | {"summary_es": "Resumen de Ana", "original_name": "Nombre de Ana", "stay": "1"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Berta saved this section while you were writing" in html
    assert "Resumen de Berta" in html
    assert "Resumen de Ana" in html
    stored = fresh(draft)
    assert (stored.summary_es, stored.acronym, stored.original_name) == ("Resumen de Berta", "BERTA", "Nombre de Ana")

    asked = form_data(html, "section-form")
    assert asked["conflict"] == "summary_es"
    assert asked["acronym"] == "BERTA"
    unanswered = ana.post(url, asked | {"stay": "1"})
    assert unanswered.status_code == 200
    assert fresh(draft).summary_es == "Resumen de Berta"
    ana.post(url, form_data(unanswered.content.decode(), "section-form") | {"choose-summary_es": "mine", "stay": "1"})
    assert fresh(draft).summary_es == "Resumen de Ana"


def test_keeping_the_other_persons_words(ana: Client, draft: Version, as_persona: Any) -> None:
    url = address(draft, "results")
    mine = page_data(ana, url)
    save(as_persona("colleague"), url, **ROW)
    response = ana.post(url, mine | ROW | {"results-0-year": "2015", "stay": "1"})
    asked = form_data(response.content.decode(), "section-form")
    assert asked["conflict"] == "results"
    assert asked["results-0-year"] == "2015"
    done = ana.post(url, asked | {"choose-results": "theirs", "stay": "1"})
    assert done.status_code == 302
    assert draft.results.get().year == 2012


def test_the_same_form_twice_does_no_harm(ana: Client, draft: Version) -> None:
    url = address(draft, "results")
    data = page_data(ana, url) | ROW | {"stay": "1"}
    first, saved = ana.post(url, data), fresh(draft).updated_at
    second = ana.post(url, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert fresh(draft).updated_at == saved
    assert draft.results.count() == 1


def test_a_garbled_stamp_asks_instead_of_overwriting(ana: Client, draft: Version) -> None:
    url = address(draft)
    for marks in ("", "no json", "[1]"):
        data = page_data(ana, url) | {"stamp": "x", "marks": marks, "acronym": f"Z{marks}"}
        response = ana.post(url, data | {"stay": "1"})
        assert response.status_code == 200
        assert fresh(draft).acronym == ""


def test_autosave_answers_with_a_new_stamp(ana: Client, draft: Version) -> None:
    url = address(draft)
    data = page_data(ana, url) | {"acronym": "CNSM"}
    answer = ana.post(url, data, headers={"accept": "application/json"})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["state"], body["complete"], body["others"]) == ("saved", True, [])
    assert fresh(draft).acronym == "CNSM"
    again = ana.post(
        url,
        data | {"stamp": body["stamp"], "marks": body["marks"], "acronym": "CNSM2"},
        headers={"accept": "application/json"},
    )
    assert again.json()["state"] == "saved"
    assert fresh(draft).acronym == "CNSM2"
    assert json.loads(body["marks"])["acronym"] != ""


def test_autosave_never_shows_errors_but_says_it_is_partial(ana: Client, draft: Version) -> None:
    url = address(draft)
    answer = ana.post(
        url, page_data(ana, url) | {"start_year": "20", "acronym": "A"}, headers={"accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["complete"]) == (200, False)
    assert (fresh(draft).start_year, fresh(draft).acronym) == (None, "A")


def test_autosave_stops_at_a_conflict(ana: Client, draft: Version, personas: Personas, as_persona: Any) -> None:
    url = address(draft)
    mine = page_data(ana, url)
    save(as_persona("colleague"), url, acronym="BERTA")
    answer = ana.post(url, mine | {"acronym": "ANA"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (409, {"state": "conflict"})
    assert (fresh(draft).acronym, fresh(draft).updated_by) == ("BERTA", personas.colleague)
    shown = ana.post(url, mine | {"acronym": "ANA", "stay": "1"}).content.decode()
    assert "Berta saved this section while you were writing" in shown
    assert "<title>Error: " in shown


def test_a_colleague_in_the_same_section_is_announced(ana: Client, draft: Version, as_persona: Any) -> None:
    berta = as_persona("colleague")
    assert b"You and 1 colleague" not in ana.get(address(draft)).content
    html = berta.get(address(draft)).content.decode()
    assert "You and 1 colleague" in html
    assert "A colleague has this section open" in html
    answer = ana.post(address(draft) + "presence/")
    assert answer.json() == {"others": ["Berta"]}
    assert b"You and 1 colleague" not in berta.get(address(draft, "purpose")).content


def test_a_translation_is_told_what_changed_in_the_original(ana: Client, draft: Version) -> None:
    url = address(draft)
    save(ana, url, summary_en="Campaign so that the minimum wage is paid.")
    save(ana, url, summary_es="Campaña y denuncia para que se pague el salario mínimo.")
    html = ana.get(url).content.decode()
    assert "Out of date" in html
    assert "What changed in the original" in html
    assert "<ins>" in html
    save(ana, url, **{"still-right-summary|en": "on"})
    assert "Out of date" not in ana.get(url).content.decode()


def test_an_old_translation_goes_stale_when_only_the_original_changes(ana: Client, draft: Version) -> None:
    assert not draft.translations.exists()
    save(ana, address(draft), title_es="Campaña Nacional de Salarios Mínimos")
    assert "Out of date" in ana.get(address(draft)).content.decode()


def test_remarks_are_answered_where_they_were_made(ana: Client, personas: Personas) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    remark = moderation.remark_on(version, "lessons", "¿Qué haría distinto?", by=personas.secretariat)
    moderation.return_with_remarks(version, by=personas.secretariat, note="Falta una lección.")
    url = address(version, "results")
    html = ana.get(url).content.decode()
    assert "Remark of the Secretariat" in html
    assert "¿Qué haría distinto?" in html
    save(ana, url, lessons_es="Empezar antes.", **{f"attend-{remark.pk}": "on", f"answer-{remark.pk}": "Añadido."})
    remark.refresh_from_db()
    assert (remark.answer, remark.attended_by) == ("Añadido.", personas.costa_rica)
    assert remark.attended_at is not None
    assert "Attended" in ana.get(url).content.decode()


def test_a_version_in_review_is_not_edited_by_its_ministry(ana: Client, personas: Personas, as_persona: Any) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    assert ana.get(address(version))["Location"] == f"/en/desk/programs/{version.program.code}/review/"
    assert as_persona("secretariat").get(address(version)).status_code == 200


def test_what_was_typed_survives_when_the_version_was_submitted_meanwhile(
    ana: Client, draft: Version, personas: Personas
) -> None:
    url = address(draft)
    data = page_data(ana, url) | {"summary_es": "Lo que yo escribía", "stay": "1"}
    moderation.submit(draft, by=personas.colleague)
    response = ana.post(url, data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Lo que yo escribía" in html
    assert "This version can no longer be edited" in html
    assert fresh(draft).summary_es == "Campaña para que se pague el salario mínimo."
    answer = ana.post(url, data, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (409, {"state": "closed"})


def test_what_was_typed_survives_when_the_version_was_discarded(
    ana: Client, draft: Version, personas: Personas
) -> None:
    url = address(draft)
    data = page_data(ana, url) | {"acronym": "PERDIDA", "stay": "1"}
    drafting.discard_draft(draft, by=personas.colleague)
    response = ana.post(url, data)
    assert (response.status_code, "PERDIDA" in response.content.decode()) == (409, True)


def test_looking_at_a_section_is_remembered(ana: Client, draft: Version) -> None:
    before = draft.updated_at
    assert "Not started" in ana.get(address(draft)).content.decode()
    ana.get(address(draft, "evidence"))
    html = ana.get(address(draft)).content.decode()
    assert "Looked at" in html
    assert fresh(draft).updated_at == before


def test_queries_of_the_editor_do_not_grow_with_rows(
    ana: Client, draft: Version, django_assert_max_num_queries: Any
) -> None:
    Result.objects.bulk_create(Result(version=draft, indicator_es=f"i{n}", value=n, year=2010) for n in range(30))
    ana.get(address(draft, "results"))
    with django_assert_max_num_queries(40):
        ana.get(address(draft, "results"))


def test_files_come_with_the_form(ana: Client, draft: Version) -> None:
    url = address(draft, "evidence")
    pdf = SimpleUploadedFile("Informe final.pdf", b"%PDF-1.4\n...\n%%EOF\n", "application/pdf")
    fake = SimpleUploadedFile("virus.pdf", b"MZ\x90\x00" + b"x" * 50, "application/pdf")
    response = ana.post(
        url, page_data(ana, url) | {"new-file": [pdf, fake], "sources-0-citation_es": "Informe", "stay": "1"}
    )
    html = response.content.decode()
    assert "“virus.pdf” is not a file of an accepted kind" in html
    assert "Accepted: PDF, DOCX, XLSX, PPTX, PNG or JPEG, up to 20 MB." in html
    stored = draft.attachments.get()
    assert (stored.original_filename, stored.content_type, stored.uploaded_by) == (
        "Informe final.pdf",
        "application/pdf",
        draft.created_by,
    )
    assert "Informe" not in stored.file.name
    assert draft.sources.get().citation_es == "Informe"

    save(ana, url, **{"attachments-0-title_es": "Informe de cierre"})
    kept = draft.attachments.get()
    assert (kept.pk, kept.title_es, kept.uploaded_at) == (stored.pk, "Informe de cierre", stored.uploaded_at)
    twice = SimpleUploadedFile("otro nombre.pdf", b"%PDF-1.4\n...\n%%EOF\n")
    response = ana.post(url, page_data(ana, url) | {"new-file": twice, "stay": "1"})
    assert "is already here, as “Informe final.pdf”" in response.content.decode()
    assert draft.attachments.count() == 1


def test_a_removed_file_is_deleted_when_no_version_holds_it(
    ana: Client, draft: Version, django_capture_on_commit_callbacks: Any
) -> None:
    url = address(draft, "evidence")
    ana.post(url, page_data(ana, url) | {"new-file": SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF"), "stay": "1"})
    stored = draft.attachments.get().file
    assert stored.storage.exists(stored.name)
    with django_capture_on_commit_callbacks(execute=True):
        ana.post(url, page_data(ana, url) | {"remove": "attachments-0"})
    assert draft.attachments.count() == 0
    assert not stored.storage.exists(stored.name)


def test_a_file_of_another_ministry_cannot_be_claimed_by_its_key(
    ana: Client, draft: Version, personas: Personas, as_persona: Any
) -> None:
    other = make_draft(institution("MX"), personas.mexico)
    url = address(other, "evidence")
    diego = as_persona("mexico")
    diego.post(url, page_data(diego, url) | {"new-file": SimpleUploadedFile("m.pdf", b"%PDF-1.4\n%%EOF"), "stay": "1"})
    key = other.attachments.get().pk
    forged = {
        "attachments-total": "1",
        "attachments-0-key": str(key),
        "attachments-0-title_es": "mío",
        "attachments-0-title_en": "",
    }
    save(ana, address(draft, "evidence"), **forged)
    assert draft.attachments.count() == 0


def test_a_published_program_is_edited_beside_what_the_public_reads(ana: Client, personas: Personas) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    assert ana.get(f"/en/desk/programs/{program.code}/edit/")["Location"] == f"/en/desk/programs/{program.code}/"
    response = ana.post(f"/en/desk/programs/{program.code}/edit/")
    version = program.versions.get(state=VersionState.DRAFT)
    assert response["Location"].startswith(f"/en/desk/programs/{program.code}/edit/")
    save(ana, address(version), title_es="Título nuevo")
    program.refresh_from_db()
    assert program.current is not None
    assert program.current.title_es == "Campaña Nacional de Salario Mínimo"
    ana.post(f"/en/desk/programs/{program.code}/edit/")
    assert program.versions.count() == 2


def test_drafts_left_long_wait_at_the_desk(ana: Client, draft: Version) -> None:
    Version.objects.filter(pk=draft.pk).update(updated_at=timezone.now() - timedelta(days=15))
    html = ana.get("/en/desk/").content.decode()
    assert "Go on with the draft “National Minimum Wage Campaign”" in html
    assert "15 days" in html


def test_leaving_goes_to_where_the_program_stands(ana: Client, draft: Version, as_persona: Any) -> None:
    response = save(ana, address(draft), "leave", acronym="CNSM")
    assert response["Location"] == f"/en/desk/programs/{draft.program.code}/"
    assert fresh(draft).acronym == "CNSM"
    assert b"A colleague has this section open" not in as_persona("colleague").get(address(draft)).content


def test_the_same_file_at_another_program_is_pointed_out(ana: Client, draft: Version, personas: Personas) -> None:
    other = make_draft(institution("CR"), personas.costa_rica)
    for version in (other, draft):
        url = address(version, "evidence")
        pdf = SimpleUploadedFile("informe.pdf", b"%PDF-1.4\n%%EOF")
        response = ana.post(url, page_data(ana, url) | {"new-file": pdf, "stay": "1"}, follow=True)
    assert f"is also attached to {other.program.code} of your ministry." in response.content.decode()
    assert draft.attachments.count() == 1


@pytest.mark.parametrize("marks", ["[" * 100_000, '{"a":', "[1, 2]", "null"])
def test_marks_that_cannot_be_read_lose_nothing(ana: Client, draft: Version, marks: str) -> None:
    response = save(ana, address(draft), marks=marks, title_en="Another title")
    assert response.status_code in {200, 302}
    assert fresh(draft).title_en == "Another title" or "Another title" in response.content.decode()
