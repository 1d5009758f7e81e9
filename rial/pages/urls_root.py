"""Addresses outside the languages: the root, machines, and the operator's probe."""

from django.urls import path

from . import machines

urlpatterns = [
    path("", machines.root, name="root"),
    path("healthz", machines.healthz, name="healthz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
]
