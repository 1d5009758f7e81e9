"""Statements of the Fund against their bare sums in SQL, and its page against a bare view.

Each size has a database of its own, made and dropped here, and a process of its own (fund_run).
"""

import os
import subprocess
import sys

from tests.benchmarks.portfolio import database


def main(sizes: list[int], requests: int, *, keep: bool = False) -> int:
    """Measure every size; 0 when all targets are met."""
    return max(_measure(size, requests, keep=keep) for size in sizes)


def _measure(size: int, requests: int, *, keep: bool) -> int:
    with database(f"rial_bench_fund_{size}", keep=keep) as (url, is_new):
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
        command = [sys.executable, "-m", "tests.benchmarks.fund_run", str(size), str(requests)]
        return subprocess.run([*command, "fill"] if is_new else command, env=environment, check=False).returncode
