"""The records of the two Working Group 2 meetings lack nothing that their printed reports state (issue: meetings)."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from meetings.models import Meeting
from meetings.naming import session_name
from tests.conftest import load_vocabulary
from tests.meetings import checklist_2012, checklist_2016
from tests.meetings.checklists import Checklist, missing_words, parts_of_docx, words_of_page

CHECKLISTS: dict[str, Checklist] = {
    "wg2-2016-06-29-washington": checklist_2016.CHECKLIST,
    "wg2-2012-10-10-washington": checklist_2012.CHECKLIST,
}
SECTIONS = [(slug, section) for slug, checklist in CHECKLISTS.items() for section in checklist]
LANGUAGES = ["en", "es"]
# The report's parts, in their order.
CHAPTERS = ("description", "background", "ideas", "decisions", "documents", "notes")

Texts = dict[tuple[str, str], Any]

# The mark has the test database made; the tests themselves read what `records` gathered.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def records(django_db_setup: None, django_db_blocker: Any) -> dict[str, Texts]:
    """The words of the public pages and of the Word documents, made once from the real content."""
    plain_files = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(STORAGES=plain_files, COUNT_VISITS=False):
        load_vocabulary()
        call_command("load_content", "--only", "library", "meetings", verbosity=0)
        found: dict[str, Texts] = {
            "page": {(slug, code): _page(slug, code) for slug in CHECKLISTS for code in LANGUAGES},
            "docx": {(slug, code): _sections(slug, code) for slug in CHECKLISTS for code in LANGUAGES},
        }
        transaction.set_rollback(True)
    return found


def _page(slug: str, code: str) -> str:
    with override(code):
        answer = Client().get(reverse("meetings:meeting", args=[slug]))
    assert answer.status_code == 200
    return words_of_page(answer.content.decode())


def _sections(slug: str, code: str) -> dict[str, str]:
    """The Word document's words by section: the chapters, and within the ideas one section per session."""
    with override(code):
        content = Client().get(reverse("meetings:report_docx", args=[slug])).content
        sessions = {session_name(row): row for row in Meeting.objects.get(slug=slug).sessions.all()}
    found: dict[str, str] = {}
    chapters = iter(CHAPTERS)
    chapter = ""
    for level, heading, words in parts_of_docx(content):
        if level == 1:
            chapter = next(chapters)
        key = chapter
        if chapter == "ideas":
            session = sessions.get(heading)
            last = "closing" if found.keys() & {"rial", "panel-3"} and session is None else "approach"
            key = _key(session) if session else last
        found[key] = f"{found.get(key, '')} {words}".strip()
    return found


def _key(session: Any) -> str:
    return f"panel-{session.number}" if session.number else "rial"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("slug", "section"), SECTIONS)
def test_the_report_states_every_fact_in_its_section(
    records: dict[str, Texts], slug: str, section: str, code: str
) -> None:
    words = records["docx"][slug, code][section]
    assert _lacking(words, CHECKLISTS[slug][section], code) == {}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("slug", "section"), SECTIONS)
def test_the_public_page_states_every_fact(records: dict[str, Texts], slug: str, section: str, code: str) -> None:
    words = records["page"][slug, code]
    assert _lacking(words, CHECKLISTS[slug][section], code) == {}


def _lacking(words: str, facts: list[Any], code: str) -> dict[str, list[str]]:
    """Facts of which something is not said, with what is not."""
    said = {fact: missing_words(words, english if code == "en" else spanish) for fact, english, spanish in facts}
    return {fact: missing for fact, missing in said.items() if missing}


def test_the_checklists_are_as_long_as_the_reports_are_rich() -> None:
    counted = {slug: sum(len(facts) for facts in checklist.values()) for slug, checklist in CHECKLISTS.items()}
    assert counted == {"wg2-2016-06-29-washington": 206, "wg2-2012-10-10-washington": 165}


def test_no_fact_is_checked_without_words() -> None:
    every = [fact for checklist in CHECKLISTS.values() for facts in checklist.values() for fact in facts]
    assert all(english and spanish and all(english) and all(spanish) for _fact, english, spanish in every)


def test_words_in_another_order_are_missed() -> None:
    assert missing_words("Chile, Mexico, COSATE", ["Mexico", "Chile"]) == ["Chile"]
    assert missing_words("Chile, Mexico, COSATE", ["Chile", "COSATE"]) == []
