"""Every page on a phone, key pages also dark and in large type: nothing sideways, nothing serious for axe."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page

from tests.journeys.pages import PEOPLE, Sight, sights
from tools.demo_site import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
KEY_PAGES = {
    "": ("/", "/q/DEMO0001/", "/report/?door=DEMO0001", "/find/", "/open/", "/alerts/"),
    "grid": ("/today/", "/today/snap/"),
    "street": ("/desk/", "/desk/intake/", "/whistles/"),
    "leader": ("/cockpit/", "/cockpit/day/", "/callbacks/shares/"),
    "admin": ("/organisation/", "/places/", "/methods/"),
}
PHONE, TABLET, DESKTOP = 360, 768, 1366
NOT_ALLOWED = 405  # an address that only takes what is sent
PARTS_TO_COME = "[hx-trigger*='load'], [data-map], [data-chart]"


def serious(page: Page) -> Iterator[str]:
    """What axe-core calls serious or critical, with the first place of each."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    for one in found:
        if one["impact"] in {"serious", "critical"}:
            yield f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]}"


def sideways(page: Page, *widths: int) -> Iterator[str]:
    for width in widths:
        page.set_viewport_size({"width": width, "height": 780})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            yield f"{page.url} at {width} px: {wide} px sideways"


def settle(page: Page) -> None:
    """Until the parts that come a moment later are there."""
    page.wait_for_load_state("networkidle" if page.query_selector(PARTS_TO_COME) else "load")


def faults_of(page: Page) -> list[str]:
    settle(page)
    nameless = [] if page.locator("h1").count() else [f"{page.url}: no heading"]
    return [*nameless, *sideways(page, DESKTOP, PHONE), *serious(page)]


def faults_of_sight(page: Page, sight: Sight) -> list[str]:
    if sight.bare and page.request.get(sight.path, max_redirects=0).status == NOT_ALLOWED:
        return []
    answer = page.goto(sight.path)
    if answer.status != 200:
        return [f"{sight.path} for {sight.who or 'a resident'}: {answer.status}"]
    return faults_of(page)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_for_everybody(open_as, site, who):
    roles = {one["name"]: one["role"] for one in site.sign_ins}
    page = open_as(who, bypass_csp=True)
    faults: list[str] = []
    for sight in sights(site.database, roles):
        if sight.who == who:
            faults += faults_of_sight(page, sight)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", KEY_PAGES)
def test_key_pages_dark_and_in_large_type(open_as, site, name):
    page = open_as(name, color_scheme="dark", bypass_csp=True)
    page.context.add_cookies([{"name": "large", "value": "1", "url": site.address}])
    faults: list[str] = []
    for path in KEY_PAGES[name]:
        page.goto(path)
        settle(page)
        faults += [*sideways(page, PHONE, TABLET, DESKTOP), *serious(page)]
    assert not faults, "\n".join(faults)


def known(site, question: str) -> str:
    with closing(sqlite3.connect(f"file:{site.database}?mode=ro", uri=True)) as database:
        return database.execute(question).fetchone()[0]


def test_pages_that_come_after_sending(open_as, site):
    """A form that was not filled, asking for news of an area, spotting, choosing several cases, a receipt."""
    page, faults = open_as(bypass_csp=True), []
    page.goto("/alerts/?door=DEMO0001")
    page.fill("input[name=address]", "someone@example.cn")
    page.get_by_role("button", name="发确认邮件").click()
    faults += faults_of(page)
    key = known(site, "SELECT key FROM channels_watch")
    for part in ("confirm", "stop"):
        page.goto(f"/alerts/{key}/{part}/")
        faults += faults_of(page)
    page.goto(f"/spot/{known(site, 'SELECT token FROM channels_spotterlink WHERE revoked_at IS NULL')}/")
    page.get_by_role("button", name="好，我愿意").click()
    page.wait_for_url("**/spot/")
    faults += faults_of(page)

    desk = open_as("street", bypass_csp=True)
    desk.goto("/desk/")
    settle(desk)
    for n in (0, 1):
        desk.locator("[name=pick]").nth(n).check()
    desk.get_by_role("button", name="合并").click()
    faults += faults_of(desk)
    desk.goto("/desk/intake/")
    desk.fill("textarea[name=text]", "菜场门口的井盖松了，车一压就响")
    desk.fill("input[name=place_name]", "菜场东门")
    desk.get_by_role("button", name="登记").click()
    desk.wait_for_url("**/filed/**")
    faults += faults_of(desk)

    admin = open_as("admin", bypass_csp=True)
    admin.goto("/hooks/")
    admin.fill("input[name=url]", "https://example.cn/linli")
    admin.locator("input[name=events]").first.check()
    admin.get_by_role("button", name="开始通知").click()
    admin.wait_for_url("**/hooks/*/")
    faults += faults_of(admin)
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
