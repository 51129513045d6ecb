"""The pictures of docs/pictures/, taken anew from a demo district of their own: make pictures.

A page that answers with a failure or writes an error to the console stops the run, so that no picture shows
something broken.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright

from tools.demo_site import ROOT, DemoSite, demo_site, open_browser, sign_in

PICTURES = ROOT / "docs" / "pictures"
PHONE, DESK, WALL = (360, 780), (1366, 768), (1920, 1080)


@dataclass(frozen=True)
class Shot:
    name: str
    size: tuple[int, int]
    path: str = ""  # else the first page of `role`
    role: str = ""  # of the demo's sign-ins; nobody when empty
    typed: str = ""  # a matter to report first
    follow: str = ""  # a link to click first, as a CSS selector
    dark: bool = False
    whole: bool = False  # the full height of the page


MATTER = "3 单元门口的路灯不亮三天了，老人晚上下楼看不见台阶。"
SETTLE_MS = 800  # a part that htmx fetches
FIRST_ROW = ".row-link"

SHOTS = (
    Shot("resident-door", PHONE, "/q/DEMO0001/"),
    Shot("resident-report", PHONE, "/report/?door=DEMO0001", whole=True),
    Shot("resident-receipt", PHONE, "/report/?door=DEMO0001", typed=MATTER),
    Shot("resident-progress", PHONE, "/report/?door=DEMO0001", typed=MATTER, follow="text=看进度"),
    Shot("resident-find", PHONE, "/find/"),
    Shot("public-board", PHONE, "/open/"),
    Shot("worker-today", PHONE, role="grid"),
    Shot("worker-snap", PHONE, "/today/snap/", role="grid"),
    Shot("desk-queue", DESK, role="street", follow=FIRST_ROW),
    Shot("desk-intake", DESK, "/desk/intake/", role="community"),
    Shot("unit-orders", DESK, role="bureau", follow=FIRST_ROW),
    Shot("whistles", DESK, "/whistles/", role="street"),
    Shot("shares", DESK, "/callbacks/shares/", role="street"),
    Shot("hot-topics", DESK, "/triage/topics/", role="desk"),
    Shot("hotline", DESK, "/hotline/", role="desk"),
    Shot("api", DESK, "/api/"),
    Shot("organisation-vacancies", DESK, "/organisation/vacancies/", role="admin"),
    Shot("places-district", DESK, "/places/", role="admin"),
    Shot("method-pack", DESK, "/methods/", role="admin"),
    Shot("cockpit", DESK, "/cockpit/", role="leader"),
    Shot("wall", WALL, "/cockpit/wall/", role="leader"),
    Shot("sign-in", DESK, "/sign-in/"),
    Shot("design", DESK, "/design/"),
)


def main(wanted: list[str]) -> None:
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    PICTURES.mkdir(exist_ok=True)
    with demo_site() as site, sync_playwright() as playwright:
        browser = open_browser(playwright)
        for shot in shots:
            take(browser, site, shot)
            print(f"docs/pictures/{shot.name}.png")
        browser.close()


def take(browser: Browser, site: DemoSite, shot: Shot) -> None:
    wide, high = shot.size
    context = browser.new_context(
        viewport={"width": wide, "height": high},
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN",
        device_scale_factor=2 if shot.size == PHONE else 1,
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    who = site.who(shot.role) if shot.role else None
    if who is not None:
        sign_in(page, site.address, who)
    first = who["start"] if who else ""
    answer = page.goto(site.address + (shot.path or first))
    if shot.typed:
        page.fill("textarea[name=text]", shot.typed)
        page.get_by_role("button", name="发送").click()
        page.get_by_text("您的编号").wait_for()
    for selector in filter(None, shot.follow.split(" >> then >> ")):
        page.locator(selector).first.click()
        page.wait_for_timeout(SETTLE_MS)
    page.wait_for_load_state("networkidle")
    if answer is None or not answer.ok or faults:
        raise SystemExit(f"{shot.name}: {answer and answer.status} {faults}")
    page.screenshot(path=PICTURES / f"{shot.name}.png", full_page=shot.whole)
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
