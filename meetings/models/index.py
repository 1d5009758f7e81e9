"""Public meetings and decisions as lists and search read them; written by the indexers of the lists alone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rial.core.listing.models import Entry, EntryText, Word

from .decision import Decision
from .meeting import Meeting


class MeetingIndex(Entry):
    """One row per public meeting."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="index")
    kind = models.CharField(max_length=20)
    standing = models.CharField(max_length=10)
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)
    first_day = models.DateField(null=True)
    final_day = models.DateField(null=True)
    precision = models.CharField(max_length=5)
    place_es = models.CharField(max_length=220, blank=True)
    place_en = models.CharField(max_length=220, blank=True)
    name_es = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    decisions = models.PositiveSmallIntegerField(default=0)
    documents = models.PositiveSmallIntegerField(default=0)
    has_report = models.BooleanField(default=False)


class MeetingText(EntryText):
    """Its texts for searching: points, decisions, people."""

    index = models.OneToOneField(MeetingIndex, models.CASCADE, primary_key=True, related_name="text")


class MeetingWord(Word):
    """Words of names and leads, for “did you mean”."""


class DecisionIndex(Entry):
    """One row per decision of a public meeting."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="index")
    kind = models.CharField(max_length=12)
    progress = models.CharField(max_length=12)
    # The first day of the meeting; the last day that is still in time.
    taken_on = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    # What tells overdue from unreported (meetings.overdue): the edition of the meeting, the day of the last note.
    edition = models.PositiveSmallIntegerField(null=True)
    noted_on = models.DateField(null=True)
    deadline = models.DateField(null=True)
    deadline_precision = models.CharField(max_length=5)
    meeting_slug = models.CharField(max_length=80)
    meeting_es = models.CharField(max_length=300, blank=True)
    meeting_en = models.CharField(max_length=300, blank=True)
    responsible_es = ArrayField(models.CharField(max_length=250), default=list)
    responsible_en = ArrayField(models.CharField(max_length=250), default=list)


class DecisionText(EntryText):
    """Its texts for searching."""

    index = models.OneToOneField(DecisionIndex, models.CASCADE, primary_key=True, related_name="text")


class DecisionWord(Word):
    """Words of decisions, for “did you mean”."""
