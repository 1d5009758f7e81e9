"""Kinds, states and languages of documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a document is (L02, L10, L11, L14, L17)."""

    REPORT = "report", _("Report")
    FINAL_REPORT = "final_report", _("Final report")
    PROPOSAL = "proposal", _("Proposal")
    AGENDA = "agenda", _("Agenda")
    PARTICIPANTS = "participants", _("List of participants")
    STUDY = "study", _("Study")
    DECLARATION = "declaration", _("Declaration or plan of action")
    STANDARD = "standard", _("Convention, recommendation or resolution")
    PUBLICATION = "publication", _("Publication")
    GUIDE = "guide", _("Manual or guide")
    FORM = "form", _("Form")
    PRESENTATION = "presentation", _("Presentation")
    RECORDING = "recording", _("Recording")
    OTHER = "other", _("Other document")


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DocumentLanguage(models.TextChoices):
    """The official languages of the OAS: documents exist in more of them than the portal."""

    SPANISH = "es", _("Spanish")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    PORTUGUESE = "pt", _("Portuguese")


class FileKind(models.TextChoices):
    TEXT = "text", _("Text")
    SLIDES = "slides", _("Slides")
    RECORDING = "recording", _("Recording")


class ContributorRole(models.TextChoices):
    """In which capacity someone stands behind a document (L02)."""

    AUTHOR = "author", _("Author")
    PRESENTER = "presenter", _("Presented by")
    PUBLISHER = "publisher", _("Publisher")


class NoteKind(models.TextChoices):
    """L12."""

    SOURCE = "source", _("Source of this record")
    FOOTNOTE = "footnote", _("Footnote")
