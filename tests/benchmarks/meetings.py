"""CPU per request of a long meeting's page and of the lists of meetings and decisions, against a bare Django view."""

import os
import subprocess
import sys

from tests.benchmarks.portfolio import database


def main(sizes: list[int], requests: int, *, keep: bool = False) -> int:
    """Measure in a database of its own; 0 when all targets are met. The number of programs plays no part here."""
    with database("rial_bench_meetings", keep=keep) as (url, is_new):
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
        command = [sys.executable, "-m", "tests.benchmarks.meetings_run", str(requests)]
        return subprocess.run([*command, "fill"] if is_new else command, env=environment, check=False).returncode
