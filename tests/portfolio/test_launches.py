"""Nothing of a program is visible before its launch, everything at the moment itself (P07)."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localtime

from portfolio.enums import ProgramState
from portfolio.listing import PROGRAMS, index
from portfolio.models import Attachment, Campaign, CampaignInvitation, Launch, Program, ProgramIndex
from portfolio.reminders import tell_of_launches
from portfolio.services import drafting, good_practice, launches, moderation, reports
from rial.core.http import read_public_version
from rial.core.listing.snapshot import snapshot_at
from rial.core.waiting import desk_items
from tests.factories import make_published, make_submitted
from tests.outbox import outbox, recipients
from tests.personas import Personas, institution
from tests.threads import in_threads

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=5)
WORD = "xilófono"


def in_(delta: timedelta) -> datetime:
    """A moment from now on, to the minute, as the form gives it."""
    return (timezone.now() + delta).replace(second=0, microsecond=0)


def make_campaign(*ministries: str, state: str = "open", invited: timedelta = timedelta(days=30)) -> Campaign:
    """A campaign that invited these ministries some time ago."""
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        name_es="Convocatoria 2026",
        name_en="Intake 2026",
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=30),
    )
    for name in {"open": ["open"], "closed": ["open", "closed"], "prepared": []}[state]:
        Campaign.objects.filter(pk=campaign.pk).update(state=name)
    for code in ministries:
        CampaignInvitation.objects.create(
            campaign=campaign, institution=institution(code), invited_at=timezone.now() - invited
        )
    return Campaign.objects.get(pk=campaign.pk)


def make_launch(people: Personas, campaign: Campaign | None = None, at: datetime | None = None, **more: Any) -> Launch:
    """A launch planned by the Secretariat, in five hours unless said otherwise."""
    return launches.plan(Launch(campaign=campaign, at=at or in_(SOON), **more), by=people.secretariat, hide=True)


def held_program(people: Personas, **columns: Any) -> tuple[Program, Launch]:
    """A program of Costa Rica approved in a campaign whose launch is ahead."""
    launch = make_launch(people, make_campaign("CR"))
    texts = {"title_es": f"Programa {WORD}", "title_en": f"Program {WORD}", "summary_en": "S", **columns}
    program = make_published(institution("CR"), people.costa_rica, people.secretariat, **texts)
    return Program.objects.get(pk=program.pk), launch


def come(launch: Launch) -> None:
    """Let the launch's moment be just past, as the clock does: without any service or job."""
    Launch.objects.filter(pk=launch.pk).update(at=Now())


def addresses(code: str) -> Iterator[str]:
    """Every public address that could show the program."""
    for language in ("es", "en"):
        base = f"/{language}/portfolio"
        yield from (f"{base}/", f"{base}/?q={WORD}", f"{base}/?country=CR", f"{base}/matrix/", f"{base}/feed/")
        yield from (f"{base}/?format={name}" for name in ("csv", "json", "atom"))
        yield from (f"/{language}/", f"/{language}/countries/CR/", f"/{language}/search/?q={WORD}", "/sitemap.xml")


def sheet_addresses(code: str) -> Iterator[str]:
    """The program's own addresses."""
    base = f"/es/portfolio/{code}/"
    yield from (base, f"{base}?format=json", f"{base}?format=jsonld", f"{base}?format=csv")
    yield from (f"{base}v/1/", f"{base}versions/", f"{base}v/1/cite.bib", f"{base}report/")


def body_of(response: Any) -> str:
    """What was sent, streamed or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", errors="replace")


class TestVisibility:
    def test_a_held_program_is_nowhere(self, client: Client, personas: Personas) -> None:
        program, _launch = held_program(personas)
        for address in addresses(program.code):
            response = client.get(address)
            assert (address, response.status_code) == (address, 200)
            body = body_of(response).replace(f"“{WORD}”", "").replace(f'value="{WORD}"', "")
            assert program.code not in body, address
            assert f"Program {WORD}" not in body, address
            assert f"Programa {WORD}" not in body, address
        for address in sheet_addresses(program.code):
            assert (address, client.get(address).status_code) == (address, 404)

    def test_it_is_everywhere_when_its_moment_has_come(self, client: Client, personas: Personas) -> None:
        program, launch = held_program(personas)
        client.get("/es/portfolio/")
        come(launch)
        shown = [address for address in addresses(program.code) if program.code in body_of(client.get(address))]
        silent = {f"/{code}/portfolio/matrix/" for code in ("es", "en")}
        assert set(shown) == set(addresses(program.code)) - silent
        for address in sheet_addresses(program.code):
            assert (address, client.get(address).status_code) == (address, 200)

    def test_titles_of_marked_programs_are_not_told(self, client: Client, personas: Personas) -> None:
        program, _launch = held_program(personas)
        make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="Otro")
        assert WORD not in client.get(f"/es/portfolio/?p={program.code}").content.decode()
        assert WORD not in client.get(f"/es/portfolio/compare/?p={program.code}").content.decode()

    def test_attachments_wait_too(self, client: Client, as_persona: Any, personas: Personas) -> None:
        launch = make_launch(personas, make_campaign("CR"))
        version = make_submitted(institution("CR"), personas.costa_rica)
        attachment = Attachment.objects.create(
            version=version, title_es="Anexo", original_filename="a.pdf", content_type="application/pdf", size=1
        )
        attachment.file.name = "portfolio/none.pdf"
        attachment.save()
        moderation.publish(version, by=personas.secretariat)
        visible = Attachment.objects.filter(version__in=type(version).objects.visible_to(personas.mexico))
        assert not visible.exists()
        come(launch)
        assert visible.get() == attachment

    @pytest.mark.parametrize(
        ("persona", "status"),
        [
            ("anonymous", 404),
            ("costa_rica", 200),
            ("colleague", 200),
            ("coordinator", 200),
            ("mexico", 404),
            ("partner", 404),
            ("authority", 404),
            ("secretariat", 200),
        ],
    )
    def test_who_previews_it(self, as_persona: Any, personas: Personas, persona: str, status: int) -> None:
        program, _launch = held_program(personas)
        response = as_persona(persona).get(f"/en/portfolio/{program.code}/")
        assert response.status_code == status
        if status == 200:
            assert "The public reads this page from" in response.content.decode()
            assert response["Cache-Control"] == "private, no-cache"

    def test_nothing_else_may_be_done_with_it_as_if_it_were_public(self, personas: Personas) -> None:
        program, _launch = held_program(personas)
        with pytest.raises(ValidationError) as refused:
            reports.report_wrong_datum(program, text="x")
        assert refused.value.code == "not_public"
        other = make_published(institution("MX"), personas.mexico, personas.secretariat)
        with pytest.raises(ValidationError) as refused:
            moderation.merge(other, program, by=personas.secretariat, note="x")
        assert refused.value.code == "not_public"
        assert not program.is_public
        assert program.is_approved

    def test_a_program_modelled_on_it_does_not_name_it(self, client: Client, personas: Personas) -> None:
        program, _launch = held_program(personas)
        adapted = make_published(institution("MX"), personas.mexico, personas.secretariat, title_es="Adaptado")
        version = drafting.open_new_version(adapted, by=personas.mexico)
        version.modelled_on = program
        version.save()
        moderation.publish(moderation.submit(version, by=personas.mexico), by=personas.secretariat)
        assert program.code not in client.get(f"/es/portfolio/{adapted.code}/").content.decode()
        assert program.code not in client.get("/es/countries/MX/").content.decode()


def test_visibility_is_asked_in_one_place() -> None:
    """The states say only that a program was approved: whoever asks them alone shows it before its launch."""
    users = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ("portfolio", "rial", "cooperation", "meetings", "fund")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "APPROVED_STATES" in path.read_text(encoding="utf-8")
    }
    currency = "portfolio/admin/currency.py"  # the Secretariat's own list
    assert users == {"portfolio/enums.py", "portfolio/querysets.py", "portfolio/models/program.py", currency}


class TestThePortfolio:
    def test_before_its_launch_nothing_is_visible_and_the_day_is_told(self, client: Client, personas: Personas) -> None:
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es=WORD)
        note: dict[str, Any] = {"note_es": "Con la reunión de Toronto.", "note_en": "With the Toronto meeting."}
        make_launch(personas, at=datetime(2036, 12, 1, 15, tzinfo=UTC), **note)
        told = {"es": "1 de diciembre de 2036", "en": "December 1, 2036"}
        for language, day in told.items():
            for path in ("portfolio/", "portfolio/matrix/", ""):
                body = client.get(f"/{language}/{path}").content.decode()
                assert day in body, path
                assert note[f"note_{language}"] in body, path
        for address in addresses(program.code):
            assert program.code not in body_of(client.get(address)), address
        assert client.get(f"/es/portfolio/{program.code}/").status_code == 404

    def test_a_portfolio_that_is_open_says_nothing_of_it(self, client: Client, personas: Personas) -> None:
        make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        launch = make_launch(personas)
        come(launch)
        assert "opens on" not in client.get("/en/portfolio/").content.decode()

    def test_both_launches_hold(self, personas: Personas) -> None:
        program, own = held_program(personas)
        whole = make_launch(personas, at=in_(timedelta(days=3)))
        assert Program.objects.get(pk=program.pk).held_until == whole.at
        come(own)
        assert list(Program.objects.public()) == []
        assert Program.objects.get(pk=program.pk).held_until == whole.at
        come(whole)
        assert list(Program.objects.public()) == [program]
        assert Program.objects.get(pk=program.pk).held_until is None

    def test_there_is_one(self, personas: Personas) -> None:
        make_launch(personas)
        with pytest.raises(Exception, match="one_launch_of_the_portfolio"):
            Launch.objects.create(at=timezone.now())

    def test_hiding_what_is_public_must_be_meant(self, personas: Personas) -> None:
        make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        with pytest.raises(ValidationError) as refused:
            launches.plan(Launch(at=in_(SOON)), by=personas.secretariat)
        assert list(refused.value.error_dict) == ["hide"]
        launch = launches.plan(Launch(at=in_(SOON)), by=personas.secretariat, hide=True)
        launch.at = in_(2 * SOON)
        launches.plan(launch, by=personas.secretariat)  # it is closed already: nothing more to hide
        assert Launch.objects.get().at == launch.at


class TestWhatIsHeld:
    @pytest.mark.parametrize(("state", "held"), [("open", True), ("closed", True), ("prepared", False)])
    def test_programs_handed_in_by_invited_ministries(self, personas: Personas, state: str, held: bool) -> None:
        campaign = make_campaign(*(["CR"] if state != "prepared" else []), state=state)
        launch = make_launch(personas, campaign)
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        assert (program.launch == launch, program.is_public) == (held, not held)

    def test_not_those_of_other_ministries_or_handed_in_before(self, personas: Personas) -> None:
        make_launch(personas, make_campaign("CR", invited=-timedelta(minutes=5)))
        before = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        other = make_published(institution("MX"), personas.mexico, personas.secretariat)
        assert (before.is_public, other.is_public) == (True, True)

    def test_a_change_of_a_public_program_is_public_at_once(self, personas: Personas) -> None:
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        make_launch(personas, make_campaign("CR"))
        version = drafting.open_new_version(program, by=personas.costa_rica)
        moderation.publish(moderation.submit(version, by=personas.costa_rica), by=personas.secretariat)
        assert Program.objects.public().get() == program

    def test_a_change_of_a_held_program_waits_with_it(self, personas: Personas) -> None:
        program, launch = held_program(personas)
        version = drafting.open_new_version(program, by=personas.costa_rica)
        moderation.publish(moderation.submit(version, by=personas.costa_rica), by=personas.secretariat)
        assert not Program.objects.public().exists()
        come(launch)
        assert Program.objects.public().get().current_id == version.pk

    def test_the_nearest_of_several(self, personas: Personas) -> None:
        make_launch(personas, make_campaign("CR"), at=in_(timedelta(days=9)))
        near = make_launch(personas, make_campaign("CR"), at=in_(timedelta(days=2)))
        assert make_published(institution("CR"), personas.costa_rica, personas.secretariat).launch == near

    def test_its_date_is_that_of_the_launch(self, client: Client, personas: Personas) -> None:
        program, launch = held_program(personas)
        row = ProgramIndex.objects.get(program=program)
        assert (program.first_published_at, row.published_at, row.first_published_at) == (launch.at,) * 3
        assert program.current is not None
        assert program.current.shown_since == launch.at
        assert program.confirmation_due_on is None
        assert list(index.INDEXER.differences()) == []
        assert desk_items(personas.costa_rica, institution("CR")) == []


class TestTheMoment:
    def test_it_moves_the_public_version_by_itself(self, client: Client, personas: Personas) -> None:
        program, launch = held_program(personas)
        Launch.objects.filter(pk=launch.pk).update(at=Now() + timedelta(seconds=1.5))
        etag = client.get("/es/portfolio/")["ETag"]
        before = read_public_version()
        assert client.get(f"/es/portfolio/{program.code}/").status_code == 404
        time.sleep(1.6)  # nobody writes anything meanwhile
        assert read_public_version() != before
        response = client.get("/es/portfolio/", headers={"If-None-Match": etag})
        assert (response.status_code, program.code in response.content.decode()) == (200, True)
        assert client.get(f"/es/portfolio/{program.code}/").status_code == 200

    def test_kept_pages_are_renewed(self, client: Client, personas: Personas) -> None:
        program, launch = held_program(personas)
        etag = client.get("/es/portfolio/")["ETag"]
        assert client.get("/es/portfolio/", headers={"If-None-Match": etag}).status_code == 304
        come(launch)
        response = client.get("/es/portfolio/", headers={"If-None-Match": etag})
        assert (response.status_code, program.code in response.content.decode()) == (200, True)

    @pytest.mark.parametrize(
        ("left", "policy"),
        [
            (timedelta(hours=1), "public, max-age=60, stale-while-revalidate=300"),
            (timedelta(seconds=200.5), "public, max-age=60, stale-while-revalidate=140"),
            (timedelta(seconds=20.9), "public, max-age=20, stale-while-revalidate=0"),
        ],
    )
    def test_no_page_is_kept_beyond_it(self, client: Client, personas: Personas, left: timedelta, policy: str) -> None:
        _program, launch = held_program(personas)
        Launch.objects.filter(pk=launch.pk).update(at=Now() + left)
        assert client.get("/es/portfolio/")["Cache-Control"] == policy

    def test_the_rows_in_process_are_read_anew(self, personas: Personas) -> None:
        _program, launch = held_program(personas)
        make_published(institution("MX"), personas.mexico, personas.secretariat)
        before = snapshot_at(PROGRAMS, read_public_version())
        assert (before.total, before.index.totals["country"]) == (1, {"CR": 0, "MX": 1})
        come(launch)
        after = snapshot_at(PROGRAMS, read_public_version())
        assert (after.total, after.index.totals["country"]) == (2, {"CR": 1, "MX": 1})

    def test_a_deleted_or_moved_launch_leaves_no_moment_behind(self, personas: Personas) -> None:
        launch = make_launch(personas)
        Launch.objects.filter(pk=launch.pk).update(at=in_(2 * SOON))
        with connection.cursor() as cursor:
            cursor.execute("SELECT source, record, at FROM core_public_moment")
            assert cursor.fetchall() == [("portfolio_launch", launch.pk, in_(2 * SOON))]
            Launch.objects.all().delete()
            cursor.execute("SELECT count(*) FROM core_public_moment")
            assert cursor.fetchone() == (0,)


class TestTheSecretariat:
    def test_others_plan_nothing(self, personas: Personas) -> None:
        launch = make_launch(personas)
        for user in (personas.costa_rica, personas.partner, personas.authority):
            with pytest.raises(PermissionDenied):
                launches.plan(Launch(at=in_(SOON)), by=user)
            with pytest.raises(PermissionDenied):
                launches.open_now(launch, by=user)

    def test_a_past_moment_is_refused(self, personas: Personas) -> None:
        with pytest.raises(ValidationError) as refused:
            launches.plan(Launch(at=in_(-SOON)), by=personas.secretariat)
        assert list(refused.value.error_dict) == ["at"]

    def test_moving_it_moves_its_programs_and_tells_their_ministries(self, personas: Personas) -> None:
        program, launch = held_program(personas)
        launch.at = in_(2 * SOON)
        launches.plan(launch, by=personas.secretariat)
        program = Program.objects.get(pk=program.pk)
        assert (program.held_until, program.first_published_at) == (launch.at, launch.at)
        people = ["ana@mtss.example", "berta@mtss.example", "carla@mtss.example"]
        assert recipients("portfolio/launch_moved") == people
        assert program.code in outbox("portfolio/launch_moved")[0].message

    def test_a_campaign_that_was_launched_is_not_held_again(self, personas: Personas) -> None:
        _program, launch = held_program(personas)
        come(launch)
        launch.at = in_(SOON)
        with pytest.raises(ValidationError) as refused:
            launches.plan(launch, by=personas.secretariat)
        assert refused.value.code == "past"
        assert Program.objects.public().count() == 1

    def test_opening_now(self, client: Client, personas: Personas) -> None:
        program, launch = held_program(personas)
        launches.open_now(launch, by=personas.secretariat)
        assert client.get(f"/es/portfolio/{program.code}/").status_code == 200
        assert recipients("portfolio/launched") == ["ana@mtss.example", "berta@mtss.example", "carla@mtss.example"]
        assert tell_of_launches(timezone.localdate()) == 0
        with pytest.raises(ValidationError):
            launches.open_now(launch, by=personas.secretariat)

    def test_one_program_before_the_others(self, client: Client, personas: Personas) -> None:
        program, launch = held_program(personas)
        second = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="Segundo")
        released = moderation.release(program, by=personas.secretariat, note="Para la prensa.")
        assert (released.launch, released.state) == (None, ProgramState.PUBLISHED)
        assert client.get(f"/es/portfolio/{program.code}/").status_code == 200
        assert client.get(f"/es/portfolio/{second.code}/").status_code == 404
        assert [entry.action for entry in program.log.all()] == ["publish", "release"]
        assert len(outbox("portfolio/program_release")) == 3
        with pytest.raises(PermissionDenied):
            moderation.release(program, by=personas.secretariat)
        with pytest.raises(PermissionDenied):
            moderation.release(second, by=personas.costa_rica)
        come(launch)
        with pytest.raises(PermissionDenied):
            moderation.release(second, by=personas.secretariat)


class TestNews:
    def test_approval_says_from_when(self, personas: Personas) -> None:
        program, launch = held_program(personas)
        message = outbox("portfolio/published")[0]
        local = localtime(launch.at)
        assert message.subject.endswith(f"Programa {WORD} ({program.code})")
        assert f"{local.day} de " in message.message
        assert "es pública" not in message.subject

    def test_the_launch_is_told_once_per_ministry(self, personas: Personas) -> None:
        _program, launch = held_program(personas)
        make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_es="Segundo")
        assert tell_of_launches(timezone.localdate()) == 0
        come(launch)
        assert tell_of_launches(timezone.localdate()) == 3
        assert tell_of_launches(timezone.localdate()) == 0
        assert len(outbox("portfolio/launched")) == 3
        assert "Segundo" in outbox("portfolio/launched")[0].message

    def test_that_of_the_portfolio_goes_to_every_ministry_with_programs(self, personas: Personas) -> None:
        make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        make_published(institution("MX"), personas.mexico, personas.secretariat)
        come(make_launch(personas))
        assert tell_of_launches(timezone.localdate()) == 4


class TestPages:
    def test_planning_moving_and_opening(self, secretariat_client: Client, personas: Personas) -> None:
        campaign = make_campaign("CR")
        add = "/en/admin/portfolio/launch/add/"
        assert (
            f'<option value="{campaign.pk}" selected>'
            in secretariat_client.get(f"{add}?campaign={campaign.pk}").content.decode()
        )
        day = timezone.localdate() + timedelta(days=9)
        typed = {"campaign": campaign.pk, "day": day.isoformat(), "hour": "10:30", "note_es": "Nota", "note_en": ""}
        assert secretariat_client.post(add, typed).status_code == 302
        launch = Launch.objects.get()
        assert launch.at == timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=10, minute=30)))
        program = make_published(institution("CR"), personas.costa_rica, personas.secretariat, title_en="Held one")
        page = f"/en/admin/portfolio/launch/{launch.pk}"
        assert "Held one" in secretariat_client.get(f"{page}/change/").content.decode()
        assert "1 approved program waits" in secretariat_client.get(f"{page}/change/").content.decode()
        listed = secretariat_client.get("/en/admin/portfolio/program/?launch=held").content.decode()
        assert "Approved; public from" in listed
        assert program.code in listed
        assert (
            "1 approved program waits" in secretariat_client.get("/en/admin/portfolio/version/queue/").content.decode()
        )
        moved = {**typed, "day": (day + timedelta(days=1)).isoformat()}
        assert secretariat_client.post(f"{page}/edit/", moved).status_code == 302
        assert localtime(Launch.objects.get().at).date() == day + timedelta(days=1)
        assert secretariat_client.get(f"{page}/open/").status_code == 200
        assert not Program.objects.public().exists()
        assert secretariat_client.post(f"{page}/open/").status_code == 302
        assert Program.objects.public().get() == program

    def test_errors_keep_what_was_typed(self, secretariat_client: Client, personas: Personas) -> None:
        make_published(institution("CR"), personas.costa_rica, personas.secretariat)
        add = "/en/admin/portfolio/launch/add/"
        past = {"campaign": "portfolio", "day": "2016-12-01", "hour": "10:00", "note_en": "Soon", "hide": "on"}
        response = secretariat_client.post(add, past)
        assert "Choose a moment that is still to come." in response.content.decode()
        assert "Soon" in response.content.decode()
        response = secretariat_client.post(add, {**past, "day": "2036-12-01", "hide": ""})
        assert "Confirm that the programs are hidden until then." in response.content.decode()
        response = secretariat_client.post(add, {**past, "day": "x", "hour": "25:99", "campaign": "999"})
        assert response.status_code == 200
        assert Launch.objects.count() == 0

    @pytest.mark.parametrize("persona", ["costa_rica", "mexico", "partner", "authority"])
    def test_they_are_the_secretariats(self, as_persona: Any, personas: Personas, persona: str) -> None:
        launch = make_launch(personas)
        for page in ("add/", f"{launch.pk}/change/", f"{launch.pk}/edit/", f"{launch.pk}/open/", ""):
            assert as_persona(persona).get(f"/en/admin/portfolio/launch/{page}").status_code in {302, 403}
        assert as_persona(persona).post(f"/en/admin/portfolio/launch/{launch.pk}/open/").status_code in {302, 403}
        assert Launch.objects.ahead().exists()

    def test_the_desk_says_from_when(self, as_persona: Any, personas: Personas) -> None:
        program, _launch = held_program(personas)
        desk = as_persona("costa_rica")
        page = desk.get(f"/en/desk/programs/{program.code}/").content.decode()
        assert "<b>Approved.</b> The public reads it from" in page
        assert "See it as the public will" in page
        home = desk.get("/en/desk/ministries/mtss-cr/").content.decode()
        assert "Approved; not public yet" in home

    def test_publishing_says_what_will_happen(self, secretariat_client: Client, personas: Personas) -> None:
        make_launch(personas, make_campaign("CR"))
        version = make_submitted(institution("CR"), personas.costa_rica)
        page = secretariat_client.get(f"/en/admin/portfolio/version/{version.pk}/do/publish/").content.decode()
        assert "It is approved now and held until the launch: Intake 2026." in page
        publish = f"/en/admin/portfolio/version/{version.pk}/do/publish/"
        done = secretariat_client.post(publish, {"note": "", "seen": ""}, follow=True).content.decode()
        assert f"Done: {version.program.code} is approved. The public reads it from" in done

    def test_candidacies_wait(self, personas: Personas) -> None:
        program, _launch = held_program(personas)
        with pytest.raises(ValidationError):
            good_practice.nominate(program, by=personas.secretariat, criteria=[], closes_on=None)


@pytest.mark.django_db(transaction=True)
def test_publishing_while_the_launch_is_moved(personas: Personas) -> None:
    """Whoever comes first, the program is held by the launch and dated by its last moment."""
    for _round in range(5):
        launch = make_launch(personas, make_campaign("CR"))
        version = make_submitted(institution("CR"), personas.costa_rica)
        moved = Launch.objects.get(pk=launch.pk)
        moved.at = in_(3 * SOON)
        outcomes = in_threads(
            lambda version=version: moderation.publish(version, by=personas.secretariat),
            lambda moved=moved: launches.plan(moved, by=personas.secretariat),
        )
        assert [type(outcome).__name__ for outcome in outcomes] == ["Version", "Launch"]
        program = Program.objects.get(pk=version.program_id)
        assert (program.launch_id, program.first_published_at) == (launch.pk, moved.at)
        assert ProgramIndex.objects.get(program=program).first_published_at == moved.at
        Launch.objects.filter(pk=launch.pk).update(at=Now())


@pytest.mark.django_db(transaction=True)
def test_two_open_it_at_once(personas: Personas) -> None:
    _program, launch = held_program(personas)
    open_it = [lambda: launches.open_now(launch, by=personas.secretariat)] * 2
    assert sorted(type(outcome).__name__ for outcome in in_threads(*open_it)) == ["Launch", "ValidationError"]
    assert len(outbox("portfolio/launched")) == 3


@pytest.mark.django_db(transaction=True)
def test_the_job_and_the_secretariat_at_once(personas: Personas) -> None:
    _program, launch = held_program(personas)
    come(launch)
    counts = in_threads(*[lambda: tell_of_launches(timezone.localdate())] * 3)
    assert sorted(counts) == [0, 0, 3]
