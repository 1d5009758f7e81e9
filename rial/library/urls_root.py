"""Symbols outside the languages, as they are printed in references: /doc/CIMT-19/GT1-GT2/doc.5/16."""

from django.urls import path

from .views import symbols

urlpatterns = [path("doc/<path:symbol>", symbols.find_in_any_language, name="doc")]
