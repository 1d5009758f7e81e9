"""Records that the meetings' forms need and the real content has none of: open windows, drafts, a coming meeting."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from meetings.enums import Standing
from meetings.models import Comment, Consultation, EventProposal, Meeting, Poll, PollOption
from meetings.services import consultations, consulting, polls, registering
from meetings.services.records import begin_meeting, publish, save_proposal
from rial.accounts.models import User
from tests.personas import institution


def make_open_records() -> dict[str, Any]:
    """An open consultation with a comment, an open poll, a coming meeting with a participant, a draft proposal.

    All of Costa Rica; the keys are those the addresses of the pages are filled in with.
    """
    ministry, own = institution("CR"), User.objects.get(email="costa-rica@rial.example")
    secretariat = User.objects.get(email="secretariat@rial.example")
    soon = timezone.localdate() + timedelta(days=21)
    titled = {"title_es": "Prueba", "title_en": "Trial"}
    asked = Consultation.objects.create(
        slug="trial",
        closes_on=soon,
        intro_es="Comente el **proyecto**.",
        intro_en="Comment on the **draft**.",
        **titled,
    )
    asked = consultations.open_consultation(asked, by=secretariat)
    words = {"passage": "Artículo 2", "text": "Agregar el trabajo informal.", "language": "es"}
    comment: Comment = consulting.comment(asked, ministry, words, by=own)
    poll = Poll.objects.create(slug="trial", points_each=10, closes_on=soon, **titled)
    for code in ("one", "two"):
        PollOption.objects.create(poll=poll, code=code, title_es=f"Opción {code}", title_en=f"Option {code}")
    polls.open_poll(poll, by=secretariat)
    draft = Meeting(kind="workshop", start=soon, end=soon, standing=Standing.CONFIRMED, country_id="CR", **titled)
    coming = publish(begin_meeting(draft, []), by=secretariat)
    person = {"full_name": "Ana Solís", "post": "Directora", "email": "ana@mtss.example", "needs": ""}
    participant = registering.register(coming, ministry, person, by=own)
    proposal = save_proposal(EventProposal(proposed_by=ministry, kind="workshop", **titled))
    return {
        "coming": coming.slug,
        "comment": comment.pk,
        "consultation": asked.pk,
        "participant": participant.pk,
        "poll": poll.pk,
        "proposal": proposal.code,
        "proposal_pk": proposal.pk,
    }
