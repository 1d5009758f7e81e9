"""The queue of review: what was handed in, oldest first, and who has the ball (P12)."""

from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.enums import VersionState
from portfolio.models import Program, Version, VersionLog
from rial.core.admin import render_page
from rial.directory.models import Institution

PAGE_SIZE = 50
WITH_SECRETARIAT = (VersionState.SUBMITTED,)
WITH_MINISTRY = (VersionState.DRAFT, VersionState.RETURNED)
BALLS = {"secretariat": WITH_SECRETARIAT, "ministry": WITH_MINISTRY}


def ministries_with_open_versions(request: HttpRequest | None) -> QuerySet[Institution]:
    """The ministries a filter may name, in the reader's order (a callable: the language is the request's)."""
    waiting = Version.objects.open().filter(program__institution=OuterRef("pk"))
    return Institution.objects.filter(Exists(waiting)).with_names().in_reading_order()


class QueueFilter(django_filters.FilterSet):
    """Ministry, language of the original, new program or change of a published one."""

    institution = django_filters.ModelChoiceFilter(
        field_name="program__institution",
        to_field_name="code",
        queryset=ministries_with_open_versions,
        label=gettext_lazy("Ministry"),
        empty_label=gettext_lazy("All ministries"),
    )
    language = django_filters.ChoiceFilter(
        field_name="original_language",
        label=gettext_lazy("Language"),
        empty_label=gettext_lazy("Any language"),
    )
    kind = django_filters.ChoiceFilter(
        method="by_kind",
        label=gettext_lazy("New or change"),
        empty_label=gettext_lazy("Both"),
        choices=[("new", gettext_lazy("New program")), ("change", gettext_lazy("Change of a published one"))],
    )

    class Meta:
        model = Version
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["language"].extra["choices"] = Version._meta.get_field("original_language").choices

    def by_kind(self, queryset: QuerySet[Version], name: str, value: str) -> QuerySet[Version]:
        """A change is a version of a program that the public has read before."""
        return queryset.filter(program__current__isnull=(value == "new"))


def open_versions() -> QuerySet[Version]:
    """Open versions with `since`, the moment they came to whoever has them now; the oldest first."""
    moved = VersionLog.objects.filter(subject=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    return (
        Version.objects.open()
        .select_related("program__institution__country", "program__current", "updated_by")
        .prefetch_related("program__institution__names")
        .annotate(since=Coalesce(Subquery(moved), "created_at"))
        .order_by("since", "pk")
    )


def queue(request: HttpRequest) -> HttpResponse:
    """Open versions by who has the ball; unknown filter values are named and ignored."""
    ball = request.GET.get("ball", "secretariat")
    ball = ball if ball in BALLS else "secretariat"
    chosen = QueueFilter(request.GET, queryset=open_versions(), request=request)
    ignored = [str(chosen.form.fields[name].label) for name in chosen.form.errors] if not chosen.is_valid() else []
    versions = chosen.qs.filter(state__in=BALLS[ball])
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = {name: chosen.qs.filter(state__in=states).count() for name, states in BALLS.items()}
    context = {
        "title": _("Review"),
        "filter": chosen,
        "ignored": ignored,
        "page": page,
        "ball": ball,
        "counts": counts,
        "published": Program.objects.public().count(),
        "held": Program.objects.held().count(),
    }
    return render_page(request, "admin/portfolio/queue.html", context)
