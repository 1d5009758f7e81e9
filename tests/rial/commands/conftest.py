"""Directories, copies of the sources and running processes for the tests of run.py."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rial import cluster as cluster_module
from rial.cluster import Cluster
from tests.rial.commands.running import Portal, sources

PARTS = ("content", "cooperation", "fund", "locale", "meetings", "portfolio", "rial", "templates")


@pytest.fixture(scope="module")
def open_dir() -> Iterator[Path]:
    """A directory that other users may enter (pytest's own is closed, and PostgreSQL is another user)."""
    directory = Path(tempfile.mkdtemp(prefix="rial-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def place(open_dir: Path, request: pytest.FixtureRequest) -> Path:
    """A directory of one test."""
    directory = open_dir / str(request.node.name).replace("/", "_")[:60]
    directory.mkdir()
    return directory


@pytest.fixture
def new_cluster(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Cluster]]:
    """Make clusters that are stopped after the test, whatever it left behind."""
    made: list[Cluster] = []
    monkeypatch.setattr(cluster_module, "OPEN_PLACE", place / "elsewhere")

    def make(name: str = "cluster", *, durable: bool = False) -> Cluster:
        made.append(Cluster(place / name, durable=durable))
        return made[-1]

    yield make
    for one in made:
        one.leave()
        if pid := one.server_pid():
            os.kill(pid, signal.SIGQUIT)
        if one._process is not None:
            one._process.wait()


@pytest.fixture(scope="module")
def tree(open_dir: Path) -> Path:
    """A copy of the sources in a directory with a space and an accent in its name."""
    copy = open_dir / "a b é"
    copy.mkdir()
    for part in filter(lambda name: (sources() / name).exists(), PARTS):
        shutil.copytree(sources() / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("manage.py", "run.py", "pyproject.toml"):
        shutil.copy2(sources() / part, copy / part)
    return copy


@pytest.fixture(scope="module")
def prepared(tree: Path) -> Path:
    """The same after a first start: database, content, accounts and static files are there."""
    with Portal(tree) as portal:
        portal.wait_until_up()
        assert portal.stop() == 0
        assert "content loaded" in portal.output()
    return tree


@pytest.fixture
def unprivileged_python() -> list[str]:
    """A Python that an unprivileged user can run, with the packages of this one."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        command = ["env", f"PYTHONPATH={packages}", candidate]
        probe = subprocess.run(
            [*command, "-c", "import psycopg2"], user="nobody", cwd="/", capture_output=True, check=False
        )
        if probe.returncode == 0:
            return command
    pytest.skip("no Python of this version that the user nobody can run")
