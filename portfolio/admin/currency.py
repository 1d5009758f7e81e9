"""The review of currency: how current and how good the records are, per record and per ministry (P05, P35)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Avg, Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portfolio.confirmation import confirmation_overdue
from portfolio.enums import APPROVED_STATES, Currency, ProgramState
from portfolio.models import CurrencyReview, Program
from portfolio.querysets import ProgramQuerySet
from portfolio.services.currency import review_currency
from rial.core.admin import render_page
from rial.core.typed import tidy_text
from rial.directory.models import Institution

PAGE_SIZE = 50


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return str(get_language_info(code)["name_translated"])


class FindingForm(forms.Form):
    """A finding for the chosen programs."""

    programs = forms.ModelMultipleChoiceField(
        queryset=Program.objects.none(),
        to_field_name="code",
        error_messages={"required": gettext_lazy("Choose at least one program.")},
        label=gettext_lazy("Programs"),
    )
    finding = forms.ChoiceField(label=gettext_lazy("Finding"))
    quality = forms.TypedChoiceField(
        label=gettext_lazy("Quality of information"), coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs, finding, quality = self.fields["programs"], self.fields["finding"], self.fields["quality"]
        programs.queryset = reviewable()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        finding.choices = [("", _("Choose a finding")), *Currency.choices]  # type: ignore[attr-defined]
        meanings = {1: _("1, poor"), 2: "2", 3: "3", 4: "4", 5: _("5, complete and documented")}
        quality.choices = [("", _("Not rated")), *meanings.items()]  # type: ignore[attr-defined]

    def clean_note(self) -> str:
        return tidy_text(self.cleaned_data["note"])


def reviewable() -> ProgramQuerySet:
    """Programs that are or were public; merged ones are not reviewed."""
    return Program.objects.filter(state__in=[*APPROVED_STATES, ProgramState.UNPUBLISHED])


def programs_to_review(finding: str, institution: str) -> Any:
    """With the last review's quality and date; those never confirmed and longest unconfirmed first."""
    last = CurrencyReview.objects.filter(program=OuterRef("pk")).order_by("-at", "-pk")
    found: Any = (
        reviewable()
        .with_card_data()
        .annotate(quality=Subquery(last.values("quality")[:1]), reviewed_at=Subquery(last.values("at")[:1]))
        .order_by("confirmed_on", "first_published_at", "code")
    )
    if finding in Currency.values:
        found = found.filter(currency=finding)
    return found.filter(institution__code=institution) if institution else found


def per_ministry() -> list[dict[str, Any]]:
    """The diagnosis: for each institution with programs, how many of each finding, overdue, average quality (P35)."""
    counts = {finding: Count("pk", filter=Q(currency=finding)) for finding in Currency.values}
    last = CurrencyReview.objects.filter(program=OuterRef("pk")).order_by("-at", "-pk").values("quality")[:1]
    rows = (
        reviewable()
        .annotate(quality=Subquery(last))
        .values("institution")
        .annotate(
            total=Count("pk"), overdue=Count("pk", filter=confirmation_overdue()), average=Avg("quality"), **counts
        )
        .order_by("institution")
    )
    institutions = Institution.objects.with_names().in_bulk([row["institution"] for row in rows])
    order = [row["institution"] for row in rows]
    order = list(Institution.objects.filter(pk__in=order).in_reading_order().values_list("pk", flat=True))
    by_key = {row["institution"]: row for row in rows}
    return [
        {
            **by_key[pk],
            "institution": institutions[pk],
            "counts": [(finding, by_key[pk][finding]) for finding in Currency.values],
        }
        for pk in order
    ]


@transaction.atomic
def record_findings(form: FindingForm, user: Any) -> int:
    """One review per chosen program; all or none."""
    data = form.cleaned_data
    for program in data["programs"]:
        review_currency(program, by=user, finding=Currency(data["finding"]), quality=data["quality"], note=data["note"])
    return len(data["programs"])


def diagnosis(request: HttpRequest) -> HttpResponse:
    """The diagnosis per ministry, and the list in which several programs get a finding at once."""
    form = FindingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        count = record_findings(form, request.user)
        text = ngettext("Finding recorded for %(count)d program.", "Findings recorded for %(count)d programs.", count)
        messages.success(request, text % {"count": count})
        return redirect(request.get_full_path())
    finding, institution = request.GET.get("finding", ""), request.GET.get("institution", "")
    page = Paginator(programs_to_review(finding, institution), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": _("Currency"),
        "form": form,
        "page": page,
        "finding": finding,
        "institution": institution,
        "findings": Currency.choices,
        "ministries": per_ministry(),
        "chosen": request.POST.getlist("programs"),
    }
    return render_page(request, "admin/portfolio/currency.html", context)
