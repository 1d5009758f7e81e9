"""What run.py does inside the virtual environment: serve, test, bench and manage."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rial.cluster import Cluster
from rial.postgres import ClusterError

ROOT = Path(__file__).resolve().parent.parent

# Settings of an installation that must not reach the tests and the benchmarks.
DEPLOYMENT_VARIABLES = (
    "DATABASE_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "RIAL_ALLOWED_HOSTS", "RIAL_DEBUG", "RIAL_DEMO",
    "RIAL_DEMO_PASSWORD", "RIAL_HTTPS", "RIAL_MEDIA_ROOT", "RIAL_SECRET_KEY", "RIAL_SITE_URL",
    "RIAL_TRUSTED_ORIGINS",
)  # fmt: skip


def data_dir() -> Path:
    """Where everything that must survive lives: RIAL_DATA_DIR, by default .data beside run.py."""
    return Path(os.environ.get("RIAL_DATA_DIR") or ROOT / ".data").expanduser().absolute()


def say(line: str) -> None:
    """One line of progress with the seconds since the command was given."""
    elapsed = time.time() - float(os.environ.get("RIAL_RUN_STARTED", time.time()))
    print(f"[{elapsed:5.1f} s] {line}", flush=True)


def run_child(command: Sequence[str | Path], environment: dict[str, str], keep: tuple[int, ...] = ()) -> int:
    """Run a program in the foreground; its exit code, 128 + n after signal n.

    Ctrl-C reaches it through the terminal, so that it ends in its own way; other requests to stop are
    passed on. `keep` are file descriptors it inherits.
    """
    child = subprocess.Popen(command, env=environment, cwd=ROOT, pass_fds=keep)

    def pass_on(number: int, frame: object) -> None:
        child.send_signal(number)

    old = {number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGHUP)}
    old[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = child.wait()
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


@contextlib.contextmanager
def in_cluster(cluster: Cluster) -> Iterator[Cluster]:
    """Use a cluster, and stop it afterwards when nobody else uses it."""
    cluster.enter()
    try:
        yield cluster
    finally:
        cluster.leave()


def main(arguments: list[str]) -> int:
    """Carry out one command of run.py; the exit code."""
    commands = {"test": test, "bench": bench}
    try:
        return commands[arguments[0]](arguments[1:])
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1


def test(arguments: list[str]) -> int:
    """Run pytest on a cluster of its own, made for speed: nothing in it survives a power cut.

    Runs at the same time get databases of different names, so none destroys another's.
    """
    with in_cluster(Cluster(data_dir() / "test-cluster", durable=False, say=say)) as cluster:
        with free_slot(cluster.base) as slot:
            return run_child(
                [sys.executable, "-m", "pytest", *arguments],
                clean_environment(cluster, f"rial_{slot}"),
                cluster.membership(),
            )


def bench(arguments: list[str]) -> int:
    """Run the benchmarks of tests/benchmarks, or those named, in a database of the test cluster."""
    with in_cluster(Cluster(data_dir() / "test-cluster", durable=False, say=say)) as cluster:
        cluster.ensure_database("rial_bench")
        return run_child(
            [sys.executable, "-m", "tests.benchmarks", *arguments],
            clean_environment(cluster, "rial_bench"),
            cluster.membership(),
        )


@contextlib.contextmanager
def free_slot(base: Path) -> Iterator[int]:
    """The lowest number that no other process holds; a killed process gives its number back."""
    for slot in itertools.count():
        with open(base / f"slot-{slot}", "ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield slot
            return


def clean_environment(cluster: Cluster, database: str) -> dict[str, str]:
    """The environment of tests and benchmarks: the same on every machine, whatever the caller has set."""
    environment = {
        name: value
        for name, value in without_libpq_variables(os.environ).items()
        if name not in DEPLOYMENT_VARIABLES and not name.startswith("RIAL_EMAIL_")
    }
    # PG_BIN lets the tests of backup and restore find pg_dump.
    return environment | {
        "DATABASE_URL": cluster.url(database),
        "PG_BIN": str(cluster.binaries.path),
        "RIAL_DATA_DIR": str(data_dir() / "test"),
        "RIAL_SECRET_KEY": "only-for-tests-" + "0" * 40,
    }


def without_libpq_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without PGHOST, PGPORT and the like, which would bend connections elsewhere."""
    return {name: value for name, value in environment.items() if not re.fullmatch(r"PG[A-Z]+", name)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
