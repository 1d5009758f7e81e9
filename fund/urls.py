"""Addresses of the public Fund (design.md, section 5)."""

from django.urls import path, register_converter

from rial.core.converters import NumberConverter

from .views import statement

app_name = "fund"

register_converter(NumberConverter, "number")

urlpatterns = [
    path("", statement.situation, name="home"),
]
