"""Chromium and a demo site for the journeys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tools.demo_site import DemoSite, demo_site, open_browser, sign_in

PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1366, "height": 768}
SMALL = 0.3  # of the demo's matters: some in every state
PATIENCE_MS = 20_000


@pytest.fixture(scope="session")
def site() -> Iterator[DemoSite]:
    with demo_site(SMALL) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture
def open_as(site: DemoSite, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_as("desk")` is a page signed in, `open_as()` a resident's. A script error fails the test."""
    contexts, troubles = [], []

    def open_page(name: str = "", **options: object) -> Page:
        size = DESKTOP if name else PHONE
        settings = {"viewport": size, "locale": "zh-CN", "base_url": site.address} | options
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
        if name:
            sign_in(page, site.address, site.who(name))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, troubles
