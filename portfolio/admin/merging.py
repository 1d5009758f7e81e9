"""Merging a duplicate: search the program that stays, see both side by side, confirm (P12)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio.models import Program, Version
from portfolio.reading.presentation import value_texts
from portfolio.scheme import SECTIONS
from portfolio.services import moderation
from portfolio.services.drafting import similar_programs
from portfolio.workflow import PROGRAM
from rial.core.admin import render_page
from rial.core.bilingual import columns
from rial.core.typed import tidy_line, tidy_text

FOUND_AT_MOST = 10


class MergeForm(forms.Form):
    """The reason; both texts were shown above it."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write the reason: it will be seen by the people concerned.")},
    )

    def clean_note(self) -> str:
        return tidy_text(self.cleaned_data["note"])


def find_targets(program: Program, words: str) -> list[Program]:
    """Public programs by code or words of the title, in any language; without words those that look alike."""
    if not words:
        version = program.current or program.versions.order_by("-pk").first()
        alike = similar_programs(program.institution, version.title, but=program) if version else []
        return [other for other in alike if other.is_public]
    found = Program.objects.public().exclude(pk=program.pk).with_card_data()
    for word in words.split():
        by_word = Q(code__icontains=word)
        for name in columns("title"):
            by_word |= Q(**{f"current__{name}__icontains": word})
        found = found.filter(by_word)
    return list(found.order_by("code")[:FOUND_AT_MOST])


def _text_of(program: Program) -> Version | None:
    versions = Version.objects.with_content().filter(program=program)
    current = versions.filter(pk=program.current_id).first() if program.current_id else None
    return current or versions.order_by("-pk").first()


def side_by_side(left: Program, right: Program) -> list[dict[str, Any]]:
    """Both programs under the one scheme: rows (label, what the one says, what the other says)."""
    versions = [_text_of(program) for program in (left, right)]
    rows = []
    for section in SECTIONS:
        for field in section.fields:
            cells = [value_texts(version, field) if version else [] for version in versions]
            if any(cells):
                same = [str(text) for text in cells[0]] == [str(text) for text in cells[1]]
                rows.append({"label": field.label, "cells": cells, "same": same})
    return rows


def merge_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Search (`q`), choose (`into`), read both, confirm by POST."""
    program = get_object_or_404(Program.objects.with_card_data(), pk=pk)
    transition = PROGRAM.transitions["merge"]
    if not transition.by(request.user, program):
        raise PermissionDenied("merge")
    if not PROGRAM.may("merge", program, request.user):
        messages.warning(request, _("This program was merged already."))
        return redirect("admin:portfolio_program_change", program.pk)
    code = tidy_line(request.GET.get("into", "")).upper()
    into = Program.objects.with_card_data().filter(code=code).exclude(pk=program.pk).first() if code else None
    words = tidy_line(request.GET.get("q", ""))
    form = MergeForm(request.POST if request.method == "POST" and into else None)
    if into and request.method == "POST" and form.is_valid():
        try:
            moderation.merge(program, into, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(one)s now leads to %(other)s.") % {"one": program.code, "other": into.code})
            return redirect("admin:portfolio_program_change", into.pk)
    context = {
        "title": transition.label,
        "program": program,
        "transition": transition,
        "into": into,
        "unknown": code if code and not into else "",
        "words": words,
        "found": [] if into else find_targets(program, words),
        "rows": side_by_side(program, into) if into else [],
        "form": form,
    }
    return render_page(request, "admin/portfolio/merge.html", context)
