"""Backup and restore, proved by a round trip on real files and a real database."""

import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from portfolio.models import Program
from rial.core.backup import BackupError, restore_backup, write_backup
from tests.factories import make_published
from tests.personas import Personas, institution


def write_media(settings: LazySettings, name: str, text: str) -> Path:
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.django_db(transaction=True)
def test_round_trip(transactional_db: None, personas: Personas, settings: LazySettings, tmp_path: Path) -> None:
    program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    kept = write_media(settings, "portfolio/2026/á.txt", "acción")
    archive = tmp_path / "portal.tar"
    call_command("backup", str(archive), verbosity=0)

    make_published(institution("CR"), personas.costa_rica, personas.secretariat)
    kept.write_text("changed", encoding="utf-8")
    later = write_media(settings, "portfolio/later.txt", "later")

    call_command("restore", str(archive), replace=True, verbosity=0)
    assert list(Program.objects.values_list("code", "current__title_es")) == [
        (program.code, "Campaña Nacional de Salario Mínimo")
    ]
    assert kept.read_text(encoding="utf-8") == "acción"
    assert not later.exists()


@pytest.mark.django_db(transaction=True)
def test_restore_spares_a_database_in_use(transactional_db: None, vocabulary: None, tmp_path: Path) -> None:
    archive = tmp_path / "portal.tar"
    write_backup(archive)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(archive)


@pytest.mark.django_db(transaction=True)
def test_damaged_backup_is_refused_before_anything_is_touched(
    transactional_db: None, vocabulary: None, settings: LazySettings, tmp_path: Path
) -> None:
    write_media(settings, "file.txt", "one")
    archive, damaged = tmp_path / "portal.tar", tmp_path / "damaged.tar"
    write_backup(archive)
    with tarfile.open(archive) as source, tarfile.open(damaged, "w") as target:
        for member in source.getmembers():
            if member.name != "media/file.txt":
                target.addfile(member, source.extractfile(member))
    with pytest.raises(BackupError, match=r"media/file\.txt is missing"):
        restore_backup(damaged, replace=True)
    assert (Path(settings.MEDIA_ROOT) / "file.txt").read_text(encoding="utf-8") == "one"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("content", [b"", b"no archive at all"])
def test_other_files_are_no_backups(transactional_db: None, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"not a backup|no readable manifest"):
        call_command("restore", str(path), replace=True)


def test_backup_never_overwrites(db: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(path))
    assert path.read_text(encoding="utf-8") == "mine"
