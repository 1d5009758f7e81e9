"""The forms of good practice: scoring, stepping aside, nominating, deciding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.models import Assessment, Candidate, Criterion, Program
from portfolio.services.good_practice import Judgement
from rial.core.forms import LineField, ProseField

# Characters of one reason; enough for a page of it.
REASON_LIMIT = 3_000
COMMENT_LIMIT = 5_000
# Weeks assessors are given when the Secretariat does not choose otherwise.
USUAL_WEEKS = 4


def prose_field(label: Any, limit: int, hint: Any, *, required: bool = False, language: str = "") -> ProseField:
    """A text of several lines that is measured by the server and never cut by the browser."""
    attributes = {"rows": 5, **({"lang": language} if language else {})}
    field = ProseField(
        label=label, max_length=limit, required=required, help_text=hint, widget=forms.Textarea(attrs=attributes)
    )
    field.widget.attrs.pop("maxlength", None)
    return field


@dataclass(frozen=True)
class CriterionFields:
    """One criterion with its two fields, for the template."""

    criterion: Criterion
    points: forms.BoundField
    reason: forms.BoundField


class AssessmentForm(forms.Form):
    """Points and a reason for every criterion. A draft may be incomplete; what cannot be stored is named."""

    def __init__(self, data: Any = None, *, candidate: Candidate, assessment: Assessment | None) -> None:
        self.criteria = list(candidate.criteria.all())
        super().__init__(data, initial=_initial(assessment))
        scale = [(str(points), str(points)) for points in range(1, 6)]
        for criterion in self.criteria:
            self.fields[f"points_{criterion.code}"] = forms.ChoiceField(
                label=_("Points"), choices=scale, required=False, widget=forms.RadioSelect
            )
            hint = _("What in the sheet supports these points. It becomes public with the outcome.")
            self.fields[f"reason_{criterion.code}"] = prose_field(_("Reason"), REASON_LIMIT, hint)
        hint = _("For the Secretariat; it is not published.")
        self.fields["comment"] = prose_field(_("Overall comment"), COMMENT_LIMIT, hint)
        self.fields["stamp"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def rows(self) -> Iterator[CriterionFields]:
        """The criteria in their order, each with its fields."""
        for criterion in self.criteria:
            yield CriterionFields(criterion, self[f"points_{criterion.code}"], self[f"reason_{criterion.code}"])

    def judgements(self) -> dict[str, Judgement]:
        """What can be stored: a field with an error leaves its criterion as it was."""
        found = {}
        for criterion in self.criteria:
            points, reason = f"points_{criterion.code}", f"reason_{criterion.code}"
            if points in self.errors or reason in self.errors:
                continue
            typed = self.cleaned_data.get(points)
            found[criterion.code] = Judgement(int(typed) if typed else None, self.cleaned_data.get(reason, ""))
        return found


def _initial(assessment: Assessment | None) -> dict[str, Any]:
    if assessment is None:
        return {"stamp": ""}
    initial: dict[str, Any] = {"comment": assessment.comment, "stamp": assessment.updated_at.isoformat()}
    for score in assessment.scores.select_related("criterion"):
        initial[f"points_{score.criterion.code}"] = str(score.points) if score.points else ""
        initial[f"reason_{score.criterion.code}"] = score.reason
    return initial


class ConflictForm(forms.Form):
    """Why the assessor steps aside."""

    reason = prose_field(
        _("What the conflict is"),
        REASON_LIMIT,
        _("For example, that you advised the ministry on this program. Only the Secretariat reads it."),
        required=True,
    )


class NominationForm(forms.Form):
    """The program, the criteria and the day assessments are due."""

    program = LineField(
        label=_("Code of the program"), max_length=12, help_text=_("A published program, such as PRG-0042.")
    )
    criteria = forms.ModelMultipleChoiceField(
        label=_("Criteria"),
        queryset=Criterion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one criterion.")},
    )
    closes_on = forms.DateField(
        label=_("Assessments due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty is without a date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        criteria = Criterion.objects.filter(active=True)
        field = self.fields["criteria"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - narrows the type
        field.queryset = criteria
        self.initial.setdefault("criteria", list(criteria))
        self.initial.setdefault("closes_on", timezone.localdate() + timedelta(weeks=USUAL_WEEKS))

    def clean_program(self) -> Program:
        """The program of that code, in any case and with or without the dash."""
        code = self.cleaned_data["program"].upper()
        program = Program.objects.public().filter(code=code).select_related("current").first()
        if program is None:
            raise forms.ValidationError(_("There is no published program with this code."), code="unknown")
        return program
