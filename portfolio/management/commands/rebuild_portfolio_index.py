"""Writes the index of the public list and search anew."""

from typing import Any

from django.core.management.base import BaseCommand

from portfolio import index


class Command(BaseCommand):
    help = "Write the index of the public list, facets and search anew from the published programs."

    def handle(self, *args: Any, **options: Any) -> None:
        total = index.rebuild()
        self.stdout.write(f"{total} programs indexed")
