"""The translation work-list and the page where a record is translated."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils.translation import gettext as _
from django.utils.translation import override

from portfolio.enums import TranslationState, VersionState
from portfolio.models import FieldTranslation, Program, Result, Version
from portfolio.services import currency, drafting, moderation
from portfolio.services.content import Content, write_content
from portfolio.services.translating import Translation, save_translation, stamp, text_to_translate
from portfolio.services.translations import states
from portfolio.worklist import to_translate, totals
from tests.factories import make_published, make_submitted
from tests.personas import Personas, institution

LIST = "/en/admin/portfolio/program/translations/"
ENGLISH = {
    "title": "National Minimum Wage Campaign",
    "summary": "A campaign for paying the minimum wage.",
    "objectives": "That nobody earns less than the minimum.",
    "description": "Information, inspection and a telephone line.",
    "contact_unit": "National Directorate of Inspection",
}


@pytest.fixture
def spanish(personas: Personas) -> Program:
    """A published program that exists in Spanish only."""
    return make_published(institution("CR"), personas.costa_rica, personas.secretariat)


def page(program: Program) -> str:
    return f"/en/admin/portfolio/program/{program.pk}/translate/"


def seen(program: Program) -> str:
    version = text_to_translate(Program.objects.get(pk=program.pk))
    assert version is not None
    return stamp(version)


def translated(program: Program, by: Any, **texts: str) -> Version:
    return save_translation(program, Translation("en", {**ENGLISH, **texts}), by=by, seen=seen(program))


def test_worklist_counts_as_the_states_do(personas: Personas, spanish: Program) -> None:
    """The counting in SQL against the rule in Python."""
    assert (totals().records, totals().missing, totals().stale, totals().machine) == (1, 5, 0, 0)
    version = translated(spanish, personas.secretariat)
    assert totals().records == 0
    change = drafting.open_new_version(spanish, by=personas.costa_rica)
    write_content(change, Content(columns={"summary_es": "Otra.", "lessons_es": "Medir."}), personas.costa_rica)
    FieldTranslation.objects.filter(version=change, field="title").update(state=TranslationState.MACHINE)
    moderation.publish(moderation.submit(change, by=personas.costa_rica), by=personas.secretariat)
    current = to_translate().get()
    found = [state.value for state in states(Version.objects.get(pk=current.pk)).values()]
    assert version.number == 2
    assert (current.missing, current.stale, current.machine) == (1, 1, 1)
    assert [found.count(state) for state in ("missing", "stale", "machine")] == [1, 1, 1]


def test_worklist_page_lists_the_oldest_first(personas: Personas, spanish: Program, secretariat_client: Client) -> None:
    other = make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="Bécate")
    translated(make_published(institution("MX"), personas.mexico, personas.secretariat), personas.secretariat)
    response = secretariat_client.get(LIST)
    assert [version.program_id for version in response.context["page"]] == [spanish.pk, other.pk]
    assert "2 public records have texts to translate" in response.content.decode()


def test_worklist_costs_the_same_whatever_its_length(
    personas: Personas, spanish: Program, secretariat_client: Client, django_assert_num_queries: Any
) -> None:
    def count() -> int:
        secretariat_client.get(LIST)
        with django_assert_num_queries(10, exact=False) as captured:
            secretariat_client.get(LIST)
        return len(captured)

    one = count()
    for number in range(2):
        make_published(institution("MX"), personas.mexico, personas.secretariat, title_es=f"Programa {number}")
    assert count() == one


def test_saving_publishes_a_new_version_with_a_note(spanish: Program, secretariat_client: Client) -> None:
    data = {**ENGLISH, "seen": seen(spanish), "state-title": "official", "state-summary": "machine"}
    response = secretariat_client.post(page(spanish), data)
    assert response["Location"] == LIST
    spanish.refresh_from_db()
    version = spanish.current
    assert version is not None
    assert (version.number, version.state) == (2, VersionState.PUBLISHED)
    with override("es"):
        assert version.change_note == _("Translation into %(language)s") % {"language": _("English")}
    assert version.title_en == "National Minimum Wage Campaign"
    assert version.title_es == "Campaña Nacional de Salario Mínimo"
    found = states(version)
    assert [found[name, "en"] for name in ("title", "summary", "objectives")] == ["official", "machine", "human"]
    assert [entry.action for entry in version.log.all()] == ["translate"]
    assert spanish.versions.get(number=1).state == VersionState.SUPERSEDED
    assert spanish.confirmed_on is None


def test_an_open_text_is_translated_in_place(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    response = secretariat_client.get(page(version.program))
    assert "This text is still open" in response.content.decode()
    secretariat_client.post(page(version.program), {"title": "Wage campaign", "seen": response.context["seen"]})
    version.refresh_from_db()
    assert (version.title_en, version.state) == ("Wage campaign", VersionState.SUBMITTED)
    assert version.program.versions.count() == 1


def test_an_archived_record_is_translated_and_stays_archived(personas: Personas, spanish: Program) -> None:
    currency.archive(spanish, by=personas.secretariat, reason={"es": "Terminó."}, lesson={"es": "Medir antes."})
    version = translated(spanish, personas.secretariat)
    spanish.refresh_from_db()
    assert (spanish.state, spanish.current_id) == ("archived", version.pk)


def test_stale_text_shows_what_changed_and_may_be_kept(
    personas: Personas, spanish: Program, secretariat_client: Client
) -> None:
    translated(spanish, personas.secretariat)
    change = drafting.open_new_version(spanish, by=personas.costa_rica)
    write_content(change, Content(columns={"objectives_es": "Que nadie gane menos del salario."}), personas.costa_rica)
    moderation.publish(moderation.submit(change, by=personas.costa_rica), by=personas.secretariat)
    response = secretariat_client.get(page(spanish))
    unit = next(unit for unit in response.context["units"] if unit.name == "objectives")
    assert unit.stale
    assert "<del>" in unit.changed
    assert "<ins>" in unit.changed
    secretariat_client.post(page(spanish), {"seen": response.context["seen"], "keep-objectives": "1"})
    spanish.refresh_from_db()
    assert spanish.current is not None
    assert states(spanish.current)["objectives", "en"] == TranslationState.HUMAN
    assert totals().records == 0


def test_table_texts_are_translated_too(personas: Personas, secretariat_client: Client) -> None:
    version = make_submitted(institution("CR"), personas.costa_rica)
    row = {"indicator_es": "Empresas visitadas", "value": 17000, "unit_es": "empresas", "year": 2012}
    write_content(version, Content(rows={"results": [row]}), personas.costa_rica)
    program = moderation.publish(version, by=personas.secretariat).program
    data = {"row-results-0-indicator": "Businesses visited", "row-results-0-unit": "businesses", "seen": seen(program)}
    secretariat_client.post(page(program), data)
    result: Any = Result.objects.get(version__current_of=program)
    assert (result.indicator_en, result.unit_en, result.indicator_es, result.year) == (
        "Businesses visited",
        "businesses",
        "Empresas visitadas",
        2012,
    )


def test_a_text_changed_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(
    personas: Personas, spanish: Program, secretariat_client: Client
) -> None:
    old = seen(spanish)
    translated(spanish, personas.secretariat)
    response = secretariat_client.post(page(spanish), {"title": "My own words", "seen": old})
    html = response.content.decode()
    assert "The text was changed after you opened it." in html
    assert "My own words" in html
    spanish.refresh_from_db()
    assert spanish.current is not None
    assert spanish.current.title_en == "National Minimum Wage Campaign"


def test_sending_the_same_twice_makes_one_version(
    personas: Personas, spanish: Program, secretariat_client: Client
) -> None:
    data = {**ENGLISH, "seen": seen(spanish)}
    secretariat_client.post(page(spanish), data)
    secretariat_client.post(page(spanish), data)
    assert spanish.versions.count() == 2
    assert (
        "Nothing was changed."
        in secretariat_client.post(page(spanish), {**ENGLISH, "seen": seen(spanish)}).content.decode()
    )
    assert spanish.versions.count() == 2


def test_a_title_too_long_is_named_and_kept_on_screen(spanish: Program, secretariat_client: Client) -> None:
    response = secretariat_client.post(page(spanish), {"title": "x" * 201, "seen": seen(spanish)})
    html = response.content.decode()
    assert "characters too long" in html
    assert "x" * 201 in html
    assert spanish.versions.count() == 1


def test_only_the_secretariat_translates_and_only_into_another_language(personas: Personas, spanish: Program) -> None:
    with pytest.raises(PermissionDenied):
        translated(spanish, personas.costa_rica)
    with pytest.raises(ValidationError) as refused:
        save_translation(spanish, Translation("es", ENGLISH), by=personas.secretariat, seen=seen(spanish))
    assert refused.value.code == "language"
    version = drafting.open_new_version(spanish, by=personas.costa_rica)
    with pytest.raises(PermissionDenied):
        moderation.publish_translation(version, by=personas.costa_rica, note="")


def test_a_merged_program_has_no_text_to_translate(
    personas: Personas, spanish: Program, secretariat_client: Client
) -> None:
    other = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="Otra")
    moderation.merge(spanish, other, by=personas.secretariat, note="Repetido.")
    with pytest.raises(ValidationError) as refused:
        translated(spanish, personas.secretariat)
    assert refused.value.code == "empty"
    assert secretariat_client.get(page(spanish)).status_code == 302
    draft = drafting.create_program(institution("CR"), by=personas.costa_rica, language="es", title="Borrador")
    drafting.discard_draft(draft, by=personas.costa_rica)
    assert secretariat_client.get(page(draft.program)).status_code == 302


def test_html_typed_is_shown_as_text(spanish: Program, secretariat_client: Client) -> None:
    data = {**ENGLISH, "summary": "<script>alert(1)</script>", "seen": "old"}
    html = secretariat_client.post(page(spanish), data).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
