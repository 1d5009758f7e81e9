"""Symbols below a language: /es/doc/CIMT-19/GT1-GT2/doc.5/16."""

from django.urls import path

from .views import symbols

app_name = "symbols"

urlpatterns = [path("<path:symbol>", symbols.find, name="find")]
