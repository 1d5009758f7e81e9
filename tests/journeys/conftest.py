"""Journeys in a real browser: the system's Chromium, the portal on a live server, the real content."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CANDIDATES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    """The system's Chromium, or the one RIAL_CHROMIUM names."""
    named = os.environ.get("RIAL_CHROMIUM")
    return named or next((path for name in CANDIDATES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        message = "No Chromium was found: install the package chromium or set RIAL_CHROMIUM."
        if os.environ.get("RIAL_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    # Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def portal(transactional_db: None, live_server: Any, settings: LazySettings) -> str:
    """The address of the served portal with its real content and demo accounts."""
    settings.DEMO = True
    settings.SITE_URL = live_server.url
    call_command("load_content", verbosity=0)
    call_command("create_demo_accounts", verbosity=0)
    return str(live_server.url)


class Visitor:
    """Somebody at a browser: opens pages of the portal, signs in, and notes what the browser complains about."""

    def __init__(self, context: BrowserContext, portal: str) -> None:
        self.page: Page = context.new_page()
        self.portal = portal
        self.complaints: list[str] = []
        # From axe's start until the next page stands: axe tries inline styles of its own, which the portal's policy
        # refuses, and the browser says so a moment later.
        self.examined = False
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        # A page that answers 4xx on purpose is reported by the browser as an error of its own.
        if self.examined and "Applying inline style" in text:
            return
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(f"{self.page.url}: {text}")

    def open(self, path: str) -> Page:
        """Open an address of the portal."""
        self.page.goto(self.portal + path)
        self.examined = False
        return self.page

    def sign_in(self, email: str, password: str, language: str = "es") -> Page:
        """Through the sign-in page, as people do."""
        self.open(f"/{language}/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("main form button.btn")
        return self.page

    def axe(self) -> list[str]:
        """What axe-core finds on the present page, as "rule: elements"."""
        before = len(self.complaints)
        self.examined = True
        found = Axe().run(self.page).response["violations"]
        del self.complaints[before:]
        return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:3]}" for rule in found]


MakeVisitor = Callable[..., Visitor]


@pytest.fixture
def visitor(browser: Browser, portal: str) -> Iterator[MakeVisitor]:
    """`visitor(width=390, dark=True, javascript=False)`; at the end nobody's browser may have complained."""
    made: list[tuple[BrowserContext, Visitor]] = []

    def make(width: int = 1280, dark: bool = False, javascript: bool = True, language: str = "es") -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
        )
        somebody = Visitor(context, portal)
        made.append((context, somebody))
        return somebody

    yield make
    complaints = [complaint for _context, somebody in made for complaint in somebody.complaints]
    for context, _somebody in made:
        context.close()
    assert complaints == []
