"""Addresses outside the languages: the root, machines, and the operator's probe."""

from django.urls import path

from . import machines, old_addresses

urlpatterns = [
    path("", machines.root, name="root"),
    path("node/<int:number>", old_addresses.node, name="node"),
    path("healthz", machines.healthz, name="healthz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
]
