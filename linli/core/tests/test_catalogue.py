"""The languages: Chinese from the source, English from people, traditional Chinese derived."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext, ngettext

from linli.core import catalogue

PAGE = """
{% trans n=3 %}还有 {{ n }} 件{% pluralize %}还有 {{ n }} 件{% endtrans %}
<p title="{{ _('办事程序') }}">{{ pgettext("weekday", "周一") }}</p>
"""
PYTHON = 'from django.utils.translation import gettext_lazy as _\nTITLE = _("服务对象：幸福里")\n'


@pytest.fixture
def little_house(tmp_path: Path, settings, monkeypatch):
    """A tree with one page and one module, and its own catalogue folder."""
    pages = tmp_path / "linli" / "app" / "templates" / "app"
    pages.mkdir(parents=True)
    (pages / "whole.html").write_text(PAGE)
    (tmp_path / "linli" / "app" / "terms.py").write_text(PYTHON)
    tests = tmp_path / "linli" / "app" / "tests"
    tests.mkdir()
    (tests / "test_x.py").write_text('_("只在测试里")')
    settings.ROOT = tmp_path
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path / "locale")
    return tmp_path


def test_the_list_keeps_what_people_translated(little_house):
    assert catalogue.renew() == 4
    assert set(catalogue.missing()) == {"办事程序", "周一", "服务对象：幸福里", "还有 %(n)s 件"}

    path = catalogue.english_file()
    path.write_text(
        path.read_text().replace('msgid "办事程序"\nmsgstr ""', 'msgid "办事程序"\nmsgstr "procedure"')
    )
    first = path.read_bytes()
    catalogue.renew()

    assert path.read_bytes() == first
    assert "办事程序" not in catalogue.missing()


def test_a_plural_needs_both_its_english_forms(little_house):
    catalogue.renew()
    path = catalogue.english_file()
    path.write_text(path.read_text().replace('msgstr[0] ""', 'msgstr[0] "one left"'))
    assert any("还有" in sentence for sentence in catalogue.missing())


def test_a_sentence_without_english_fails_the_check_by_name(little_house, capsys):
    catalogue.renew()
    with pytest.raises(CommandError, match="4 sentences have no English"):
        call_command("messages", "missing")
    assert "办事程序" in capsys.readouterr().out

    path = catalogue.english_file()
    path.write_text(path.read_text().replace('msgstr ""', 'msgstr "x"').replace('] ""', '] "%(n)s left"'))
    call_command("messages", "missing")
    assert capsys.readouterr().out == ""

    path.write_text(path.read_text().replace("%(n)s left", "%(m)s left"))
    with pytest.raises(CommandError, match="1 sentences have other placeholders"):
        call_command("messages", "missing")


def test_a_sentence_that_becomes_plural_is_translated_anew(little_house):
    module = little_house / "linli" / "app" / "terms.py"
    module.write_text('_("%(n)d 件")')
    catalogue.renew()
    path = catalogue.english_file()
    path.write_text(
        path.read_text().replace('msgid "%(n)d 件"\nmsgstr ""', 'msgid "%(n)d 件"\nmsgstr "%(n)d"')
    )
    module.write_text('ngettext("%(n)d 件", "%(n)d 件", n)')
    catalogue.renew()
    assert "%(n)d 件" in catalogue.missing()


def test_no_english_sentence_lost_a_placeholder():
    assert not catalogue.broken()


def test_traditional_chinese_changes_characters_and_not_words(little_house):
    catalogue.compile_all()
    content = (little_house / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.mo").read_bytes()
    assert "服務對象：幸福里".encode() in content
    assert "辦事程序".encode() in content


def test_source_chinese_needs_no_catalogue_and_djangos_own_words_are_chinese_too():
    with translation.override("zh-hans"):
        assert gettext("这句话没有人翻译过") == "这句话没有人翻译过"
        assert ngettext("%(n)d 件还没有人翻译", "%(n)d 件还没有人翻译", 2) == "%(n)d 件还没有人翻译"
        assert gettext("This field is required.") == "这个字段是必填项。"


def test_english_speaks_djangos_english_and_shows_chinese_only_where_nobody_translated():
    with translation.override("en"):
        assert gettext("This field is required.") == "This field is required."
        assert gettext("这句话没有人翻译过") == "这句话没有人翻译过"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("en-GB", "en"),
        ("fr", "zh-hans"),
    ],
)
def test_what_a_browser_asks_for(rf, header, language):
    request = rf.get("/", headers={"accept-language": header})
    assert translation.get_language_from_request(request) == language
