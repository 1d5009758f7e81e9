"""Strict readers of environment variables: a typo is an error at start, never a silent default."""

import os
from pathlib import Path

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class ConfigurationError(Exception):
    """The environment holds a value the portal cannot use; the message names the variable."""


def env_str(name: str, default: str = "") -> str:
    """The variable's text, or the default when it is absent."""
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    """A switch: 1/true/yes/on or 0/false/no/off; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ConfigurationError(f"{name}={raw!r} is not a switch; use 1 or 0")


def env_int(name: str, default: int) -> int:
    """A whole number; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        return int(raw)
    except ValueError:
        raise ConfigurationError(f"{name}={raw!r} is not a whole number") from None


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values without blanks."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def env_path(name: str, default: Path) -> Path:
    """A path, absolute; the default when the variable is absent or empty."""
    raw = os.environ.get(name, "")
    return Path(raw).expanduser().resolve() if raw else default
