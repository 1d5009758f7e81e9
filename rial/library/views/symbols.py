"""/doc/<symbol>, however it is written (M24–M26): to the document, to a choice, or to the nearest ones."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from rial.core.http import public_page
from rial.library.resolving import find_document
from rial.library.wording import flag_labels


@require_safe
@login_not_required
def find_in_any_language(request: HttpRequest, symbol: str) -> HttpResponse:
    """Without a language: to the document in the language the browser prefers, else to the same address in it."""
    with override(get_language_from_request(request)):
        document = find_document(symbol, AnonymousUser()).document
        response = HttpResponseRedirect(
            document.get_absolute_url() if document else reverse("symbols:find", args=[symbol])
        )
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, public=True, max_age=60)
    return response


@public_page
def find(request: HttpRequest, symbol: str) -> HttpResponse:
    """One document: redirect. Several: 300 with the choice. None: 404 with the nearest."""
    answer = find_document(symbol, request.user)
    if answer.document is not None:
        return HttpResponseRedirect(answer.document.get_absolute_url())
    status = 300 if answer.candidates else 404
    context = {"nav": "library", "answer": answer, "flags": flag_labels(answer.symbol.flags)}
    return render(request, "library/which_document.html", context, status=status)
