"""Pages that read several domains and write none: home, search, countries, the network's own texts."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from rial.core.bilingual import current_language
from rial.core.held import held
from rial.core.http import is_anonymous, public_page, public_version
from rial.core.text import render_markdown

from .countries import country_index, country_profile
from .figures import home_figures, home_fund, home_meetings, topics_with_programs
from .prose import prose
from .searching import search_everything

T = TypeVar("T")


def _held_for_visitors(request: HttpRequest, name: str, compute: Callable[[], T]) -> T:
    """What visitors all see alike, held by the process until public data or the day change; computed for a person."""
    if not is_anonymous(request):
        return compute()
    key = (name, current_language(), timezone.localdate())
    return held(public_version(request), key, compute)


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What the network holds, where to look, and what is new."""
    context = _held_for_visitors(request, "home", lambda: _home(public_version(request)))
    return render(request, "pages/home.html", context)


def _home(version: str) -> dict[str, Any]:
    return {
        **home_figures(),
        **home_meetings(),
        **home_fund(version),
        **_membership(),
        "topics": topics_with_programs(),
    }


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """One search over programs, countries, institutions and pages; groups with counts."""
    return render(request, "pages/search.html", search_everything(request.GET.get("q", "")))


@public_page
def countries(request: HttpRequest) -> HttpResponse:
    """The member states with the number of their programs."""
    return render(request, "pages/countries.html", {**_membership(), "nav": "countries", "today": timezone.localdate()})


def _membership() -> dict[str, Any]:
    """The member states, how many there are, and how many of their ministries have published."""
    found = country_index()
    return {"countries": found, "members": len(found), "ministries": sum(bool(each.programs) for each in found)}


@public_page
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A ministry's profile: names over time, contact unit, programs, what was adapted from whom (N05)."""
    profile = _held_for_visitors(request, f"country {code}", lambda: country_profile(code, request.user))
    if profile is None:
        raise Http404(code)
    return render(request, "pages/country.html", {**profile, "nav": "countries"})


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What the network is."""
    return _prose_page(request, "about")


@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A text of the network: help, data, accessibility, contact."""
    return _prose_page(request, slug)


def _prose_page(request: HttpRequest, code: str) -> HttpResponse:
    found = prose(code)
    if found is None:
        raise Http404(code)
    title, body = found.text("title"), found.text("body")
    context = {"prose": found, "heading": title, "body": body, "body_html": render_markdown(body.value, top=2)}
    return render(request, "pages/prose.html", {**context, "nav": "about", "page_languages": found.languages()})
