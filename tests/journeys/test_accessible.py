"""Key pages at three widths, light, dark, in large type: nothing sideways, nothing serious for axe."""

import pytest
from playwright.sync_api import Page

from tools.demo_site import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "": ("/", "/q/DEMO0001/", "/report/?door=DEMO0001", "/find/", "/places/find?q=1", "/sign-in/"),
    "grid": ("/today/", "/today/snap/"),
    "street": ("/desk/", "/desk/intake/", "/desk/?view=done"),
    "leader": ("/cockpit/", "/cockpit/day/"),
    "admin": ("/organisation/", "/organisation/vacancies/", "/places/", "/methods/"),
    "auditor": ("/audit/",),
}
WIDTHS = (360, 768, 1366)


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical, with the first place of each."""
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [
        f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def sideways(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{page.url} at {page.viewport_size['width']} px: {wide} px sideways"] if wide > 0 else []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_everybody(open_as, site, name, scheme):
    page = open_as(name, color_scheme=scheme, bypass_csp=True)
    faults: list[str] = []
    for large in (False, True):
        page.context.add_cookies([{"name": "large", "value": str(int(large)), "url": site.address}])
        for path in PAGES[name]:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 780})
                faults += sideways(page)
            if not large:
                page.evaluate(AXE.read_text())
                faults += serious(page)
    assert not faults, "\n".join(faults)


def test_the_desk_by_keyboard_alone(open_as):
    """j moves, Enter opens beside the queue, / searches, ? explains."""
    page = open_as("street")
    page.goto("/desk/")
    page.wait_for_load_state("networkidle")  # what stands above the queue comes a moment later
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#aside article.case")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("dialog#keys[open]")
