"""A pasted list of documents becomes drafts, after a look at how it was read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rial.core.admin import render_page
from rial.library import services

from .forms import PastedListForm


def paste(request: HttpRequest) -> HttpResponse:
    """GET: the field. POST: how each line is read; with `step=create` the drafts are made."""
    form = PastedListForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"title": _("Paste a list of documents"), "form": form}
    if request.method == "POST" and form.is_valid():
        context |= {"lines": form.read, "taken": sum(line.is_taken for line in form.read)}
        if request.POST.get("step") == "create" and context["taken"]:
            return _created(request, services.make_drafts(form.read, by=request.user))
    return render_page(request, "admin/library/paste.html", context)


def _created(request: HttpRequest, made: list[Any]) -> HttpResponse:
    text = ngettext("%(n)d draft was made.", "%(n)d drafts were made.", len(made)) % {"n": len(made)}
    messages.success(request, text)
    return redirect(f"{reverse('admin:library_document_changelist')}?state__exact=draft")
