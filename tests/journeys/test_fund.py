"""What a minister's adviser comes to the Fund for: how much is there, what is behind it, what must come in."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import MakeVisitor


def test_adviser_opens_a_past_statement_and_what_is_behind_it(visitor: MakeVisitor) -> None:
    somebody = visitor(javascript=False)
    page = somebody.open("/en/")
    page.click("nav.nav >> text=Fund")
    page.fill("input[name=as_of]", "2016-06-29")
    page.click("button:has-text('Show the statement')")
    expect(page.locator("#line-balance td")).to_have_text("−5,416")
    expect(page.locator("main .note.er h2")).to_have_text("The Fund is USD 5,416 short of what has been authorized")
    page.click("#line-spent summary")
    page.locator("#line-spent details a.code").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert re.search(r"/en/fund/ledger/\d+/$", page.url)


def test_adviser_reads_the_appeal_of_that_day(visitor: MakeVisitor) -> None:
    somebody = visitor()
    page = somebody.open("/es/fund/?as_of=2016-06-29")
    page.click("main a[href*='/fund/appeal/']")
    expect(page.locator("article")).to_contain_text(re.compile(r"125\s416"))
