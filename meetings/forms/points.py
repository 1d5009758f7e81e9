"""All points of a session on one page, both languages side by side, in the order of their numbers."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import PointKind
from meetings.models import Point, PointAttribution, Session
from meetings.parties import PartyIndex
from meetings.services import entry
from meetings.services.ordering import arrange_points, points_in_order, shifted
from rial.core.bilingual import LANGUAGE_CODES, column, columns
from rial.core.forms import LineField, ProseField

from .meeting import ProgramCodesField, in_language

# More points than any report has; the page with the longest one stays well below.
MOST_POINTS = 400


class PointForm(forms.Form):
    """One point: texts, kind, who said it, which programs it names."""

    pk = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.IntegerField(
        label=gettext_lazy("Place"),
        min_value=0,
        max_value=99_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "y", "autocomplete": "off", "data-place": ""}),
        error_messages={"invalid": gettext_lazy("Enter a whole number, such as 12.")},
    )
    nested = forms.BooleanField(label=gettext_lazy("Under the one before"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PointKind.choices)
    said_by = LineField(
        label=gettext_lazy("Attributed to"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Countries, acronyms or other names, separated by semicolons."),
    )
    programs = ProgramCodesField(
        label=gettext_lazy("Programs named"), help_text=gettext_lazy("Codes such as PRG-0042.")
    )
    delete = forms.BooleanField(label=gettext_lazy("Delete this point"), required=False)

    def __init__(self, *args: Any, speakers: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"] = forms.TypedChoiceField(
            label=_("Said by"), choices=[("", "–"), *speakers], required=False, coerce=int, empty_value=None
        )
        for code in LANGUAGE_CODES:
            self.fields[column("text", code)] = ProseField(
                label=in_language(_("Text"), code),
                max_length=8000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code, "spellcheck": "true"}),
            )

    def clean(self) -> dict[str, Any]:
        """A point says something."""
        data = super().clean() or {}
        names = columns("text")
        if not data.get("delete") and not self.errors and not any(data.get(name) for name in names):
            self.add_error(names[0], _("Write the text in at least one language, or delete the point."))
        return data

    @property
    def text_fields(self) -> list[Any]:
        """The languages side by side."""
        return [self[name] for name in columns("text")]


def initial_of(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The points as the forms show them."""
    return [
        {
            "pk": point.pk,
            "place": number,
            "nested": point.parent_id is not None,
            "kind": point.kind,
            "speaker": point.speaker_id or "",
            "said_by": "; ".join(entry.party_line(row) for row in point.attributions.all()),
            "programs": " ".join(sorted(row.code for row in point.programs.all())),
            **{name: getattr(point, name) for name in columns("text")},
        }
        for number, point in enumerate(points, start=1)
    ]


def stamp_of(initial: Sequence[dict[str, Any]]) -> str:
    """Changes when anybody changes a point: two people cannot overwrite each other unawares."""
    return hashlib.sha256(json.dumps(list(initial), sort_keys=True, default=str).encode()).hexdigest()[:24]


def points_formset(session: Session, speakers: list[tuple[Any, str]], data: Any, initial: Any) -> Any:
    """The formset of a session's points."""
    factory: type[BaseFormSet] = formset_factory(
        PointForm, extra=0, max_num=MOST_POINTS, absolute_max=MOST_POINTS + 100
    )
    return factory(data, initial=initial, form_kwargs={"speakers": speakers}, prefix="points")


@transaction.atomic
def save_points(session: Session, formset: Any, move: str) -> None:
    """Write what changed, then the order: numbers first, then the button that was pressed (“up:12”, “in:12”)."""
    points = {point.pk: point for point in points_in_order(session)}
    index: PartyIndex | None = None
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data["pk"] in points]
    for form in formset.forms:
        point = points.get(form.cleaned_data["pk"])
        if point is None:
            continue
        if form.cleaned_data["delete"]:
            continue
        if form.has_changed():
            index = index or PartyIndex()
            _save_point(point, form.cleaned_data, index)
    for row in rows:
        if row["delete"]:
            _delete(points[row["pk"]])
    kept = sorted((row for row in rows if not row["delete"]), key=lambda row: row["place"])
    arrange_points(session, moved([(row["pk"], int(row["nested"])) for row in kept], move))


def _save_point(point: Point, data: dict[str, Any], index: PartyIndex) -> None:
    for name in columns("text"):
        setattr(point, name, data[name])
    point.kind = data["kind"]
    point.speaker_id = data["speaker"]
    point.save()
    parties = index.read_list(data["said_by"].replace(";", "\n"))
    entry.set_parties(PointAttribution, {"point": point}, parties)
    entry.set_programs(point, data["programs"].split())


def _delete(point: Point) -> None:
    """What stands under a deleted point stays, as points of the first level."""
    point.children.update(parent=None)
    point.delete()


def moved(order: list[tuple[int, int]], move: str) -> list[tuple[int, int]]:
    """The order after a button: up, down, in (under the one before), out. A point takes those under it along."""
    action, _colon, typed = move.partition(":")
    keys = [key for key, _level in order]
    if not typed.isascii() or not typed.isdigit() or int(typed) not in keys:
        return order
    key = int(typed)
    if action in {"in", "out"}:
        return [(pk, int(action == "in") if pk == key else level) for pk, level in order]
    return _shifted_blocks(order, key, {"up": -1, "down": 1}.get(action, 0))


def _shifted_blocks(order: list[tuple[int, int]], key: int, by: int) -> list[tuple[int, int]]:
    levels = dict(order)
    blocks: list[list[int]] = []
    for pk, level in order:
        if level and blocks:
            blocks[-1].append(pk)
        else:
            blocks.append([pk])
    home = next(block for block in blocks if key in block)
    if home[0] == key:
        heads = shifted([block[0] for block in blocks], key, by)
        blocks.sort(key=lambda block: heads.index(block[0]))
    else:
        # Among those under the same point.
        blocks[blocks.index(home)] = [home[0], *shifted(home[1:], key, by)]
    return [(pk, levels[pk]) for block in blocks for pk in block]
