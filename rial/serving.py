"""`run.py serve`: prepare the database and the static files, then serve until told to stop."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rial.cluster import Cluster
from rial.console import ROOT, RunError, data_dir, say, tell

HOST = "127.0.0.1"
READY_TIMEOUT_SECONDS = 180
PORT_PATIENCE_SECONDS = 3
WATCH_INTERVAL_SECONDS = 3
TIMER_INTERVAL_SECONDS = 900

# Who can sign in to the demonstration (made by `manage.py create_demo_accounts`).
DEMO_ACCOUNTS = (
    ("secretariat@rial.example", "Technical Secretariat"),
    ("costa-rica@rial.example", "ministry of labor of Costa Rica"),
    ("mexico@rial.example", "ministry of labor of Mexico"),
    ("trinidad-and-tobago@rial.example", "ministry of labor of Trinidad and Tobago"),
    ("paraguay@rial.example", "ministry of labor of Paraguay"),
    ("canada@rial.example", "ministry of labor of Canada, also an authority"),
    ("ilo@rial.example", "International Labour Organization, partner assessor"),
)


def requested_port(arguments: list[str]) -> int:
    """The port of `--port N`, else of PORT, else 8000; refuses anything that is not a port."""
    if arguments[:1] == ["--port"] and len(arguments) == 2:
        text = arguments[1]
    elif len(arguments) == 1 and arguments[0].startswith("--port="):
        text = arguments[0].removeprefix("--port=")
    elif arguments:
        raise RunError(f"serve does not know {' '.join(arguments)}; it takes --port N.", code=2)
    else:
        text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 65535:
        raise RunError(f"{text!r} is not a port; give a number from 1 to 65535.", code=2)
    return int(text)


def refuse_busy_port(port: int) -> None:
    """Say so before any work is done when the port cannot be had.

    A few seconds are allowed to the workers of a server that was killed: they notice and leave.
    """
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while (problem := _port_problem(port)) is not None:
        if problem == errno.EACCES:
            raise RunError(f"Port {port} needs root. Choose another one: python3 run.py --port 8001")
        if time.monotonic() > deadline:
            other = port + 1 if port < 65535 else 8001
            raise RunError(
                f"Port {port} is in use, perhaps by another run.py. Stop that one or choose another port:\n"
                f"  python3 run.py --port {other}"
            )
        time.sleep(0.1)


def _port_problem(port: int) -> int | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return error.errno
    return None


def prepare(environment: dict[str, str], cluster: Cluster | None) -> None:
    """Migrate, load the content, make the demo accounts and collect static files, where needed.

    On the embedded cluster the work is skipped when neither sources nor database changed since the last
    time; an outside database is always brought up to date. One process at a time.
    """
    with _alone():
        wanted = sources_fingerprint(environment)
        if cluster is not None and is_prepared(cluster, wanted):
            say("database is up to date")
        else:
            if cluster is not None:
                forget_prepared(cluster)
            _manage("database migrated", ["migrate", "--noinput"], environment)
            _manage("content loaded", ["load_content"], environment)
            if environment.get("RIAL_DEMO") == "1":
                _manage("demo accounts made", ["create_demo_accounts"], environment)
            if cluster is not None:
                remember_prepared(cluster, wanted)
        _collect_static(environment)


def announce(port: int, environment: dict[str, str]) -> None:
    """Print the address and, in the demonstration, who can sign in."""
    address = f"http://{HOST}:{port}/"
    tell(f"\nThe portal is at {address}")
    if environment.get("RIAL_DEMO") == "1":
        tell(f"\nSign in at {address}en/desk/ with the password {environment['RIAL_DEMO_PASSWORD']} as")
        width = max(len(mail) for mail, _who in DEMO_ACCOUNTS)
        for mail, who in DEMO_ACCOUNTS:
            tell(f"  {mail:<{width}}  {who}")
    tell("\nStop with Ctrl-C.")


def run_server(port: int, environment: dict[str, str], cluster: Cluster | None) -> int:
    """Serve with gunicorn until it ends or this process is told to stop; 0 after a stop in order.

    The server lives in a session of its own, so that Ctrl-C reaches only this process, which then stops
    it gracefully; it dies with this process if that is killed.
    """
    command = [
        sys.executable, "-m", "gunicorn", "rial.wsgi:application",
        "--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--graceful-timeout", "10", "--timeout", "120", "--log-level", "warning", "--no-control-socket",
        # The longest address gunicorn reads; what it refuses itself is answered by rial/refusals.py.
        "--limit-request-line", "8190", "--config", "python:rial.refusals",
    ]  # fmt: skip
    keep = cluster.membership() if cluster is not None else ()
    timer = Timer([sys.executable, ROOT / "manage.py", "send_due", "--verbosity", "0"], environment)
    with stopping_on_signals() as stop:
        server = subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has no threads
            pass_fds=keep,
        )
        try:
            if _wait_until_it_answers(server, port, stop):
                announce(port, environment)
            code = _watch(server, cluster, stop, timer)
        finally:
            timer.end()
            _end(server)
    if stop:
        say("stopped")
        return 0
    raise RunError(f"The server ended unexpectedly (exit code {code}).")


@contextmanager
def stopping_on_signals() -> Iterator[list[int]]:
    """Collect requests to stop (Ctrl-C, SIGTERM, a closed terminal) in a list instead of dying of them."""
    received: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    old = {number: signal.signal(number, lambda got, frame: received.append(got)) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def sources_fingerprint(environment: dict[str, str]) -> str:
    """A digest of all that migrating and loading depend on: code, content, requirements, demo settings."""
    settings = [environment.get(name, "") for name in ("RIAL_DEMO", "RIAL_DEMO_PASSWORD")]
    files = [ROOT / "pyproject.toml", *_files_below(ROOT / "content", "*")]
    for app in _apps():
        files += _files_below(app, "*.py")
    return _digest(files, [sys.version, *settings])


def is_prepared(cluster: Cluster, fingerprint: str) -> bool:
    """Whether the database was prepared for these sources and has the same migrations since.

    The mark lives in the database itself: a database restored, dropped or made anew has another or none.
    """
    with _cursor(cluster) as cursor:
        cursor.execute("SELECT to_regclass('public.run_py_prepared'), to_regclass('public.django_migrations')")
        if None in cursor.fetchone():
            return False
        cursor.execute("SELECT fingerprint, migrations FROM run_py_prepared")
        mark = cursor.fetchone()
        return bool(mark == (fingerprint, _applied_migrations(cursor)))


def remember_prepared(cluster: Cluster, fingerprint: str) -> None:
    """Mark the database as prepared for these sources."""
    with _cursor(cluster) as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS run_py_prepared (fingerprint text, migrations text)")
        cursor.execute("DELETE FROM run_py_prepared")
        mark = [fingerprint, _applied_migrations(cursor)]
        cursor.execute("INSERT INTO run_py_prepared VALUES (%s, %s)", mark)


def forget_prepared(cluster: Cluster) -> None:
    """Make the next start prepare the database again, whatever happens in between."""
    with _cursor(cluster) as cursor:
        cursor.execute("DROP TABLE IF EXISTS run_py_prepared")


def _applied_migrations(cursor: Any) -> str | None:
    cursor.execute("SELECT md5(string_agg(app || '.' || name, ',' ORDER BY app, name)) FROM django_migrations")
    row: tuple[str | None] = cursor.fetchone()
    return row[0]


@contextmanager
def _cursor(cluster: Cluster) -> Iterator[Any]:
    connection = cluster.connect("rial")
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def _alone() -> Iterator[None]:
    with open(data_dir() / "prepare.lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _manage(done: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Run a management command quietly; show all it said when it fails."""
    begun = time.monotonic()
    result = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode:
        raise RunError(f"manage.py {' '.join(arguments)} failed:\n{result.stdout.rstrip()}")
    say(f"{done} ({time.monotonic() - begun:.1f} s)")


def _collect_static(environment: dict[str, str]) -> None:
    files = [ROOT / "pyproject.toml"]
    for app in _apps():
        for directory in sorted(app.rglob("static")):
            files += _files_below(directory, "*")
    wanted = _digest(files, [])
    root = Path(environment.get("RIAL_STATIC_ROOT") or data_dir() / "static")
    record = root / ".fingerprint"
    if (root / "staticfiles.json").exists() and record.exists() and record.read_text() == wanted:
        return
    _manage("static files collected", ["collectstatic", "--noinput", "--clear"], environment)
    record.write_text(wanted)


def _apps() -> list[Path]:
    """The directories of the sources beside run.py that hold Python packages, tests excepted."""
    return sorted(path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")


def _files_below(directory: Path, pattern: str) -> list[Path]:
    return sorted(path for path in directory.rglob(pattern) if path.is_file() and "__pycache__" not in path.parts)


def _digest(files: Iterable[Path], more: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def _end_with_parent() -> None:
    """In the child, before it becomes gunicorn: ask Linux for SIGTERM when run.py dies in any way."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, stop: list[int]) -> bool:
    """Whether the portal answers in time; False as soon as it ended or was told to stop."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_TIMEOUT_SECONDS
    while time.monotonic() < deadline and server.poll() is None and not stop:
        try:
            opener.open(f"http://{HOST}:{port}/healthz", timeout=10).close()
            return True
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return True  # it answers; RIAL_ALLOWED_HOSTS may name public hosts only
            raise RunError(f"The portal answers /healthz with {error.code}; see the messages above.") from None
        except OSError:
            time.sleep(0.05)
    if server.poll() is None and not stop:
        raise RunError(f"The server does not answer after {READY_TIMEOUT_SECONDS} s; see the messages above.")
    return False


def _watch(server: subprocess.Popen[bytes], cluster: Cluster | None, stop: list[int], timer: Timer) -> int | None:
    """Wait for the end of the server or a request to stop; meanwhile do the work of timer and watchdog.

    Only the portal's own PostgreSQL is started again when it died, and only with it the timer runs: an
    installation with DATABASE_URL has a timer of its own (docs/operations.md).
    """
    looked = time.monotonic()
    while not stop:
        if (code := server.poll()) is not None:
            return code
        time.sleep(0.2)  # a signal cuts it short only in its handler, so it must be brief
        if cluster is not None and time.monotonic() - looked > WATCH_INTERVAL_SECONDS:
            looked = time.monotonic()
            if cluster.answers() is False and not stop:
                say("PostgreSQL has ended; starting it again")
                cluster.enter()
            timer.tick()
    return None


class Timer:
    """Runs a command now and then beside the server, never twice at once: the demonstration's cron."""

    def __init__(
        self, command: Sequence[str | Path], environment: dict[str, str], interval: float = TIMER_INTERVAL_SECONDS
    ) -> None:
        self.command = command
        self.environment = environment
        self.interval = interval
        self._next = 0.0
        self._running: subprocess.Popen[bytes] | None = None

    def tick(self) -> None:
        """Start the command if it is due; a failure says its own reason on stderr and is tried again."""
        if time.monotonic() < self._next or (self._running is not None and self._running.poll() is None):
            return
        self._next = time.monotonic() + self.interval
        self._running = subprocess.Popen(
            self.command, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def end(self) -> None:
        """Stop a command that is running; it is made to be run again."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait()


def _end(server: subprocess.Popen[bytes]) -> None:
    """Stop the server gracefully, after 15 seconds without mercy."""
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
