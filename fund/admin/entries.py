"""The ledger in the admin: read, record one kind at a time, reverse with a reason. Nothing is ever changed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import services
from fund.entries import entry_facts, related_entries
from fund.enums import EntryKind, PublishedAs, TermCode
from fund.forms import GROUPS, EntryForm, ReversalForm
from fund.models import Entry
from fund.presentation import shown_figure
from fund.simulating import compared_terms
from fund.statement import statement, today
from fund.wording import giver, shown_amount, shown_day, shown_money
from rial.core.admin import PortalAdmin, both, put_errors, render_page, tag
from rial.core.admin_site import add_task
from rial.core.bilingual import text_of

from . import importing
from .filters import AuthorizationFilter, InstitutionFilter, ReversedFilter

_TONES = {
    EntryKind.CONTRIBUTION: "ok",
    EntryKind.AUTHORIZATION: "in",
    EntryKind.EXPENDITURE: "ac",
    EntryKind.COMMITMENT: "wa",
}


@admin.register(Entry)
class EntryAdmin(PortalAdmin):
    """Every entry, latest first; the sum of what is filtered stands above the list."""

    change_list_template = "admin/fund/entries.html"
    list_display = ["number", "kind_tag", "day", "who", "what", "money", "authorization_code"]
    list_filter = ["kind", "nature", "category", ReversedFilter, AuthorizationFilter, InstitutionFilter,
                   "published_as", "pool", "country"]  # fmt: skip
    search_fields = [*both("description", "activity", "contributor_name", "authority"), "natural_key"]
    date_hierarchy = "value_date"
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return Entry.objects.with_names().select_related("authorization", "reverses")

    def get_urls(self) -> list[URLPattern]:
        """A page to record each kind, one to reverse; the stock forms are not reachable."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(importing.upload), name="fund_entry_import"),
            path("import/template.xlsx", view(importing.template), name="fund_entry_import_template"),
            path("ledger.xlsx", view(importing.export), name="fund_entry_export"),
            path("record/<slug:kind>/", view(self.record_view), name="fund_entry_record"),
            path("<int:pk>/reverse/", view(self.reverse_view), name="fund_entry_reverse"),
            path("<int:pk>/entry/", view(self.entry_view), name="fund_entry_entry"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Entries are recorded on the page of their kind."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing of the ledger is ever changed."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of the entry."""
        entry = self.get_object(request, object_id)
        if entry is None:
            raise Http404
        return redirect("admin:fund_entry_entry", entry.pk)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the sum of the filtered entries and a way to record each kind."""
        kinds = [(kind, EntryKind(kind).label) for kind in GROUPS]
        response = super().changelist_view(request, {"kinds": kinds, **(extra_context or {})})
        found = getattr(response, "context_data", None) or {}
        if "cl" in found:
            found["filtered_sum"] = _sum_of_one_kind(found["cl"].queryset)
        return response

    def record_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """GET asks, POST records or says at the field what is wrong; nothing typed is lost."""
        if kind not in GROUPS:
            raise Http404(kind)
        self._permit(request)
        form = EntryForm(kind, request.POST if request.method == "POST" else None, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                entry = services.record(kind, by=request.user, **form.values())
            except ValidationError as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Recorded as %(code)s.") % {"code": entry.code})
                return redirect("admin:fund_entry_entry", entry.pk)
        context = {
            "title": _("Record: %(kind)s") % {"kind": EntryKind(kind).label},
            "form": form,
            "now": _today(),
            "back": reverse("admin:fund_entry_changelist"),
        }
        return render_page(request, "admin/fund/record.html", context)

    def reverse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would change in today's statement is shown before it is done."""
        self._permit(request)
        entry = get_object_or_404(self.get_queryset(request), pk=pk)
        form = ReversalForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                undone = services.reverse(
                    entry,
                    by=request.user,
                    reason_es=form.cleaned_data["reason_es"],
                    reason_en=form.cleaned_data["reason_en"],
                    value_date=form.cleaned_data["value_date"],
                )
            except ValidationError as error:
                put_errors(form, error)
            else:
                codes = {"code": entry.code, "by": undone.code}
                messages.success(request, _("%(code)s is reversed by %(by)s.") % codes)
                return redirect("admin:fund_entry_entry", undone.pk)
        context = {
            "title": _("Reverse %(code)s") % {"code": entry.code},
            "entry": entry,
            "facts": entry_facts(entry),
            "form": form,
            **_if_reversed(entry, request.user),
            "back": reverse("admin:fund_entry_entry", args=[entry.pk]),
        }
        return render_page(request, "admin/fund/reverse.html", context)

    def entry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything of an entry, also what is not published."""
        entry = get_object_or_404(self.get_queryset(request), pk=pk)
        undone = getattr(entry, "reversal", None) is not None
        context = {
            "title": f"{entry.code}: {text_of(entry, 'description') or entry.get_kind_display()}",
            "entry": entry,
            "facts": entry_facts(entry, unpublished=True),
            "hidden_amount": shown_money(entry.amount) if entry.amount and not entry.amount_is_public else "",
            "related": related_entries(entry),
            "reversible": entry.reverses_id is None and not undone,
            "back": reverse("admin:fund_entry_changelist"),
        }
        return render_page(request, "admin/fund/entry.html", context)

    def _permit(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied("fund")

    @admin.display(description=gettext_lazy("entry"), ordering="id")
    def number(self, obj: Entry) -> str:
        return obj.code

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_tag(self, obj: Entry) -> Any:
        if obj.reverses_id:
            return tag(_("Reversal"), "wa")
        return tag(obj.get_kind_display(), _TONES.get(EntryKind(obj.kind), "line"))

    @admin.display(description=gettext_lazy("value date"), ordering="value_date")
    def day(self, obj: Entry) -> str:
        return shown_day(obj)

    @admin.display(description=gettext_lazy("who"))
    def who(self, obj: Entry) -> str:
        return str(giver(obj)) or "–"

    @admin.display(description=gettext_lazy("what it is"))
    def what(self, obj: Entry) -> str:
        return Truncator(str(text_of(obj, "description"))).words(12)

    @admin.display(description=gettext_lazy("USD"), ordering="amount")
    def money(self, obj: Entry) -> Any:
        shown = shown_amount(obj)
        hidden = obj.published_as in {PublishedAs.RANGE, PublishedAs.UNDISCLOSED} and obj.amount is not None
        return tag(shown, "wa") if hidden else shown

    @admin.display(description=gettext_lazy("under"), ordering="authorization")
    def authorization_code(self, obj: Entry) -> str:
        return obj.authorization.code if obj.authorization else "–"


def _sum_of_one_kind(entries: QuerySet[Entry]) -> str:
    """What the entries add up to; empty when they are of several kinds, whose sum means nothing."""
    sums = list(entries.order_by().values("kind").annotate(sum=Sum("amount")).values_list("sum", flat=True)[:2])
    return shown_money(sums[0]) if len(sums) == 1 and sums[0] is not None else ""


def _if_reversed(entry: Entry, by: Any) -> dict[str, Any]:
    """Today's statement beside what it would be, tried and rolled back; or why the entry cannot be reversed."""
    now = statement(today())
    try:
        with transaction.atomic():
            services.reverse(entry, by=by, reason=_("Tried"))
            after = statement(today())
            transaction.set_rollback(True)
    except ValidationError as error:
        return {"refusals": error.messages}
    return {"terms": compared_terms(now, after)}


def _today() -> list[tuple[str, str]]:
    """Today's situation, so that whoever records sees what it does: received, spent, available, authorized, balance."""
    found = statement(today())
    wanted = (TermCode.RECEIVED, TermCode.SPENT, TermCode.AVAILABLE, TermCode.AUTHORIZED, TermCode.BALANCE)
    return [(found.term(code).label, shown_figure(found.figure(code))) for code in wanted]


add_task(gettext_lazy("Fund"), "admin:fund_entry_changelist", 65)
