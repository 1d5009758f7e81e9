"""Pasted lists: what is understood, what is not, and that nothing is lost."""

import pytest
from django.core.exceptions import ValidationError

from meetings.models import Person
from meetings.parties import PartyIndex, ReadParty
from meetings.pasting import MOST_LINES, PersonIndex, lines_of, read_points, read_speakers
from rial.directory.models import Country
from tests.personas import institution

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def parties(vocabulary: None) -> PartyIndex:
    """The directory by its names."""
    return PartyIndex()


def short(party: ReadParty) -> tuple[str, str, str]:
    return (
        party.country.pk if party.country else "",
        party.institution.code if party.institution else "",
        party.kind,
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Costa Rica", ("CR", "", "ministry")),
        ("  • méxico.", ("MX", "", "ministry")),
        ("CR", ("CR", "", "ministry")),
        ("TTO", ("TT", "", "ministry")),
        ("Trinidad and Tobago", ("TT", "", "ministry")),
        ("Saint Kitts & Nevis", ("KN", "", "ministry")),
        ("St. Kitts and Nevis", ("KN", "", "ministry")),
        ("República Dominicana", ("DO", "", "ministry")),
        ("Dominica", ("DM", "", "ministry")),
        ("EE. UU.", ("US", "", "ministry")),
        ("United States of America", ("US", "", "ministry")),
        ("The Bahamas", ("BS", "", "ministry")),
        ("Brasil", ("BR", "", "ministry")),
        ("Delegación de Chile", ("CL", "", "ministry")),
        ("Ministry of Labour and National Insurance of Bahamas", ("BS", "", "ministry")),
        ("Ministerio de Trabajo y Promoción del Empleo, Perú", ("PE", "", "ministry")),
        ("Misión Permanente de México ante la OEA", ("MX", "", "mission")),
        ("Permanent Mission of Trinidad and Tobago to the OAS", ("TT", "", "mission")),
        ("Ministerio de Relaciones Exteriores del Brasil", ("BR", "", "other_ministry")),
        ("OIT", ("", "ilo", "organization")),
        ("ILO", ("", "ilo", "organization")),
        ("ILO/OIT", ("", "ilo", "organization")),
        ("Organización Internacional del Trabajo (OIT)", ("", "ilo", "organization")),
        ("International Labor Organization", ("", "ilo", "organization")),
        ("COSATE", ("", "cosate", "consultative_body")),
        ("ceatal", ("", "ceatal", "consultative_body")),
        ("Oxford Economics", ("", "oxford-economics", "expert")),
        ("Comité de Vecinos", ("", "", "")),
    ],
)
def test_a_party_is_understood_however_it_is_written(
    parties: PartyIndex, line: str, expected: tuple[str, str, str]
) -> None:
    assert [short(party) for party in parties.read_list(line)] == [expected]


def test_what_is_not_known_stays_as_a_label(parties: PartyIndex) -> None:
    (one,) = parties.read_list("1. Comité de Vecinos", "es")
    assert (one.known, one.label) == (False, {"es": "Comité de Vecinos"})
    both = parties.read("Todas las delegaciones | All delegations")
    assert (both.known, both.label) == (False, {"es": "Todas las delegaciones", "en": "All delegations"})


def test_an_enumeration_on_one_line_is_several_parties(parties: PartyIndex) -> None:
    found = parties.read_list("Chile, México, COSATE, Peru, Trinidad and Tobago, and El Salvador")
    assert [short(party)[:2] for party in found] == [
        ("CL", ""), ("MX", ""), ("", "cosate"), ("PE", ""), ("TT", ""), ("SV", ""),
    ]  # fmt: skip


def test_an_enumeration_with_an_unknown_part_stays_one_line(parties: PartyIndex) -> None:
    found = parties.read_list("Chile, Comité de Vecinos y Perú")
    assert [(party.known, party.line) for party in found] == [(False, "Chile, Comité de Vecinos y Perú")]


SPEAKERS = [
    (
        "Ana Lucia Blanco, Advisor of the Ministry of Labor and Social Security of Costa Rica",
        ("Ana Lucia Blanco", "Advisor", "mtss-cr", "Ministry of Labor and Social Security of Costa Rica", "CR", ""),
    ),
    (
        "Ernesto Leguizamón, Chief of Staff of the Ministry of Labor, Employment and Social Security of Argentina",
        (
            "Ernesto Leguizamón", "Chief of Staff", "mteyss-ar",
            "Ministry of Labor, Employment and Social Security of Argentina", "AR", "",
        ),
    ),
    (
        "· Althea Albury – Deputy Director of Labour – Ministry of Labour and National Insurance of Bahamas",
        (
            "Althea Albury", "Deputy Director of Labour", "labor-bs",
            "Ministry of Labour and National Insurance of Bahamas", "BS", "",
        ),
    ),
    (
        "Valentín Vargas; Chief of Analysis and Information; Inter-American Conference on Social Security (CISS)",
        (
            "Valentín Vargas", "Chief of Analysis and Information", "ciss",
            "Inter-American Conference on Social Security (CISS)", "", "",
        ),
    ),
    (
        "Jose Carlos Bazán, Acting Deputy Director of Labour Program, Employment and Social Development Canada, "
        "as Vice-Chair of WG2",
        (
            "Jose Carlos Bazán", "Acting Deputy Director", "labour-program-ca",
            "Labour Program, Employment and Social Development Canada", "CA", "Vice-Chair of WG2",
        ),
    ),
    (
        "Canada – Alex Duff, Senior Policy Analyst, Labour Program of Employment and Social Development Canada",
        (
            "Alex Duff", "Senior Policy Analyst", "labour-program-ca",
            "Labour Program of Employment and Social Development Canada", "CA", "",
        ),
    ),
    (
        "Sra. María Pérez, Directora del Departamento de Estudios del Ministerio de Trabajo, El Salvador",
        (
            "María Pérez",
            "Directora",
            "mtps-sv",
            "Departamento de Estudios del Ministerio de Trabajo, El Salvador",
            "SV",
            "",
        ),
    ),
    (
        "Maria Claudia Camacho, Coordinator of the RIAL",
        ("Maria Claudia Camacho", "Coordinator of the RIAL", "", "", "", ""),
    ),
    ("Kim Oliver", ("Kim Oliver", "", "", "", "", "")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), SPEAKERS)
def test_a_speaker_is_understood(parties: PartyIndex, line: str, expected: tuple[str, ...]) -> None:
    (one,) = read_speakers(line, parties, PersonIndex())
    code = one.institution.code if one.institution else ""
    country = one.country.pk if one.country else ""
    assert (one.name, one.post, code, one.institution_printed, country, one.capacity) == expected


def test_people_are_found_by_accents_and_aliases(parties: PartyIndex) -> None:
    ana = Person.objects.create(full_name="Ana Lucía Blanco", also_printed="Ana L. Blanco\nA. Blanco Solís")
    people = PersonIndex()
    found = read_speakers("ANA LUCIA BLANCO\nAna L. Blanco, Asesora\nAna Blanco Soto", parties, people)
    assert [(one.person, one.name) for one in found] == [
        (ana, "Ana Lucía Blanco"),
        (ana, "Ana Lucía Blanco"),
        (None, "Ana Blanco Soto"),
    ]
    assert found[2].similar == (ana,)


def test_roles_are_read(parties: PartyIndex) -> None:
    found = read_speakers("Moderadora: Ana Blanco\nModerator: Kim Oliver\nPonente: X Y\nZ W", parties, PersonIndex())
    assert [one.role for one in found] == ["moderator", "moderator", "speaker", "presenter"]


def test_points_are_nested_by_blanks_tabs_and_second_bullets() -> None:
    text = "• First\n  • second\n\t- third\n• • fourth\n◦ fifth\n• Sixth"
    assert [(point.level, point.text) for point in read_points(text)] == [
        (0, "First"),
        (1, "second"),
        (1, "third"),
        (1, "fourth"),
        (1, "fifth"),
        (0, "Sixth"),
    ]


def test_a_common_margin_is_no_nesting_and_the_first_is_never_nested() -> None:
    assert [(point.level, point.text) for point in read_points("    1) One\n    2) Two\n      a) Three")] == [
        (0, "One"),
        (0, "Two"),
        (1, "Three"),
    ]


def test_lines_broken_by_the_page_are_joined_where_there_are_bullets() -> None:
    assert [point.text for point in read_points("• One goes\non here.\n• Two")] == ["One goes on here.", "Two"]
    assert [point.text for point in read_points("One\nTwo")] == ["One", "Two"]


def test_a_point_may_say_who_said_it(parties: PartyIndex) -> None:
    first, second = read_points("Chile y Perú: presentaron sus planes\nNota: todo queda", parties)
    assert ([short(party)[0] for party in first.said_by], first.text) == (["CL", "PE"], "presentaron sus planes")
    assert (second.said_by, second.text) == ((), "Nota: todo queda")


def test_numbers_and_bullets_are_no_part_of_a_line() -> None:
    assert lines_of("1. Uno\n\n- Dos\n(c) Tres\n• 2016 fue un buen año") == [
        "Uno",
        "Dos",
        "Tres",
        "2016 fue un buen año",
    ]


def test_a_list_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValidationError, match=str(MOST_LINES)):
        lines_of("x y\n" * (MOST_LINES + 1))


def test_reading_the_directory_costs_the_same_whatever_is_pasted(
    django_assert_num_queries: object, parties: PartyIndex
) -> None:
    names = "\n".join(Country.objects.values_list("name_es", flat=True))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert [party.kind for party in parties.read_list(names)] == ["ministry"] * 34
    assert institution("CR").country_id == "CR"
