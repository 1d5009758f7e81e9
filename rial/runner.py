"""What run.py does inside the virtual environment: serve, test, bench and manage."""

from __future__ import annotations

import contextlib
import fcntl
import io
import itertools
import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import dj_database_url
import psycopg2

from rial import serving
from rial.cluster import Cluster
from rial.console import ROOT, RunError, data_dir, say
from rial.postgres import OLDEST_MAJOR, ClusterError

DATABASE = "rial"
DEFAULT_DEMO_PASSWORD = "rial-demo-2026"  # noqa: S105 - published on purpose, demonstration only

# Settings of an installation that must not reach the tests and the benchmarks.
DEPLOYMENT_VARIABLE = re.compile(
    r"DATABASE_URL|CACHE_URL|DJANGO_SETTINGS_MODULE"
    r"|RIAL_(?!DATA_DIR$|VENV$|REQUIRE_BROWSER$|RUN_STARTED$).*"
)
# manage.py commands that leave the database as it is; after any other the next start prepares it again.
READING_COMMANDS = {"check", "diffsettings", "help", "makemessages", "makemigrations", "showmigrations",
                    "version", "--help", "--version"}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Carry out one command of run.py; the exit code."""
    commands = {"serve": serve, "test": test, "bench": bench, "manage": manage}
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave_in_order)
    try:
        return commands[arguments[0]](arguments[1:])
    except (RunError, ClusterError) as error:
        print(error, file=sys.stderr)
        return getattr(error, "code", 1)
    except PermissionError as error:
        print(f"{error}\nSet RIAL_DATA_DIR to a directory that this user may write.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def serve(arguments: list[str]) -> int:
    """Prepare the portal and serve it on 127.0.0.1 until Ctrl-C."""
    port = serving.requested_port(arguments)
    serving.refuse_busy_port(port)
    with portal_environment(port, talkative=True) as (environment, cluster):
        serving.prepare(environment, cluster)
        return serving.run_server(port, environment, cluster)


def manage(arguments: list[str]) -> int:
    """Run manage.py in the environment of `serve`."""
    with portal_environment(8000) as (environment, cluster):
        if cluster is not None and arguments and arguments[0] not in READING_COMMANDS:
            serving.forget_prepared(cluster)
        command: list[str | Path] = [sys.executable, ROOT / "manage.py", *arguments]
        return run_child(command, environment, cluster.membership() if cluster else ())


def test(arguments: list[str]) -> int:
    """Run pytest on a cluster of its own, made for speed: nothing in it survives a power cut.

    Runs at the same time get databases of different names, so none destroys another's.
    """
    own = Cluster(data_dir() / "test-cluster", durable=False, say=say)
    with in_cluster(own) as cluster, free_slot(cluster.base) as slot:
        environment = clean_environment(cluster, f"{DATABASE}_{slot}")
        command = [sys.executable, "-m", "pytest", *arguments]
        return run_child(command, environment, cluster.membership())


def bench(arguments: list[str]) -> int:
    """Run the benchmarks of tests/benchmarks, or those named, in a database of the test cluster."""
    with in_cluster(Cluster(data_dir() / "test-cluster", durable=False, say=say)) as cluster:
        cluster.ensure_database(f"{DATABASE}_bench")
        environment = clean_environment(cluster, f"{DATABASE}_bench")
        command = [sys.executable, "-m", "tests.benchmarks", *arguments]
        return run_child(command, environment, cluster.membership())


@contextlib.contextmanager
def portal_environment(port: int, *, talkative: bool = False) -> Iterator[tuple[dict[str, str], Cluster | None]]:
    """The environment of manage.py and of the server, and the embedded cluster if that is used.

    With DATABASE_URL the demonstration is off unless RIAL_DEMO=1 is given; without it, it is on unless
    RIAL_DEMO=0 is given.
    """
    data_dir().mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ)
    environment["RIAL_DATA_DIR"] = str(data_dir())
    environment["DJANGO_SETTINGS_MODULE"] = "rial.settings"
    if os.environ.get("RIAL_DEMO", "").strip().lower() in {"1", "true", "yes", "on"}:
        environment["RIAL_DEMO"] = "1"
    environment.setdefault("RIAL_DEMO_PASSWORD", DEFAULT_DEMO_PASSWORD)
    environment.setdefault("RIAL_SITE_URL", f"http://{serving.HOST}:{port}")
    if not environment.get("RIAL_SECRET_KEY"):
        environment["RIAL_SECRET_KEY"] = secret_key(data_dir() / "secret-key")
    if url := os.environ.get("DATABASE_URL"):
        where = outside_database(url)
        if talkative:
            say(f"using {where}")
        environment.setdefault("RIAL_DEMO", "0")
        yield environment, None
        return
    with in_cluster(Cluster(data_dir() / "cluster", say=say), talkative=talkative) as cluster:
        cluster.ensure_database(DATABASE)
        environment = without_libpq_variables(environment)
        environment["DATABASE_URL"] = cluster.url(DATABASE)
        environment["PG_BIN"] = str(cluster.binaries.path)
        environment.setdefault("RIAL_DEMO", "1")
        yield environment, cluster


@contextlib.contextmanager
def in_cluster(cluster: Cluster, *, talkative: bool = False) -> Iterator[Cluster]:
    """Use a cluster, and stop it afterwards when nobody else uses it."""
    started = cluster.enter()
    if talkative:
        state = "started" if started else "was running already"
        say(f"PostgreSQL {cluster.binaries.major} {state} (data in {cluster.base})")
    try:
        yield cluster
    finally:
        if cluster.leave() and talkative:
            say("PostgreSQL stopped")


def outside_database(url: str) -> str:
    """Which server a DATABASE_URL leads to; refuses one that is unreachable or too old."""
    try:
        conf = dj_database_url.parse(url)
        if conf["ENGINE"] != "django.db.backends.postgresql":
            raise ValueError(conf["ENGINE"])
        where = f"{conf['USER']}@{conf['HOST'] or 'local socket'}:{conf['PORT'] or 5432}/{conf['NAME']}"
        connection = psycopg2.connect(
            host=conf["HOST"] or None,
            port=conf["PORT"] or None,
            user=conf["USER"] or None,
            password=conf["PASSWORD"] or None,
            dbname=conf["NAME"] or None,
            connect_timeout=10,
            **conf.get("OPTIONS", {}),
        )
    except (ValueError, KeyError):
        raise RunError(
            "DATABASE_URL is not the address of a PostgreSQL database.\n"
            "It looks like this: postgresql://user:password@host:5432/name"
        ) from None
    except psycopg2.OperationalError as error:
        raise RunError(f"The database of DATABASE_URL cannot be reached ({where}):\n{str(error).strip()}") from None
    version = connection.server_version
    connection.close()
    if version < OLDEST_MAJOR * 10000:
        raise RunError(
            f"The PostgreSQL of DATABASE_URL ({where}) has version {version // 10000}; "
            f"{OLDEST_MAJOR} or newer is needed."
        )
    return f"PostgreSQL {version // 10000} at {where}"


def secret_key(file: Path) -> str:
    """The secret key of this data directory, made once and readable by its owner only."""
    if not file.exists():
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as key:
            key.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)  # atomic: of two starters one wins and both read the same key
        fresh.unlink()
    return file.read_text().strip()


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
        if not DEPLOYMENT_VARIABLE.fullmatch(name)
    }
    return environment | {
        "DATABASE_URL": cluster.url(database),
        "PG_BIN": str(cluster.binaries.path),  # where the tests of backup and restore find pg_dump
        "RIAL_DATA_DIR": str(data_dir() / "test"),
        "RIAL_SECRET_KEY": "only-for-tests-" + "0" * 40,
    }


def without_libpq_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without PGHOST, PGPORT and the like, which would bend connections elsewhere."""
    return {name: value for name, value in environment.items() if not re.fullmatch(r"PG[A-Z]+", name)}


def run_child(
    command: Sequence[str | Path],
    environment: dict[str, str],
    keep: tuple[int, ...] = (),
) -> int:
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


def _leave_in_order(number: int, frame: object) -> None:
    """Turn a request to stop into an exit that lets everything started here be stopped."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
