"""The real content for tests with real transactions: loaded once for each test database, then copied back.

Such tests empty all tables afterwards, and loading takes seconds. The copy lives in a schema of its own, which emptying
the tables leaves alone.
"""

from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

_SCHEMA = "kept_for_tests"
# Its rows only ever move on: what is kept per process goes by them.
_NEVER_BACK = ("django_migrations", "core_public_change")
_SEQUENCES = "sequences_of_the_schema"


def load_once(load: Callable[[], None]) -> None:
    """What `load` writes into an emptied database; at the second time it is copied from what the first one left."""
    if not _may_copy():
        load()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [_SCHEMA])
        (kept,) = cursor.fetchone()
    if kept:
        _copy_back()
    else:
        load()
        _keep()


def _may_copy() -> bool:
    """Only a superuser may write past triggers and foreign keys; on an outside server tests need not be one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        (may,) = cursor.fetchone()
    return bool(may)


def _tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [schema])
        return [name for (name,) in cursor.fetchall() if name not in (*_NEVER_BACK, _SEQUENCES)]


@transaction.atomic
def _keep() -> None:
    tables = _tables("public")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
        for table in tables:
            cursor.execute(f'CREATE UNLOGGED TABLE {_SCHEMA}."{table}" AS TABLE public."{table}"')
        cursor.execute(
            f"CREATE UNLOGGED TABLE {_SCHEMA}.{_SEQUENCES} AS"
            " SELECT sequencename AS name, last_value AS value FROM pg_sequences WHERE schemaname = 'public'"
        )


@transaction.atomic
def _copy_back() -> None:
    tables = _tables(_SCHEMA)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("TRUNCATE " + ", ".join(f'public."{table}"' for table in tables) + " CASCADE")
        for table in tables:
            columns = _written_columns(table)
            cursor.execute(
                f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE'
                f' SELECT {columns} FROM {_SCHEMA}."{table}"'
            )
        cursor.execute(
            f"SELECT setval(format('public.%I', name)::regclass, coalesce(value, 1), value IS NOT NULL)"
            f" FROM {_SCHEMA}.{_SEQUENCES} WHERE name NOT LIKE 'core_public_change%%'"
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        # Written past the triggers that say so.
        cursor.execute("UPDATE directory_country SET active_member = active_member")
    ContentType.objects.clear_cache()


def _written_columns(table: str) -> str:
    """All but those that the database computes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
