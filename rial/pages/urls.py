"""Addresses of the pages that stand above the domains: home, search, countries, the network's own texts."""

from django.urls import path, register_converter

from . import old_addresses, views
from .converters import CountryCodeConverter

app_name = "pages"

register_converter(CountryCodeConverter, "country")

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("countries/", views.countries, name="countries"),
    path("countries/<country:code>/", views.country, name="country"),
    path("about/", views.about, name="about"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("node/<int:number>", old_addresses.node, name="node"),
]
