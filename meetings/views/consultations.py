"""Consultations whose compilation is published: what was asked, who answered, what became of each comment."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.compilation import FORMATS, compiled
from meetings.models import Consultation
from rial.core.bilingual import LANGUAGE_CODES, column, text_of
from rial.core.http import public_page


@public_page
def consultations(request: HttpRequest) -> HttpResponseBase:
    """The published compilations, the latest first."""
    context = {
        "nav": "meetings",
        "consultations": Consultation.objects.public().select_related("meeting", "document"),
        "trail": [(_("Meetings"), reverse("meetings:home")), (_("Consultations"), "")],
    }
    return render(request, "meetings/consultations.html", context)


@public_page
def consultation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A compilation: every comment in its own language with the answer, and who was asked and replied.

    `?format=docx` (with `by=delegation`) and `?format=xlsx` give it as a file.
    """
    wanted = Consultation.objects.public().filter(slug=slug)
    found = wanted.select_related("meeting__conference", "document", "decision__meeting").first()
    if found is None:
        raise Http404(slug)
    wanted_format = request.GET.get("format")
    if wanted_format in FORMATS:
        return FORMATS[wanted_format](found, request.GET.get("by", ""))
    everything = compiled(found)
    context = {
        "nav": "meetings",
        "consultation": found,
        # Delegation by delegation, as the model orders them.
        "comments": sorted(everything.comments, key=lambda row: (row.institution_id, row.at, row.pk)),
        "asked": everything.asked,
        "replied": everything.replied,
        "document": found.document if found.document and found.document.is_public else None,
        "meeting": found.meeting if found.meeting and found.meeting.is_public else None,
        "languages": dict(settings.LANGUAGES),
        "trail": [
            (_("Meetings"), reverse("meetings:home")),
            (_("Consultations"), reverse("meetings:consultations")),
            (text_of(found, "title"), ""),
        ],
        "page_languages": [code for code in LANGUAGE_CODES if getattr(found, column("title", code))],
    }
    return render(request, "meetings/consultation.html", context)
