"""Conferences, instruments with articles, bodies with terms, calendars and people."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import RecordState
from meetings.models import (
    ActivityCalendar,
    Article,
    Authority,
    Body,
    BodyMember,
    BodyTerm,
    Conference,
    Instrument,
    Mandate,
    Person,
    TroikaMember,
)
from meetings.workflow import CONFERENCE, INSTRUMENT
from rial.core.admin import WorkflowAdminMixin, both, pair, tag
from rial.core.bilingual import text_of
from rial.core.dates import show_date

from .common import PERIOD, SOURCE, STATE_TONES, PlainAdmin, PlainInline, RecordAdmin, RowInline, marked, shortened


class PublishedMixin(WorkflowAdminMixin):
    """Records that are published by a transition: the state as a tag."""

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Any) -> Any:
        """The state as a tag."""
        return tag(obj.get_state_display(), STATE_TONES[RecordState(obj.state)])


class TroikaInline(PlainInline):
    model = TroikaMember
    fields = [("role", "country", "source")]
    max_num = 3


@admin.register(Conference)
class ConferenceAdmin(PublishedMixin, RecordAdmin):
    """Editions with chair and troika (M08)."""

    workflow = CONFERENCE
    list_display = ["name", "place_in_list", "dates", "chair", "meetings_count", "state_tag"]
    list_display_links = ["name"]
    list_filter = ["state", "virtual", "chair"]
    list_select_related = ["country", "chair"]
    date_hierarchy = "start"
    search_fields = ["=edition", *both("place", "country__name", "summary")]
    fieldsets = [
        (None, {"fields": ["edition", pair("place"), ("country", "virtual"), PERIOD, ("chair", "delegations_stated")]}),
        (gettext_lazy("Texts"), {"fields": [pair("summary")]}),
        SOURCE,
    ]
    inlines = [TroikaInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how many meetings each edition has."""
        found: Any = super().get_queryset(request)
        return found.annotate(n_meetings=Count("meetings"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The edition is part of addresses."""
        return ("edition",) if obj else ()

    @admin.display(description=gettext_lazy("edition"), ordering="edition")
    def name(self, obj: Conference) -> str:
        """XIX IACML."""
        return str(obj)

    @admin.display(description=gettext_lazy("place"))
    def place_in_list(self, obj: Conference) -> Any:
        """City and country."""
        parts = [str(text_of(obj, "place")), str(obj.country.name) if obj.country else ""]
        return ", ".join(part for part in parts if part) or "–"

    @admin.display(description=gettext_lazy("dates"), ordering="start")
    def dates(self, obj: Conference) -> str:
        """As far as they are known."""
        return obj.period or _("Not recorded")

    @admin.display(description=gettext_lazy("meetings"), ordering="n_meetings")
    def meetings_count(self, obj: Any) -> int:
        """Meetings held in its framework."""
        return int(obj.n_meetings)


class ArticleInline(RowInline):
    model = Article
    fields = [("number", "letter", "wording", "position"), pair("text")]
    show_change_link = True


@admin.register(Instrument)
class InstrumentAdmin(PublishedMixin, RecordAdmin):
    """Declarations, plans of action and other instruments with their articles (M23)."""

    workflow = INSTRUMENT
    list_display = ["title_in_list", "kind", "conference", "adopted", "articles_count", "state_tag"]
    list_display_links = ["title_in_list"]
    list_filter = ["state", "kind", "conference"]
    list_select_related = ["conference"]
    date_hierarchy = "adopted_on"
    search_fields = ["slug", *both("title", "summary", "articles__text", "issued_by")]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    pair("title"),
                    ("kind", "slug"),
                    ("conference", "document"),
                    ("adopted_on", "adopted_precision"),
                    pair("issued_by"),
                    pair("summary"),
                ]
            },
        ),
        SOURCE,
    ]
    inlines = [ArticleInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how many articles are on record."""
        found: Any = super().get_queryset(request)
        return found.annotate(n_articles=Count("articles", distinct=True))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address never changes."""
        return ("slug",) if obj else ()

    @admin.display(description=gettext_lazy("title"), ordering="slug")
    def title_in_list(self, obj: Instrument) -> Any:
        """In the reader's language, else in the other."""
        return marked(text_of(obj, "title")) or obj.slug

    @admin.display(description=gettext_lazy("adopted"), ordering="adopted_on")
    def adopted(self, obj: Instrument) -> str:
        """As far as it is known."""
        return show_date(obj.adopted_on, obj.adopted_precision) or _("Not recorded")

    @admin.display(description=gettext_lazy("articles"), ordering="n_articles")
    def articles_count(self, obj: Any) -> int:
        """Articles on record."""
        return int(obj.n_articles)


class MandateInline(RowInline):
    model = Mandate
    fields = [pair("text"), pair("addressed_to"), pair("carried_out_with"), "institutions", "position"]


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    """An article with the mandates it gives (M22, M58)."""

    list_display = ["reference", "instrument", "beginning", "mandates_count"]
    list_display_links = ["reference"]
    list_filter = ["instrument", "wording"]
    list_select_related = ["instrument"]
    search_fields = ["=number", *both("text", "instrument__title", "mandates__text")]
    fields = ["instrument", ("number", "letter", "wording", "position"), pair("text")]
    inlines = [MandateInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how many mandates it gives."""
        found: Any = super().get_queryset(request)
        return found.annotate(n_mandates=Count("mandates", distinct=True))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Instruments by their titles."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "instrument":
            rows = [(row.pk, text_of(row, "title").value or row.slug) for row in Instrument.objects.all()]
            field.choices = [("", "–"), *rows]
        return field

    @admin.display(description=gettext_lazy("text"))
    def beginning(self, obj: Article) -> Any:
        """The first words."""
        return shortened(text_of(obj, "text"), 18)

    @admin.display(description=gettext_lazy("mandates"), ordering="n_mandates")
    def mandates_count(self, obj: Any) -> int:
        """Mandates on record."""
        return int(obj.n_mandates)


class TermInline(RowInline):
    model = BodyTerm
    fields = [("conference", "source"), pair("title"), pair("mandate"), pair("print_note")]
    show_change_link = True
    verbose_name = gettext_lazy("title in an edition")
    verbose_name_plural = gettext_lazy("title and mandate in each edition")


class MemberInline(RowInline):
    model = BodyMember
    fields = [
        ("person_name", "country", "institution"),
        pair("label"),
        pair("appointed_by"),
        ("since", "until", "precision", "position"),
    ]


@admin.register(Body)
class BodyAdmin(RecordAdmin):
    """Working Groups and other bodies with their titles per edition (M07)."""

    list_display = ["name_in_list", "kind", "number", "existed", "terms_count", "meetings_count"]
    list_display_links = ["name_in_list"]
    list_filter = ["kind"]
    search_fields = ["slug", *both("name", "purpose", "terms__title")]
    fieldsets = [
        (None, {"fields": [pair("name"), ("kind", "number", "slug"), pair("purpose"), PERIOD]}),
        SOURCE,
    ]
    inlines = [TermInline, MemberInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how many titles and meetings it has."""
        found: Any = super().get_queryset(request)
        return found.annotate(n_terms=Count("terms", distinct=True), n_meetings=Count("meetings", distinct=True))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address never changes."""
        return ("slug",) if obj else ()

    @admin.display(description=gettext_lazy("name"), ordering="slug")
    def name_in_list(self, obj: Body) -> Any:
        """In the reader's language, else in the other."""
        return marked(text_of(obj, "name")) or obj.slug

    @admin.display(description=gettext_lazy("created and closed"), ordering="start")
    def existed(self, obj: Body) -> str:
        """As far as it is known."""
        return obj.period or "–"

    @admin.display(description=gettext_lazy("editions"), ordering="n_terms")
    def terms_count(self, obj: Any) -> int:
        """Editions in which its title is on record."""
        return int(obj.n_terms)

    @admin.display(description=gettext_lazy("meetings"), ordering="n_meetings")
    def meetings_count(self, obj: Any) -> int:
        """Meetings on record."""
        return int(obj.n_meetings)


class AuthorityInline(PlainInline):
    model = Authority
    fields = [("role", "country", "institution"), ("since", "until", "source", "position")]


@admin.register(BodyTerm)
class BodyTermAdmin(RecordAdmin):
    """A body in one edition: its title, its chair and vice-chairs (M06, M07)."""

    list_display = ["title_in_list", "body", "conference", "authorities_in_list"]
    list_display_links = ["title_in_list"]
    list_filter = ["conference", "body"]
    list_select_related = ["body", "conference"]
    search_fields = both("title", "body__name", "authorities__country__name")
    fields = [("body", "conference"), pair("title"), pair("mandate"), "source", pair("print_note")]
    inlines = [AuthorityInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the authorities."""
        found: Any = super().get_queryset(request)
        return found.prefetch_related(Prefetch("authorities", Authority.objects.select_related("country")))

    @admin.display(description=gettext_lazy("title"))
    def title_in_list(self, obj: BodyTerm) -> Any:
        """The title then, else the body's name."""
        return marked(text_of(obj, "title") or text_of(obj.body, "name")) or obj.body.slug

    @admin.display(description=gettext_lazy("authorities"))
    def authorities_in_list(self, obj: BodyTerm) -> str:
        """Countries with their roles."""
        rows = [f"{row.country.name} ({row.get_role_display()})" for row in obj.authorities.all()]
        return ", ".join(rows) or "–"


@admin.register(ActivityCalendar)
class CalendarAdmin(RecordAdmin):
    """Calendars of activities of about two years (E12)."""

    list_display = ["title_in_list", "first_year", "last_year", "activities_count"]
    list_display_links = ["title_in_list"]
    search_fields = ["slug", *both("title")]
    fieldsets = [
        (None, {"fields": [pair("title"), ("first_year", "last_year", "slug"), "approved_at"]}),
        SOURCE,
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how many activities it has."""
        found: Any = super().get_queryset(request)
        return found.annotate(n_activities=Count("activities"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address never changes."""
        return ("slug",) if obj else ()

    @admin.display(description=gettext_lazy("title"), ordering="first_year")
    def title_in_list(self, obj: ActivityCalendar) -> Any:
        """In the reader's language, else in the other."""
        return marked(text_of(obj, "title")) or obj.slug

    @admin.display(description=gettext_lazy("activities"), ordering="n_activities")
    def activities_count(self, obj: Any) -> int:
        """Meetings and events of the calendar."""
        return int(obj.n_activities)


@admin.register(Person)
class PersonAdmin(PlainAdmin):
    """People who spoke; post and institution belong to each occasion (N23)."""

    list_display = ["full_name", "country", "other_prints", "appearances_count"]
    list_filter = ["country"]
    list_select_related = ["country"]
    search_fields = ["full_name", "also_printed", *both("country__name", "appearances__post")]
    fields = [("full_name", "country"), "also_printed"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With how often each spoke."""
        found: Any = super().get_queryset(request)
        return found.annotate(n_appearances=Count("appearances", distinct=True))

    @admin.display(description=gettext_lazy("also printed as"))
    def other_prints(self, obj: Person) -> str:
        """Other ways in which reports print the name."""
        return ", ".join(obj.also_printed.splitlines()) or "–"

    @admin.display(description=gettext_lazy("spoke"), ordering="n_appearances")
    def appearances_count(self, obj: Any) -> int:
        """How many times on record."""
        return int(obj.n_appearances)
