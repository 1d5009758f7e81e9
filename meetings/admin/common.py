"""What the admin pages of the meetings share: choices read once per page, rows that need no numbering, tones."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationTabularInline

from meetings.enums import BodyKind, PointKind, Progress, ProposalState, RecordState, Standing
from meetings.models import (
    ActivityCalendar,
    Article,
    Body,
    BodyTerm,
    Conference,
    Decision,
    Meeting,
    Person,
)
from meetings.models.base import Party
from meetings.naming import meeting_name
from rial.core.admin import (
    OVERRIDES,
    PortalAdmin,
    PortalTranslationAdmin,
    PortalTranslationInline,
    SideBySideMixin,
    pair,
)
from rial.core.bilingual import Text, text_of
from rial.directory.models import Country, Institution, Topic
from rial.library.models import Document

Choices = list[tuple[Any, str]]

STATE_TONES = {RecordState.DRAFT: "line", RecordState.PUBLISHED: "ok", RecordState.WITHDRAWN: "er"}
STANDING_TONES = {
    Standing.ANNOUNCED: "in",
    Standing.CONFIRMED: "ok",
    Standing.HELD: "",
    Standing.POSTPONED: "wa",
    Standing.CANCELLED: "er",
    Standing.UNKNOWN: "line",
}
PROGRESS_TONES = {
    Progress.NOT_STARTED: "line",
    Progress.UNDER_WAY: "in",
    Progress.DONE: "ok",
    Progress.SUPERSEDED: "line",
    Progress.DROPPED: "line",
    Progress.STANDING: "in",
    Progress.UNKNOWN: "wa",
    Progress.TAKEN: "ok",
}
PROPOSAL_TONES = {
    ProposalState.DRAFT: "line",
    ProposalState.SUBMITTED: "in",
    ProposalState.APPROVED: "ok",
    ProposalState.DECLINED: "er",
    ProposalState.WITHDRAWN: "line",
}
POINT_TONES = {PointKind.SUGGESTION: "in", PointKind.INVITATION: "ok", PointKind.INTERVENTION: "wa"}

SOURCE: Any = (_("Source and print"), {"fields": ["source", pair("print_note")]})
PERIOD = ("start", "end", "precision")


def marked(found: Text) -> SafeString | str:
    """A text; with its language when it is not the reader's."""
    return format_html('<span lang="{}">{}</span>', found.language, found.value) if found.foreign else found.value


def shortened(found: Text, words: int = 24) -> SafeString | str:
    """The beginning of a text; with its language when it is not the reader's."""
    return marked(Text(Truncator(found.value).words(words), found.language))


def _countries() -> Choices:
    return [(row.pk, str(row.name)) for row in Country.objects.in_reading_order()]


def institution_label(institution: Institution) -> str:
    """“Costa Rica · Ministerio de Trabajo y Seguridad Social (MTSS)”: by country, as the lists are read."""
    name = institution.current_name.value
    acronym = f" ({institution.acronym})" if institution.acronym and institution.acronym != name else ""
    return f"{institution.country.name} · {name}{acronym}" if institution.country else f"{name}{acronym}"


def _institutions() -> Choices:
    rows = [(row.pk, institution_label(row)) for row in Institution.objects.with_names()]
    return sorted(rows, key=lambda row: row[1].casefold())


def meeting_label(meeting: Meeting) -> str:
    """The name with the dates: meetings of one body differ by them."""
    name = meeting_name(meeting).value
    return f"{name} ({meeting.period})" if meeting.period else name


def _meetings() -> Choices:
    rows = Meeting.objects.select_related("conference").prefetch_related("bodies")
    return [(row.pk, Truncator(meeting_label(row)).chars(110)) for row in rows]


def _documents() -> Choices:
    return [(row.pk, Truncator(str(row)).chars(110)) for row in Document.objects.in_symbol_order()]


def _decisions() -> Choices:
    return [
        (row.pk, f"{row.code} {Truncator(text_of(row, 'text').value).chars(90)}")
        for row in Decision.objects.order_by("-code")
    ]


def _articles() -> Choices:
    return [(row.pk, str(row)) for row in Article.objects.select_related("instrument")]


def _people() -> Choices:
    return [
        (row.pk, f"{row.full_name} ({row.country.name})" if row.country else row.full_name)
        for row in Person.objects.select_related("country")
    ]


def _bodies() -> Choices:
    """In the order in which kinds are listed: Working Groups first."""
    order = {kind: place for place, kind in enumerate(BodyKind.values)}
    rows = sorted(Body.objects.all(), key=lambda row: (order[row.kind], row.number or 0, row.slug))
    return [(row.pk, text_of(row, "name").value or row.slug) for row in rows]


def _named(model: Any, name: str) -> Callable[[], Choices]:
    return lambda: [(row.pk, text_of(row, name).value or str(row.pk)) for row in model._default_manager.all()]


_LISTS: dict[Any, Callable[[], Choices]] = {
    Country: _countries,
    Institution: _institutions,
    Meeting: _meetings,
    Document: _documents,
    Decision: _decisions,
    Article: _articles,
    Person: _people,
    Body: _bodies,
    BodyTerm: _named(BodyTerm, "title"),
    ActivityCalendar: _named(ActivityCalendar, "title"),
    Conference: lambda: [(row.pk, str(row)) for row in Conference.objects.all()],
    Topic: lambda: [
        (row.pk, f"— {row.name}" if row.parent_id else str(row.name)) for row in Topic.objects.in_tree_order()
    ],
}


def choices_of(request: HttpRequest, model: Any) -> Choices:
    """All records of a model by their names, read once per request however many rows a page has."""
    kept: dict[Any, Choices] = request.__dict__.setdefault("_meetings_choices", {})
    if model not in kept:
        kept[model] = _LISTS[model]()
    return kept[model]


def set_choices(request: HttpRequest, field: Any, model: Any) -> None:
    """Give a field for records its choices; queries do not grow with the number of forms."""
    single = not isinstance(field, forms.ModelMultipleChoiceField)
    field.choices = [*([("", "–")] if single else []), *choices_of(request, model)]


# Hours as the browser writes them: the stock widget compares clocks, which means nothing for another city's hours.
FIELDS: dict[Any, Any] = {
    **OVERRIDES,
    models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
}


class ChosenFirst(forms.CheckboxSelectMultiple):
    """Boxes to tick; those ticked stand first, so that they are seen in a long list."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        """As Django's, in another order."""
        return sorted(super().optgroups(name, value, attrs), key=lambda group: not group[1][0]["selected"])


class ChoicesMixin:
    """Lists for references: plain selects and boxes to tick, which work without script."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A select with names, read once."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # given by ModelAdmin
        if field is not None and db_field.related_model in _LISTS and "queryset" not in kwargs:
            set_choices(request, field, db_field.related_model)
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick in a list that scrolls."""
        kwargs.setdefault("widget", ChosenFirst)
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]  # given by ModelAdmin
        if field is not None and db_field.related_model in _LISTS and "queryset" not in kwargs:
            set_choices(request, field, db_field.related_model)
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the stock buttons that open a second window by script."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # given by ModelAdmin
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class PlacedRowsMixin:
    """New rows come last in their list unless a position was given."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Places for rows that have none."""
        rows = formset.save(commit=False)
        for gone in formset.deleted_objects:
            gone.delete()
        placed = hasattr(formset.model, "position")
        last = self._last_position(formset) if placed else 0
        for row in rows:
            if placed and row.pk is None and not row.position:
                last += 1
                row.position = last
            row.save()
        formset.save_m2m()

    @staticmethod
    def _last_position(formset: Any) -> int:
        owner = {formset.fk.name: formset.instance}
        found = formset.model._default_manager.filter(**owner).aggregate(last=models.Max("position"))["last"]
        return -1 if found is None else int(found)


class RecordAdmin(PlacedRowsMixin, ChoicesMixin, PortalTranslationAdmin):
    """A list of records of the meetings."""

    formfield_overrides = FIELDS


class PlainAdmin(PlacedRowsMixin, ChoicesMixin, PortalAdmin):
    """A list of records without texts in two languages."""


class PlainInline(ChoicesMixin, admin.StackedInline):
    """Rows without texts in two languages."""

    extra = 1
    formfield_overrides = FIELDS


class RowsMixin:
    """Rows of parties are named in their headings: what names need is read at once."""

    def get_queryset(self, request: HttpRequest) -> Any:
        """With countries and institutions of parties."""
        found: Any = super().get_queryset(request)  # type: ignore[misc]  # given by InlineModelAdmin
        return named(found) if issubclass(found.model, Party) else found


def named(rows: Any) -> Any:
    """Rows of parties with what their names need."""
    institutions = Institution.objects.with_names()
    return rows.select_related("country").prefetch_related(models.Prefetch("institution", institutions))


class LabelledFormSet(forms.BaseInlineFormSet):
    """The boxes for deleting a row say so by themselves."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """With a name for the box."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete this row")


class TableInline(RowsMixin, ChoicesMixin, SideBySideMixin, TranslationTabularInline):
    """Short rows as a table, one line each; every field says by itself what its column is."""

    extra = 1
    formset = LabelledFormSet
    formfield_overrides = FIELDS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The stock table has headings but no labels."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = capfirst(str(field.label))
        return field


class RowInline(RowsMixin, ChoicesMixin, PortalTranslationInline):
    """Rows of another record, with one empty row so that a row can be added without script."""

    extra = 1
    formfield_overrides = FIELDS
