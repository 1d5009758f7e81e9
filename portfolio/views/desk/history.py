"""Who did what with a program, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.models import Program, ProgramLog, VersionLog
from portfolio.workflow import PROGRAM, VERSION
from rial.core.workflow import action_label

# What only followed from another transition says nothing new.
_FOLLOWED = {"supersede"}


@dataclass(frozen=True)
class Step:
    """Something that was done: what, by whom, when, with which words, to which version."""

    label: Any
    who: Any
    day: date
    at: datetime
    note: str = ""
    version: str = ""


def history_of(program: Program) -> list[Step]:
    """Beginnings, transitions and confirmations of the program and its versions."""
    steps = [*_begun(program), *_transitions(program), *_confirmed(program)]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _begun(program: Program) -> Iterator[Step]:
    for version in program.versions.select_related("created_by"):
        day = timezone.localtime(version.created_at).date()
        yield Step(_("Draft begun"), version.created_by, day, version.created_at)


def _transitions(program: Program) -> Iterator[Step]:
    for row in VersionLog.objects.filter(subject__program=program).select_related("actor", "subject"):
        if row.action not in _FOLLOWED:
            number = row.subject.number if row.action == "publish" else None
            label = action_label(VERSION, row.action)
            yield Step(
                label, row.actor, timezone.localtime(row.at).date(), row.at, row.note, f"v{number}" if number else ""
            )
    # The program's own publication follows from its version's.
    for log in ProgramLog.objects.filter(subject=program).exclude(action="publish").select_related("actor"):
        yield Step(action_label(PROGRAM, log.action), log.actor, timezone.localtime(log.at).date(), log.at, log.note)


def _confirmed(program: Program) -> Iterator[Step]:
    for row in program.confirmations.select_related("by", "version"):
        at = timezone.make_aware(datetime.combine(row.on, time(12)))
        yield Step(_("Confirmed as still valid"), row.by, row.on, at, "", row.version.label)
