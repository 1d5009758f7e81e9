"""One size of the Fund's benchmark, in the database of DATABASE_URL: `… ENTRIES REQUESTS [fill]`."""

import os
import sys
from collections.abc import Callable
from datetime import date
from time import monotonic, process_time

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from fund.statement import statement  # noqa: E402 - models need the settings
from tests.benchmarks.measuring import cpu_seconds, serving  # noqa: E402

ROUNDS = 40
STATEMENT_LIMIT, PAGE_LIMIT = 3, 4
AS_OF = date(2019, 12, 31)
BARE = """
    SELECT kind, nature, pool_id, category, sum(amount) FROM fund_entry
    WHERE value_date <= %(as_of)s AND id <= %(through)s GROUP BY kind, nature, pool_id, category
"""
# What an active Fund would record in centuries: three in ten contributions, one authorization for a hundred payments,
# one entry in fifty without an amount or approximate, one in two hundred reversed.
FILL = """
INSERT INTO fund_entry (
  id, kind, nature, value_date, date_precision, recorded_at, pool_id, country_id, amount, published_as, category,
  authorization_id, unclear, per_year, outside_hemisphere, beneficiaries, reverses_id, reason,
  {texts}
)
SELECT n, kind,
  CASE WHEN kind = 'contribution' THEN CASE WHEN n %% 7 = 0 THEN 'in_kind' ELSE 'cash' END ELSE '' END,
  date '2011-01-01' + (n * 3650 / %(size)s), 'day', timestamp '2021-01-01' + n * interval '1 minute',
  (ARRAY['common', 'common', 'canada', 'others'])[1 + n %% 4],
  CASE WHEN kind = 'contribution' THEN (ARRAY['MX', 'CA', 'BB', 'CL', 'PY', 'AR'])[1 + n %% 6] END,
  CASE WHEN kind = 'authorization' THEN 50000 WHEN n %% 50 = 1 THEN NULL ELSE 100 + (n * 7919) %% 40000 / 100.0 END,
  CASE WHEN kind <> 'authorization' AND n %% 50 = 1 THEN 'undisclosed' WHEN n %% 50 = 2 THEN 'approximate'
    ELSE 'amount' END,
  CASE WHEN kind = 'contribution' THEN ''
    ELSE (ARRAY['workshops', 'cooperation', 'studies', 'operation', 'communications'])[1 + n / 100 %% 5] END,
  CASE WHEN kind <> 'contribution' THEN n - n %% 100 END,
  false, false, false, '{{}}', NULL, '', {empty}
FROM (
  SELECT n, CASE WHEN n %% 100 = 0 THEN 'authorization' WHEN n < 100 OR n %% 10 < 3 THEN 'contribution'
    ELSE 'expenditure' END AS kind
  FROM generate_series(1, %(size)s) AS n
) AS entries
"""
REVERSALS = """
INSERT INTO fund_entry SELECT (jsonb_populate_record(e, jsonb_build_object(
  'id', %(size)s + row_number() OVER (ORDER BY id), 'amount', -amount, 'reverses_id', id, 'reason_en', 'slip'))).*
FROM fund_entry e WHERE id %% 200 = 15 AND amount IS NOT NULL
"""


def fill(size: int, say: Callable[[str], None]) -> None:
    """Migrate the database and write this many entries past the ledger's guards, as a restored backup would."""
    call_command("migrate", verbosity=0)
    call_command("load_content", "--only", "directory", verbosity=0)
    say(f"writing {size:,} entries")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'fund_entry' AND is_nullable = 'NO'"
            " AND data_type IN ('character varying', 'text') AND column_default IS NULL"
            " AND column_name NOT IN ('kind', 'nature', 'date_precision', 'published_as', 'category', 'reason')"
        )
        texts = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO fund_pool (code, kind, name, name_es, name_en, terms, terms_es, terms_en, position) VALUES"
            " ('common', 'common', '', '', '', '', '', '', 0), ('canada', 'special', '', '', '', '', '', '', 1),"
            " ('others', 'other', '', '', '', '', '', '', 2)"
        )
        cursor.execute(FILL.format(texts=", ".join(texts), empty=", ".join(["''"] * len(texts))), {"size": size})
        cursor.execute(REVERSALS, {"size": size})
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def bare(through: int) -> None:
    """The least that any statement needs: the sums of its terms, pools and matrix."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"as_of": AS_OF, "through": through})
        cursor.fetchall()


def cost(call: Callable[[], object]) -> float:
    """Milliseconds of CPU, of this process and of PostgreSQL together, for one call; a busy machine matters little."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    call()
    begun = process_time() + cpu_seconds(backend)
    for _ in range(ROUNDS):
        call()
    return (process_time() + cpu_seconds(backend) - begun) * 1000 / ROUNDS


def main(size: int, requests: int, *, filled: bool) -> int:
    """Fill if asked, measure, print; 0 when every target is met."""
    begun = monotonic()

    def say(line: str) -> None:
        print(f"[{monotonic() - begun:6.1f} s] {line}", flush=True)

    if not filled:
        fill(size, say)
    else:
        call_command("migrate", verbosity=0)
    through = statement(AS_OF).through
    least, whole = cost(lambda: bare(through)), cost(lambda: statement(AS_OF, through=through))
    missed = whole > STATEMENT_LIMIT * least
    print(f"\nCPU of a statement over {through:,} entries (process + PostgreSQL)")
    print(f"bare sums in SQL   {least:8.2f} ms")
    print(
        f"statement()        {whole:8.2f} ms  {whole / least:5.2f} × bare  ≤ {STATEMENT_LIMIT}{' ✗' if missed else ''}"
    )
    return max(int(missed), _pages(size, requests, say))


def _pages(size: int, requests: int, say: Callable[[str], None]) -> int:
    call_command("collectstatic", "--noinput", verbosity=0)
    say(f"measuring {requests} requests of each page")
    with serving(os.environ["DATABASE_URL"]) as server:
        least = server.measure(["/en/bench/bare/"], requests, {}, 200)
        page = server.measure([f"/en/fund/?as_of={AS_OF}", "/es/fund/?as_of=2016-06-29"], requests, {}, 200)
    missed = page.total > PAGE_LIMIT * least.total
    print(f"\nCPU per request at {size:,} entries (one gunicorn worker; web + PostgreSQL)")
    print(f"bare view          {least.total:8.2f} ms")
    print(f"statement as page  {page.total:8.2f} ms  {_ratio(page.total, least.total, PAGE_LIMIT)}\n")
    return int(missed)


def _ratio(measured: float, least: float, limit: float) -> str:
    return f"{measured / least:5.2f} × bare  ≤ {limit:g}{' ✗' if measured > limit * least else ''}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), filled=sys.argv[3:] != ["fill"]))
