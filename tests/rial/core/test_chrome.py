"""Parts of the frame that are the same for everyone are drawn once per process and language."""

import pytest
from django.conf import LazySettings
from django.template import Context
from django.test import RequestFactory
from django.urls import resolve
from django.utils.translation import override

from rial.core.templatetags.rial import chrome, twins

NAV = "components/_nav.html"
FOOTER = "components/_footer.html"


def test_each_language_has_its_own_frame() -> None:
    with override("en"):
        english = chrome(Context({}), NAV)
    with override("es"):
        spanish = chrome(Context({}), NAV)
    assert 'href="/en/portfolio/"' in english
    assert 'href="/es/portfolio/"' in spanish
    assert "/en/" not in spanish


@pytest.mark.parametrize("nav", ["portfolio", "countries"])
def test_the_current_place_is_marked_once(nav: str) -> None:
    with override("en"):
        html = chrome(Context({"nav": nav}), NAV)
        elsewhere = chrome(Context({}), NAV)
    assert html.count("aria-current") == 1
    assert f'href="/en/{nav}/" aria-current="page"' in html
    assert "aria-current" not in elsewhere


def test_nothing_of_the_page_reaches_the_frame() -> None:
    with override("en"):
        assert chrome(Context({"user": "someone", "title": "<b>"}), FOOTER) == chrome(Context({}), FOOTER)


def test_the_notice_of_the_demonstration_follows_the_setting(settings: LazySettings) -> None:
    found = {}
    with override("en"):
        for settings.DEMO in (True, False):
            found[settings.DEMO] = "This is a demonstration" in chrome(Context({}), FOOTER)
    assert found == {True: True, False: False}


def test_drawn_once_but_anew_while_developing(settings: LazySettings) -> None:
    with override("en"):
        assert chrome(Context({}), FOOTER) is chrome(Context({}), FOOTER)
        settings.DEBUG = True
        assert chrome(Context({}), FOOTER) is not chrome(Context({}), FOOTER)


def test_a_page_leads_to_its_twin_and_an_unknown_address_to_itself() -> None:
    request = RequestFactory().get("/en/portfolio/?q=a/b")
    assert [twin["url"] for twin in twins(Context({"request": request}))] == ["/en/portfolio/?q=a/b"] * 2
    with override("en"):
        request.resolver_match = resolve("/en/portfolio/")
        assert twins(Context({"request": request})) == [
            {"code": "es", "name": "Español", "url": "/es/portfolio/?q=a/b", "current": ""},
            {"code": "en", "name": "English", "url": "/en/portfolio/?q=a/b", "current": "1"},
        ]
