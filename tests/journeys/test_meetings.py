"""What people come to the meetings for: what was decided and what became of it, a document by its symbol, a comment."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Comment, Consultation
from meetings.services.consultations import open_consultation
from rial.accounts.models import User
from tests.journeys.conftest import MakeVisitor


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
