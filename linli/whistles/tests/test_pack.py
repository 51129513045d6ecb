"""The limits of whistles in a method pack: shipped, inherited, wrong ones told by their line."""

import pytest

from linli.methods import queries
from linli.methods.tests import make
from linli.whistles.models import WhistleLimit
from linli.whistles.queries.limits import limits_of
from linli.whistles.terms import Kind, Stage

pytestmark = pytest.mark.django_db

ROW = """
[[whistles]]
kind = "emergency"
stage = "arrive"
amount = 20
unit = "minute"
clock = "round_the_clock"
basis = "本区应急预案"
"""


def faults(row: str) -> list[str]:
    return [str(fault) for fault in queries.read(make.SMALL + row).faults]


@pytest.mark.parametrize("name", ["default", "jinlin", "weibin"])
def test_every_shipped_pack_says_all_limits(name):
    pack = make.active_pack(name)
    said = set(WhistleLimit.objects.filter(pack=pack).values_list("kind", "stage"))
    assert said == {(kind.value, stage.value) for kind in Kind for stage in Stage}
    assert "半小时" in limits_of("emergency").basis and "不具约束力" in limits_of("emergency").basis
    assert limits_of("hard_case").words == "1 个工作日内报到，3 个工作日内到场"


@pytest.mark.parametrize(
    ("was", "wrong", "line", "says"),
    [
        ('"emergency"', '"urgent"', 15, "可用的值是"),
        ("20", "0", 17, "应为 1 到 1000 的整数"),
        ('"minute"', '"day"', 18, ""),
        ('"round_the_clock"', '"working_day"', 18, "unit 只能是 day"),
        ('"本区应急预案"', '"某县规定"\ncertainty = "L"', 14, "缺少 source"),
        ('"本区应急预案"', '"某县规定"\nbinding = true', 21, "没有 binding 这个键"),
    ],
)
def test_a_wrong_row_is_told_by_its_line(was, wrong, line, says):
    found = faults(ROW.replace(was, wrong, 1))
    if not says:  # a day round the clock is 24 hours: allowed
        assert found == []
    else:
        assert any(fault.startswith(f"第 {line} 行") and says in fault for fault in found), found
