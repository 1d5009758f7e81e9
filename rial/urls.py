"""Addresses of the portal (design.md, section 5; tests hold them)."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += i18n_patterns(path("admin/", admin.site.urls), prefix_default_language=True)
