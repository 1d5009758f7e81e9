"""A run.py that runs beside the tests, watched through its output and its address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

PATIENCE_SECONDS = 300  # for a machine that has much else to do; nothing waits that long by itself


def sources() -> Path:
    """The directory of run.py."""
    return Path(__file__).resolve().parents[3]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**more: str) -> dict[str, str]:
    """What a person's shell holds: nothing of the test run but the ready environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RIAL_", "PG", "DATABASE_", "DJANGO_", "COV_", "COVERAGE_", "PYTEST_"))
    }
    return kept | {"RIAL_VENV": sys.prefix} | more


def run(tree: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command of run.py to its end."""
    return subprocess.run(
        ["python3", str(tree / "run.py"), *arguments],
        cwd="/",
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
    )


class Portal:
    """`run.py serve` in a copy of the sources, ended with the `with` block in any case."""

    def __init__(self, tree: Path, *, port: int | None = None, more: Mapping[str, str] | None = None) -> None:
        self.tree = tree
        self.port = port or free_port()
        self.data = Path((more or {}).get("RIAL_DATA_DIR", tree / ".data"))
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__
        self.process = subprocess.Popen(
            ["python3", str(tree / "run.py")],
            cwd="/",
            env=environment(PORT=str(self.port), **(more or {})),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def __enter__(self) -> Portal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._log.close()

    def output(self) -> str:
        """What it has printed so far."""
        with open(f"/proc/self/fd/{self._log.fileno()}", encoding="utf-8") as log:
            return log.read()

    def get(self, path: str = "healthz") -> int:
        """The status of a page, 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=30) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait_until_up(self) -> None:
        """Wait for the line that the portal prints once it answers."""
        wait_for(lambda: "Stop with Ctrl-C." in self.output() or self.process.poll() is not None, self.output)
        assert self.process.poll() is None, self.output()

    def server_pid(self) -> int:
        """The process of gunicorn's master."""
        [pid] = [pid for pid in children_of(self.process.pid) if b"gunicorn" in command_line(pid)]
        return pid

    def postgres_pid(self) -> int:
        """The process of PostgreSQL on its data directory."""
        return int((self.data / "cluster/data/postmaster.pid").read_text().split("\n", 1)[0])

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE_SECONDS)


def wait_for(condition: object, explain: object = lambda: "") -> None:
    """Wait until a condition holds; fail with an explanation when it does not."""
    assert callable(condition)
    assert callable(explain)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """The child processes of a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_line(pid: int) -> bytes:
    """The program and arguments of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def listens(port: int) -> bool:
    """Whether somebody takes connections on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
