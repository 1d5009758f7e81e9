"""State machines as tables.

A `Workflow` lists the transitions of one model's state field. `perform` is the only writer of that
field: it locks the row, checks again, writes, logs and announces. Buttons, admin actions, permission
tests and documentation are derived from the table (`available`, `transitions`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Sent inside the transaction after a transition was written: sender=model class, obj, transition, actor, note.
# Receivers may queue mail (the outbox is a table, so it commits or rolls back with the transition).
transitioned = Signal()

M = TypeVar("M", bound=models.Model)
Predicate = Callable[[Any, Any], bool]
Check = Callable[[Any], Sequence[Any]]


class TransitionRefused(ValidationError):
    """The transition is not possible now; the message says why, in the reader's language."""


def nothing_to_check(obj: Any) -> Sequence[Any]:
    """The check of a transition that asks for nothing."""
    return ()


def nobody(user: Any, obj: Any) -> bool:
    """The predicate of transitions that only other transitions perform (`by_system=True`)."""
    return False


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: from which states, to which, who may, what must hold, whether a note is needed."""

    name: str
    label: Any
    sources: frozenset[str]
    target: str
    by: Predicate
    check: Check = nothing_to_check
    note_required: bool = False
    # The action as a history tells it ("Published"); the label is what its button says ("Publish").
    done: Any = ""
    # Shown on the confirmation page: what will happen, in one sentence.
    consequence: Any = ""
    # Danger is drawn as an outline button with a confirmation page.
    danger: bool = False


# Every workflow of the portal, for docs/workflows.md.
WORKFLOWS: "list[Workflow[Any]]" = []


class Workflow(Generic[M]):
    """The transitions of `model.field`, logged in `log_model` (a subclass of TransitionLog with FK `subject`)."""

    def __init__(
        self, model: type[M], log_model: type[models.Model], transitions: Sequence[Transition], field: str = "state"
    ) -> None:
        self.model = model
        self.log_model = log_model
        self.field = field
        self.transitions = {transition.name: transition for transition in transitions}
        WORKFLOWS.append(self)

    def state_of(self, obj: M) -> str:
        """The object's present state as loaded."""
        return str(getattr(obj, self.field))

    def available(self, obj: M, user: Any) -> list[Transition]:
        """The transitions this person could start from the object's present state, in table order."""
        state = self.state_of(obj)
        return [t for t in self.transitions.values() if state in t.sources and t.by(user, obj)]

    def may(self, name: str, obj: M, user: Any) -> bool:
        """Whether the person may start this transition now (its check aside)."""
        transition = self.transitions[name]
        return self.state_of(obj) in transition.sources and transition.by(user, obj)

    def perform(self, obj: M, name: str, *, by: Any, note: str = "", by_system: bool = False, **changes: Any) -> M:
        """Lock, check again, write the state and `changes`, log and announce; returns the fresh object.

        Refuses with PermissionDenied (not this person), TransitionRefused (wrong state, missing note)
        or the check's own ValidationError. `by_system` skips the question who may, for transitions that
        follow from another one.
        """
        transition = self.transitions[name]
        with transaction.atomic():
            locked = self._locked(obj)
            if not by_system and not transition.by(by, locked):
                raise PermissionDenied(f"{name} on {self.model._meta.label} {obj.pk}")
            self._refuse_unless_possible(locked, transition, note)
            source = self.state_of(locked)
            for attribute, value in {**changes, self.field: transition.target}.items():
                setattr(locked, attribute, value)
            locked.save(update_fields=[*changes, self.field])
            self.log_model._default_manager.create(
                subject=locked, action=name, source=source, target=transition.target, note=note.strip(), actor=by
            )
            transitioned.send(sender=self.model, obj=locked, transition=transition, actor=by, note=note)
        return locked

    def perform_many(self, objects: Sequence[M], name: str, *, by: Any, note: str = "", **changes: Any) -> list[M]:
        """The same transition for many objects in one go: all or none, under the same rules as `perform`.

        Announces nothing: whoever moves many records tells the people concerned once. Checks see the
        objects as given, so that the caller can prefetch what they read; call inside a transaction.
        """
        transition = self.transitions[name]
        keys = [obj.pk for obj in objects]
        states = dict(
            self.model._default_manager.select_for_update(of=("self",))
            .filter(pk__in=keys)
            .order_by("pk")
            .values_list("pk", self.field)
        )
        for obj in objects:
            setattr(obj, self.field, states[obj.pk])
            if not transition.by(by, obj):
                raise PermissionDenied(f"{name} on {self.model._meta.label} {obj.pk}")
            self._refuse_unless_possible(obj, transition, note)
        logs = [
            self.log_model(
                subject=obj, action=name, source=states[obj.pk], target=transition.target, note=note.strip(), actor=by
            )
            for obj in objects
        ]
        for obj in objects:
            for attribute, value in {**changes, self.field: transition.target}.items():
                setattr(obj, attribute, value)
        self.model._default_manager.bulk_update(objects, [*changes, self.field], batch_size=500)
        self.log_model._default_manager.bulk_create(logs, batch_size=500)
        return list(objects)

    def _locked(self, obj: M) -> M:
        queryset = self.model._default_manager.select_for_update(of=("self",))
        return queryset.get(pk=obj.pk)

    def _refuse_unless_possible(self, obj: M, transition: Transition, note: str) -> None:
        if self.state_of(obj) not in transition.sources:
            raise TransitionRefused(
                _("This cannot be done now: the record is “%(state)s”. Someone may have acted on it before you."),
                code="wrong_state",
                params={"state": self.state_label(obj)},
            )
        if transition.note_required and not note.strip():
            raise TransitionRefused(_("Write the reason: it will be seen by the people concerned."), code="note")
        problems = transition.check(obj)
        if problems:
            raise ValidationError(list(problems))

    def state_label(self, obj: M) -> str:
        """The state's name in the reader's language."""
        display = getattr(obj, f"get_{self.field}_display", None)
        return str(display()) if display else self.state_of(obj)


def action_label(workflow: Workflow[Any], action: str) -> str:
    """A logged action as a history tells it; the action's own code when the table no longer has it."""
    transition = workflow.transitions.get(action)
    return str(transition.done or transition.label) if transition else action


class TransitionLog(models.Model):
    """One performed transition: who, what, from, to, why, when. Subclasses add `subject`."""

    action = models.CharField(gettext_lazy("action"), max_length=40)
    source = models.CharField(gettext_lazy("from"), max_length=20)
    target = models.CharField(gettext_lazy("to"), max_length=20)
    note = models.TextField(gettext_lazy("note"), blank=True)
    actor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("by")
    )
    at = models.DateTimeField(gettext_lazy("when"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
