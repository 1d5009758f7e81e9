"""Intake campaigns: invitations, progress, reminders, answers (P06)."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from portfolio.campaigns import open_invitations, remind_of_campaigns
from portfolio.enums import CampaignState
from portfolio.models import Campaign, CampaignInvitation
from portfolio.progress import Standing, progress_of, summary
from portfolio.services import campaigns, moderation
from rial.core.mail import EVENT_HEADER
from tests.factories import make_draft, make_submitted, today
from tests.personas import PERSONAS, Personas, institution
from tests.threads import in_threads

TEXTS = {
    "name_es": "Programas 2026",
    "name_en": "Programs 2026",
    "message_es": "Publiquen sus programas.",
    "message_en": "Publish your programs.",
}


def make_campaign(people: Personas, *codes: str, days: int = 20, **changes: Any) -> Campaign:
    campaign = Campaign(
        **{**TEXTS, "opens_on": today(), "closes_on": today() + timedelta(days=days), "remind_days_before": [14, 3]}
        | changes
    )
    invited = [institution(code) for code in codes or ("CR", "MX", "PY")]
    return campaigns.save_campaign(campaign, by=people.secretariat, ministries=invited)


def make_open(people: Personas, *codes: str, **changes: Any) -> Campaign:
    return campaigns.open_campaign(make_campaign(people, *codes, **changes), by=people.secretariat)


def backdate(campaign: Campaign, days: int) -> None:
    """As if everyone had been invited some days ago."""
    campaign.invitations.update(invited_at=timezone.now() - timedelta(days=days))


def mails(event: str) -> list[str]:
    rows = Email.objects.filter(**{f"headers__{EVENT_HEADER}": f"portfolio/{event}"}) if event else Email.objects.all()
    return sorted(address for row in rows for address in row.to)


def standings(campaign: Campaign) -> dict[str, Standing]:
    return {row.invitation.institution.country_id: row.standing for row in progress_of(campaign)}


@pytest.mark.django_db
class TestOpening:
    def test_invites_everyone_of_the_list_once(self, personas: Personas) -> None:
        campaign = make_campaign(personas)
        assert mails("campaign_invitation") == []
        campaigns.open_campaign(campaign, by=personas.secretariat)
        people = [personas.costa_rica, personas.colleague, personas.coordinator, personas.mexico]
        assert mails("campaign_invitation") == sorted(person.email for person in people)
        with pytest.raises(ValidationError) as refusal:
            campaigns.open_campaign(campaign, by=personas.secretariat)
        assert refusal.value.code == "wrong_state"
        assert len(mails("campaign_invitation")) == 4

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"message_en": ""}, "texts"),
            ({"name_es": ""}, "texts"),
            ({"opens_on": date(2016, 1, 1), "closes_on": date(2016, 2, 1)}, "dates"),
        ],
    )
    def test_needs_texts_and_a_date_ahead(self, personas: Personas, changes: dict[str, Any], code: str) -> None:
        campaign = make_campaign(personas, **changes)
        with pytest.raises(ValidationError) as refusal:
            campaigns.open_campaign(campaign, by=personas.secretariat)
        assert [error.code for error in refusal.value.error_list] == [code]
        assert CampaignInvitation.objects.filter(invited_at__isnull=False).count() == 0

    def test_needs_somebody_to_invite(self, personas: Personas) -> None:
        campaign = campaigns.save_campaign(
            Campaign(**TEXTS, opens_on=today(), closes_on=today()), by=personas.secretariat, ministries=[]
        )
        with pytest.raises(ValidationError) as refusal:
            campaigns.open_campaign(campaign, by=personas.secretariat)
        assert [error.code for error in refusal.value.error_list] == ["nobody"]

    def test_ministries_added_later_are_invited_alone(self, personas: Personas) -> None:
        campaign = make_open(personas, "CR")
        before = campaign.invitations.get().invited_at
        campaigns.save_campaign(campaign, by=personas.secretariat, ministries=[institution("CR"), institution("MX")])
        assert campaign.invitations.get(institution=institution("CR")).invited_at == before
        assert mails("campaign_invitation").count(personas.mexico.email) == 1
        assert mails("campaign_invitation").count(personas.costa_rica.email) == 1

    def test_an_invited_ministry_stays_on_the_list(self, personas: Personas) -> None:
        campaign = make_open(personas, "CR", "MX")
        campaigns.save_campaign(campaign, by=personas.secretariat, ministries=[institution("PY")])
        listed = campaign.invitations.values_list("institution__country", flat=True)
        assert sorted(listed) == ["CR", "MX", "PY"]

    def test_a_prepared_list_can_be_shortened(self, personas: Personas) -> None:
        campaign = make_campaign(personas, "CR", "MX")
        campaigns.save_campaign(campaign, by=personas.secretariat, ministries=[institution("MX")])
        assert campaign.invitations.get().institution == institution("MX")

    def test_only_the_secretariat(self, personas: Personas) -> None:
        campaign = make_campaign(personas)
        for person in (personas.costa_rica, personas.partner, personas.authority):
            for act in (
                lambda by: campaigns.save_campaign(campaign, by=by, ministries=[]),
                lambda by: campaigns.open_campaign(campaign, by=by),
                lambda by: campaigns.remind(campaign, by=by),
                lambda by: campaigns.close_campaign(campaign, by=by),
            ):
                with pytest.raises(PermissionDenied):
                    act(person)

    def test_a_closed_campaign_is_not_changed(self, personas: Personas) -> None:
        campaign = campaigns.close_campaign(make_open(personas), by=personas.secretariat)
        with pytest.raises(ValidationError) as refusal:
            campaigns.save_campaign(campaign, by=personas.secretariat, ministries=[])
        assert refusal.value.code == "closed"
        assert campaign.invitations.count() == 3


@pytest.mark.django_db
class TestProgress:
    def test_is_counted_from_versions_since_the_invitation(self, personas: Personas) -> None:
        make_submitted(institution("MX"), personas.mexico)
        campaign = make_open(personas, "CR", "MX", "PY")
        assert standings(campaign) == dict.fromkeys(("CR", "MX", "PY"), Standing.NOT_STARTED)
        make_draft(institution("CR"), personas.costa_rica)
        assert standings(campaign)["CR"] is Standing.DRAFTING
        version = make_submitted(institution("CR"), personas.costa_rica)
        row = next(row for row in progress_of(campaign) if row.invitation.institution.country_id == "CR")
        assert (row.standing, row.drafts, row.submitted, row.published) == (Standing.SUBMITTED, 1, 1, 0)
        moderation.publish(version, by=personas.secretariat)
        row = next(row for row in progress_of(campaign) if row.invitation.institution.country_id == "CR")
        assert (row.standing, row.drafts, row.submitted, row.published) == (Standing.PUBLISHED, 1, 0, 1)
        assert row.last_activity is not None
        assert row.people == 3
        assert summary(progress_of(campaign)) == [(Standing.NOT_STARTED, 2), (Standing.PUBLISHED, 1)]

    def test_returned_is_being_drafted_again(self, personas: Personas) -> None:
        campaign = make_open(personas, "CR")
        version = make_submitted(institution("CR"), personas.costa_rica)
        moderation.return_with_remarks(version, by=personas.secretariat, note="Falta el año.")
        assert standings(campaign) == {"CR": Standing.DRAFTING}

    def test_a_submission_outweighs_nothing_to_add(self, personas: Personas) -> None:
        campaign = make_open(personas, "CR")
        campaigns.decline(campaign.invitations.get(), by=personas.costa_rica)
        assert standings(campaign) == {"CR": Standing.DECLINED}
        make_submitted(institution("CR"), personas.costa_rica)
        assert standings(campaign) == {"CR": Standing.SUBMITTED}

    def test_queries_do_not_grow(self, personas: Personas) -> None:
        one, three = make_open(personas, "CR"), make_open(personas, "CR", "MX", "PY")
        with CaptureQueriesContext(connection) as few:
            progress_of(one)
        with CaptureQueriesContext(connection) as many:
            progress_of(three)
        assert len(few) == len(many) == 3


@pytest.mark.django_db
class TestReminders:
    def test_the_hand_reminds_those_who_have_not_submitted_once_a_day(self, personas: Personas) -> None:
        campaign = make_open(personas, "CR", "MX", "PY")
        backdate(campaign, 5)
        make_submitted(institution("CR"), personas.costa_rica)
        assert campaigns.remind(campaign, by=personas.secretariat) == 1, "nobody of Paraguay can be written to"
        assert mails("campaign_reminder") == [personas.mexico.email]
        assert campaigns.remind(campaign, by=personas.secretariat) == 0
        assert mails("campaign_reminder") == [personas.mexico.email]
        invitation = campaign.invitations.get(institution=institution("MX"))
        assert invitation.reminders == 1

    def test_who_was_invited_today_is_not_reminded_today(self, personas: Personas) -> None:
        assert campaigns.remind(make_open(personas), by=personas.secretariat) == 0

    def test_who_has_nothing_to_add_is_left_alone(self, personas: Personas) -> None:
        campaign = make_open(personas, "MX")
        backdate(campaign, 5)
        campaigns.decline(campaign.invitations.get(), by=personas.mexico)
        assert campaigns.remind(campaign, by=personas.secretariat) == 0

    def test_only_an_open_campaign_reminds(self, personas: Personas) -> None:
        with pytest.raises(ValidationError) as refusal:
            campaigns.remind(make_campaign(personas), by=personas.secretariat)
        assert refusal.value.code == "not_open"

    def test_the_timer_reminds_on_the_stated_days_and_once(self, personas: Personas) -> None:
        campaign = make_open(personas, "MX", days=20)
        closes = campaign.closes_on
        runs = {days: remind_of_campaigns(closes - timedelta(days=days)) for days in (15, 14, 13, 4, 3, 2, 0)}
        assert runs == {15: 0, 14: 1, 13: 0, 4: 0, 3: 1, 2: 0, 0: 0}
        assert mails("campaign_reminder") == [personas.mexico.email] * 2

    def test_who_was_invited_since_the_stated_day_is_not_reminded_for_it(self, personas: Personas) -> None:
        make_open(personas, "MX", days=10)
        assert remind_of_campaigns(today()) == 0

    def test_each_stated_day_reminds_again(self, personas: Personas) -> None:
        campaign = make_open(personas, "MX", opens_on=today() - timedelta(days=40), days=3)
        backdate(campaign, 40)
        campaign.invitations.update(reminded_at=timezone.now() - timedelta(days=11), reminders=1)
        assert remind_of_campaigns(today()) == 1
        assert remind_of_campaigns(today()) == 0
        assert campaign.invitations.get().reminders == 2

    def test_a_closed_campaign_is_silent(self, personas: Personas) -> None:
        campaign = make_open(personas, "MX", days=3)
        backdate(campaign, 40)
        campaigns.close_campaign(campaign, by=personas.secretariat)
        assert remind_of_campaigns(today()) == 0

    def test_a_stopped_timer_sends_one_message_not_two(self, personas: Personas) -> None:
        campaign = make_open(personas, "MX", opens_on=today() - timedelta(days=40), days=1)
        backdate(campaign, 40)
        assert remind_of_campaigns(today()) == 1
        assert mails("campaign_reminder") == [personas.mexico.email]


@pytest.mark.django_db(transaction=True)
def test_two_reminders_at_once_write_once(personas: Personas) -> None:
    campaign = make_open(personas, "MX")
    backdate(campaign, 5)
    outcomes = in_threads(
        lambda: campaigns.remind(campaign, by=personas.secretariat),
        lambda: campaigns.remind(campaign, by=personas.secretariat),
    )
    assert sorted(outcomes) == [0, 1]
    assert mails("campaign_reminder") == [personas.mexico.email]


@pytest.mark.django_db(transaction=True)
def test_two_openings_at_once_invite_once(personas: Personas) -> None:
    campaign = make_campaign(personas, "MX")
    outcomes = in_threads(*[lambda: campaigns.open_campaign(campaign, by=personas.secretariat)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Campaign", "TransitionRefused"]
    assert mails("campaign_invitation") == [personas.mexico.email]


@pytest.mark.django_db
class TestDesk:
    def test_waits_at_the_desk_until_answered(self, personas: Personas) -> None:
        campaign = make_open(personas, "CR")
        ministry = institution("CR")
        items = list(open_invitations(personas.costa_rica, ministry))
        invitation = campaign.invitations.get()
        assert [(item.title, item.url, item.due) for item in items] == [
            ("Programas 2026", reverse("desk:campaign", args=[invitation.pk]), campaign.closes_on)
        ]
        campaigns.decline(invitation, by=personas.costa_rica)
        assert list(open_invitations(personas.costa_rica, ministry)) == []
        campaigns.reconsider(invitation, by=personas.costa_rica)
        assert len(list(open_invitations(personas.costa_rica, ministry))) == 1

    def test_declining_twice_keeps_the_first_moment(self, personas: Personas) -> None:
        invitation = make_open(personas, "CR").invitations.get()
        first = campaigns.decline(invitation, by=personas.costa_rica).declined_at
        again = campaigns.decline(invitation, by=personas.colleague)
        assert (again.declined_at, again.declined_by) == (first, personas.costa_rica)

    def test_another_ministry_cannot_answer(self, personas: Personas) -> None:
        invitation = make_open(personas, "CR").invitations.get()
        with pytest.raises(PermissionDenied):
            campaigns.decline(invitation, by=personas.mexico)

    def test_no_answer_after_closing(self, personas: Personas) -> None:
        campaign = make_open(personas, "CR")
        invitation = campaign.invitations.get()
        campaigns.close_campaign(campaign, by=personas.secretariat)
        with pytest.raises(ValidationError) as refusal:
            campaigns.decline(invitation, by=personas.costa_rica)
        assert refusal.value.code == "closed"

    def test_the_page_declines_and_takes_back(self, personas: Personas, client: Client) -> None:
        invitation = make_open(personas, "CR").invitations.get()
        client.force_login(personas.costa_rica)
        url = reverse("desk:campaign", args=[invitation.pk])
        html = client.get(url).content.decode()
        assert "Publiquen sus programas." in html
        client.post(url, {"action": "decline"})
        invitation.refresh_from_db()
        assert invitation.declined_by == personas.costa_rica
        client.post(url, {"action": "reconsider"})
        invitation.refresh_from_db()
        assert invitation.declined_at is None

    @pytest.mark.parametrize("persona", PERSONAS)
    def test_access(self, personas: Personas, as_persona: Any, persona: str) -> None:
        invitation = make_open(personas, "CR").invitations.get()
        url = reverse("desk:campaign", args=[invitation.pk])
        expected = {"anonymous": 302, "costa_rica": 200, "colleague": 200, "coordinator": 200}
        assert as_persona(persona).get(url).status_code == expected.get(persona, 404)


@pytest.mark.django_db
class TestAdmin:
    def data(self, **changes: Any) -> dict[str, Any]:
        return {
            **TEXTS,
            "opens_on": today().isoformat(),
            "closes_on": (today() + timedelta(days=30)).isoformat(),
            "remind_days_before": "14, 3",
            "ministries": [institution("CR").pk, institution("MX").pk],
            **changes,
        }

    def test_every_active_ministry_is_proposed(self, secretariat_client: Client) -> None:
        form = secretariat_client.get(reverse("admin:portfolio_campaign_add")).context["form"]
        assert len(form.initial["ministries"]) == 34

    def test_prepare_open_remind_close(self, personas: Personas, secretariat_client: Client) -> None:
        answer = secretariat_client.post(reverse("admin:portfolio_campaign_add"), self.data())
        campaign = Campaign.objects.get()
        page = reverse("admin:portfolio_campaign_change", args=[campaign.pk])
        assert answer["Location"] == page
        assert (campaign.remind_days_before, campaign.state) == ([14, 3], CampaignState.PREPARED)
        do = "admin:portfolio_campaign_transition"
        assert secretariat_client.post(reverse(do, args=[campaign.pk, "open"]), {"note": ""})["Location"] == page
        assert len(mails("campaign_invitation")) == 4
        backdate(campaign, 2)
        secretariat_client.post(reverse("admin:portfolio_campaign_remind", args=[campaign.pk]))
        assert len(mails("campaign_reminder")) == 4
        assert secretariat_client.get(page).status_code == 200
        secretariat_client.post(reverse(do, args=[campaign.pk, "close"]), {"note": ""})
        campaign.refresh_from_db()
        assert campaign.state == CampaignState.CLOSED
        edit = reverse("admin:portfolio_campaign_edit", args=[campaign.pk])
        assert secretariat_client.get(edit)["Location"] == page

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"closes_on": "2016-01-01"}, "closes_on"),
            ({"opens_on": "mañana"}, "opens_on"),
            ({"remind_days_before": "pronto"}, "remind_days_before"),
            ({"remind_days_before": "0"}, "remind_days_before"),
            ({"remind_days_before": "500"}, "remind_days_before"),
            ({"name_es": "x" * 121}, "name_es"),
            ({"ministries": ["999999"]}, "ministries"),
        ],
    )
    def test_bad_input_is_named_at_its_field(
        self, secretariat_client: Client, changes: dict[str, Any], field: str
    ) -> None:
        page = secretariat_client.post(reverse("admin:portfolio_campaign_add"), self.data(**changes))
        assert page.status_code == 200
        assert field in page.context["form"].errors
        assert Campaign.objects.count() == 0

    def test_the_table_as_csv(self, personas: Personas, secretariat_client: Client) -> None:
        campaign = make_open(personas, "CR", "MX")
        answer = secretariat_client.get(reverse("admin:portfolio_campaign_csv", args=[campaign.pk]))
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [(row["country_code"], row["state"], row["people"]) for row in rows] == [
            ("CR", "not_started", "3"),
            ("MX", "not_started", "1"),
        ]

    @pytest.mark.parametrize("persona", PERSONAS)
    def test_access(self, personas: Personas, as_persona: Any, persona: str) -> None:
        campaign = make_open(personas, "CR")
        expected = {"anonymous": 302, "secretariat": 200}
        for name, args in (
            ("changelist", []),
            ("add", []),
            ("change", [campaign.pk]),
            ("edit", [campaign.pk]),
            ("csv", [campaign.pk]),
        ):
            url = reverse(f"admin:portfolio_campaign_{name}", args=args)
            assert as_persona(persona).get(url).status_code == expected.get(persona, 403), name
