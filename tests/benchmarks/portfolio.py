"""CPU per request of the portfolio's pages against a bare Django view, at 10,000 and 100,000 programs.

Each size has a database of its own, made and dropped here, and a process of its own (portfolio_run).
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2


def main(sizes: list[int], requests: int, *, keep: bool = False) -> int:
    """Measure every size; 0 when all targets are met."""
    return max(_measure(size, requests, keep=keep) for size in sizes)


def _measure(size: int, requests: int, *, keep: bool) -> int:
    with database(f"rial_bench_{size}", keep=keep) as (url, is_new):
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
        command = [sys.executable, "-m", "tests.benchmarks.portfolio_run", str(size), str(requests)]
        return subprocess.run([*command, "fill"] if is_new else command, env=environment, check=False).returncode


@contextmanager
def database(name: str, *, keep: bool) -> Iterator[tuple[str, bool]]:
    """(its address, whether it was made now) of a database beside the one of DATABASE_URL."""
    given = os.environ["DATABASE_URL"]
    url = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    server = psycopg2.connect(given)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
            exists = bool(cursor.fetchone()[0])
            if exists and not keep:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
                exists = False
            if not exists:
                cursor.execute(f"CREATE DATABASE {name}")
            yield url, not exists
            if not keep:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        server.close()
