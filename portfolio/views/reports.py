"""“Report a wrong datum”: the one public form of the portfolio."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.forms.report import ReportForm
from portfolio.models import Program, WrongDatumReport
from portfolio.services.reports import reference, report_wrong_datum
from rial.core.limits import allowed, client_address

_HOUR, _DAY = 3600, 86400
# Enough for a careful reader and for a class of students; too little for a machine.
_PER_ADDRESS, _PER_PROGRAM = 5, 30


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form and its sending; sets the cookie against forged forms, and no other."""
    program = _public_program(code)
    if request.method != "POST":
        return _page(request, program, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, program, form, status=422)
    if form.is_trapped:
        # Looks the same to the machine that filled it; nothing is kept.
        return redirect("portfolio:reported", code=program.code, number=0)
    limits = [
        ("report-address", client_address(request), _PER_ADDRESS, _HOUR),
        ("report-program", program.code, _PER_PROGRAM, _DAY),
    ]
    if not allowed(limits):
        return _page(request, program, form, status=429, too_often=True)
    chosen = {name: form.cleaned_data[name] for name in ("text", "field", "evidence", "email")}
    kept = report_wrong_datum(program, **chosen)
    return redirect("portfolio:reported", code=program.code, number=kept.pk)


@require_safe
@login_not_required
@never_cache
def reported(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Thanks, with the reference; says nothing of what was reported, because anyone may guess a number."""
    program = _public_program(code)
    context = {"program": program, "reference": reference(WrongDatumReport(pk=number)) if number else ""}
    return render(request, "portfolio/report_sent.html", context)


def _public_program(code: str) -> Program:
    found = Program.objects.public().with_card_data().filter(code=code).first()
    if found is None:
        raise Http404(code)
    return found


def _page(
    request: HttpRequest, program: Program, form: ReportForm, *, status: int = 200, too_often: bool = False
) -> HttpResponse:
    context = {"program": program, "version": program.current, "form": form, "too_often": too_often}
    return render(request, "portfolio/report.html", context, status=status)
