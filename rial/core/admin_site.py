"""The Secretariat's admin: what waits first, then the tasks, then the areas (design.md, section 1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from .waiting import WaitingItem, secretariat_items

# Items of a group shown at once on the first page; the others stand behind "Show N more".
SHOWN_PER_GROUP = 6
HIDDEN_APPS = {"auth"}


V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Task:
    """A page of daily work, beside the lists of records: its name in the navigation and its address."""

    label: Any
    url_name: str
    order: int


_tasks: dict[str, Task] = {}


def add_task(label: Any, url_name: str, order: int) -> None:
    """Put a page into the admin's navigation; lower orders come first. Saying it twice counts once."""
    _tasks[url_name] = Task(label, url_name, order)


def tasks() -> list[Task]:
    """All registered tasks in the navigation's order."""
    return sorted(_tasks.values(), key=lambda task: (task.order, task.url_name))


@dataclass(frozen=True)
class WaitingGroup:
    """Items of one kind, oldest first."""

    kind: str
    items: tuple[WaitingItem, ...]

    @property
    def first(self) -> tuple[WaitingItem, ...]:
        """Those shown at once."""
        return self.items[:SHOWN_PER_GROUP]

    @property
    def rest(self) -> tuple[WaitingItem, ...]:
        """Those behind "Show N more"."""
        return self.items[SHOWN_PER_GROUP:]

    @property
    def overdue(self) -> int:
        """How many have passed their date."""
        return sum(item.overdue for item in self.items)


def grouped(items: Iterable[WaitingItem]) -> list[WaitingGroup]:
    """Items by kind; the group with the oldest item comes first. `items` must be oldest first."""
    found: dict[str, list[WaitingItem]] = {}
    for item in items:
        found.setdefault(str(item.kind), []).append(item)
    return [WaitingGroup(kind, tuple(members)) for kind, members in found.items()]


class SecretariatAdminSite(AdminSite):
    """Open to the Secretariat alone; signing in and passwords are the portal's own pages."""

    site_title = _("Secretariat · RIAL")
    site_header = _("Secretariat")
    index_title = _("What waits for me")
    enable_nav_sidebar = False
    site_url = "/"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Records outlive staff (W17): nothing is deleted in bulk.
        self.disable_action("delete_selected")

    def admin_view(self, view: V, cacheable: bool = False) -> V:
        """As Django's; without the role 403 with a page that says so, with null bytes in a form 400."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("admin")
            # Django's fields for choices pass them on to PostgreSQL, which refuses them with an error.
            if any("\x00" in value for values in request.POST.lists() for value in values[1]):
                raise BadRequest("null byte")
            response: HttpResponse = guarded(request, *args, **kwargs)
            return response

        return cast(V, update_wrapper(inner, guarded))

    def get_urls(self) -> list[Any]:
        """With the list of what is read most."""
        # Its page stands on the admin's common ground, which stands on this module.
        from .visits_admin import visits  # noqa: PLC0415

        return [path("visits/", self.admin_view(visits), name="visits"), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the navigation: (task, address, whether it is this page)."""
        context = super().each_context(request)
        links = []
        for task in tasks():
            url = reverse(task.url_name)
            links.append({"label": task.label, "url": url, "current": request.path.startswith(url)})
        return {**context, "tasks": links}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Without Django's groups: here rights follow from memberships."""
        return [app for app in super().get_app_list(request, app_label) if app["app_label"] not in HIDDEN_APPS]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What waits for the Secretariat, by kind and age, then every area."""
        items = secretariat_items(request.user)
        groups = grouped(items)
        total = sum(item.count for item in items)
        return super().index(request, {"groups": groups, "total": total, **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The portal's sign-in page; 403 for people who are signed in but have no business here."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied("admin")
        return redirect(f"{reverse('account_login')}?next={reverse('admin:index')}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's page for signing out."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's page for changing the password."""
        return redirect("account_change_password")
