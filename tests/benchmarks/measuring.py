"""CPU time per request of the web server and of PostgreSQL, read from /proc."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP = 40


@dataclass(frozen=True)
class Measure:
    """Milliseconds of CPU per request, and the size of the answer."""

    web: float
    database: float
    bytes: int

    @property
    def total(self) -> float:
        """Web server and database together."""
        return self.web + self.database


class Server:
    """gunicorn with one worker, and the backends it uses."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.port = port
        self.process = process

    def measure(self, paths: Sequence[str], requests: int, headers: dict[str, str], status: int) -> Measure:
        """Ask for the paths in turn; refuses any answer of another status."""
        for path in (list(paths) * WARM_UP)[:WARM_UP]:
            self.get(path, headers, status)
        web, database = self._web(), self._database()
        size = 0
        for number in range(requests):
            size += self.get(paths[number % len(paths)], headers, status)[1]
        return Measure(
            (self._web() - web) * 1000 / requests,
            (self._database() - database) * 1000 / requests,
            size // requests,
        )

    def get(self, path: str, headers: dict[str, str], status: int = 200) -> tuple[dict[str, str], int]:
        """Headers and size of an answer."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            client.request("GET", path, headers=headers)
            response = client.getresponse()
            body = response.read()
        finally:
            client.close()
        if response.status != status:
            raise RuntimeError(f"{path}: {response.status} instead of {status}\n{body[:500]!r}")
        return dict(response.getheaders()), len(body)

    def _web(self) -> float:
        pids = [self.process.pid, *children(self.process.pid)]
        return sum(cpu_seconds(pid) for pid in pids)

    def _database(self) -> float:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            return sum(cpu_seconds(pid) for (pid,) in cursor.fetchall())


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children(pid: int) -> list[int]:
    """Processes started by a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def serving(database_url: str) -> Iterator[Server]:
    """The portal as `run.py` serves it, with one worker and one connection for each of its threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "RIAL_DB_CONN_MAX_AGE": "3600",
    }
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "rial.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", "2", "--log-level", "warning",
        ],
        env=environment,
    )  # fmt: skip
    server = Server(port, process)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            server.get("/en/bench/bare/", {})
            return
        except OSError:
            if time.monotonic() > deadline or server.process.poll() is not None:
                raise
            time.sleep(0.2)
