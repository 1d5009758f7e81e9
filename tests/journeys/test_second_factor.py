"""The second factor as a member of the Secretariat lives with it: set up, sign in with the phone, lose the phone."""

import base64
import hashlib
import hmac
import re
import struct
import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import MakeVisitor, Visitor

PASSWORD = "rial-demo-2026"
EMAIL = "secretariat@rial.example"
STEP = 30


def phone(secret: str, step: int) -> str:
    """The six digits an authenticator app shows at a step of thirty seconds (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def step_now() -> int:
    return int(time.time()) // STEP


def sign_out(somebody: Visitor) -> None:
    page = somebody.open("/es/accounts/logout/")
    page.click("main form button.btn")


def answer(page: Page, code: str) -> None:
    """Type a code with the keyboard alone."""
    page.focus("input[name=code]")
    page.fill("input[name=code]", code)
    page.keyboard.press("Enter")


def password(somebody: Visitor) -> Page:
    """The first factor; what comes then asks for the second."""
    page = somebody.sign_in(EMAIL, PASSWORD)
    expect(page.locator("h1")).to_have_text("Segundo factor")
    return page


def test_set_up_sign_in_and_lose_the_phone(visitor: MakeVisitor) -> None:
    somebody = visitor(width=390, dark=True, javascript=False)
    somebody.sign_in(EMAIL, PASSWORD)
    page = somebody.open("/es/accounts/2fa/totp/activate/")
    expect(page.locator("h1")).to_have_text("Confirme que es usted")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("main code")).to_be_visible()
    secret = page.locator("main code").inner_text()
    expect(page.locator("img.qr")).to_have_css("background-color", "rgb(255, 255, 255)")  # a phone can read it
    answer(page, phone(secret, step_now() - 100))
    expect(page.locator("input[name=code][aria-invalid=true]")).to_be_visible()
    expect(page.locator("main code")).to_have_text(secret)
    answer(page, phone(secret, step_now()))
    expect(page.locator("main code")).to_have_count(10)  # the recovery codes are shown next
    page = somebody.open("/es/accounts/2fa/")
    expect(page.locator("main .tag.ok")).to_have_text("Activado")
    page.goto(somebody.portal + "/es/accounts/2fa/recovery-codes/")
    codes = page.locator("main li code").all_inner_texts()
    assert len(codes) == 10

    sign_out(somebody)
    page = password(somebody)
    answer(page, phone(secret, step_now() - 100))
    expect(page.locator("input[name=code][aria-invalid=true]")).to_be_visible()
    page.goto(somebody.portal + "/es/admin/")
    expect(page.locator("h1")).to_have_text("Segundo factor")  # nothing opens before it

    answer(page, codes[0])
    expect(page).to_have_url(re.compile(r"/es/admin/$"))

    sign_out(somebody)
    page = password(somebody)
    answer(page, codes[0])  # each works once
    expect(page.locator("input[name=code][aria-invalid=true]")).to_be_visible()
    answer(page, phone(secret, step_now()))
    expect(page).to_have_url(re.compile(r"/es/admin/$"))
