"""Environment variables are read strictly."""

from pathlib import Path

import pytest

from rial.env import ConfigurationError, env_bool, env_int, env_list, env_path, env_str


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("", False), ("no", False)],
)
def test_switches(monkeypatch: pytest.MonkeyPatch, raw: str, expected: bool) -> None:
    monkeypatch.setenv("RIAL_X", raw)
    assert env_bool("RIAL_X", not expected) is expected


def test_a_typo_is_an_error_that_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIAL_X", "ture")
    with pytest.raises(ConfigurationError, match="RIAL_X='ture' is not a switch"):
        env_bool("RIAL_X")
    with pytest.raises(ConfigurationError, match="RIAL_X='ture' is not a whole number"):
        env_int("RIAL_X", 3)


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RIAL_X", raising=False)
    assert env_bool("RIAL_X", True) is True
    assert env_int("RIAL_X", 7) == 7
    assert env_str("RIAL_X", "d") == "d"
    assert env_list("RIAL_X", "a, b,,") == ["a", "b"]
    assert env_path("RIAL_X", Path("/p")) == Path("/p")


def test_values(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RIAL_X", "12")
    assert env_int("RIAL_X", 0) == 12
    monkeypatch.setenv("RIAL_X", str(tmp_path / "a b"))
    assert env_path("RIAL_X", Path("/p")) == tmp_path / "a b"
