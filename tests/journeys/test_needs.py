"""A daughter orders for her mother; the community asks, a neighbour helps, the mother stops it at will."""

import re
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect

from linli.core.calendar.rules import SHANGHAI
from tests.journeys.test_main_line import DOOR, no_sideways

pytestmark = pytest.mark.browser
KIND, HELPER = "打电话问声好", "巷口小陈"


def today() -> date:
    return datetime.now(SHANGHAI).date()


def order_for_mother(page: Page) -> str:
    """Scan, choose, fill in; gives the path of the link."""
    page.goto(DOOR)
    page.get_by_role("link", name=re.compile("要帮忙")).click()
    page.get_by_role("link", name=re.compile(KIND)).click()
    page.get_by_role("link", name="替家人、邻居").click()
    no_sideways(page)
    page.get_by_label("我的父母").check()
    page.fill("input[name=name]", "王奶奶")
    page.fill("input[name=phone]", "13800005678")
    page.fill("input[name=proxy_name]", "小王")
    page.fill("input[name=starts_on]", today().isoformat())
    page.fill("input[name=wish]", "早上九点打")
    page.get_by_label(re.compile("本人知道并同意")).check()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("您的编号")).to_be_visible()
    no_sideways(page)
    return re.sub(r"\?.*", "", page.url)


def a_neighbour_helps(desk: Page) -> str:
    """The desk writes a volunteer down with one offer; gives the volunteer's link."""
    desk.goto("/needs/helpers/add/")
    desk.fill("input[name=name]", HELPER)
    desk.fill("input[name=phone]", "13900009876")
    desk.get_by_role("button", name="登记").click()
    desk.select_option("select[name=kind]", label=KIND)
    desk.fill("input[name=reach_m]", "20000")
    desk.fill("input[name=until]", date(today().year + 1, 1, 1).isoformat())
    desk.get_by_role("button", name="写下").click()
    expect(desk.get_by_role("heading", name=KIND)).to_be_visible()
    desk.get_by_text("给他的链接").click()
    return re.search(r"/h/[^/]+/", desk.locator(".link-text").inner_text())[0]


def press(desk: Page, number: str, deed: str, label: str = "") -> None:
    desk.goto(f"/needs/{number}/")
    form = desk.locator(f"form[action='/needs/{number}/do/{deed}/']")
    if not form.is_visible():
        desk.locator("details.deed", has=form).locator("summary").click()
    if label:
        form.get_by_label(re.compile(label)).first.check()
    form.locator("button[type=submit]").click()
    desk.wait_for_load_state("networkidle")


def test_a_service_for_mother_from_the_door_to_the_end(open_as):
    me, desk, neighbour = open_as(), open_as("community"), open_as()
    link = order_for_mother(me)
    theirs = a_neighbour_helps(desk)

    desk.goto("/needs/")
    row = desk.locator(".row-link", has_text="早上九点打").first
    number = re.search(r"/needs/(\d+)/", row.get_attribute("href"))[1]
    press(desk, number, "confirm", "电话里说的")
    press(desk, number, "agree")
    press(desk, number, "ask", HELPER)
    expect(desk.get_by_text("已经问了人").first).to_be_visible()
    assert "13800005678" not in desk.content()

    neighbour.goto(theirs)
    no_sideways(neighbour)
    neighbour.get_by_role("link", name=KIND).first.click()
    neighbour.get_by_role("button", name="可以，我来").click()

    me.goto(link)
    expect(me.get_by_text(f"{HELPER}愿意来帮忙")).to_be_visible()
    me.get_by_role("button", name="可以", exact=True).click()
    expect(me.get_by_role("heading", level=1)).to_have_text("有人在帮")
    no_sideways(me)

    neighbour.goto(theirs)
    neighbour.get_by_role("link", name=KIND).first.click()
    neighbour.get_by_text("看姓名、电话和门牌").click()
    neighbour.fill("input[name=purpose]", "打电话")
    neighbour.get_by_role("button", name="查看").click()
    expect(neighbour.get_by_text("13800005678")).to_be_visible()
    neighbour.get_by_role("button", name="做了").click()
    expect(neighbour.get_by_text("做了").first).to_be_visible()

    me.goto(f"{link}readings/")
    expect(me.get_by_text("打电话")).to_be_visible()
    me.goto(link)
    me.get_by_role("link", name="停", exact=True).click()
    me.get_by_role("button", name="确认停").click()
    expect(me.get_by_role("heading", level=1)).to_have_text("已停")
    assert "王奶奶" not in me.content()
    neighbour.goto(theirs)
    expect(neighbour.get_by_role("heading", level=1)).to_have_text(f"{HELPER}，您好")
    expect(neighbour.get_by_text("约好了")).to_have_count(0)  # what was done today may still be read
    no_sideways(neighbour)
