"""Which reminders of a closing day left: each delegation hears of it once at every step."""

from django.db import models
from django.db.models import Q

from .meeting import Meeting
from .poll import Poll


class Reminder(models.Model):
    """A round of reminders before a deadline: of a poll, or of the beginning of a meeting that takes registrations.

    A deadline that is moved is another one, of which delegations are reminded anew.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, null=True, blank=True, related_name="reminders")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="reminders")
    deadline = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    # How many people were written to.
    people = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(poll__isnull=True) ^ Q(meeting__isnull=True), name="reminder_is_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["poll", "meeting", "deadline", "days_before"],
                name="reminder_once_per_step",
                nulls_distinct=False,
            ),
        ]
