"""Who is reading a record just now."""

from django.core.cache import cache

from rial.core.claims import claim, release, take_over
from tests.personas import Personas


def test_the_second_person_is_told_who_reads(personas: Personas) -> None:
    cache.clear()
    assert claim("version-1", personas.secretariat) is None
    assert claim("version-1", personas.secretariat) is None
    held = claim("version-1", personas.coordinator)
    assert held is not None
    assert (held.user_id, held.name) == (personas.secretariat.pk, "Elena")


def test_a_claim_can_be_taken_over_and_ends_with_the_work(personas: Personas) -> None:
    cache.clear()
    claim("version-1", personas.secretariat)
    take_over("version-1", personas.coordinator)
    assert claim("version-1", personas.coordinator) is None
    assert claim("version-1", personas.secretariat) is not None
    release("version-1")
    assert claim("version-1", personas.secretariat) is None
