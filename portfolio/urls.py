"""Addresses of the public portfolio (design.md, section 5)."""

from django.urls import path

from .views import compare, dictionary, good_practice, listing, matrix, reports, sheet

app_name = "portfolio"

urlpatterns = [
    path("", listing.program_list, name="list"),
    path("feed/", listing.feed, name="feed"),
    path("dictionary/", dictionary.dictionary, name="dictionary"),
    path("compare/", compare.compare, name="compare"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("good-practices/", good_practice.good_practices, name="good_practices"),
    path("<str:code>/good-practice/", good_practice.good_practice, name="good_practice"),
    path("files/<number:pk>/<str:filename>", sheet.attachment, name="attachment"),
    path("<str:code>/", sheet.program, name="program"),
    path("<str:code>/v/<number:number>/", sheet.version, name="version"),
    path("<str:code>/v/<number:number>/changes/", sheet.changes, name="changes"),
    path("<str:code>/v/<number:number>/cite.<slug:style>", sheet.citation, name="citation"),
    path("<str:code>/versions/", sheet.versions, name="versions"),
    path("<str:code>/report/", reports.report, name="report"),
    path("<str:code>/report/<number:number>/", reports.reported, name="reported"),
]
