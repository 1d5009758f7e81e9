"""The page of a pasted list: text, what was understood of it side by side, and only then the writing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from meetings.forms.rows import Lookups, row_formset
from meetings.parties import PartyIndex
from rial.core.admin import render_page
from rial.core.bilingual import LANGUAGE_CODES, column

from .common import choices_of
from .pastes import Paste, Status

# A report of many pages fits; a book does not.
MOST_SIGNS = 200_000


class PasteForm(forms.Form):
    """The text as pasted; one box, or one per language."""

    def __init__(self, *args: Any, paste: Paste, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGE_CODES if paste.by_language else [""]:
            name = get_language_info(code)["name_translated"] if code else gettext_lazy("List")
            attributes = {"rows": 10, "lang": code} if code else {"rows": 10}
            self.fields[column("text", code) if code else "text"] = forms.CharField(
                label=name.capitalize() if code else name,
                required=False,
                strip=False,
                max_length=MOST_SIGNS,
                widget=forms.Textarea(attrs=attributes),
            )

    def clean(self) -> dict[str, Any]:
        """Something was pasted."""
        data = super().clean() or {}
        if not self.errors and not any(value.strip() for value in data.values()):
            raise ValidationError(_("Paste at least one line."))
        return data

    def texts(self) -> dict[str, str]:
        """{language: text}, under "" where the list has no language."""
        return {name.removeprefix("text").removeprefix("_"): value for name, value in self.cleaned_data.items()}


def paste_page(request: HttpRequest, paste: Paste, owner: Any, back: str, name: str) -> HttpResponse:
    """`stage` says where the person is: nothing (write the text), read (see what it means), write (enter it)."""
    stage = request.POST.get("stage", "") if request.method == "POST" else ""
    form = PasteForm(request.POST if stage else None, paste=paste)
    context: dict[str, Any] = {
        "paste": paste,
        "back": back,
        "owner_name": name,
        "form": form,
        "title": paste.title,
        "remarks": [],
    }
    if stage in {"read", "write"} and form.is_valid():
        lookups = Lookups(lambda model: choices_of(request, model), PartyIndex(), owner)
        try:
            done = _read_or_write(request, paste, owner, form, lookups, context, writing=stage == "write")
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            if done is not None:
                text = ngettext("%(n)d line was entered.", "%(n)d lines were entered.", done) % {"n": done}
                messages.success(request, text)
                return redirect(f"{back}#{paste.anchor or paste.name}")
    return render_page(request, "admin/meetings/paste.html", context)


def _read_or_write(
    request: HttpRequest,
    paste: Paste,
    owner: Any,
    form: PasteForm,
    lookups: Lookups,
    context: dict[str, Any],
    *,
    writing: bool,
) -> int | None:
    """How many lines were entered; None while the preview is to be shown, in `context`."""
    formset_class = row_formset(paste.form)
    kwargs = {"lookups": lookups}
    if not writing:
        rows = paste.read(owner, form.texts(), lookups)
        context["remarks"] = lookups.remarks
        formset = formset_class(initial=[initial for initial, _status in rows], form_kwargs=kwargs, prefix="rows")
        _show(context, formset, [status for _initial, status in rows])
        return None
    formset = formset_class(request.POST, form_kwargs=kwargs, prefix="rows")
    _show(context, formset, [])
    if not formset.is_valid():
        return None
    wanted = formset.wanted()  # type: ignore[attr-defined]  # of UnderstoodRows
    if not wanted:
        raise ValidationError(_("Every line is left out: there is nothing to enter."))
    paste.write(owner, wanted, request.user)
    return len(wanted)


def _show(context: dict[str, Any], formset: Any, statuses: list[Status]) -> None:
    known = [*statuses, *[None] * (len(formset.forms) - len(statuses))]
    context["formset"] = formset
    context["rows"] = list(zip(formset.forms, known, strict=True))
    context["unknown"] = sum(status is not None and status[0] == "wa" for status in known)
    context["wrong"] = formset.is_bound and not formset.is_valid()
