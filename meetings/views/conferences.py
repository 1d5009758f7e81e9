"""Editions of the Conference, their declarations and plans of action, and the mandates these give."""

from typing import Any

from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.framework import citations_of, edition_of
from meetings.models import Article, BodyTerm, Conference, Instrument, Mandate, Meeting
from rial.core.dates import show_date
from rial.core.http import public_page
from rial.library.models import Document


@public_page
def conferences(request: HttpRequest) -> HttpResponseBase:
    """All editions, the latest first."""
    found = Conference.objects.visible_to(request.user).select_related("country", "chair")
    context = {"nav": "meetings", "conferences": found, "trail": [_meetings(), (_("Conferences"), "")]}
    return render(request, "meetings/conferences.html", context)


def _meetings() -> tuple[str, str]:
    return _("Meetings"), reverse("meetings:home")


@public_page
def conference(request: HttpRequest, edition: str) -> HttpResponseBase:
    """An edition: where, when, chair and troika, what it declared, its bodies and their authorities, its meetings."""
    number = edition_of(edition)
    if number is None:
        raise Http404(edition)
    wanted = Conference.objects.visible_to(request.user).filter(edition=number)
    found = wanted.select_related("country", "chair").prefetch_related("troika__country").first()
    if found is None:
        raise Http404(edition)
    if edition != found.roman.lower():
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    terms = (
        BodyTerm.objects.filter(conference=found).select_related("body").order_by("body__kind", "body__number", "pk")
    )
    documents = Document.objects.public().filter(conference_edition=found.edition)
    context = {
        "nav": "meetings",
        "conference": found,
        "instruments": Instrument.objects.visible_to(request.user).filter(conference=found),
        "terms": terms.prefetch_related("authorities__country", "authorities__institution__names"),
        "meetings": _of(request).filter(conference=found).order_by(F("start").asc(nulls_last=True), "slug"),
        "documents": documents.in_symbol_order().with_card_data()[:40],
        "documents_url": f"{reverse('library:list')}?edition={found.edition}",
        "meetings_url": f"{reverse('meetings:home')}?edition={found.edition}",
        "decisions_url": f"{reverse('meetings:decisions')}?edition={found.edition}",
        "neighbors": Conference.objects.public().filter(edition__in=[found.edition - 1, found.edition + 1]),
        "trail": [_meetings(), (_("Conferences"), reverse("meetings:conferences")), (str(found), "")],
    }
    return render(request, "meetings/conference.html", context)


def _of(request: HttpRequest) -> Any:
    visible = Meeting.objects.visible_to(request.user)
    return visible.select_related("conference", "country").prefetch_related("bodies")


@public_page
def instrument(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A declaration or plan of action, article by article, with who cites each of them."""
    wanted = Instrument.objects.visible_to(request.user).filter(slug=slug).select_related("conference", "document")
    found = wanted.prefetch_related("articles__mandates__institutions__names").first()
    if found is None:
        raise Http404(slug)
    trail = [_meetings(), (_("Conferences"), reverse("meetings:conferences"))]
    if found.conference:
        trail.append((str(found.conference), found.conference.get_absolute_url()))
    articles = list(found.articles.all())
    cited = citations_of([article.pk for article in articles], request.user)
    context = {
        "nav": "meetings",
        "instrument": found,
        "adopted": show_date(found.adopted_on, found.adopted_precision),
        "document": found.document if found.document and found.document.is_public else None,
        "articles": [(article, cited.get(article.pk, {})) for article in articles],
        "trail": [*trail, (found.title, "")],
    }
    return render(request, "meetings/instrument.html", context)


@public_page
def mandates(request: HttpRequest) -> HttpResponseBase:
    """What the Conference asked, of whom, and what cites it (M58)."""
    articles = Article.objects.filter(instrument__in=Instrument.objects.visible_to(request.user))
    found = (
        Mandate.objects.filter(article__in=articles)
        .select_related("article__instrument__conference")
        .prefetch_related(Prefetch("institutions"), "institutions__names")
        .order_by(F("article__instrument__conference__edition").desc(nulls_last=True), "article__instrument__slug",
                  "article__position", "position")
    )  # fmt: skip
    rows = list(found)
    cited = citations_of([row.article_id for row in rows], request.user)
    context = {
        "nav": "meetings",
        "mandates": [(row, cited.get(row.article_id, {})) for row in rows],
        "trail": [_meetings(), (_("Mandates"), "")],
    }
    return render(request, "meetings/mandates.html", context)
