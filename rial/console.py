"""What run.py's commands share: where things are, what they say, how they refuse."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class RunError(Exception):
    """A command cannot be carried out; the message tells the person at the console what to do."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def data_dir() -> Path:
    """Where everything that must survive lives: RIAL_DATA_DIR, by default .data beside run.py."""
    return Path(os.environ.get("RIAL_DATA_DIR") or ROOT / ".data").expanduser().absolute()


def say(line: str) -> None:
    """One line of progress, on stderr, with the seconds since the command was given."""
    elapsed = time.time() - float(os.environ.get("RIAL_RUN_STARTED", time.time()))
    sys.stderr.write(f"[{elapsed:5.1f} s] {line}\n")
    sys.stderr.flush()


def tell(text: str) -> None:
    """A result for the reader of stdout."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
