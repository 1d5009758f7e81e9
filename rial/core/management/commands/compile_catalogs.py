"""manage.py compile_catalogs: `.mo` files from `.po`, without gettext."""

from typing import Any

from django.core.management.base import BaseCommand

from rial.core.catalogs import catalogs


class Command(BaseCommand):
    help = "Compile the translation catalogs with polib; the .mo files are committed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for catalog in catalogs():
            catalog.mo.write_bytes(catalog.compiled())
            self.stdout.write(f"{catalog.language}: {catalog.mo}")
