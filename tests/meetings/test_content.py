"""The real records of the meetings under content/: what they hold exactly, and that loading again changes nothing."""

from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import models
from django.test import TestCase

from meetings.enums import ConsultationState, DecisionKind, MeetingKind, PollState, Progress, ProposalState, RecordState
from meetings.models import (
    ActivityCalendar,
    Body,
    Conference,
    Consultation,
    Decision,
    EventProposal,
    Instrument,
    Meeting,
    Point,
    Poll,
)
from rial.core.bilingual import LANGUAGE_CODES
from rial.core.dates import Precision
from tests.conftest import load_vocabulary

# Edition: place, country and chair, first day, last day.
CONFERENCES = {
    12: ("Ottawa", "CA", date(2001, 10, 17), date(2001, 10, 19)),
    13: ("Salvador, Bahia", "BR", date(2003, 9, 24), date(2003, 9, 26)),
    14: ("Mexico City", "MX", date(2005, 9, 26), date(2005, 9, 27)),
    15: ("Port of Spain", "TT", date(2007, 9, 11), date(2007, 9, 13)),
    16: ("Buenos Aires", "AR", date(2009, 10, 6), date(2009, 10, 8)),
    17: ("San Salvador", "SV", date(2011, 10, 31), date(2011, 11, 1)),
    18: ("Medellín", "CO", date(2013, 11, 11), date(2013, 11, 12)),
    19: ("Cancún", "MX", date(2015, 12, 3), date(2015, 12, 4)),
    20: ("Bridgetown", "BB", date(2017, 12, 7), date(2017, 12, 8)),
    21: ("Buenos Aires (virtual)", "AR", date(2021, 9, 22), date(2021, 9, 24)),
    22: ("Bogotá", "CO", date(2024, 10, 23), date(2024, 10, 24)),
}
# Past, present and future chair of the editions for which the sources name all three.
TROIKAS = {13: "CA BR MX", 14: "BR MX TT", 18: "SV CO MX", 19: "CO MX BB", 21: "BB AR CO"}
KINDS = {
    "conference": 11,
    "preparatory": 13,
    "planning": 6,
    "authorities": 3,
    "working_group": 18,
    "experts": 3,
    "workshop": 15,
    "seminar": 3,
    "webinar": 3,
    "bilateral": 9,
    "external": 2,
}
# Points and printed share of each option, in the printed order; of 171 points.
POLL = {
    "institute": (0, "0.00"),
    "subregional-networks": (24, "14.00"),
    "school": (37, "21.60"),
    "hemispheric-network": (52, "30.40"),
    "commission": (27, "15.70"),
    "centre": (31, "18.10"),
}
WINDOWS = {
    "comments-agreements-database-2016": (date(2016, 6, 29), date(2016, 7, 25), ConsultationState.CLOSED),
    "forum-draft-declaration-medellin-2013": (date(2013, 8, 15), date(2013, 9, 10), ConsultationState.COMPILED),
    "forum-draft-declaration-bridgetown-2017": (date(2017, 8, 14), date(2017, 9, 23), ConsultationState.CLOSED),
}
RECORDS: list[type[models.Model]] = [
    Conference,
    Instrument,
    Body,
    ActivityCalendar,
    Meeting,
    Decision,
    EventProposal,
    Consultation,
    Poll,
]


def point_of(slug: str, words: str) -> Point:
    """The main point of a meeting with these words in its English text."""
    return Point.objects.get(session__meeting__slug=slug, text_en__contains=words)


class RecordsOfTheMeetings(TestCase):
    """The records are loaded once for all tests of the class."""

    again: str

    @classmethod
    def setUpTestData(cls) -> None:
        load_vocabulary()
        call_command("load_content", "--only", "library", "meetings", verbosity=0)
        said = StringIO()
        call_command("load_content", "--only", "library", "meetings", stdout=said)
        cls.again = said.getvalue()

    def test_loading_again_changes_nothing(self) -> None:
        lines = self.again.splitlines()
        assert len(lines) == 11
        assert all("0 created, 0 updated" in line for line in lines), self.again

    def test_every_edition_has_its_place_chair_and_days(self) -> None:
        found = {c.edition: (c.place_en, c.chair_id, c.start, c.end) for c in Conference.objects.all()}
        assert found == CONFERENCES
        assert {c.edition for c in Conference.objects.all() if c.virtual} == {21}
        assert all(c.state == RecordState.PUBLISHED for c in Conference.objects.all())

    def test_every_edition_is_a_meeting_of_the_same_days(self) -> None:
        meetings = Meeting.objects.filter(kind=MeetingKind.CONFERENCE).select_related("conference")
        days = {m.conference.edition: (m.start, m.end) for m in meetings if m.conference}
        assert days == {edition: (start, end) for edition, (_place, _chair, start, end) in CONFERENCES.items()}

    def test_the_troika_is_the_one_the_sources_name(self) -> None:
        for edition, chairs in TROIKAS.items():
            with self.subTest(edition=edition):
                found = dict(Conference.objects.get(edition=edition).troika.values_list("role", "country_id"))
                assert found == dict(zip(("past", "present", "future"), chairs.split(), strict=True))

    def test_the_print_is_kept_beside_the_canonical_date(self) -> None:
        seventeenth, sixteenth = Conference.objects.get(edition=17), Conference.objects.get(edition=16)
        assert "October 2012" in seventeenth.print_note_en
        assert "octubre de 2012" in seventeenth.print_note_es
        assert "September 23–25" in sixteenth.print_note_en
        assert "October 6 and 8" in sixteenth.print_note_en

    def test_what_else_the_print_gets_wrong_is_said(self) -> None:
        assert "SPTS" in EventProposal.objects.get(code="EVT-0001").print_note_en
        assert "First Planning Meeting" in EventProposal.objects.get(code="EVT-0003").print_note_en
        assert "“Network”" in point_of("wg-2004-05-washington", "Inter-American centre").print_note_en
        assert "“100,00”" in point_of("experts-2004-08-mexico-city", "USD 631,000 a year").print_note_en
        assert "2016-2107" in Decision.objects.get(code="DEC-0057").print_note_en

    def test_there_are_as_many_meetings_of_each_kind_as_recorded(self) -> None:
        assert Counter(Meeting.objects.values_list("kind", flat=True)) == KINDS
        assert set(Meeting.objects.values_list("state", flat=True)) == {RecordState.PUBLISHED}

    def test_dates_are_given_as_far_as_they_are_known(self) -> None:
        known = dict(Meeting.objects.values_list("slug", "precision"))
        assert known["planning-meeting-2012-02"] == Precision.MONTH
        assert known["workshop-fairer-conditions-2013-04-nassau"] == Precision.MONTH
        assert known["experts-2004-08-mexico-city"] == Precision.MONTH
        assert known["seminar-2006-labor-observatories-morelos"] == Precision.YEAR
        assert known["experts-2004-03-29-washington"] == Precision.DAY
        assert not Meeting.objects.filter(start__isnull=True).exists()

    def test_groups_that_met_on_days_of_their_own_are_held_together(self) -> None:
        days = {"wg1-2012-10-09-washington": 1, "wg1-2016-06-28-washington": 1, "wg1-2020-09-10": 5}
        for slug, apart in days.items():
            with self.subTest(slug=slug):
                first = Meeting.objects.get(slug=slug)
                second = first.joint_with.get(bodies__slug="working-group-2")
                assert first in second.joint_with.all()
                assert first.start
                assert second.start
                assert (second.start - first.start).days == apart

    def test_calendars_are_approved_by_their_planning_meetings(self) -> None:
        assert dict(ActivityCalendar.objects.values_list("slug", "approved_at__slug")) == {
            "2006-2007": "planning-meeting-2005-12-15-washington",
            "2008-2009": None,
            "2010-2011": None,
            "2012-2013": "planning-meeting-2012-02",
            "2014-2015": "planning-meeting-2014-02-27-washington",
            "2016-2017": "planning-meeting-2016-02-25-washington",
            "2018-2020": None,
            "2022-2024": "planning-meeting-2022-02-03",
        }

    def test_the_poll_of_2004_has_its_points_and_the_printed_shares(self) -> None:
        poll = Poll.objects.get(slug="options-cooperation-mechanism-2004")
        found = {o.code: (o.points_recorded, str(o.share_printed)) for o in poll.options.all()}
        assert list(found.items()) == list(POLL.items())
        assert (poll.state, poll.totals_only) == (PollState.CLOSED, True)
        assert sum(points for points, _share in POLL.values()) == poll.total_printed == 171
        assert sum(o.share_printed or 0 for o in poll.options.all()) == Decimal("99.80")
        # One printed share alone differs from the points: 27 of 171 is 15.8 percent.
        computed = {code: round(Decimal(points) * 100 / 171, 1) for code, (points, _share) in POLL.items()}
        assert [code for code, (_points, share) in POLL.items() if computed[code] != Decimal(share)] == ["commission"]
        assert "15.8" in poll.result_note_en
        assert "99.8" in poll.result_note_en

    def test_centre_and_commission_are_a_stated_sum(self) -> None:
        stated = Poll.objects.get(slug="options-cooperation-mechanism-2004").sums.get()
        points = dict(stated.options.values_list("code", "points_recorded"))
        assert points == {"centre": 31, "commission": 27}
        assert sum(count or 0 for count in points.values()) == stated.points_printed == 58

    def test_the_study_of_2004_has_its_experts_and_their_meetings(self) -> None:
        experts = Body.objects.get(slug="experts-feasibility-study-2004")
        assert list(experts.members.values_list("person_name", "country_id", "appointed_by_en")) == [
            ("Bernardo Ardavín", "MX", "Troika of the Conference (Canada, Brazil and Mexico)"),
            ("Roger Lecourt", "CA", "Troika of the Conference (Canada, Brazil and Mexico)"),
            ("Carlos Alberto Ramos", "BR", "Troika of the Conference (Canada, Brazil and Mexico)"),
        ]
        assert list(experts.meetings.order_by("number").values_list("slug", flat=True)) == [
            "experts-2004-03-29-washington",
            "experts-2004-05-washington",
            "experts-2004-08-mexico-city",
        ]

    def test_the_terms_of_reference_give_a_mandate_and_fifteen_processes(self) -> None:
        terms = Instrument.objects.get(slug="terms-of-reference-feasibility-study-2004")
        parts = {"A": 3, "B": 6, "C": 15}
        expected = [f"{part}{n}" for part, count in parts.items() for n in range(1, count + 1)]
        assert list(terms.articles.values_list("number", flat=True)) == expected
        assert all(article.mandates.count() == 1 for article in terms.articles.filter(number__startswith="B"))

    def test_the_budgets_of_both_options_are_those_of_the_study(self) -> None:
        network = point_of("experts-2004-08-mexico-city", "USD 631,000 a year")
        centre = point_of("experts-2004-08-mexico-city", "USD 2,122,000 a year")
        assert "USD 3,155,000 over five years" in network.text_en
        assert "USD 2,422,000 for the last three" in centre.text_en
        assert "USD 11,510,000 over five years (4,244,000 and 7,266,000)" in centre.text_en
        assert [child.text_en[:32] for child in network.children.all()] == [
            "Staff, 6 people, USD 531,000 a y",
            "Administrative costs of operatio",
        ]
        assert centre.children.count() == 2

    def test_only_the_ilo_answered_the_request_of_2004(self) -> None:
        request = Consultation.objects.get(slug="information-request-labor-administration-2004")
        answers = dict(request.replies.values_list("institution__code", "answered"))
        assert answers == {"ilo": True, "oas": False, "idb": False}

    def test_consultations_have_their_windows(self) -> None:
        for slug, expected in WINDOWS.items():
            with self.subTest(slug=slug):
                found = Consultation.objects.get(slug=slug)
                assert (found.opens_on, found.closes_on, found.state) == expected
                assert not found.accepts_comments

    def test_consultations_of_the_past_are_public_unless_they_were_open_here(self) -> None:
        public = Consultation.objects.public()
        assert public.count() == Consultation.objects.count() == 10
        reopened = Consultation.objects.get(slug="comments-agreements-database-2016")
        reopened.log.create(action="reopen", source=ConsultationState.CLOSED, target=ConsultationState.OPEN)
        assert set(Consultation.objects.all()) - set(public.all()) == {reopened}

    def test_the_comments_of_2016_belong_to_the_decision_that_asked_for_them(self) -> None:
        asked = Consultation.objects.get(slug="comments-agreements-database-2016")
        assert asked.decision
        assert asked.decision.kind == DecisionKind.CALL_FOR_COMMENTS
        assert asked.decision.deadline == asked.closes_on
        assert asked.document
        assert asked.document.symbol_printed == "CIMT-18/GT1-GT2-doc.7/16"

    def test_the_event_of_2014_was_approved_by_the_planning_meeting(self) -> None:
        event = EventProposal.objects.get(code="EVT-0001")
        assert event.state == ProposalState.APPROVED
        assert event.approved_by
        assert event.approved_by.meeting.slug == "planning-meeting-2014-02-27-washington"
        assert event.event
        assert event.event.slug == "event-2014-12-11-mexico"
        assert [m.slug for m in event.follows.all()] == ["seminar-2010-11-rio"]

    def test_the_event_of_2014_has_all_it_offers_and_seeks(self) -> None:
        event = EventProposal.objects.get(code="EVT-0001")
        assert [o.institution.code for o in event.organizers.all() if o.institution] == [
            "oas",
            "ciss",
            "stps-mx",
            "sedesol-mx",
        ]
        assert list(event.parts.values_list("kind", flat=True)) == ["objective"] * 3
        assert list(event.funding.values_list("state", "kind", "amount", "ceiling", "from_fund")) == [
            ("agreed", "in_kind", None, False, False),
            ("agreed", "in_kind", None, False, False),
            ("agreed", "cash", Decimal("25000.00"), True, True),
            ("sought", "cash", None, False, False),
            ("offered", "in_kind", None, False, False),
        ]
        assert {article.reference for article in event.articles.all()} == {"18", "6(h)", "a", "b", "c"}
        assert event.footnotes_en.count("[^") == event.footnotes_es.count("[^") == 2

    def test_the_hosts_of_2012_withdrew_and_were_replaced(self) -> None:
        child_labor, fairer = (EventProposal.objects.get(code=code) for code in ("EVT-0002", "EVT-0003"))
        assert list(child_labor.hosts.values_list("country_id", "state")) == [("SV", "withdrawn"), ("CR", "agreed")]
        assert list(fairer.hosts.values_list("country_id", "state")) == [("BS", "offered"), ("BS", "agreed")]
        assert list(fairer.parts.values_list("kind", flat=True)) == ["component"] * 3
        assert child_labor.event
        assert (child_labor.event.start, child_labor.event.end) == (date(2013, 2, 21), date(2013, 2, 22))

    def test_the_fund_is_followed_from_the_idea_to_the_first_allocation(self) -> None:
        idea, first, ceiling = (Decision.objects.get(code=f"DEC-{n}") for n in ("0050", "0052", "0055"))
        assert idea.meeting.slug == "wg-2010-07-28-santo-domingo"
        assert list(idea.notes.values_list("on", "progress", "meeting__slug")) == [
            (date(2011, 5, 19), Progress.UNDER_WAY, "wg-2011-05-17-washington"),
            (date(2012, 2, 29), Progress.DONE, "planning-meeting-2012-02"),
        ]
        assert idea.progress == Progress.DONE
        assert (first.kind, first.amount) == (DecisionKind.FUNDS, Decimal("180000.00"))
        assert (ceiling.kind, ceiling.amount) == (DecisionKind.FUNDS, Decimal("25000.00"))

    def test_the_feasibility_study_is_followed_through_its_meetings(self) -> None:
        study = Decision.objects.get(code="DEC-0059")
        assert study.meeting.slug == "iacml-13-2003-salvador"
        assert list(study.notes.values_list("meeting__slug", "progress")) == [
            ("planning-meeting-2003-12-08-washington", Progress.UNDER_WAY),
            ("experts-2004-03-29-washington", Progress.UNDER_WAY),
            (None, Progress.DONE),
        ]
        assert [str(article.reference) for article in study.articles.all()] == ["19"]

    def test_the_binational_work_of_2003_is_apart_from_the_network(self) -> None:
        groups = Body.objects.filter(kind="framework")
        assert {body.slug: body.meetings.count() for body in groups} == {
            "binational-labor-working-group": 4,
            "trinational-osh-working-group": 5,
        }
        assert not Meeting.objects.filter(bodies__in=groups, conference__isnull=False).exists()
        report = Meeting.objects.get(slug="binational-labor-group-2003")
        assert set(report.programs.values_list("code", flat=True)) == {"PRG-0022", "PRG-0023"}

    def test_every_record_has_a_source_and_says_in_both_languages_what_it_says_in_one(self) -> None:
        for model in RECORDS:
            stems = _bilingual(model)
            for record in model._default_manager.all():
                with self.subTest(model=model.__name__, record=record.pk):
                    assert _value(record, "source")
                    assert not [stem for stem in stems if len({bool(text) for text in _texts(record, stem)}) > 1]


def _bilingual(model: type[models.Model]) -> set[str]:
    endings = tuple(f"_{code}" for code in LANGUAGE_CODES)
    return {field.name[:-3] for field in model._meta.concrete_fields if field.name.endswith(endings)}


def _texts(record: models.Model, stem: str) -> list[str]:
    return [_value(record, f"{stem}_{code}") for code in LANGUAGE_CODES]


def _value(record: models.Model, name: str) -> Any:
    return getattr(record, name)
