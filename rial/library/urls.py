"""Addresses of the library (design.md, section 5)."""

from django.urls import path

from .views import documents, listing

app_name = "library"

urlpatterns = [
    path("", listing.document_list, name="list"),
    path("feed/", listing.feed, name="feed"),
    path("documents/<slug:slug>/", documents.document, name="document"),
    path("documents/<slug:slug>/cite.<slug:style>", documents.citation, name="citation"),
    path("files/<number:pk>/<str:filename>", documents.file, name="file"),
]
