"""Panels that higher rooms add to a page of a lower one: meetings and cooperation to a program's sheet, the Fund to a
country's profile.

A domain registers a source in its `apps.ready()`; the page asks for all panels of its place and draws them in order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Place = Literal["program_trail", "program_aside", "country", "document", "meeting", "decision"]

# (subject, user): the record the page is about, and who reads it.
Source = Callable[[Any, Any], "Panel | None"]

_sources: dict[str, list[tuple[int, Source]]] = {}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel: the template that draws it and what the template needs; `title` names it in the page's outline."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


def add_panel(place: Place, source: Source, *, order: int = 100) -> None:
    """Register a source of panels for a place; a lower order comes first."""
    _sources.setdefault(place, []).append((order, source))


def panels(place: Place, subject: Any, user: Any) -> Sequence[Panel]:
    """The panels of a place for this subject and reader; sources with nothing to say are left out."""
    ordered = sorted(_sources.get(place, []), key=lambda entry: entry[0])
    found = (source(subject, user) for _order, source in ordered)
    return [panel for panel in found if panel is not None]
