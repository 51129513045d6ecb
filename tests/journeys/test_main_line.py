"""The main line as people walk it: the door, the desk, the unit, and back to the caller, twice."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

DOOR = "/q/DEMO0001/"
TEXT = "单元门口的路灯不亮，晚上老人下楼看不见台阶，已经三天了"


def photo() -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#6b4f3a").save(out, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def no_sideways(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls {wide} px sideways"


def report(page: Page) -> str:
    """Scan, say it, send a photo; gives the path of the caller's link."""
    page.goto(DOOR)
    no_sideways(page)
    page.get_by_role("link", name=re.compile("我要反映")).click()
    page.fill("textarea[name=text]", TEXT)
    page.set_input_files("input[type=file]", [photo()])
    no_sideways(page)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("您的编号")).to_be_visible()
    no_sideways(page)
    page.get_by_role("link", name="看进度").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到")
    return page.url


def case_number(desk: Page) -> str:
    """The desk finds the new matter by its words and opens it beside the queue."""
    desk.goto("/desk/?view=desk")
    row = desk.locator(".row-link", has_text="单元门口的路灯不亮").first
    number = re.search(r"/desk/cases/(\d+)/", row.get_attribute("href"))[1]
    row.click()
    expect(desk.locator("#aside article.case")).to_be_visible()
    return number


def do(page: Page, number: str, deed: str, **fields: str) -> None:
    """Press one deed on the page of the case."""
    page.goto(f"/desk/cases/{number}/?do={deed}")
    form = page.locator(f"form[action='/desk/cases/{number}/do/{deed}/']")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button[type=submit]:not([formnovalidate])").click()
    page.wait_for_load_state("networkidle")


def dispatch(desk: Page, number: str) -> None:
    desk.goto(f"/desk/cases/{number}/?do=dispatch")
    form = desk.locator(f"form[action='/desk/cases/{number}/do/dispatch/']:has(select)")
    option = form.locator("option", has_text="市政设施管理所").first
    form.locator("select[name=unit]").select_option(option.get_attribute("value"))
    form.locator("button[type=submit]:not([formnovalidate])").click()
    expect(desk.get_by_text("已派单").first).to_be_visible()


def rate(caller: Page, link: str, button: str) -> None:
    caller.goto(link)
    caller.get_by_role("link", name=button, exact=True).click()
    if button == "没解决":
        caller.get_by_label("只处理了一部分").check()
    else:
        caller.get_by_label("满意", exact=True).check()
    no_sideways(caller)
    caller.get_by_role("button", name="提交评价").click()
    caller.wait_for_url(link)


def test_from_the_door_to_i_agree(open_as):
    caller, desk, unit = open_as(), open_as("desk"), open_as("bureau")
    link = report(caller)
    number = case_number(desk)
    dispatch(desk, number)
    for deed in ("accept", "start"):
        do(unit, number, deed)
    do(unit, number, "finish", note="已更换灯泡，恢复照明")
    do(desk, number, "verify")

    rate(caller, link, "没解决")
    expect(caller.get_by_role("heading", level=1)).to_have_text("处理中")
    do(unit, number, "finish", note="另一盏也修好了")
    do(desk, number, "verify")
    rate(caller, link, "解决了")
    expect(caller.get_by_role("heading", level=1)).to_have_text("已结案")
    expect(caller.get_by_text("另一盏也修好了").first).to_be_visible()


def test_without_javascript(open_as):
    """The resident's whole way is plain links and forms."""
    caller = open_as(java_script_enabled=False)
    link = report(caller)
    caller.goto(link)
    expect(caller.get_by_text(TEXT)).to_be_visible()
    expect(caller.get_by_role("link", name="补充")).to_be_visible()


def test_the_desk_without_javascript(open_as):
    """Queue, file and dispatch are plain links and forms too."""
    report(open_as())
    desk = open_as("desk", java_script_enabled=False)
    desk.goto("/desk/?view=desk")
    desk.locator(".row-link", has_text="单元门口的路灯不亮").first.click()
    expect(desk.locator("article.case")).to_be_visible()
    dispatch(desk, re.search(r"/desk/cases/(\d+)/", desk.url)[1])
