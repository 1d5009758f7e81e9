"""Programs in the admin: the list, the record, and the transitions of the program's table."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.confirmation import confirmation_limit, confirmation_overdue
from portfolio.enums import Currency, ProgramState, VersionState
from portfolio.models import Program
from portfolio.services import currency as currency_services
from portfolio.services import moderation
from portfolio.signals import program_changed
from portfolio.workflow import PROGRAM
from rial.core.admin import PortalTranslationAdmin, TransitionForm, WorkflowAdminMixin, both, pair, render_page, tag
from rial.core.admin_site import add_task
from rial.core.bilingual import LANGUAGE_CODES, column, columns, text_of
from rial.core.typed import tidy_text
from rial.core.workflow import Transition
from rial.directory.models import Institution

from . import chronicle, currency, duplicates, merging, numbers, translating

STATE_TONES = {
    ProgramState.DRAFT: "line",
    ProgramState.PUBLISHED: "ok",
    ProgramState.ARCHIVED: "line",
    ProgramState.UNPUBLISHED: "er",
    ProgramState.MERGED: "line",
}
CURRENCY_TONES = {
    Currency.NOT_REVIEWED: "line",
    Currency.CURRENT: "ok",
    Currency.OUTDATED: "er",
    Currency.TO_CONFIRM: "wa",
    Currency.TO_WITHDRAW: "er",
}


class ConfirmationFilter(admin.SimpleListFilter):
    """How long ago the ministry confirmed the text (W13)."""

    title = gettext_lazy("confirmation")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("due", _("Overdue")), ("never", _("Never confirmed")), ("year", _("In the last 12 months"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "due":
            return queryset.filter(confirmation_overdue())
        if self.value() == "never":
            return queryset.filter(state=ProgramState.PUBLISHED, confirmed_on__isnull=True)
        if self.value() == "year":
            return queryset.filter(confirmed_on__gt=confirmation_limit())
        return queryset


class LanguageFilter(admin.SimpleListFilter):
    """Public programs whose title is missing in a language."""

    title = gettext_lazy("not yet in")
    parameter_name = "without"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, currency.language_name(code)) for code in LANGUAGE_CODES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in LANGUAGE_CODES:
            return queryset.filter(Q(**{f"current__{column('title', self.value())}": ""}))
        return queryset


class LaunchFilter(admin.SimpleListFilter):
    """Approved programs that the public does not read yet (P07)."""

    title = gettext_lazy("launch")
    parameter_name = "launch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("held", _("Waiting for its launch"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset & Program.objects.held() if self.value() == "held" else queryset


class ArchiveForm(TransitionForm):
    """Why it ended and what was learned, each in at least one language."""

    note = None  # type: ignore[assignment]  # the reason below is the note

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (("end_reason", _("Why it ended")), ("end_lesson", _("What was learned")))
        for field, label in labels:
            for code in LANGUAGE_CODES:
                text = forms.CharField(
                    label=f"{label} ({currency.language_name(code)})",
                    required=False,
                    max_length=4000,
                    widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
                )
                self.fields[column(field, code)] = text

    def texts(self, field: str) -> dict[str, str]:
        """{language: text} of a field."""
        return {code: tidy_text(self.cleaned_data[column(field, code)]) for code in LANGUAGE_CODES}


@admin.register(Program)
class ProgramAdmin(WorkflowAdminMixin, PortalTranslationAdmin):
    """All programs with who has the ball; texts are written in the editor, states move by transitions."""

    workflow = PROGRAM
    own_pages: dict[str, str] = {"merge": "portfolio_program_merge"}
    change_form_template = "admin/portfolio/program_change_form.html"
    list_display = ["code", "title", "country", "state_tag", "open_text", "languages", "confirmed", "currency_tag"]
    list_display_links = ["code", "title"]
    list_filter = [
        "state",
        LaunchFilter,
        ConfirmationFilter,
        LanguageFilter,
        "currency",
        "origin",
        "collections",
        "institution__kind",
        "institution__country__subregion",
    ]
    search_fields = [
        "code",
        "legacy_id",
        "versions__acronym",
        *both("versions__title", "institution__names__name", "institution__country__name"),
    ]
    search_help_text = gettext_lazy("Code, title in any language, acronym, ministry or country")
    fields = ["institution", "origin", "legacy_id", "collections", pair("end_reason"), pair("end_lesson")]

    def get_urls(self) -> list[URLPattern]:
        """The task pages, before the stock ones."""
        wrap = self.admin_site.admin_view
        own = [
            path("translations/", wrap(translating.worklist), name="portfolio_program_translations"),
            path("currency/", wrap(currency.diagnosis), name="portfolio_program_currency"),
            path("duplicates/", wrap(duplicates.report), name="portfolio_program_duplicates"),
            path("numbers/", wrap(numbers.dashboard), name="portfolio_program_numbers"),
            path("changes/", wrap(chronicle.everything), name="portfolio_program_changes"),
            path("<int:pk>/merge/", wrap(merging.merge_view), name="portfolio_program_merge"),
            path("<int:pk>/translate/", wrap(translating.translate), name="portfolio_program_translate"),
            path("<int:pk>/history/", wrap(chronicle.of_program), name="portfolio_program_history"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.with_card_data().with_open_version()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Choose the institution (also one that is no ministry, P13); its desk goes on, and points out look-alikes."""
        institutions = Institution.objects.filter(active=True).with_names().in_reading_order()
        chosen = next((item for item in institutions if item.code == request.GET.get("institution")), None)
        if chosen is not None:
            return redirect("desk:new", chosen.code)
        context = {"title": _("Write a program"), "institutions": institutions}
        return render_page(request, "admin/portfolio/begin.html", context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("institution", "origin", "legacy_id")
        archived = obj is not None and obj.state == ProgramState.ARCHIVED
        return fixed if archived else (*fixed, *columns("end_reason"), *columns("end_lesson"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The record with its versions, where they can be read."""
        program = self.get_object(request, object_id)
        if program is None:
            return super().change_view(request, object_id, form_url, extra_context)
        versions = program.versions.order_by("-pk").select_related("updated_by")
        context = {"program": program, "versions": versions, "merged_from": program.merged_from.all()}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Collections are few: boxes to tick."""
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Collections are a facet of the public list: its index hears of the change."""
        super().save_related(request, form, formsets, change)
        program_changed.send(sender=Program, program=form.instance)

    def transition_form(self, request: HttpRequest, obj: Any, transition: Transition) -> type[TransitionForm]:
        return ArchiveForm if transition.name == "archive" else TransitionForm

    def perform(self, request: HttpRequest, obj: Any, transition: Transition, form: Any) -> Program:
        """The services that go with each transition."""
        by = request.user
        if transition.name == "archive":
            return currency_services.archive(
                obj, by=by, reason=form.texts("end_reason"), lesson=form.texts("end_lesson")
            )
        services: dict[str, Any] = {
            "reopen": currency_services.reopen,
            "unpublish": moderation.unpublish,
            "republish": moderation.republish,
            "release": moderation.release,
        }
        if transition.name not in services:
            raise ValidationError(_("This is done on another page."), code="own_page")
        done: Program = services[transition.name](obj, by=by, note=form.cleaned_data["note"])
        return done

    def heading(self, obj: Any) -> str:
        """The title, with the code."""
        version = obj.current or next(iter(obj.open_versions), None)
        found = text_of(version, "title").value if version else ""
        return f"{found} ({obj.code})" if found else str(obj)

    @admin.display(description=gettext_lazy("title"))
    def title(self, obj: Any) -> Any:
        version = obj.current or next(iter(obj.open_versions), None)
        found = text_of(version, "title") if version else None
        if not found:
            return _("Without a title")
        return format_html('<span lang="{}">{}</span>', found.language, found.value) if found.foreign else found.value

    @admin.display(description=gettext_lazy("country"))
    def country(self, obj: Any) -> str:
        institution = obj.institution
        return str(institution.country.name if institution.country else institution.current_name)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, obj: Any) -> Any:
        if obj.held_until is not None:
            return tag(_("Approved; public from %(day)s") % {"day": date_format(localtime(obj.held_until))}, "wa")
        return tag(obj.get_state_display(), STATE_TONES[ProgramState(obj.state)])

    @admin.display(description=gettext_lazy("open text"))
    def open_text(self, obj: Any) -> Any:
        version = next(iter(obj.open_versions), None)
        if version is None:
            return "–"
        who = _("Secretariat") if version.state == VersionState.SUBMITTED else _("Ministry")
        url = reverse("admin:portfolio_version_review", args=[version.pk])
        return format_html('<a href="{}">{}</a> ({})', url, version.get_state_display(), who)

    @admin.display(description=gettext_lazy("languages"))
    def languages(self, obj: Any) -> Any:
        version = obj.current or next(iter(obj.open_versions), None)
        written = [code for code in LANGUAGE_CODES if version and getattr(version, column("title", code))]
        return format_html_join(" ", "{}", ((code,) for code in written)) or "–"

    @admin.display(description=gettext_lazy("confirmed"), ordering="confirmed_on")
    def confirmed(self, obj: Any) -> Any:
        due = obj.confirmation_due_on
        late = due is not None and due < timezone.localdate()
        if obj.confirmed_on is None:
            return tag(_("Never"), "wa" if late else "line")
        return obj.confirmed_on

    @admin.display(description=gettext_lazy("currency"), ordering="currency")
    def currency_tag(self, obj: Any) -> Any:
        return tag(obj.get_currency_display(), CURRENCY_TONES[Currency(obj.currency)])


add_task(gettext_lazy("Translations"), "admin:portfolio_program_translations", 20)
add_task(gettext_lazy("Currency"), "admin:portfolio_program_currency", 30)
add_task(gettext_lazy("Duplicates"), "admin:portfolio_program_duplicates", 40)
add_task(gettext_lazy("Numbers"), "admin:portfolio_program_numbers", 50)
add_task(gettext_lazy("History"), "admin:portfolio_program_changes", 60)
