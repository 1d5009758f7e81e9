"""Two people saved the same section: whose words stay where (P01; W03).

A form carries a mark of every part it was drawn from. What only one of the two changed needs no question;
what both changed is asked.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from portfolio.models import Version
from portfolio.scheme import Section

from .content import Content, read_content, stamp_of
from .drafting import lock_open_version, write_locked_section

Marks = dict[str, str]


def parts_of(content: Content) -> dict[str, Any]:
    """The content as one flat table: columns, codes and rows by their name."""
    return {**content.columns, **content.codes, **content.rows}


def marks_of(version: Version, section: Section) -> Marks:
    """A short mark of each part of a section as stored now."""
    return {name: _mark(value) for name, value in parts_of(read_content(version, section)).items()}


def _mark(value: Any) -> str:
    text = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def only(content: Content, names: set[str]) -> Content:
    """The part of a content with these names."""
    return Content(
        columns={name: value for name, value in content.columns.items() if name in names},
        codes={name: value for name, value in content.codes.items() if name in names},
        rows={name: value for name, value in content.rows.items() if name in names},
    )


@dataclass(frozen=True)
class Merge:
    """`mine`: what I alone changed, ready to be saved. `conflicts`: names of the parts that both changed."""

    mine: Content
    conflicts: frozenset[str] = frozenset()
    # What is stored of the parts in conflict, and who saved it last.
    theirs: dict[str, Any] = field(default_factory=dict)
    by: Any = None


def merge(theirs: Content, mine: Content, marks: Marks) -> Merge:
    """Compare what is stored, what was typed and what the form was drawn from; a part without a mark is asked about."""
    stored = parts_of(theirs)
    changed: set[str] = set()
    conflicts: set[str] = set()
    for name, value in parts_of(mine).items():
        if _mark(value) == _mark(stored[name]) or marks.get(name) == _mark(value):
            continue
        if marks.get(name) == _mark(stored[name]):
            changed.add(name)
        else:
            conflicts.add(name)
    return Merge(only(mine, changed), frozenset(conflicts), {name: stored[name] for name in conflicts})


@transaction.atomic
def save_merging(
    version: Version, section: Section, content: Content, *, by: Any, stamp: str, marks: Marks
) -> tuple[Version, Merge]:
    """Save a section of an open version; if someone saved it meanwhile, save what only this person changed.

    What both changed is not written: it comes back in the merge's `conflicts`, to be asked about. The same form
    sent twice changes nothing the second time.
    """
    locked = lock_open_version(version, by=by)
    theirs_by = locked.updated_by if locked.updated_by != by else None
    if stamp == stamp_of(locked, section):
        merged = Merge(content)
    else:
        merged = replace(merge(read_content(locked, section), content, marks), by=theirs_by)
    # A form sent twice, or one whose every change is in conflict, must not count as this person's save.
    if merged.mine != Content():
        write_locked_section(locked, section, merged.mine, by)
    return locked, merged
