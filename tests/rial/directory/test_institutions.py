"""Institutions are shown under the name they had then (N01)."""

from datetime import date

from django.utils.translation import override

from rial.directory.models import Institution, InstitutionName
from tests.personas import institution


def test_name_as_of_a_day(vocabulary: None) -> None:
    paraguay = Institution.objects.with_names().get(country="PY")
    assert str(paraguay.name_on(date(2013, 6, 1))) == "Ministerio de Justicia y Trabajo"
    assert str(paraguay.name_on(date(2018, 6, 1))) == "Ministerio de Trabajo, Empleo y Seguridad Social"


def test_day_outside_all_periods_shows_the_latest_name_known(db: None) -> None:
    ministry = Institution.objects.create(code="x", kind="other")
    for name, first, last in [("Uno", 2001, 2005), ("Dos", 2006, 2010)]:
        InstitutionName.objects.create(
            institution=ministry, name_es=name, valid_from=date(first, 1, 1), valid_to=date(last, 12, 31)
        )
    assert str(ministry.name_on(date(2003, 1, 1))) == "Uno"
    assert str(ministry.name_on(date(2020, 1, 1))) == "Dos"
    assert list(ministry.names.on(date(2007, 1, 1)).values_list("name_es", flat=True)) == ["Dos"]


def test_name_in_one_language_is_shown_in_the_other(db: None) -> None:
    ministry = Institution.objects.create(code="x", kind="other")
    InstitutionName.objects.create(institution=ministry, name_en="Department of Labor")
    name = ministry.current_name
    assert (str(name), name.language, name.foreign) == ("Department of Labor", "en", True)


def test_unknown_name_is_not_invented(vocabulary: None) -> None:
    haiti = institution("HT")
    assert haiti.names.count() == 0
    with override("en"):
        assert str(haiti) == "Ministry responsible for labor, Haiti"


def test_names_ask_nothing_more_once_prefetched(vocabulary: None, django_assert_num_queries: object) -> None:
    rows = list(Institution.objects.with_names().in_reading_order())
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert len([str(row) for row in rows]) == len(rows)


def test_reading_order_follows_the_language(vocabulary: None) -> None:
    with override("en"):
        english = [row.country_id for row in Institution.objects.ministries().in_reading_order()]
    spanish = [row.country_id for row in Institution.objects.ministries().in_reading_order()]
    assert english.index("US") > english.index("PY")
    assert spanish.index("US") < spanish.index("PY")
