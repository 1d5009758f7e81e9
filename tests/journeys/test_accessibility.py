"""axe-core finds nothing on any template, in either language, light or dark; nothing scrolls sideways at 320 px."""

from typing import Any

import pytest

from meetings.models import Meeting
from portfolio.models import Program, Version
from portfolio.services import drafting, moderation
from rial.accounts.models import User
from tests.factories import make_submitted
from tests.journeys.conftest import MakeVisitor, Visitor
from tests.journeys.records import make_open_records
from tests.personas import institution

PASSWORD = "rial-demo-2026"
PUBLIC = (
    "",
    "about/",
    "accounts/login/",
    "accounts/password/reset/",
    "accounts/signup/",
    "countries/",
    "countries/CR/",
    "meetings/",
    "meetings/authorities/",
    "meetings/conferences/xix/",
    "meetings/consultations/",
    "meetings/decisions/DEC-0001/",
    "meetings/decisions/implementation/",
    "meetings/wg2-2016-06-29-washington/",
    "nothing-here/",
    "pages/accessibility/",
    "portfolio/",
    "portfolio/?q=salario&country=CR&p=PRG-0001",
    "portfolio/?q=zzzzzz",
    "portfolio/PRG-0001/",
    "portfolio/PRG-0001/report/",
    "portfolio/PRG-0001/v/1/",
    "portfolio/PRG-0001/versions/",
    "portfolio/compare/?p=PRG-0001&p=PRG-0002",
    "portfolio/dictionary/",
    "portfolio/good-practices/",
    "portfolio/matrix/",
    "search/?q=empleo",
)
DESK = (
    "desk/",
    "desk/people/",
    "desk/people/messages/",
    "desk/people/profile/",
    "desk/ministries/mtss-cr/new/",
    "desk/programs/PRG-0001/",
    "desk/programs/PRG-0001/archive/",
    "desk/programs/PRG-0039/",
    *(
        f"desk/programs/PRG-0039/edit/{section}/"
        for section in ("identification", "purpose", "operation", "results", "evidence", "offer")
    ),
    "desk/programs/PRG-0039/preview/",
    "desk/programs/PRG-0039/review/",
    "desk/meetings/",
    "desk/meetings/consultations/trial/",
    "desk/meetings/polls/trial/",
    "desk/meetings/proposals/{proposal}/edit/",
    "desk/meetings/registration/{coming}/",
    "desk/meetings/registration/{coming}/{participant}/delete/",
)
ADMIN = (
    "admin/",
    "admin/directory/institution/",
    "admin/portfolio/campaign/",
    "admin/portfolio/campaign/add/",
    "admin/portfolio/candidate/add/",
    "admin/portfolio/importbatch/add/",
    "admin/portfolio/program/",
    "admin/portfolio/program/currency/",
    "admin/portfolio/program/duplicates/",
    "admin/portfolio/program/numbers/",
    "admin/portfolio/program/translations/",
    "admin/portfolio/version/queue/",
    "admin/portfolio/version/{submitted}/do/return/",
    "admin/portfolio/version/{submitted}/review/",
    # One of each template: rows as a table and stacked, the pages of a meeting, pasting, tasks.
    "admin/meetings/consultation/{consultation}/change/",
    "admin/meetings/consultation/{consultation}/comments/{comment}/",
    "admin/meetings/decision/{decision}/note/",
    "admin/meetings/eventproposal/{proposal_pk}/change/",
    "admin/meetings/eventproposal/{proposal_pk}/host/",
    "admin/meetings/meeting/add/",
    "admin/meetings/meeting/{meeting}/change/",
    "admin/meetings/meeting/{meeting}/facts/",
    "admin/meetings/meeting/{meeting}/history/",
    "admin/meetings/meeting/{meeting}/paste/delegations/",
    "admin/meetings/meeting/{meeting}/sessions/add/",
    "admin/meetings/session/{session}/change/",
    "admin/meetings/session/{session}/facts/",
    "desk/meetings/participants/{coming}/",
    "admin/fund/entry/",
    "admin/fund/entry/1/entry/",
    "admin/fund/entry/import/",
    "admin/fund/entry/record/contribution/",
    "admin/fund/statement/add/",
    "admin/fund/statement/appeal/",
)


@pytest.fixture
def records(portal: str, submitted: int) -> dict[str, Any]:
    """What addresses are filled in with: the change in review, records of the meetings."""
    meeting = Meeting.objects.get(slug="wg2-2016-06-29-washington")
    found = {"meeting": meeting.pk, "decision": meeting.decisions.all()[0].pk, "session": meeting.sessions.all()[0].pk}
    return {"submitted": submitted, **found, **make_open_records()}


@pytest.fixture
def submitted(portal: str) -> int:
    """A draft of Costa Rica (PRG-0039), and a change in review whose key is given."""
    by = User.objects.get(email="costa-rica@rial.example")
    version = make_submitted(institution("CR"), by)
    moderation.recall(version, by=by)
    program = Program.objects.get(code="PRG-0001")
    draft = drafting.open_new_version(program, by=by)
    Version.objects.filter(pk=draft.pk).update(
        objectives_es="Que se pague el mínimo.", contact_unit_es="Dirección de Inspección", lessons_es="Prevenir antes."
    )
    return moderation.submit(draft, by=by).pk


def findings(somebody: Visitor, paths: list[str]) -> dict[str, list[str]]:
    """What axe finds, and pages that scroll sideways or lack a single main heading, by address."""
    found: dict[str, list[str]] = {}
    for path in paths:
        page = somebody.open(path)
        problems = somebody.axe()
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if width > 0:
            problems.append(f"scrolls sideways by {width} px")
        headings = page.locator("h1").count()
        if headings != 1:
            problems.append(f"{headings} main headings")
        if problems:
            found[path] = problems
    return found


LOOKS = [("es", False, 1280), ("en", True, 1280), ("es", True, 320), ("en", False, 390)]
look = pytest.mark.parametrize(("language", "dark", "width"), LOOKS)


@look
def test_public_pages(visitor: MakeVisitor, language: str, dark: bool, width: int) -> None:
    somebody = visitor(width=width, dark=dark, language=language)
    assert findings(somebody, [f"/{language}/{path}" for path in PUBLIC]) == {}


@look
def test_desk(visitor: MakeVisitor, records: dict[str, Any], language: str, dark: bool, width: int) -> None:
    somebody = visitor(width=width, dark=dark, language=language)
    somebody.sign_in("costa-rica@rial.example", PASSWORD, language)
    assert findings(somebody, [f"/{language}/{path.format(**records)}" for path in DESK]) == {}


@pytest.mark.parametrize(("language", "dark", "width"), LOOKS[:2])
def test_secretariat(visitor: MakeVisitor, records: dict[str, Any], language: str, dark: bool, width: int) -> None:
    somebody = visitor(width=width, dark=dark, language=language)
    somebody.sign_in("secretariat@rial.example", PASSWORD, language)
    assert findings(somebody, [f"/{language}/{path.format(**records)}" for path in ADMIN]) == {}


def test_errors_take_the_focus_and_name_the_field(visitor: MakeVisitor, submitted: int) -> None:
    somebody = visitor(javascript=False)
    somebody.sign_in("costa-rica@rial.example", PASSWORD)
    page = somebody.open("/es/desk/programs/PRG-0039/edit/identification/")
    page.fill("input[name=start_year]", "dos mil")
    page.click("button:has-text('Guardar y continuar'), button:has-text('Guardar y seguir')")
    assert page.title().startswith("Error:")
    assert page.locator(".sum-err[role=alert] a").count() >= 1
    assert page.locator("input[name=start_year]").get_attribute("aria-invalid") == "true"
    assert page.locator("input[name=start_year]").input_value() == "dos mil"
