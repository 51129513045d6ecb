"""Questions of a category on a phone: with a script they open as one answers, without one nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE_MS
from tests.journeys.test_main_line import no_sideways, photo

pytestmark = pytest.mark.browser

DOOR = "/q/DEMO0001/"
TEXT = "电梯坏了停在三楼，按了没反应"
INSIDE, HOW_MANY = "现在有人困在里面吗？", "大约几个人？"


def begin(page: Page) -> None:
    page.goto(DOOR)
    page.get_by_role("link", name=re.compile("我要反映")).click()
    page.fill("textarea[name=text]", TEXT)


def test_questions_open_as_one_answers(open_as):
    caller = open_as()
    begin(caller)
    asked = caller.locator("#questions")
    expect(asked.get_by_text(INSIDE)).to_be_visible(timeout=PATIENCE_MS)
    expect(asked.get_by_text(HOW_MANY)).to_be_hidden()
    asked.locator("input[name='answers.inside'][value=yes]").check()
    expect(asked.get_by_text(HOW_MANY)).to_be_visible(timeout=PATIENCE_MS)
    asked.locator("input[name='answers.how_many']").fill("2")
    no_sideways(caller)
    caller.get_by_role("button", name="发送").click()
    expect(caller.get_by_text("您的编号")).to_be_visible()
    caller.get_by_role("link", name="看进度").click()
    expect(caller.get_by_text("2 人")).to_be_visible()

    caller.get_by_role("link", name="改回答").click()
    caller.locator("input[name='answers.inside'][value=no]").check()
    expect(caller.get_by_text("电梯怎么了？")).to_be_visible(timeout=PATIENCE_MS)
    expect(caller.get_by_text(HOW_MANY)).to_be_hidden()
    caller.get_by_role("button", name="保存").click()
    expect(caller.get_by_text("补答了有关问题")).to_be_visible()
    expect(caller.get_by_text("2 人")).to_have_count(0)
    no_sideways(caller)


def test_without_javascript_a_second_step_keeps_everything(open_as):
    caller = open_as(java_script_enabled=False)
    begin(caller)
    caller.set_input_files("input[type=file]", [photo()])
    caller.get_by_role("button", name="发送").click()
    expect(caller.get_by_text("请再答几句").first).to_be_visible()
    expect(caller.locator("textarea[name=text]")).to_have_value(TEXT)
    expect(caller.get_by_text("1 张照片已经收到")).to_be_visible()
    expect(caller.locator("noscript input[name='answers.how_many']")).to_be_visible()  # and its condition
    caller.locator("input[name='answers.inside'][value=no]").check()
    caller.get_by_role("button", name="发送").click()
    expect(caller.get_by_text("您的编号")).to_be_visible()
    caller.get_by_role("link", name="看进度").click()
    expect(caller.get_by_text(INSIDE)).to_be_visible()
    expect(caller.locator("main img")).to_have_count(1)
