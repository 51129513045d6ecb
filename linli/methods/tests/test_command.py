"""`linli pack …`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.methods import queries
from linli.methods.models import Pack
from linli.methods.tests.make import SMALL

pytestmark = pytest.mark.django_db


def _said(*args):
    out = StringIO()
    call_command("pack", *args, stdout=out)
    return out.getvalue()


def test_check_load_list_and_diff(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    assert "small 1 没有错误" in _said("check", str(file))
    assert not Pack.objects.exists()
    assert "已加载 small 1" in _said("load", str(file), "--activate")
    assert queries.active_pack().name == "small"
    assert "内容没有变化" in _said("load", str(file))
    listed = _said("list")
    assert "small@1\t小包\t正在使用" in listed and "weibin@1" in listed
    told = _said("diff", "default", "active")
    assert "诉求分类：新增 水泵夜间噪声" in told and "共 1 处不同" in told
    assert "层级：网格 的名称由“网格”改为“大网格”" in _said("diff", "small@1", "jinlin")


def test_what_is_wrong_is_said_line_by_line(tmp_path):
    file = tmp_path / "small.toml"
    file.write_bytes(SMALL.replace("urgency = 2", "urgency = 7").encode("gb18030"))
    for verb in ("check", "load"):
        with pytest.raises(CommandError, match=r"第 11 行 categories\[1\]\.urgency"):
            _said(verb, str(file))
    with pytest.raises(CommandError, match="随平台提供的有 default、jinlin、weibin"):
        _said("check", "nowhere.toml")
    with pytest.raises(CommandError, match="没有加载过 small@9"):
        _said("diff", "small@9", "default")
    with pytest.raises(CommandError, match="现在没有启用的方法包"):
        _said("diff", "active", "default")
