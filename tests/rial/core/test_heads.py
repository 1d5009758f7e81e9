"""Canonical address and twins in the head of every page."""

from typing import Any

from django.conf import settings
from django.template import Context
from django.test import RequestFactory

from rial.core.templatetags.heads import head_links

SITE = settings.SITE_URL


def links(path: str, **context: Any) -> list[str]:
    html = head_links(Context({"request": RequestFactory().get(path), **context}))
    return [line.strip() for line in html.splitlines()]


def test_a_page_names_itself_without_query_and_its_twins() -> None:
    assert links("/es/portfolio/?country=CR") == [
        f'<link rel="canonical" href="{SITE}/es/portfolio/">',
        f'<link rel="alternate" hreflang="es" href="{SITE}/es/portfolio/">',
        f'<link rel="alternate" hreflang="en" href="{SITE}/en/portfolio/">',
        f'<link rel="alternate" hreflang="x-default" href="{SITE}/es/portfolio/">',
    ]


def test_a_record_has_no_twin_in_a_language_it_is_not_written_in() -> None:
    assert links("/es/portfolio/PRG-0001/", page_languages=["en"]) == [
        f'<link rel="canonical" href="{SITE}/es/portfolio/PRG-0001/">',
        f'<link rel="alternate" hreflang="en" href="{SITE}/en/portfolio/PRG-0001/">',
        f'<link rel="alternate" hreflang="x-default" href="{SITE}/en/portfolio/PRG-0001/">',
    ]


def test_readers_of_other_languages_are_led_to_the_original() -> None:
    assert links("/es/portfolio/PRG-0001/", source_language="en")[-1] == (
        f'<link rel="alternate" hreflang="x-default" href="{SITE}/en/portfolio/PRG-0001/">'
    )
    assert links("/en/")[-1] == f'<link rel="alternate" hreflang="x-default" href="{SITE}/">'


def test_a_query_that_makes_another_page_is_kept_and_escaped() -> None:
    found = links("/en/portfolio/compare/", canonical_query="?p=A&p=B", alternates=[("application/json", "?x&y")])
    assert found[0] == f'<link rel="canonical" href="{SITE}/en/portfolio/compare/?p=A&amp;p=B">'
    assert found[-1] == '<link rel="alternate" type="application/json" href="?x&amp;y">'


def test_a_path_outside_the_languages_has_no_twins() -> None:
    assert links("/doc/x/") == [f'<link rel="canonical" href="{SITE}/doc/x/">']


def test_without_a_request_there_is_nothing_to_say() -> None:
    assert head_links(Context({})) == ""
