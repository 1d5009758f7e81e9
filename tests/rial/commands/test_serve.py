"""The two commands as a person gives them, in a directory with a space and an accent."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rial.cluster import Cluster
from rial.serving import DEMO_ACCOUNTS, Timer, forget_prepared, is_prepared, remember_prepared
from tests.rial.commands.running import Portal, free_port, is_alive, listens, run, wait_for

pytestmark = pytest.mark.slow


def nothing_runs_in(data: Path) -> bool:
    """Whether PostgreSQL has left a data directory."""
    return not (data / "cluster/data/postmaster.pid").exists()


def test_the_first_start_said_what_it_did_and_the_second_has_nothing_to_do(prepared: Path) -> None:
    with Portal(prepared, more={"LC_ALL": "C"}) as portal:
        portal.wait_until_up()
        output = portal.output()
        assert portal.get() == 200
        assert portal.stop(signal.SIGINT) == 0
    assert "database is up to date" in output
    assert "migrated" not in output
    assert "collected" not in output
    assert f"The portal is at http://127.0.0.1:{portal.port}/" in output
    assert "with the password rial-demo-2026 as" in output
    assert all(f"  {mail} " in output for mail, _who in DEMO_ACCOUNTS)
    assert nothing_runs_in(portal.data)


def test_a_changed_content_file_is_loaded_at_the_next_start(prepared: Path) -> None:
    (prepared / "content/README.md").write_text("A remark beside the data.\n")
    with Portal(prepared) as portal:
        portal.wait_until_up()
        assert "content loaded" in portal.output()
        assert "static files collected" not in portal.output()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_request_to_stop_stops_everything(number: int, prepared: Path) -> None:
    with Portal(prepared) as portal:
        portal.wait_until_up()
        server, postgres = portal.server_pid(), portal.postgres_pid()
        assert portal.stop(number) == 0
        assert portal.output().endswith("PostgreSQL stopped\n")
    assert not is_alive(server)
    assert not is_alive(postgres)


def test_two_at_once_share_one_database_until_the_last_leaves(prepared: Path) -> None:
    with Portal(prepared) as first, Portal(prepared) as second:
        first.wait_until_up()
        second.wait_until_up()
        assert first.stop() == 0
        assert "PostgreSQL stopped" not in first.output()
        assert (first.get(), second.get()) == (0, 200)
        assert second.stop() == 0
        assert "PostgreSQL stopped" in second.output()


def test_a_port_in_use_is_said_before_anything_is_done(prepared: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run(prepared, PORT=str(port))
    assert result.returncode == 1
    assert result.stderr == (
        f"Port {port} is in use, perhaps by another run.py. Stop that one or choose another port:\n"
        f"  python3 run.py --port {port + 1}\n"
    )


def test_a_killed_server_is_reported_and_postgresql_stopped(prepared: Path) -> None:
    with Portal(prepared) as portal:
        portal.wait_until_up()
        os.kill(portal.server_pid(), signal.SIGKILL)
        assert portal.process.wait(timeout=60) == 1
        assert "The server ended unexpectedly (exit code -9)." in portal.output()
    assert nothing_runs_in(portal.data)


def test_a_killed_postgresql_is_started_again_while_the_portal_serves(prepared: Path) -> None:
    with Portal(prepared) as portal:
        portal.wait_until_up()
        killed = portal.postgres_pid()
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: "PostgreSQL has ended; starting it again" in portal.output(), portal.output)
        wait_for(lambda: portal.get() == 200, portal.output)
        assert portal.postgres_pid() != killed


def test_a_killed_command_takes_its_server_along_and_the_next_one_finds_postgresql(prepared: Path) -> None:
    with Portal(prepared) as portal:
        portal.wait_until_up()
        server = portal.server_pid()
        portal.stop(signal.SIGKILL)
        wait_for(lambda: not is_alive(server))
    with Portal(prepared, port=portal.port) as after:
        after.wait_until_up()
        assert "was running already" in after.output()
        assert after.get() == 200
        assert after.stop() == 0
    assert nothing_runs_in(portal.data)


def test_after_everything_was_killed_it_starts_again(prepared: Path) -> None:
    with Portal(prepared) as portal:
        portal.wait_until_up()
        server, postgres = portal.server_pid(), portal.postgres_pid()
        for pid in (portal.process.pid, server, postgres):
            os.kill(pid, signal.SIGKILL)
        portal.process.wait()
        # gunicorn's workers notice within a second or two that their master is gone, and let go of the port.
        wait_for(lambda: not is_alive(postgres) and not listens(portal.port))
    with Portal(prepared, port=portal.port) as after:
        after.wait_until_up()
        assert "database is up to date" in after.output()
        assert after.get() == 200


def test_the_mark_of_a_prepared_database_is_believed_only_while_it_is_true(prepared: Path) -> None:
    cluster = Cluster(prepared / ".data/cluster")
    cluster.enter()
    try:
        remember_prepared(cluster, "these sources")
        assert is_prepared(cluster, "these sources")
        assert not is_prepared(cluster, "other sources")
        connection = cluster.connect("rial")
        with connection, connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('x', '0001', now())")
        assert not is_prepared(cluster, "these sources")
        with connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'x'")
        connection.close()
        assert is_prepared(cluster, "these sources")
        forget_prepared(cluster)
        assert not is_prepared(cluster, "these sources")
    finally:
        cluster.leave()


def test_manage_runs_in_the_same_environment(prepared: Path) -> None:
    script = "from django.conf import settings as s; print(s.DEMO, s.DEBUG, s.DATABASES['default']['NAME'])"
    result = run(prepared, "manage", "shell", "-v", "0", "-c", script)
    assert (result.returncode, result.stdout) == (0, "True False rial\n")
    assert nothing_runs_in(prepared / ".data")


def test_a_stray_settings_module_and_another_way_to_say_yes_do_no_harm(prepared: Path) -> None:
    script = "from django.conf import settings as s; print(s.SETTINGS_MODULE, s.DEMO)"
    more = {"DJANGO_SETTINGS_MODULE": "somebody.elses", "RIAL_DEMO": "Yes"}
    result = run(prepared, "manage", "shell", "-v", "0", "-c", script, **more)
    assert (result.returncode, result.stdout) == (0, "rial.settings True\n")


def test_a_relative_data_directory_is_meant_from_where_the_command_is_given(prepared: Path) -> None:
    script = "from django.conf import settings as s; print(s.DATA_DIR)"
    data = prepared.relative_to("/") / ".data"  # the command is given in /
    result = run(prepared, "manage", "shell", "-v", "0", "-c", script, RIAL_DATA_DIR=str(data))
    assert (result.returncode, result.stdout) == (0, f"{prepared}/.data\n")


def test_manage_passes_the_exit_code_on(prepared: Path) -> None:
    assert run(prepared, "manage", "no_such_command").returncode == 1


def test_test_runs_pytest_on_a_cluster_of_its_own_and_passes_the_exit_code_on(tree: Path) -> None:
    (tree / "tests").mkdir(exist_ok=True)
    (tree / "tests/test_environment.py").write_text(
        "import os, psycopg2, pytest\n"
        "def test_the_database_is_quick_and_nothing_leaks():\n"
        "    url = os.environ['DATABASE_URL']\n"
        "    assert url.endswith('/rial_0') and 'test-cluster' not in os.environ['RIAL_DATA_DIR']\n"
        "    assert 'RIAL_DEMO' not in os.environ\n"
        "    connection = psycopg2.connect(url.replace('/rial_0', '/postgres'))\n"
        "    cursor = connection.cursor()\n"
        "    cursor.execute('SHOW fsync')\n"
        "    assert cursor.fetchone() == ('off',)\n"
        "def test_that_fails():\n"
        "    pytest.fail('on purpose')\n"
    )
    good = run(tree, "test", "-q", "-k", "quick", RIAL_DEMO="1", DATABASE_URL="postgresql://nowhere/x")
    assert (good.returncode, good.stdout.splitlines()[-1][:8]) == (0, "1 passed"), good.stdout + good.stderr
    assert run(tree, "test", "-q").returncode == 1
    assert run(tree, "test", "-q", "no/such/test.py").returncode == 4
    assert not (tree / ".data/test-cluster/data/postmaster.pid").exists()


@pytest.fixture(scope="module")
def outside(open_dir: Path) -> Iterator[str]:
    """The address of an outside PostgreSQL, over TCP with a password; Debian's where it is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    with pytest.MonkeyPatch.context() as patch:
        if debian:
            patch.setenv("PG_BIN", str(debian[0]))
        cluster = Cluster(open_dir / "outside", durable=False)
    cluster.enter()
    connection = cluster.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE portal LOGIN PASSWORD 'p@ss/wörd'")
        cursor.execute("CREATE DATABASE rial OWNER portal")
    connection.close()
    cluster.leave()
    port = free_port()
    with open(cluster.data / "postgresql.conf", "a") as conf:
        conf.write(f"\nlisten_addresses = '127.0.0.1'\nport = {port}\n")
    (cluster.data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
    server = subprocess.Popen(
        [cluster.binaries.path / "postgres", "-D", cluster.data, "-c", "unix_socket_directories="],
        cwd="/",
        env={"LC_ALL": "C"},
        stderr=subprocess.DEVNULL,
        **cluster.account.subprocess_options(),
    )
    wait_for(lambda: listens(port))
    yield f"postgresql://portal:p%40ss%2Fw%C3%B6rd@127.0.0.1:{port}/rial"
    server.terminate()
    server.wait()


def test_an_outside_database_becomes_a_demonstration_only_when_told(outside: str, prepared: Path, place: Path) -> None:
    more = {
        "DATABASE_URL": outside,
        "RIAL_DATA_DIR": str(place / "data"),
        "RIAL_STATIC_ROOT": str(prepared / ".data/static"),
    }
    with Portal(prepared, more=more) as portal:
        portal.wait_until_up()
        output = portal.output()
        assert portal.get() == 200
        assert portal.stop() == 0
    assert "content loaded" in output
    assert "static files collected" not in output
    assert "demo" not in output
    assert "p@ss" not in output
    assert not (place / "data/cluster").exists()
    count = "from rial.accounts.models import User; print(User.objects.count())"
    result = run(prepared, "manage", "shell", "-v", "0", "-c", count, **more)
    assert (result.returncode, result.stdout) == (0, "0\n"), result.stderr
    with Portal(prepared, more=more | {"RIAL_DEMO": "1", "RIAL_DEMO_PASSWORD": "another-word-1"}) as portal:
        portal.wait_until_up()
        assert "demo accounts made" in portal.output()
        assert "with the password another-word-1 as" in portal.output()


def test_a_wrong_password_of_an_outside_database_is_said(outside: str, tree: Path, place: Path) -> None:
    url = outside.replace("p%40ss", "wrong")
    result = run(tree, DATABASE_URL=url, RIAL_DATA_DIR=str(place / "data"), PORT=str(free_port()))
    assert result.returncode == 1
    assert "password authentication failed" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_secret_key_of_the_demonstration_is_private(prepared: Path) -> None:
    assert stat.S_IMODE((prepared / ".data/secret-key").stat().st_mode) == 0o600


def test_the_timer_runs_its_command_in_time_and_never_twice_at_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    timer = Timer(["sh", "-c", f"echo run >> {log}; sleep 600"], dict(os.environ), interval=0)
    timer.tick()
    wait_for(log.exists)
    timer.tick()
    timer.end()
    assert log.read_text() == "run\n"
    timer.tick()
    wait_for(lambda: log.read_text() == "run\nrun\n")
    timer.end()
    patient = Timer(["sh", "-c", f"echo again >> {log}"], dict(os.environ), interval=3600)
    patient.tick()
    wait_for(lambda: log.read_text().endswith("again\n"))
    patient.tick()
    patient.end()
    assert log.read_text().count("again") == 1


def test_a_failing_migration_is_shown_and_postgresql_stopped(tree: Path, place: Path) -> None:
    broken = place / "tree"
    shutil.copytree(tree, broken, ignore=shutil.ignore_patterns(".data", "__pycache__", "tests"))
    (broken / "rial/urls.py").write_text("raise RuntimeError('broken on purpose')\n")
    result = run(broken, PORT=str(free_port()))
    assert result.returncode == 1
    assert "manage.py migrate --noinput failed:" in result.stderr
    assert "RuntimeError: broken on purpose" in result.stderr
    assert nothing_runs_in(broken / ".data")
