"""Addresses of the earlier site keep working (W04): /?q=en/node/796, /es/node/796, /node/796."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portfolio.models import Program
from rial.core.bilingual import LANGUAGE_CODES, current_language

_OLD = re.compile(r"^(?:(?P<language>[a-z]{2})/)?node/(?P<number>\d{1,9})/?$")


def successor(old: str) -> HttpResponsePermanentRedirect | None:
    """Where a page of the earlier site ("en/node/796") leads now: the public program that was imported from it."""
    match = _OLD.match(old)
    if match is None:
        return None
    number = match["number"]
    # Imports name the record as the earlier portfolio did, by its number or by its address.
    program = Program.objects.public().filter(legacy_id__in=[number, f"node/{number}"]).order_by("pk").first()
    if program is None:
        return None
    language = match["language"] if match["language"] in LANGUAGE_CODES else current_language()
    with override(language):
        return HttpResponsePermanentRedirect(program.get_absolute_url())


@require_safe
@login_not_required
def node(request: HttpRequest, number: int) -> HttpResponsePermanentRedirect:
    """/node/796, with or without a language before it; unknown pages are 404."""
    found = successor(f"{current_language()}/node/{number}")
    if found is None:
        raise Http404(f"node/{number}")
    return found
