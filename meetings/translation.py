"""Which texts of the meetings are bilingual, and whose history the database keeps."""

import pghistory
from django.db.models import Model
from modeltranslation.translator import TranslationOptions, translator

from rial.core.bilingual import not_null

from . import models

FIELDS: dict[type[Model], tuple[str, ...]] = {
    models.Conference: ("place", "summary", "print_note"),
    models.Instrument: ("title", "issued_by", "summary", "print_note"),
    models.Article: ("text",),
    models.Mandate: ("text", "addressed_to", "carried_out_with"),
    models.Body: ("name", "purpose", "print_note"),
    models.BodyTerm: ("title", "mandate", "print_note"),
    models.BodyMember: ("label", "appointed_by"),
    models.ActivityCalendar: ("title", "print_note"),
    models.Meeting: (
        "title",
        "place",
        "venue",
        "lead",
        "description",
        "background",
        "approach",
        "closing",
        "participants_note",
        "print_note",
    ),
    models.Organizer: ("label", "capacity"),
    models.Financing: ("label", "part", "capacity"),
    models.Delegation: ("label",),
    models.PriorityTopic: ("text", "defined_by"),
    models.SiteVisit: ("title", "note"),
    models.MeetingDocument: ("note",),
    models.Session: ("title", "intro", "questions"),
    models.Speaker: ("post", "institution_printed", "capacity", "subject"),
    models.SessionDelegation: ("label",),
    models.Point: ("text", "print_note"),
    models.PointAttribution: ("label",),
    models.Decision: ("text", "print_note", "wording_note"),
    models.Responsible: ("label",),
    models.StatusNote: ("text",),
    models.EventProposal: (
        "title",
        "subtitle",
        "place",
        "background",
        "participants",
        "structure",
        "funding_note",
        "footnotes",
        "print_note",
    ),
    models.ProposalOrganizer: ("label", "through"),
    models.ProposalPart: ("text",),
    models.ProposalFunding: ("label", "text", "condition"),
    models.ProposalHost: ("note",),
    models.Consultation: ("title", "intro", "compilation", "print_note"),
    models.Comment: ("answer",),
    models.Reply: ("label", "note"),
    models.Poll: ("title", "question", "result_note", "print_note"),
    models.PollOption: ("title", "description"),
    models.PollSum: ("label", "note"),
}

for model, fields in FIELDS.items():
    options = type(
        f"{model.__name__}Options", (TranslationOptions,), {"fields": fields, "field_options": not_null(fields)}
    )
    translator.register(model, options)

for model in (
    models.Conference,
    models.Instrument,
    models.Meeting,
    models.Session,
    models.Point,
    models.Decision,
    models.EventProposal,
    models.Consultation,
    models.Poll,
):
    pghistory.track()(model)
