"""Statements as issued: what they said then, what is known today of the same day, and how to check them (F19)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.held import held_statement
from fund.issued import Beside, issued_beside_today
from fund.models import Statement
from fund.services import verify
from fund.verified import shown_verification
from rial.core.bilingual import current_language
from rial.core.dates import show_date
from rial.core.held import held
from rial.core.http import public_page, public_version


@public_page
def statements(request: HttpRequest) -> HttpResponseBase:
    """All statements issued, latest first."""
    context = {
        "nav": "fund",
        "trail": [(_("Fund"), reverse("fund:home")), (_("Statements issued"), "")],
        "statements": [(one, show_date(one.as_of)) for one in Statement.objects.visible_to(request.user).for_lists()],
    }
    return render(request, "fund/statements.html", context)


@public_page
def statement(request: HttpRequest, number: int) -> HttpResponseBase:
    """A statement as issued, beside what the ledger says today about the same day, each difference explained."""
    issued = issued_or_404(request, number)
    version = public_version(request)
    checked = held(version, ("verified", issued.pk), lambda: verify(issued))
    context = {
        "nav": "fund",
        "trail": [
            (_("Fund"), reverse("fund:home")),
            (_("Statements issued"), reverse("fund:statements")),
            (issued.code, ""),
        ],
        "issued": issued,
        "day": show_date(issued.as_of),
        "beside": _beside(version, issued),
        "checked": shown_verification(checked),
    }
    return render(request, "fund/issued.html", context)


@public_page
def document(request: HttpRequest, number: int) -> HttpResponseBase:
    """The very bytes that were hashed: `sha256sum` of this file gives the number on the statement."""
    issued = issued_or_404(request, number)
    headers = {"Content-Disposition": f'attachment; filename="{issued.code}.json"'}
    return HttpResponse(issued.document.encode(), content_type="application/json", headers=headers)


def issued_or_404(request: HttpRequest, number: int) -> Statement:
    """The statement with this number, if the reader may see it."""
    found = Statement.objects.visible_to(request.user).filter(pk=number).first()
    if found is None:
        raise Http404(number)
    return found


def _beside(version: str, issued: Statement) -> Beside:
    now = held_statement(version, issued.as_of)
    then = held_statement(version, issued.as_of, through=issued.through)
    key = ("beside", issued.pk, now.through, current_language())
    return held(version, key, lambda: issued_beside_today(issued, then, now))
