"""A page that asks before something is done, for acts that are not transitions of a workflow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rial.accounts.forms import put_errors
from rial.core.admin import render_page


@dataclass(frozen=True)
class Act:
    """What the page says: the button's label, what will happen, whether it is dangerous."""

    label: Any
    consequence: Any = ""
    danger: bool = False


def confirmed(
    request: HttpRequest,
    *,
    act: Act,
    obj: Any,
    opts: Any,
    back: str,
    do: Callable[[forms.Form], Any],
    done: Any,
    form_class: type[forms.Form] = forms.Form,
) -> HttpResponse:
    """GET asks; POST does it once and leads back, or shows at the form why it was refused.

    `done` is said afterwards; empty when `do` has said it.
    """
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            do(form)
        except ValidationError as error:
            put_errors(form, error)
        else:
            if done:
                messages.success(request, done)
            return redirect(back)
    context = {"title": act.label, "transition": act, "object": obj, "form": form, "back": back, "opts": opts}
    return render_page(request, "admin/transition.html", context)
