"""A ministry drafts an event proposal, proposes it, sees where it stands; nobody else's drafts are there."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from meetings.enums import ProposalState
from meetings.models import EventProposal, ProposalFunding, ProposalPart
from meetings.services import proposing
from tests.personas import PERSONAS, Personas, institution

DESK = "/en/desk/meetings/"


def management(prefix: str, total: int, initial: int = 0) -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": str(initial)}


def form(**changes: str) -> dict[str, str]:
    return {
        "title_es": "", "title_en": "Workshop on social dialogue", "kind": "workshop", "start": "2027-03-01",
        "end": "2027-03-02", "precision": "day", "days": "", "country": "CR", "hosting": "on",
        "parts-0-text_en": "Exchange experiences", "funding-0-text_en": "Rooms", "funding-0-state": "offered",
        "funding-0-kind": "in_kind", "funding-0-amount": "1500",
        "funding-1-state": "offered", "funding-1-kind": "in_kind",
        **management("parts", 3), **management("funding", 2),
    } | changes  # fmt: skip


def new_page() -> str:
    return f"{DESK}proposals/new/{institution('CR').code}/"


@pytest.fixture
def proposal(personas: Personas) -> EventProposal:
    """A draft of Costa Rica with one objective."""
    row = ProposalPart(kind=ProposalPart.OBJECTIVE, text_en="Exchange experiences")
    draft = EventProposal(proposed_by=institution("CR"), title_en="Workshop")
    return proposing.save_draft(draft, rows=[row], gone=[], hosting=False, by=personas.costa_rica)


def test_a_ministry_drafts_and_proposes(as_persona: Any, personas: Personas) -> None:
    client: Client = as_persona("costa_rica")
    assert client.get(new_page()).status_code == 200
    response = client.post(new_page(), form())
    made = EventProposal.objects.get()
    assert response.headers["Location"] == f"{DESK}proposals/{made.code}/"
    assert (made.state, made.title_en, made.proposed_by) == ("draft", form()["title_en"], institution("CR"))
    assert list(made.parts.values_list("kind", "text_en")) == [("objective", "Exchange experiences")]
    assert list(made.funding.values_list("text_en", "amount")) == [("Rooms", Decimal("1500.00"))]
    assert list(made.hosts.values_list("country", "state")) == [("CR", "offered")]
    assert Client().get(f"/en/meetings/proposals/{made.code}/").status_code == 404
    assert client.post(f"{DESK}proposals/{made.code}/propose/").status_code == 302
    assert Client().get(f"/en/meetings/proposals/{made.code}/").status_code == 200
    assert "Propose to the meeting" in client.get(f"{DESK}proposals/{made.code}/").content.decode()


def test_a_change_keeps_what_the_form_does_not_show(as_persona: Any, proposal: EventProposal) -> None:
    part = proposal.parts.get()
    funding = ProposalFunding.objects.create(proposal=proposal, text_en="Flights", country_id="CA", condition_en="If")
    data = form(**{
        "hosting": "", **management("parts", 4, 1), "parts-0-id": str(part.pk), "parts-0-text_en": "",
        "parts-1-text_es": "Otro objetivo",
        **management("funding", 3, 1), "funding-0-id": str(funding.pk), "funding-0-text_en": "Hotels",
        "funding-2-state": "offered", "funding-2-kind": "in_kind",
    })  # fmt: skip
    response = as_persona("costa_rica").post(f"{DESK}proposals/{proposal.code}/edit/", data)
    assert response.status_code == 302
    assert list(proposal.parts.values_list("text_es", "text_en")) == [("Otro objetivo", "")]
    kept = proposal.funding.values_list("pk", "text_en", "country", "condition_en")
    assert list(kept) == [(funding.pk, "Hotels", "CA", "If")]
    assert not proposal.hosts.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_en": ""}, "title_es"),
        ({"end": "2027-02-01"}, "end"),
        ({"start": "0001-01-01"}, "start"),
        ({"kind": "conference"}, "kind"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(as_persona: Any, changes: dict[str, str], field: str) -> None:
    response = as_persona("costa_rica").post(new_page(), form(**changes))
    assert list(response.context["form"].errors) == [field]
    assert not EventProposal.objects.exists()


def test_what_is_missing_is_said_when_proposing(as_persona: Any, proposal: EventProposal) -> None:
    proposal.parts.all().delete()
    response = as_persona("costa_rica").post(f"{DESK}proposals/{proposal.code}/propose/")
    assert response.status_code == 409
    assert "Write at least one objective." in response.content.decode()


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("page", ["", "edit/"])
def test_who_opens_a_draft(as_persona: Any, proposal: EventProposal, persona: str, page: str) -> None:
    own = persona in {"costa_rica", "colleague", "coordinator"}
    expected = 200 if own else 302 if persona == "anonymous" else 404
    assert as_persona(persona).get(f"{DESK}proposals/{proposal.code}/{page}").status_code == expected


@pytest.mark.parametrize("persona", ["mexico", "partner", "authority", "secretariat"])
def test_another_ministry_moves_nothing(
    as_persona: Any, personas: Personas, proposal: EventProposal, persona: str
) -> None:
    client = as_persona(persona)
    for page in ("edit/", "propose/", "withdraw/"):
        assert client.post(f"{DESK}proposals/{proposal.code}/{page}", {"note": "x"}).status_code == 404
    assert client.post(new_page(), form()).status_code == 404
    assert EventProposal.objects.get().state == ProposalState.DRAFT


def test_the_service_refuses_another_ministry(personas: Personas, proposal: EventProposal) -> None:
    with pytest.raises(PermissionDenied):
        proposing.save_draft(proposal, rows=[], gone=[], hosting=False, by=personas.mexico)


def test_once_proposed_it_is_changed_no_more(as_persona: Any, personas: Personas, proposal: EventProposal) -> None:
    proposing.propose(proposal, by=personas.costa_rica)
    client = as_persona("costa_rica")
    response = client.post(f"{DESK}proposals/{proposal.code}/edit/", form())
    assert response.headers["Location"] == f"{DESK}proposals/{proposal.code}/"
    assert EventProposal.objects.get().title_en == "Workshop"
    assert client.post(f"{DESK}proposals/{proposal.code}/withdraw/", {"note": ""}).status_code == 409
    assert client.post(f"{DESK}proposals/{proposal.code}/withdraw/", {"note": "No rooms."}).status_code == 302
    assert EventProposal.objects.get().state == ProposalState.WITHDRAWN
