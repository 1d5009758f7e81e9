"""Addresses of the public portfolio (design.md, section 5)."""

from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

app_name = "portfolio"


def _view(module: str, name: str) -> Any:
    try:
        return getattr(import_module(f"portfolio.views.{module}"), name)
    except (ModuleNotFoundError, AttributeError) as error:
        if "portfolio.views" not in str(error):
            raise

        @login_not_required
        def pending(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            raise Http404(f"{module}.{name}")

        return pending


urlpatterns = [
    path("", _view("listing", "program_list"), name="list"),
    path("feed/", _view("listing", "feed"), name="feed"),
    path("dictionary/", _view("dictionary", "dictionary"), name="dictionary"),
    path("compare/", _view("compare", "compare"), name="compare"),
    path("matrix/", _view("matrix", "matrix"), name="matrix"),
    path("good-practices/", _view("good_practice", "good_practices"), name="good_practices"),
    path("<str:code>/good-practice/", _view("good_practice", "good_practice"), name="good_practice"),
    path("files/<int:pk>/<str:filename>", _view("sheet", "attachment"), name="attachment"),
    path("<str:code>/", _view("sheet", "program"), name="program"),
    path("<str:code>/v/<int:number>/", _view("sheet", "version"), name="version"),
    path("<str:code>/v/<int:number>/changes/", _view("sheet", "changes"), name="changes"),
    path("<str:code>/v/<int:number>/cite.<slug:style>", _view("sheet", "citation"), name="citation"),
    path("<str:code>/versions/", _view("sheet", "versions"), name="versions"),
    path("<str:code>/report/", _view("reports", "report"), name="report"),
    path("<str:code>/report/<int:number>/", _view("reports", "reported"), name="reported"),
]
