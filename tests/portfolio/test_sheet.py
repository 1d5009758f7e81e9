"""The public sheet: who sees it, what it says, its versions, citations, data and files."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from portfolio.enums import CandidateState, Currency
from portfolio.models import Attachment, Candidate, Evaluation, Link, Program, Result, Source, Version
from portfolio.reading.records import attach_rows
from portfolio.scheme import CODE_FIELDS, IDENTIFICATION, OPERATION, PURPOSE, ROW_FIELDS, Section
from portfolio.services import currency, drafting, moderation
from portfolio.services.content import Content, write_content
from tests.factories import make_draft, make_published, make_submitted
from tests.personas import PERSONAS, Personas

pytestmark = pytest.mark.django_db


def publish(personas: Personas, rows: dict[str, list[dict[str, Any]]] | None = None, **columns: Any) -> Program:
    """A published program of Costa Rica with these rows and columns."""
    draft = make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica, **columns)
    write_content(draft, Content(rows=rows or {}), personas.costa_rica)
    version = moderation.publish(moderation.submit(draft, by=personas.costa_rica), by=personas.secretariat)
    return Program.objects.get(pk=version.program_id)


def next_version(program: Program, personas: Personas, **columns: Any) -> Version:
    """The program's next published version with these columns changed."""
    version = drafting.open_new_version(program, by=personas.costa_rica)
    write_content(version, Content(columns=columns), personas.costa_rica)
    submitted = moderation.submit(version, by=personas.costa_rica, change_note="Se amplió a todo el país")
    return moderation.publish(submitted, by=personas.secretariat)


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


# --- Who sees it -------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_published_sheet_is_for_everyone(personas: Personas, as_persona: Any, persona: str) -> None:
    program = publish(personas)
    assert "Campaña Nacional de Salario Mínimo" in page(as_persona(persona), f"/es/portfolio/{program.code}/")


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("anonymous", 404),
        ("mexico", 404),
        ("partner", 404),
        ("authority", 404),
        ("costa_rica", 200),
        ("colleague", 200),
        ("secretariat", 200),
    ],
)
def test_an_unpublished_sheet_is_only_for_its_ministry(
    personas: Personas, as_persona: Any, persona: str, status: int
) -> None:
    program = publish(personas)
    moderation.unpublish(program, by=personas.secretariat, note="Por revisar")
    html = page(as_persona(persona), f"/es/portfolio/{program.code}/", status)
    assert ("The public cannot read this page" in html or "no puede leer" in html) == (status == 200)


@pytest.mark.parametrize("persona", PERSONAS)
def test_what_was_never_published_has_no_sheet(personas: Personas, as_persona: Any, persona: str) -> None:
    version = make_submitted(personas.costa_rica.roles.ministries[0], personas.costa_rica)
    client = as_persona(persona)
    for path in ("", "versions/", "v/1/", "v/1/changes/", "v/1/cite.bib", "report/"):
        assert client.get(f"/es/portfolio/{version.program.code}/{path}").status_code == 404


def test_a_merged_program_leads_to_its_survivor(personas: Personas, client: Client) -> None:
    duplicate, survivor = publish(personas), publish(personas, title_es="La que queda")
    moderation.merge(duplicate, survivor, by=personas.secretariat, note="La misma")
    response = client.get(f"/es/portfolio/{duplicate.code}/")
    assert (response.status_code, response["Location"]) == (301, f"/es/portfolio/{survivor.code}/")
    assert client.get(f"/es/portfolio/{duplicate.code}/versions/").status_code == 301
    moderation.unpublish(survivor, by=personas.secretariat, note="Por revisar")
    assert client.get(f"/es/portfolio/{duplicate.code}/").status_code == 404


@pytest.mark.parametrize(("persona", "desk", "admin"), [("anonymous", 0, 0), ("mexico", 0, 0), ("costa_rica", 1, 0)])
def test_only_the_ministry_meets_a_link_to_edit(
    personas: Personas, as_persona: Any, persona: str, desk: int, admin: int
) -> None:
    program = publish(personas)
    html = page(as_persona(persona), f"/es/portfolio/{program.code}/")
    assert html.count(f'href="/es/desk/programs/{program.code}/"') == desk
    assert html.count(f"/es/admin/portfolio/program/{program.pk}/") == admin


def test_the_secretariat_meets_a_link_to_its_pages(personas: Personas, secretariat_client: Client) -> None:
    program = publish(personas)
    assert f"/es/admin/portfolio/program/{program.pk}/change/" in page(
        secretariat_client, f"/es/portfolio/{program.code}/"
    )


# --- What it says ------------------------------------------------------------------------------

FIGURE: dict[str, Any] = {
    "indicator_es": "Empresas visitadas",
    "indicator_en": "Businesses visited",
    "value": "17000",
    "qualifier": "more_than",
    "unit_es": "empresas",
    "unit_en": "businesses",
    "year_from": 2010,
    "year": 2011,
    "source_es": "Informe",
    "source_en": "Report",
    "url": "https://example.org/informe",
}


def test_figures_stand_in_a_table_as_the_reader_writes_numbers(personas: Personas, client: Client) -> None:
    program = publish(personas, {"results": [FIGURE]}, title_en="Campaign")
    english = page(client, f"/en/portfolio/{program.code}/")
    assert "more than 17,000" in english
    assert "Businesses visited" in english
    assert "2010–2011" in english
    assert '<a href="https://example.org/informe"' in english
    assert "17\u00a0000" in page(client, f"/es/portfolio/{program.code}/")


def test_absence_is_said_where_it_informs(personas: Personas, client: Client) -> None:
    html = page(client, f"/en/portfolio/{publish(personas).code}/")
    assert "No figure reported." in html
    assert "No evaluation reported." in html
    assert "Not confirmed by the ministry" in html
    assert 'id="challenges"' not in html
    assert "No adaptation reported yet." in html


def test_other_tables_are_drawn_with_their_links(personas: Personas, client: Client) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "evaluations": [{"kind": "impact", "year": 2014, "findings_es": "- Subieron", "url": "https://example.org/e"}],
        "sources": [
            {"citation_es": "Informe de 2016", "dated": "2016-06-29", "url": "https://example.org/s"},
            {"citation_es": "Nota", "dated": "2011-10-12"},
        ],
        "links": [{"kind": "database", "url": "https://example.org/l"}],
    }
    html = page(client, f"/en/portfolio/{publish(personas, rows).code}/")
    assert "Impact evaluation" in html
    assert "<li>Subieron</li>" in html
    assert '<a href="https://example.org/s"' in html
    assert "(Oct 12, 2011)" in html
    assert "(Jun 29, 2016)" not in html
    assert "Entry in an external database" in html
    assert "Written by the ministry." in html


def test_the_other_language_shows_the_original_marked_and_says_so(personas: Personas, client: Client) -> None:
    program = publish(personas)
    html = page(client, f"/en/portfolio/{program.code}/")
    assert "This program is only in Spanish" in html
    assert '<h1 lang="es">Campaña Nacional de Salario Mínimo</h1>' in html
    assert '<div class="stack" lang="es"><p>Información' in html
    assert 'hreflang="en" href="http' not in html
    assert 'hreflang="es" href="http' in html
    assert "only in" not in page(client, f"/es/portfolio/{program.code}/")


def test_sections_that_are_not_translated_are_named(personas: Personas, client: Client) -> None:
    program = publish(personas, title_en="Campaign", summary_en="A campaign.", objectives_en="Nobody below.")
    html = page(client, f"/en/portfolio/{program.code}/")
    assert "1 part is only in Spanish" in html
    assert '<a href="#description">How it works</a>' in html
    assert "Only in Spanish" in html
    assert 'hreflang="en" href="http' in html


def test_an_untranslated_summary_and_table_are_named(personas: Personas, client: Client) -> None:
    figure: dict[str, Any] = {"indicator_es": "Visitas", "value": "3", "year": 2012}
    program = publish(personas, {"results": [figure]}, title_en="C", objectives_en="O", description_en="D")
    html = page(client, f"/en/portfolio/{program.code}/")
    assert "2 parts are only in Spanish" in html
    assert '<a href="#summary">Summary</a>, <a href="#results">Figures</a>' in html


def test_a_translation_older_than_its_source_is_marked(personas: Personas, client: Client) -> None:
    draft = make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica)
    saved: list[tuple[Section, dict[str, str]]] = [
        (IDENTIFICATION, {"title_en": "Campaign", "summary_en": "S"}),
        (PURPOSE, {"objectives_en": "O"}),
        (OPERATION, {"description_en": "D"}),
        (OPERATION, {"description_es": "Otra"}),
    ]
    for section, columns in saved:
        drafting.save_section(draft, section, Content(columns=dict(columns)), by=personas.costa_rica, stamp=None)
    version = moderation.publish(moderation.submit(draft, by=personas.costa_rica), by=personas.secretariat)
    html = page(client, f"/en/portfolio/{version.program.code}/")
    assert html.count("Translation out of date") == 1
    assert "Translation out of date" not in page(client, f"/es/portfolio/{version.program.code}/")


def test_what_people_write_is_never_markup(personas: Personas, client: Client) -> None:
    program = publish(
        personas,
        {"results": [{**FIGURE, "indicator_es": "<img src=x onerror=alert(1)>"}]},
        title_es="<script>alert(1)</script>",
        description_es='[x](javascript:alert(1)) <iframe src="https://example.org"></iframe>',
    )
    html = page(client, f"/es/portfolio/{program.code}/")
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "javascript:" not in html.replace("javascript:alert(1))", "")
    assert "<iframe" not in html


def test_confirmed_stale_and_archived_are_said(personas: Personas, client: Client) -> None:
    program = publish(personas)
    currency.confirm(program, by=personas.costa_rica)
    path = f"/en/portfolio/{program.code}/"
    assert "Confirmed by the ministry on" in page(client, path)
    Program.objects.filter(pk=program.pk).update(confirmed_on=timezone.localdate() - timedelta(days=600))
    assert "Last confirmed by the ministry on" in page(client, path)
    program.refresh_from_db()
    reason, lesson = {"en": "The budget ended."}, {"en": "Begin with inspection."}
    currency.archive(program, by=personas.costa_rica, reason=reason, lesson=lesson)
    html = page(client, path)
    assert "Archived on" in html
    assert "The budget ended." in html
    assert "Begin with inspection." in html


def test_the_offer_is_shown_with_the_unit(personas: Personas, client: Client) -> None:
    program = publish(
        personas, offered="yes", offer_es="Visitas", offer_capacity=2, contact_email="unidad@mtss.example"
    )
    html = page(client, f"/es/portfolio/{program.code}/")
    assert "<p>Visitas</p>" in html
    assert html.count('href="mailto:unidad@mtss.example"') == 2


def test_lineage_is_shown_on_both_sheets(personas: Personas, client: Client) -> None:
    model = publish(personas, title_es="El modelo")
    copy = publish(personas, title_es="La copia", modelled_on=model.pk, modelled_on_note_es="Se adaptó.")
    assert f'<a href="/es/portfolio/{model.code}/">El modelo</a>' in page(client, f"/es/portfolio/{copy.code}/")
    assert f'<a href="/es/portfolio/{copy.code}/">La copia</a>' in page(client, f"/es/portfolio/{model.code}/")


def test_the_institution_bears_the_name_of_the_day_of_the_record(personas: Personas, client: Client) -> None:
    program = publish(personas)
    institution = program.institution
    institution.names.all().delete()
    institution.names.create(name_es="Nombre de antes", valid_to=timezone.localdate())
    institution.names.create(name_es="Nombre nuevo", valid_from=timezone.localdate() + timedelta(days=1))
    assert "Nombre de antes" in page(client, f"/es/portfolio/{program.code}/")


def test_a_recognized_program_says_so_and_leads_to_the_record(personas: Personas, client: Client) -> None:
    program = publish(personas)
    Candidate.objects.create(
        program=program,
        version=program.current,
        opened_by=personas.secretariat,
        state=CandidateState.RECOGNIZED,
        decided_on="2026-01-15",
    )
    html = page(client, f"/en/portfolio/{program.code}/")
    assert "Recognized good practice" in html
    assert f'href="/en/portfolio/{program.code}/good-practice/"' in html
    assert "January 15, 2026" in html


def test_a_relative_that_is_no_longer_public_is_not_named(personas: Personas, client: Client) -> None:
    model = publish(personas, title_es="El modelo")
    copy = publish(personas, title_es="La copia", modelled_on=model.pk)
    moderation.unpublish(copy, by=personas.secretariat, note="Por revisar")
    assert "La copia" not in page(client, f"/es/portfolio/{model.code}/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_rows(
    personas: Personas, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "results": [FIGURE] * count,
        "sources": [{"citation_es": "Informe"}] * count,
    }
    program = publish(personas, rows)
    for number in range(count):
        publish(personas, title_es=f"Copia {number}", modelled_on=program.pk)
    # One of them is the meetings' own panel (P29).
    with django_assert_num_queries(4):
        client.get(f"/es/portfolio/{program.code}/")


def test_an_anonymous_page_sets_no_cookie_and_may_be_kept(personas: Personas, client: Client) -> None:
    response = client.get(f"/es/portfolio/{publish(personas).code}/")
    assert not response.cookies
    assert response["Cache-Control"].startswith("public, max-age=")
    assert client.get(response.wsgi_request.path, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert "<script" not in response.content.decode().replace('<script src="/static/js/print.js" defer>', "")


# --- Versions ----------------------------------------------------------------------------------


def test_an_earlier_version_stays_readable_with_a_notice(personas: Personas, client: Client) -> None:
    program = publish(personas)
    next_version(program, personas, title_es="Campaña ampliada")
    old = page(client, f"/en/portfolio/{program.code}/v/1/")
    assert "This is version 1" in old
    assert "Campaña Nacional de Salario Mínimo</h1>" in old
    assert f'rel="canonical" href="http://127.0.0.1:8000/en/portfolio/{program.code}/v/1/"' in old
    new = page(client, f"/en/portfolio/{program.code}/v/2/")
    assert "This is version" not in new
    assert f'rel="canonical" href="http://127.0.0.1:8000/en/portfolio/{program.code}/"' in new
    assert client.get(f"/en/portfolio/{program.code}/v/3/").status_code == 404


def test_versions_are_listed_newest_first_with_what_changed(personas: Personas, client: Client) -> None:
    program = publish(personas)
    next_version(program, personas, title_es="Campaña ampliada")
    html = page(client, f"/en/portfolio/{program.code}/versions/")
    assert html.index("Version 2") < html.index("Version 1")
    assert "Se amplió a todo el país" in html
    assert html.count("/changes/") == 1


def test_the_changes_of_a_version_are_marked_word_by_word(personas: Personas, client: Client) -> None:
    program = publish(personas)
    next_version(program, personas, description_es="Información, inspección y visitas.", start_year=2010)
    html = page(client, f"/en/portfolio/{program.code}/v/2/changes/")
    assert "<del>" in html
    assert "visitas" in html
    assert "Start year" in html
    assert client.get(f"/en/portfolio/{program.code}/v/1/changes/").status_code == 404


def test_a_draft_in_the_making_changes_nothing_in_public(personas: Personas, client: Client) -> None:
    program = publish(personas)
    draft = drafting.open_new_version(program, by=personas.costa_rica)
    write_content(draft, Content(columns={"title_es": "Secreto"}), personas.costa_rica)
    for path in ("", "versions/", "v/1/", "?format=json"):
        assert "Secreto" not in page(client, f"/es/portfolio/{program.code}/{path}")


# --- Data and citations ------------------------------------------------------------------------


def test_the_record_as_json_has_every_field_in_every_language(personas: Personas, client: Client) -> None:
    program = publish(personas, {"results": [FIGURE]}, title_en="Campaign")
    data = json.loads(page(client, f"/en/portfolio/{program.code}/?format=json"))["record"]
    assert (data["code"], data["version"], data["title_es"], data["title_en"]) == (
        program.code,
        1,
        "Campaña Nacional de Salario Mínimo",
        "Campaign",
    )
    assert data["topics"] == ["labor-inspection"]
    assert data["results"][0]["indicator_en"] == "Businesses visited"
    assert data["institution"]["country"] == "CR"
    assert data["challenges_es"] == ""


def test_linked_data_names_author_and_languages(personas: Personas, client: Client) -> None:
    response = client.get(f"/es/portfolio/{publish(personas).code}/?format=jsonld")
    data = json.loads(response.content)
    assert response["Content-Type"] == "application/ld+json; charset=utf-8"
    assert (data["@type"], data["inLanguage"]) == ("CreativeWork", ["es"])


def test_figures_as_csv_are_safe_for_spreadsheets(personas: Personas, client: Client) -> None:
    program = publish(personas, {"results": [{**FIGURE, "indicator_es": "=1+1"}]})
    response = client.get(f"/es/portfolio/{program.code}/?format=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("program,version,indicator_es,indicator_en")
    assert lines[1].startswith(f"{program.code},1,'=1+1,Businesses visited")


def test_citations_carry_the_permanent_address(personas: Personas, client: Client) -> None:
    program = publish(personas, title_es="Campaña {del} 100 %")
    address = f"http://127.0.0.1:8000/es/portfolio/{program.code}/v/1/"
    html = page(client, f"/es/portfolio/{program.code}/")
    assert html.count(address) == 3
    bibtex = client.get(f"/es/portfolio/{program.code}/v/1/cite.bib")
    assert f"url = {{{address}}}" in bibtex.content.decode()
    assert "title = {{Campaña del 100 \\%}}" in bibtex.content.decode()
    assert bibtex["Content-Disposition"] == f'attachment; filename="{program.code}-v1.bib"'
    ris = client.get(f"/es/portfolio/{program.code}/v/1/cite.ris").content.decode()
    assert ris.splitlines()[0] == "TY  - GEN"
    assert f"UR  - {address}" in ris
    assert client.get(f"/es/portfolio/{program.code}/v/1/cite.doc").status_code == 404


# --- Files -------------------------------------------------------------------------------------


def attach(version: Version) -> Attachment:
    """A stored file of a version, as an upload leaves it."""
    attachment = Attachment(
        version=version, original_filename="informe.pdf", content_type="application/pdf", size=8, sha256="a" * 64
    )
    attachment.file.save("x.pdf", ContentFile(b"%PDF-1.4"), save=False)
    attachment.save()
    return attachment


@pytest.mark.parametrize(
    ("persona", "status"), [("anonymous", 404), ("mexico", 404), ("costa_rica", 200), ("secretariat", 200)]
)
def test_a_file_of_a_draft_is_only_for_its_ministry(
    personas: Personas, as_persona: Any, persona: str, status: int
) -> None:
    attachment = attach(make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica))
    assert as_persona(persona).get(f"/es/portfolio/files/{attachment.pk}/informe.pdf").status_code == status


def test_a_public_file_is_a_download_that_no_browser_guesses_at(personas: Personas, client: Client) -> None:
    draft = make_draft(personas.costa_rica.roles.ministries[0], personas.costa_rica)
    attachment = attach(draft)
    moderation.publish(moderation.submit(draft, by=personas.costa_rica), by=personas.secretariat)
    path = f"/es/portfolio/files/{attachment.pk}/informe.pdf"
    response = client.get(path)
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert response["Content-Disposition"] == 'attachment; filename="informe.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert client.head(path).status_code == 200
    assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.post(path).status_code == 405
    assert f'href="{path}"' in page(client, f"/es/portfolio/{draft.program.code}/")
    attachment.file.storage.delete(attachment.file.name)
    assert client.get(path).status_code == 404


# --- Reading -----------------------------------------------------------------------------------


def test_rows_read_together_equal_rows_read_one_by_one(personas: Personas) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "results": [{**FIGURE, "value": "9.20"}, {"indicator_es": "Otra", "value": "3", "year": 2012}],
        "sources": [{"citation_es": "Informe", "dated": "2016-06-29"}],
        "evaluations": [{"kind": "internal"}],
        "links": [{"kind": "site", "url": "https://example.org"}],
    }
    program = publish(personas, rows)
    plain = Version.objects.get(pk=program.current_id)
    (read,) = attach_rows([Version.objects.get(pk=program.current_id)])
    for name, model in (("results", Result), ("sources", Source), ("evaluations", Evaluation), ("links", Link)):
        columns = [field.attname for field in model._meta.concrete_fields]
        expected = [tuple(getattr(row, column) for column in columns) for row in getattr(plain, name).all()]
        found = [tuple(getattr(row, column) for column in columns) for row in getattr(read, name).all()]
        assert found == expected
    assert list(read.topics.all()) == list(plain.topics.all())
    with translation.override("en"):
        assert read.results.all()[0].indicator == "Businesses visited"
    assert attach_rows([]) == []


def test_the_database_reads_every_table_of_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'portfolio_version_rows'")
        ((source,),) = cursor.fetchall()
    assert sorted(re.findall(r"SELECT '(\w+)'", source)) == sorted([*CODE_FIELDS, *ROW_FIELDS, "translations"])


def test_what_visitors_may_read_is_asked_anew_with_each_sheet(personas: Personas, client: Client) -> None:
    first, second = publish(personas), publish(personas, title_en="Second")
    assert first.code in page(client, f"/en/portfolio/{first.code}/")
    moderation.unpublish(first, by=personas.secretariat, note="Por pedido del ministerio.")
    page(client, f"/en/portfolio/{first.code}/", 404)
    assert second.code in page(client, f"/en/portfolio/{second.code}/")


def test_currency_choices_are_not_shown_in_public(personas: Personas, client: Client) -> None:
    program = publish(personas)
    currency.review_currency(program, by=personas.secretariat, finding=Currency.OUTDATED)
    assert str(Currency.OUTDATED.label) not in page(client, f"/es/portfolio/{program.code}/")


def test_published_sheets_of_other_ministries_are_made_by_the_factory_too(personas: Personas, client: Client) -> None:
    program = make_published(personas.mexico.roles.ministries[0], personas.mexico, personas.secretariat)
    assert "México" in page(client, f"/es/portfolio/{program.code}/")
