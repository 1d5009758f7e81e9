"""manage.py backup FILE: database and files in one archive that can be verified."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rial.core.backup import BackupError, write_backup


class Command(BaseCommand):
    help = "Write the database and all files into one .tar archive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = write_backup(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['file']}: database and {len(manifest['files'])} files")
