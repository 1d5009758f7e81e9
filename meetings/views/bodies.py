"""Bodies of the Conference: titles and authorities edition by edition, meetings, open decisions; who presided."""

from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.enums import BodyKind, Chairing, RecordState
from meetings.framework import authorities as all_authorities
from meetings.models import Authority, Body, BodyTerm, Conference, Decision, Meeting
from meetings.overdue import edition_on
from meetings.presentation import decision_tag
from rial.core.bilingual import text_of
from rial.core.http import public_page
from rial.directory.models import Country


def _meetings() -> tuple[str, str]:
    return _("Meetings"), reverse("meetings:home")


@public_page
def bodies(request: HttpRequest) -> HttpResponseBase:
    """All bodies by kind, with how many meetings of each are on record."""
    public = Q(meetings__state=RecordState.PUBLISHED)
    found = Body.objects.annotate(held=Count("meetings", filter=public, distinct=True)).order_by("number", "slug")
    rows = list(found)
    groups = [(kind.label, [body for body in rows if body.kind == kind]) for kind in BodyKind]
    context = {
        "nav": "meetings",
        "groups": [(label, members) for label, members in groups if members],
        "trail": [_meetings(), (_("Bodies"), "")],
    }
    return render(request, "meetings/bodies.html", context)


@public_page
def body(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A body: its titles and authorities edition by edition, members, meetings and what is still open."""
    terms = BodyTerm.objects.filter(conference__state=RecordState.PUBLISHED).select_related("conference")
    terms = terms.prefetch_related("authorities__country", "authorities__institution__names")
    members = ("members__country", "members__institution__country", "members__institution__names")
    found = (
        Body.objects.filter(slug=slug)
        .prefetch_related(Prefetch("terms", terms.order_by("-conference__edition")), *members)
        .first()
    )
    if found is None:
        raise Http404(slug)
    visible = Meeting.objects.visible_to(request.user).filter(bodies=found)
    open_ones = Decision.objects.public().filter(meeting__bodies=found).unfinished().with_card_data()
    today = timezone.localdate()
    edition = edition_on(today)
    context = {
        "nav": "meetings",
        "body": found,
        "terms": list(found.terms.all()),
        "meetings": visible.select_related("conference", "country")
        .prefetch_related("bodies")
        .order_by(F("start").desc(nulls_last=True), "slug"),
        "open": [(row, decision_tag(row, today, edition)) for row in open_ones.order_by("-meeting__start", "position")],
        "created_by": Decision.objects.public().filter(body=found).select_related("meeting").first(),
        "decisions_url": f"{reverse('meetings:decisions')}?body={found.slug}",
        "trail": [_meetings(), (_("Bodies"), reverse("meetings:bodies")), (text_of(found, "name"), "")],
    }
    return render(request, "meetings/body.html", context)


@public_page
def authorities(request: HttpRequest) -> HttpResponseBase:
    """Who presided over what and when: editions by bodies, and the same country by country."""
    rows = list(all_authorities())
    editions = list(Conference.objects.public().select_related("chair").prefetch_related("troika__country"))
    columns = sorted({row.term.body for row in rows}, key=lambda one: (one.kind, one.number or 0, one.slug))
    context = {
        "nav": "meetings",
        "bodies": columns,
        "editions": [(edition, [_cell(rows, edition, one) for one in columns]) for edition in editions],
        "countries": _by_country(rows, editions),
        "trail": [_meetings(), (_("Who presided"), "")],
    }
    return render(request, "meetings/authorities.html", context)


def _cell(rows: list[Authority], edition: Conference, one: Body) -> list[tuple[str, list[Authority]]]:
    own = [row for row in rows if row.term.conference_id == edition.pk and row.term.body_id == one.pk]
    found = []
    for role in Chairing:
        held = [row for row in own if row.role == role]
        if held:
            found.append((str(role.label), held))
    return found


def _by_country(rows: list[Authority], editions: list[Conference]) -> list[dict[str, Any]]:
    posts: dict[Country, list[dict[str, Any]]] = {}
    for edition in editions:
        if edition.chair:
            post = {"edition": edition, "role": _("Chair of the Conference"), "body": None}
            posts.setdefault(edition.chair, []).append(post)
    for row in rows:
        post = {"edition": row.term.conference, "role": row.get_role_display(), "body": row.term.body, "row": row}
        posts.setdefault(row.country, []).append(post)
    named = sorted(posts.items(), key=lambda item: text_of(item[0], "name").value)
    return [
        {"country": country, "posts": sorted(held, key=lambda post: -post["edition"].edition)}
        for country, held in named
    ]
