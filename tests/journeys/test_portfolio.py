"""What a visitor, an official of a small ministry and the Secretariat come for, as they do it in a browser."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import MakeVisitor, Visitor

PASSWORD = "rial-demo-2026"
CAMPAIGN = "Campaña Nacional de Salario Mínimo"


def titles(somebody: Visitor) -> list[str]:
    """The titles of the cards on the page."""
    return [text.strip() for text in somebody.page.locator(".recs h3").all_inner_texts()]


def test_visitor_finds_the_campaign_by_filter(visitor: MakeVisitor) -> None:
    somebody = visitor()
    page = somebody.open("/es/")
    page.click("nav >> text=Programas")
    page.locator("fieldset", has_text="País").locator("details summary").click()
    page.check("input[name=country][value=CR]")
    page.click("form[aria-label] button:has-text('Aplicar')")
    expect(page.locator(".recs h3")).to_have_text([CAMPAIGN])
    page.click(f"h3 >> text={CAMPAIGN}")
    expect(page.locator("h1")).to_have_text(CAMPAIGN)


def test_visitor_finds_the_campaign_by_words_in_either_language(visitor: MakeVisitor) -> None:
    somebody = visitor(javascript=False)
    for language, words, title in [
        ("es", "campaña salario", CAMPAIGN),
        ("es", "campana salarios", CAMPAIGN),
        ("en", "minimum wage", "National Minimum Wage Campaign"),
        ("es", "minimum wage", CAMPAIGN),
    ]:
        page = somebody.open(f"/{language}/portfolio/")
        page.fill("#main input[name=q]", words)
        page.keyboard.press("Enter")
        expect(page.locator(".recs h3").first, f"{words} in {language}").to_have_text(title)


def test_visitor_compares_two_programs_with_the_keyboard_alone(visitor: MakeVisitor) -> None:
    somebody = visitor()
    page = somebody.open("/en/portfolio/?country=PE")
    for code in ("PRG-0003", "PRG-0004"):
        page.focus(f"input[name=p][value={code}]")
        page.keyboard.press("Space")
    page.get_by_role("button", name="Compare", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("table.cmp thead th[scope=col]")).to_have_count(2)


def write_section(somebody: Visitor, code: str, section: str, texts: dict[str, str], choices: dict[str, str]) -> None:
    """Fill a section of the form and go on."""
    page = somebody.open(f"/en/desk/programs/{code}/edit/{section}/")
    for name, value in choices.items():
        page.check(f"input[name={name}][value={value}]")
    for name, value in texts.items():
        page.fill(f"[name={name}]", value)
    page.click("button:has-text('Save and continue')")
    expect(page.locator(".sum-err")).to_have_count(0)


def begin_program(somebody: Visitor, title: str) -> str:
    """Begin an English program at the desk; its code."""
    page = somebody.open("/en/desk/")
    page.click("text=Publish a program")
    page.check("input[name=language][value=en]")
    page.fill("input[name=title]", title)
    page.click("main form button.btn")
    found = re.search(r"PRG-\d+", page.url)
    assert found is not None, page.url
    return found.group()


def status_of(somebody: Visitor, path: str) -> int:
    """The answer to an address."""
    response = somebody.page.goto(somebody.portal + path)
    assert response is not None
    return response.status


def text_at(somebody: Visitor, path: str) -> str:
    """The raw text of an address (feeds, files)."""
    answer: Any = somebody.page.request.get(somebody.portal + path)
    return str(answer.text())


def test_program_from_draft_to_second_version(visitor: MakeVisitor) -> None:
    """The whole life, without JavaScript; the official on a phone, writing in English alone."""
    official = visitor(width=390, javascript=False, language="en")
    secretariat = visitor(javascript=False)
    public = visitor(javascript=False)
    title = "Rapid Response Unit for Dismissed Workers"

    official.sign_in("trinidad-and-tobago@rial.example", PASSWORD, "en")
    code = begin_program(official, title)
    write_section(
        official,
        code,
        "identification",
        {"summary_en": "A unit that visits workplaces after mass dismissals."},
        {"kind": "service", "topics": "employment-services"},
    )
    write_section(official, code, "purpose", {"objectives_en": "Help dismissed workers find work within weeks."}, {})
    write_section(official, code, "operation", {"description_en": "Two officers visit the workplace."}, {})
    write_section(official, code, "offer", {"contact_unit_en": "National Employment Service"}, {})
    official.open(f"/en/desk/programs/{code}/review/").click("button:has-text('Submit to the Secretariat')")
    expect(official.page.locator("main")).to_contain_text("The Secretariat has it")
    assert status_of(public, f"/en/portfolio/{code}/") == 404

    secretariat.sign_in("secretariat@rial.example", PASSWORD)
    review = open_review(secretariat, title)
    remark_at(secretariat, "lessons", "¿Qué haría distinto el ministerio si empezara hoy?")
    return_it(secretariat, "Falta una frase sobre lo aprendido.")

    page = official.open("/en/desk/")
    expect(page.locator("main")).to_contain_text(title)
    page = official.open(f"/en/desk/programs/{code}/edit/results/")
    expect(page.locator(".said")).to_contain_text("¿Qué haría distinto el ministerio si empezara hoy?")
    write_section(official, code, "results", {"lessons_en": "Visit before the dismissals, not after."}, {})
    official.open(f"/en/desk/programs/{code}/review/").click("button:has-text('Submit to the Secretariat')")

    secretariat.page.goto(review)
    publish_it(secretariat)

    page = public.open(f"/en/portfolio/{code}/")
    expect(page.locator("h1")).to_have_text(title)
    page = public.open(f"/es/portfolio/{code}/")
    expect(page.locator("h1[lang=en], h1 [lang=en]")).to_have_text(title)
    expect(page.locator(".note").first).to_contain_text("Este programa está solo en inglés")
    public.open("/es/portfolio/?country=TT")
    assert title in titles(public)
    assert title in text_at(public, "/en/portfolio/feed/")
    assert title in text_at(public, "/en/portfolio/?country=TT&format=csv")

    official.open(f"/en/desk/programs/{code}/").get_by_role("button", name="Edit").first.click()
    write_section(official, code, "purpose", {"objectives_en": "Help dismissed workers find work within days."}, {})
    official.open(f"/en/desk/programs/{code}/review/").click("button:has-text('Submit to the Secretariat')")
    expect(public.open(f"/en/portfolio/{code}/").locator("main")).to_contain_text("within weeks")

    open_review(secretariat, title)
    expect(secretariat.page.locator("del").first).to_contain_text("weeks")
    expect(secretariat.page.locator("ins").first).to_contain_text("days")
    publish_it(secretariat)
    # A browser may keep a public page for a minute: somebody else comes.
    public = visitor(javascript=False)
    expect(public.open(f"/en/portfolio/{code}/").locator("main")).to_contain_text("within days")
    expect(public.open(f"/en/portfolio/{code}/v/1/").locator("main")).to_contain_text("within weeks")


def open_review(secretariat: Visitor, title: str) -> str:
    """From the admin's first page to the review of a text; its address."""
    page = secretariat.open("/es/admin/")
    page.click(f"main a:has-text('{title}'), #content a:has-text('{title}')")
    expect(page.locator("h1")).to_contain_text(title)
    return page.url


def remark_at(secretariat: Visitor, field: str, text: str) -> None:
    """Leave a remark at a field of the review page."""
    form = secretariat.page.locator(f"form:has(input[name=field][value={field}])")
    form.locator("xpath=ancestor::details").locator("summary").click()
    form.locator("textarea").fill(text)
    form.locator("button").click()


def return_it(secretariat: Visitor, reasons: str) -> None:
    """Return the text with its reasons, confirming."""
    page = secretariat.page
    page.get_by_role("link", name="Devolver con observaciones").click()
    page.fill("textarea[name=note]", reasons)
    page.get_by_role("button", name="Devolver con observaciones").click()


def publish_it(secretariat: Visitor) -> None:
    """Publish the text, confirming."""
    page = secretariat.page
    page.get_by_role("link", name="Publicar", exact=True).click()
    page.get_by_role("button", name="Publicar", exact=True).click()
