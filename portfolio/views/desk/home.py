"""The desk's first page: what waits, oldest first; the ministry's programs; people with access."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portfolio.enums import YesNo
from rial.accounts.models import Membership, User
from rial.core.waiting import WaitingItem, desk_items
from rial.directory.models import Institution

from .access import ministry_or_404, person
from .rows import ProgramRow, desk_rows

# Days of waiting after which an age is shown as needing care, and as late.
_CARE_DAYS, _LATE_DAYS = 10, 30


@dataclass(frozen=True)
class Age:
    """How long something has waited, with the color of its tag."""

    days: int
    css: str


@dataclass(frozen=True)
class Waiting:
    """An item with its age as drawn."""

    item: WaitingItem

    @property
    def age(self) -> Age:
        """Late after a month or past its date, needing care after ten days."""
        days = self.item.age_days
        if self.item.overdue or days > _LATE_DAYS:
            return Age(days, "er")
        return Age(days, "wa" if days > _CARE_DAYS else "line")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Leads each person where their work is: a ministry's desk or a choice, the meetings, the admin, assessments."""
    user = person(request)
    ministries = user.roles.ministries
    if len(ministries) == 1:
        return _desk(request, user, ministries[0])
    if ministries:
        counts = [(institution, len(desk_items(user, institution))) for institution in ministries]
        return render(request, "portfolio/desk/choose.html", {"ministries": counts})
    if user.roles.delegation_ids:
        return redirect("delegation:home")
    if user.is_staff:
        return redirect("admin:index")
    if user.roles.partner:
        return redirect("assessments:desk")
    return render(request, "portfolio/desk/no_ministry.html", {"memberships": user.roles.memberships})


@require_safe
def ministry(request: HttpRequest, ministry: str) -> HttpResponse:
    """The desk of one ministry."""
    user = person(request)
    return _desk(request, user, ministry_or_404(user, ministry))


def _desk(request: HttpRequest, user: User, institution: Institution) -> HttpResponse:
    rows = desk_rows(institution, user)
    discarded = [row for row in rows if row.shown is None]
    listed = [row for row in rows if row.shown is not None]
    people = Membership.objects.filter(institution=institution).in_force().select_related("user")
    context = {
        "institution": institution,
        "desk_name": institution.country.name if institution.country else str(institution.current_name),
        "today": timezone.localdate(),
        "waiting": [Waiting(item) for item in desk_items(user, institution)],
        "rows": listed,
        "discarded": discarded,
        "facts": _facts(listed),
        "people": people,
        "own": institution.pk in user.roles.ministry_ids,
        "several": len(user.roles.ministries) > 1,
    }
    return render(request, "portfolio/desk/home.html", context)


def _facts(rows: list[ProgramRow]) -> dict[str, int]:
    """What the public sees of the ministry, in numbers of today."""
    public = [row.program for row in rows if row.program.is_public and row.program.current is not None]
    year = timezone.localdate().year
    return {
        "public": len(public),
        "confirmed": sum(bool(p.confirmed_on and p.confirmed_on.year == year) for p in public),
        "offered": sum(p.current is not None and p.current.offered == YesNo.YES for p in public),
    }
