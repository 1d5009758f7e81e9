"""What falls due with time: each app registers its jobs, `manage.py send_due` runs them every hour.

A job must be idempotent: it marks in the database what it sent, in the same transaction.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

logger = logging.getLogger(__name__)

# A job answers how many messages it queued today.
Job = Callable[[date], int]

_jobs: dict[str, Job] = {}
_LOCK_CLASS = 7_342


@dataclass
class Report:
    """What a run did: messages by job, jobs that failed, jobs another process was running."""

    sent: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def due(name: str) -> Callable[[Job], Job]:
    """Register a job under a stable name (decorator); in a module imported by the app's `ready()`."""

    def register(job: Job) -> Job:
        _jobs[name] = job
        return job

    return register


def registered() -> dict[str, Job]:
    """All jobs by name, in the order of registration."""
    return dict(_jobs)


def run_due(today: date) -> Report:
    """Run every job, each in its own transaction under its own lock; one that fails does not stop the others."""
    report = Report()
    for name, job in _jobs.items():
        try:
            sent = _run_alone(name, job, today)
        except Exception:
            logger.exception("due job %s failed", name)
            report.failed.append(name)
            continue
        if sent is None:
            report.skipped.append(name)
        else:
            report.sent[name] = sent
    return report


def _run_alone(name: str, job: Job, today: date) -> int | None:
    """What the job sent; None when another process is running it now."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_CLASS, name])
            if not cursor.fetchone()[0]:
                return None
        return job(today)
