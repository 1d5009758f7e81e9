"""The other public pages: decisions, implementation, conferences, bodies, proposals, polls, and what others show."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from meetings.enums import Progress
from meetings.implementation import standings
from meetings.models import BodyTerm, EventProposal, Poll, PollSum
from meetings.services.records import save_proposal
from meetings.workflow import POLL, PROPOSAL
from rial.accounts.models import User
from rial.directory.models import Institution
from tests.factories import make_published
from tests.meetings import factories as make
from tests.personas import Personas

pytestmark = pytest.mark.usefixtures("vocabulary")


def page(url: str) -> str:
    """The page as text; refuses any answer but 200."""
    response = Client().get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def two_decisions() -> tuple[Any, Any]:
    """A decision of 2012 done in 2013, and one of 2016 that is open."""
    old = make.make_decision(make.make_meeting("wg2-2012", start=date(2012, 10, 10), end=None, number=2), "A workshop")
    old = make.note(
        old, Progress.DONE, date(2013, 2, 22), texts={"text_en": "Held in San José", "text_es": "En San José"}
    )
    return old, make.make_decision(make.make_meeting(), "Comments", deadline=date(2016, 7, 25))


def test_a_decision_is_followed_from_meeting_to_meeting() -> None:
    old, new = two_decisions()
    make.note(
        new, Progress.SUPERSEDED, date(2016, 12, 1), superseded_by=old, texts={"text_en": "Replaced", "text_es": "x"}
    )
    html = page(f"/en/meetings/decisions/{old.code}/")
    assert "Held in San José" in html
    assert "as of February 22, 2013" in html
    assert f'<a href="/en/meetings/decisions/{new.code}/">{new.code}</a> Comments' in html[html.index("Supersedes") :]
    assert f'<a href="{old.get_absolute_url().replace("/es/", "/en/")}">' in page(f"/en/meetings/decisions/{new.code}/")
    response = Client().get(f"/en/meetings/decisions/{old.code.lower()}/")
    assert (response.status_code, response["Location"]) == (301, f"/en/meetings/decisions/{old.code}/")


def test_a_decision_of_a_draft_is_not_there() -> None:
    decision = make.make_decision(make.make_meeting(public=False))
    assert Client().get(f"/en/meetings/decisions/{decision.code}/").status_code == 404
    assert Client().get("/en/meetings/decisions/nothing/").status_code == 404


def test_a_decision_nothing_is_known_of_says_so() -> None:
    decision = make.make_decision(make.make_meeting())
    assert "No source read so far says what became of it." in page(f"/en/meetings/decisions/{decision.code}/")


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_a_decision_do_not_grow_with_notes(rows: int, django_assert_num_queries: Any) -> None:
    decision = make.make_decision(make.make_meeting())
    for number in range(rows):
        make.note(decision, Progress.UNDER_WAY, date(2016, 7, 1 + number), meeting=decision.meeting)
        decision.articles.add(make.make_article(number=str(number)))
    with django_assert_num_queries(20):
        Client().get(f"/en/meetings/decisions/{decision.code}/")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2012, 10, 9), {}),
        (date(2013, 2, 21), {"A workshop": ("not_started", False)}),
        (date(2013, 2, 22), {"A workshop": ("done", False)}),
        (date(2016, 7, 25), {"A workshop": ("done", False), "Comments": ("not_started", False)}),
        (date(2016, 7, 26), {"A workshop": ("done", False), "Comments": ("not_started", True)}),
    ],
)
def test_the_state_of_implementation_knows_only_what_was_noted_until_the_day(day: date, expected: Any) -> None:
    two_decisions()
    assert {row.decision.text_en: (row.progress, row.overdue) for row in standings(day)} == expected


def test_a_stated_progress_without_a_date_holds_on_every_day() -> None:
    decision = make.make_decision(make.make_meeting(), "Thanks", kind="thanks")
    type(decision).objects.filter(pk=decision.pk).update(progress=Progress.TAKEN)
    assert [row.progress for row in standings(date(2016, 6, 29))] == [Progress.TAKEN]


def test_implementation_as_page_and_files() -> None:
    old, _new = two_decisions()
    html = page("/en/meetings/decisions/implementation/?as_of=2016-07-04")
    assert "<b>2 decisions</b> had been taken by then." in html
    assert '<span class="tag wa">Open, 21 days left</span>' in html
    data = Client().get("/en/meetings/decisions/implementation/?as_of=2013-02-22&format=json")
    assert b"".join(data.streaming_content).count(old.code.encode()) == 1
    for kind in ("csv", "xlsx"):
        assert Client().get(f"/en/meetings/decisions/implementation/?format={kind}").status_code == 200


@pytest.mark.parametrize("typed", ["2016-02-30", "yesterday", "2016"])
def test_a_date_that_is_none_is_named(typed: str) -> None:
    html = page(f"/en/meetings/decisions/implementation/?as_of={typed}&body=nobody")
    assert f"“{typed}” is not a date. Enter it as year-month-day, such as 2016-06-29." in html
    assert "“nobody” is not a body of the Conference." in html


def test_an_edition_shows_its_bodies_meetings_and_what_it_adopted() -> None:
    conference, body = make.make_conference(), make.make_body()
    make.make_term(body, conference)
    make.make_article()
    make.make_meeting()
    html = page("/en/meetings/conferences/xix/")
    for words in ("Plan of Action of Cancún", "Institutional strength", "Paraguay", "/en/meetings/wg2-2016/"):
        assert words in html
    for written in ("XIX", "19"):
        assert Client().get(f"/en/meetings/conferences/{written}/")["Location"] == "/en/meetings/conferences/xix/"
    for written in ("iix", "0", "99", "xx", "1e3"):
        assert Client().get(f"/en/meetings/conferences/{written}/").status_code == 404


def test_an_article_tells_who_cites_it() -> None:
    article, meeting = make.make_article(number="8", letter="f"), make.make_full_meeting(1)
    meeting.mandates.add(article)
    decision = make.make_decision(meeting, "By that article")
    decision.articles.add(article)
    point = make.make_point(meeting.sessions.all()[0], "Quoting it")
    point.articles.add(article)
    draft = make.make_meeting("draft", public=False, number=3)
    draft.mandates.add(article)
    html = page("/en/meetings/instruments/plan-of-action-cancun/")
    part = html[html.index('id="art-8f"') :]
    for words in (decision.code, f"/en/meetings/wg2-2016/#{point.anchor}", "Quoting it"):
        assert words in part
    assert "/en/meetings/draft/" not in html


def test_mandates_are_listed_with_whom_they_address() -> None:
    article = make.make_article()
    article.mandates.create(text_en="Follow up", text_es="Dar seguimiento", addressed_to_en="Working Groups")
    html = page("/en/meetings/mandates/")
    assert "Follow up" in html
    assert "Working Groups" in html


def test_a_body_shows_titles_of_each_edition_and_what_is_open() -> None:
    body = make.make_body()
    make.make_term(body, make.make_conference())
    BodyTerm.objects.create(body=body, conference=make.make_conference(20), title_en="Renamed", title_es="Otro nombre")
    two_decisions()
    html = page("/en/meetings/bodies/working-group-2/")
    assert html.index("Renamed") < html.index("Institutional strength")
    assert "Comments" in html[html.index('id="open"') :]
    assert "A workshop" not in html


def test_who_presided_over_what() -> None:
    make.make_term(make.make_body(), make.make_conference())
    html = page("/en/meetings/authorities/")
    assert "<b>Chair:</b> Paraguay" in html
    assert "<b>Vice-Chair:</b> Canada, Costa Rica" in html


@pytest.mark.parametrize(
    "path", ["conferences", "mandates", "bodies", "authorities", "proposals", "polls", "consultations"]
)
def test_empty_pages_say_what_to_do(path: str) -> None:
    html = page(f"/en/meetings/{path}/")
    assert '<div class="note info"><p>No ' in html


def make_proposal() -> EventProposal:
    """A proposal with a host that withdrew, funding offered and sought."""
    proposal = save_proposal(EventProposal(title_en="Intersectoral event", title_es="Evento", start=date(2014, 5, 1)))
    proposal.parts.create(text_en="Exchange experiences", text_es="Intercambiar")
    proposal.funding.create(
        from_fund=True, state="offered", amount=10000, ceiling=True, text_en="Travel", text_es="Viajes"
    )
    proposal.funding.create(label_en="Nobody yet", label_es="Nadie", state="sought")
    meeting = make.make_meeting()
    proposal.hosts.create(country_id="SV", state="withdrawn", meeting=meeting, position=1, note_en="No budget")
    proposal.hosts.create(country_id="CR", state="agreed", position=2)
    PROPOSAL.perform(proposal, "propose", by=None, by_system=True)
    return proposal


def test_a_proposal_tells_of_its_hosts_and_its_funding() -> None:
    proposal = make_proposal()
    html = page(f"/en/meetings/proposals/{proposal.code}/")
    assert html.index("El Salvador") < html.index("Costa Rica")
    assert "up to USD 10,000" in html
    assert "Being sought" in html
    assert "Exchange experiences" in html
    assert "Intersectoral event" in page("/en/meetings/proposals/")


def test_a_drafted_proposal_is_not_public() -> None:
    draft = save_proposal(EventProposal(title_en="Draft", title_es="Borrador"))
    assert Client().get(f"/en/meetings/proposals/{draft.code}/").status_code == 404


def make_poll() -> Poll:
    """The poll of 2004: 171 points among six options."""
    poll = Poll.objects.create(slug="p", title_en="Options", title_es="Opciones", totals_only=True, total_printed=171)
    for place, points in enumerate((0, 24, 37, 52, 27, 31)):
        share = 14 if points == 24 else None
        poll.options.create(
            code=f"o{place}", title_en=f"Option {place}", points_recorded=points, share_printed=share, position=place
        )
    sum_ = PollSum.objects.create(poll=poll, label_en="Combined", label_es="Juntas", points_printed=58)
    sum_.options.set(poll.options.filter(code__in=["o4", "o5"]))
    return poll


def test_a_closed_poll_shows_computed_shares_beside_printed_ones() -> None:
    poll = make_poll()
    assert Client().get("/en/meetings/polls/p/").status_code == 404
    POLL.perform(poll, "record", by=None, by_system=True)
    html = page("/en/meetings/polls/p/")
    for share in ("0.0%", "14.0%", "21.6%", "30.4%", "15.8%", "18.1%"):
        assert share in html
    assert "Combined: 58 points" in html
    assert "The source prints a total" not in html
    assert Client().get("/en/meetings/polls/p/?format=csv").status_code == 200


def test_printed_figures_that_differ_are_said() -> None:
    poll = make_poll()
    Poll.objects.filter(pk=poll.pk).update(total_printed=172)
    poll.options.filter(code="o2").update(share_printed="22.0")
    POLL.perform(Poll.objects.get(pk=poll.pk), "record", by=None, by_system=True)
    html = page("/en/meetings/polls/p/")
    assert "The source prints a total of 172 points; the options add up to 171." in html
    assert "+0.4 against the computed share" in html


def test_a_program_shows_where_it_was_presented(personas: Personas) -> None:
    owner: User = personas.mexico
    program = make_published(Institution.objects.get(code="stps-mx"), owner, personas.secretariat)
    meeting = make.make_meeting()
    session = make.make_session(meeting)
    meeting.programs.create(session=session, code=program.code)
    html = page(f"/en/portfolio/{program.code}/")
    assert f'<a href="/en/meetings/wg2-2016/#{session.anchor}">First meeting of Working Group 2, XIX IACML</a>' in html
    assert f'href="/en/portfolio/{program.code}/"' in page("/en/meetings/wg2-2016/")


def test_a_document_shows_where_it_was_discussed() -> None:
    meeting = make.make_meeting()
    document = make.make_document()
    meeting.documents.create(document=document, symbol_printed="CIMT-19/GT1-GT2/doc.5")
    html = page(f"/en/library/documents/{document.slug}/")
    assert "/en/meetings/wg2-2016/#documents" in html


def test_a_country_shows_meetings_posts_and_decisions() -> None:
    make.make_term(make.make_body(), make.make_conference())
    decision = make.make_decision(make.make_meeting(country_id="PY"))
    decision.responsible.create(country_id="PY")
    html = page("/en/countries/PY/")
    for words in ("Chair, ", decision.code, "/en/meetings/wg2-2016/"):
        assert words in html
