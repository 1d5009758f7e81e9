"""What people come to the meetings for: what was decided and what became of it, a document by its symbol, a comment."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.models import Comment, Consultation
from meetings.services.consultations import open_consultation
from rial.accounts.models import User
from tests.journeys.conftest import MakeVisitor, Visitor


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (390, False)])
def test_a_reader_follows_a_decision_to_the_workshop_it_led_to(
    visitor: MakeVisitor, width: int, javascript: bool
) -> None:
    somebody = visitor(width=width, javascript=javascript)
    page = somebody.open("/es/")
    page.click("nav.nav >> text=Reuniones")
    page.goto(page.url + "?q=demanda+de+talento")
    page.click("main a[href*='wg2-2012-10-10-washington']")
    expect(page.locator("h1")).to_contain_text("Grupo de Trabajo 2, XVII CIMT")
    page.click("main a[href$='/decisions/DEC-0010/']")
    expect(page.locator("main")).to_contain_text("Cumplida")
    expect(page.locator("main")).to_contain_text("Costa Rica")
    page.locator("main a[href*='workshop-child-labor-2013']").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert re.search(r"/es/meetings/workshop-child-labor-2013-02-21-san-jose/$", page.url)
    assert somebody.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") if javascript else True


def test_a_symbol_written_in_any_way_leads_to_its_document_and_its_meeting(visitor: MakeVisitor) -> None:
    somebody = visitor(language="en")
    page = somebody.open("/en/doc/cimt-19 gt1-gt2 doc 5 16")
    assert page.url.endswith("/en/library/documents/cimt-19-gt1-gt2-doc-5-16/")
    expect(page.locator("main")).to_contain_text("CIMT-19/GT1-GT2/doc.5/16")
    page.locator("main a[href*='wg2-2016-06-29-washington']").first.click()
    expect(page.locator("main")).to_contain_text("Jose Carlos Bazán")


def test_an_official_comments_on_a_document_within_its_window(visitor: MakeVisitor) -> None:
    somebody = visitor(width=390, javascript=False)
    texts = {"title_es": "Proyecto de declaración", "title_en": "Draft declaration"}
    asked = {"intro_es": "Comente el proyecto.", "intro_en": "Comment on the draft."}
    closes = timezone.localdate() + timedelta(days=5)
    made = Consultation.objects.create(slug="draft-declaration", closes_on=closes, **texts, **asked)
    open_consultation(made, by=User.objects.get(email="secretariat@rial.example"))
    somebody.sign_in("mexico@rial.example", settings.DEMO_PASSWORD)
    page = somebody.open("/es/desk/meetings/")
    page.click("text=Proyecto de declaración")
    page.fill("[name=passage]", "Párrafo 12")
    page.fill("[name=text]", "Agregar el trabajo informal.")
    page.click("main form[method=post] button.btn >> nth=0")
    expect(page.locator("main")).to_contain_text("Comentario recibido.")
    comment = Comment.objects.get()
    assert (comment.passage, comment.text) == ("Párrafo 12", "Agregar el trabajo informal.")
    assert comment.institution.country_id == "MX"


def begin_meeting(secretariat: Visitor) -> Page:
    """A meeting of Working Group 2 in three weeks, by the few facts that are asked first."""
    page = secretariat.open("/en/admin/meetings/meeting/")
    page.locator("a[href$='/meeting/add/']").first.click()
    page.select_option("[name=kind]", "working_group")
    page.select_option("[name=conference]", label="XXII IACML")
    page.get_by_label("Working Group 2", exact=True).check()
    page.fill("[name=number]", "2")
    page.select_option("[name=standing]", "confirmed")
    page.fill("[name=start]", (timezone.localdate() + timedelta(days=21)).isoformat())
    page.fill("[name=place_es]", "San José")
    page.fill("[name=place_en]", "San José")
    page.select_option("[name=country]", "CR")
    page.get_by_role("button", name="Begin the meeting").click()
    return page


def enter_list(page: Page, link: str, **texts: str) -> None:
    """Paste a list, look at what was understood line by line, and enter it."""
    page.get_by_role("link", name=link, exact=True).click()
    for field, text in texts.items():
        page.fill(f"[name={field}]", text)
    page.get_by_role("button", name="See what is understood").click()
    expect(page.locator(".understood > li")).to_have_count(len(next(iter(texts.values())).splitlines()))
    page.get_by_role("button", name="Enter these lines").click()
    expect(page.locator("[role=alert]")).to_have_count(0)


def test_the_secretariat_enters_a_meeting_and_publishes_it_in_both_languages(visitor: MakeVisitor) -> None:
    secretariat = visitor(javascript=False, language="en")
    secretariat.sign_in("secretariat@rial.example", settings.DEMO_PASSWORD, "en")
    page = begin_meeting(secretariat)
    heading = "Second meeting of Working Group 2, XXII IACML"
    expect(page.locator("h1")).to_have_text(heading)
    meeting = page.url
    enter_list(page, "Paste delegations", text="Costa Rica\nMéxico\nOIT")

    page.get_by_role("link", name="Add a session").click()
    page.fill("[name=title_es]", "Inspección en el campo")
    page.fill("[name=title_en]", "Inspection in the fields")
    page.get_by_role("button", name="Add the session").click()
    enter_list(
        page,
        "Paste points",
        text_es="• Chile: faltan inspectores\n• Se usan drones",
        text_en="• Chile: inspectors are few\n• Drones are used",
    )
    expect(page.locator("main")).to_contain_text("Chile")

    page.goto(meeting)
    enter_list(page, "Paste decisions", text_es="Reunirse en 2027.", text_en="Meet in 2027.")
    expect(page.locator("#decisions")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Meet in 2027.")
    address = page.get_by_role("link", name="Preview").get_attribute("href")
    assert address is not None

    public = visitor(javascript=False, language="es")
    before = public.page.goto(secretariat.portal + address)
    assert before is not None
    assert before.status == 404
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish", exact=True).click()

    page = visitor(javascript=False, language="en").open(address)
    expect(page.locator("h1")).to_have_text(heading)
    for words in ("Inspection in the fields", "Chile: inspectors are few", "Drones are used", "Meet in 2027.", "ILO"):
        expect(page.locator("main")).to_contain_text(words)
    page = public.open(address.replace("/en/", "/es/"))
    expect(page.locator("h1")).to_have_text("Segunda reunión del Grupo de Trabajo 2, XXII CIMT")
    for words in ("Inspección en el campo", "Chile: faltan inspectores", "Se usan drones", "Reunirse en 2027.", "OIT"):
        expect(page.locator("main")).to_contain_text(words)
