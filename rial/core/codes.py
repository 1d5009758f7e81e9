"""Permanent codes of records: PRG-0042, DEC-0007. A code is never used twice, also when its record is gone."""

import zlib
from typing import Any

from django.db import connection, models
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr


def next_number(model: type[models.Model], prefix: str) -> int:
    """The next free number of a prefix; others wait until this transaction ends. Call inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(f"code:{prefix}".encode())])
    number: Any = Cast(Substr("code", len(prefix) + 2), IntegerField())
    last = model._default_manager.filter(code__startswith=f"{prefix}-").aggregate(last=Max(number))["last"]
    return int(last or 0) + 1


def next_code(model: type[models.Model], prefix: str) -> str:
    """The next free code of a prefix, at least four digits: next_code(Decision, "DEC") == "DEC-0042"."""
    return f"{prefix}-{next_number(model, prefix):04d}"
