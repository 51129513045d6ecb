"""An officer changes the rules: a draft, a trial on last month's matters, a version, in force."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def open_row(page: Page, section: str, words: str, name: str) -> None:
    page.get_by_role("link", name=re.compile(f"^{section}")).click()
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=name, exact=True).first.click()


def test_a_renamed_category_and_a_shorter_limit_are_tried_and_put_in_force(open_as):
    page = open_as("admin")
    page.goto("/methods/")
    page.locator(".row-link", has_text="方法包").last.click()
    page.get_by_role("button", name="在网页上改").click()
    draft = page.url
    expect(page.get_by_text("还没有改动")).to_be_visible()

    open_row(page, "诉求分类", "路灯", "路灯不亮")
    page.get_by_label("名称", exact=True).fill("公共照明")
    page.get_by_role("button", name="保存").click()
    page.goto(draft)
    open_row(page, "办理时限", "办结", "办结 · 一般")
    page.get_by_label("时长", exact=True).fill("1")
    page.get_by_role("button", name="保存").click()
    page.goto(draft)
    expect(page.get_by_text("改为“公共照明”")).to_be_visible()

    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("heading", name="主要的不同")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("cell", name="1 个工作日").first).to_be_visible()

    page.goto(draft)
    page.get_by_role("button", name="加载", exact=True).click()
    expect(page.get_by_text("件不同")).to_be_visible()
    page.get_by_role("button", name="启用", exact=True).click()
    expect(page.get_by_text("正在使用。")).to_be_visible()
    expect(page.get_by_role("cell", name="公共照明").first).to_be_visible()
