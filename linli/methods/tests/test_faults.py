"""Every kind of broken pack is refused with its line and a sentence that says what to do."""

import pytest

from linli.methods import queries
from linli.methods.tests.make import SMALL

pytestmark = pytest.mark.django_db

LIMIT = """
[[time_limits]]
stage = "handle"
colour = "green"
amount = 2
unit = "day"
clock = "working_day"
basis = "某地规定"
certainty = "L"
place = "某地"
source = "某地条例"
"""
LEVELS = [
    f'{{ level = "{level}", title = "级" }},\n'
    for level in ("district", "subdistrict", "community", "grid", "building")
]
ROW = '\n[[catalogue]]\ncategory = "noise.pump"\ntrade = "water"\n'
STAFFING = 'staffing = [\n{ level = "grid", role = "grid_leader", title = "网格长", at_least = 1 },\n]'


def _with(section):
    """The small pack with a section of one's own before its category: it begins in line 6."""
    return SMALL.replace("\n[[", f"\n{section}\n[[", 1)


BROKEN = {
    "not toml": (SMALL.replace('title = "小包"', "title = 小包"), 3, "等号右边的值写得不对"),
    "quote left open": (SMALL.replace('"小包"', '"小包'), 3, "引号没有"),
    "bracket left open": (SMALL.replace('"夜里响"]', '"夜里响"'), 10, ""),
    "key twice": (SMALL.replace("version = 1", "version = 1\nversion = 2"), 3, "同一个键写了两次"),
    "wrong type": (SMALL.replace("version = 1", 'version = "一"'), 2, '的整数，现在是 "一"'),
    "unknown key": (SMALL.replace("urgency", "urgancy"), 11, "没有 urgancy 这个键；是不是想写 urgency？"),
    "unknown section": (SMALL.replace("[[categories]]", "[[catgories]]"), 6, "是不是想写 categories？"),
    "missing key": (SMALL.replace('name = "水泵夜间噪声"\n', ""), 6, "缺少 name"),
    "missing head": (SMALL.replace('title = "小包"\n', ""), 1, "缺少 title"),
    "value not listed": (
        SMALL.replace('"small"\n', '"smal"\n').replace('name = "smal"', 'name = "small"'),
        12,
        '"smal" 不能用在这里，可用的值是 small、medium、major；是不是想写 small？',
    ),
    "grade too high": (SMALL.replace("urgency = 2", "urgency = 4"), 11, "应为 1 到 3 的整数，现在是 4"),
    "true is no number": (SMALL.replace("urgency = 2", "urgency = true"), 11, "现在是 true"),
    "element of a list": (SMALL.replace('"夜里响"', "7"), 9, "现在是 7"),
    "words as text": (SMALL.replace('["水泵", "夜里响"]', '"水泵"'), 9, "应为数组"),
    "code with capitals": (SMALL.replace("noise.pump", "Noise.Pump"), 7, "小写英文字母开头"),
    "three levels": (SMALL.replace("noise.pump", "noise.pump.night"), 7, "分类只有两级"),
    "unknown parent": (SMALL.replace("noise.pump", "nois.pump"), 7, "没有上级分类 nois；是不是想写 noise？"),
    "no words": (SMALL.replace('["水泵", "夜里响"]', "[]"), 9, "缺少 words"),
    "double code": (SMALL + SMALL[SMALL.index("[[") :], 13, "与第 6 行重复"),
    "section as table": (SMALL.replace("[[categories]]", "[categories]"), 6, "应写成 [[categories]]"),
    "row as number": (SMALL[: SMALL.index("[[")] + "categories = [\n  7,\n]\n", 7, "这里应是一个表"),
    "unknown base": (SMALL.replace('"default"', '"defualt"'), 4, "没有名为 defualt 的方法包"),
    "base of itself": (SMALL.replace('"default"', '"small"'), 4, "绕了一圈"),
    "without what is not there": (_with('[without]\ncategories = ["noise.dnce"]'), 7, "noise.dance"),
    "without of no section": (_with('[without]\ncategorys = ["noise.dance"]'), 7, "是不是想写 categories？"),
    "control character": (SMALL.replace('"default"', '"default"\nabout = "a\\u0000"'), 5, "不含控制字符"),
    "forbidden key": (SMALL + 'religion = "x"\n', 13, "不能使用 religion"),
    "forbidden code": (SMALL.replace("noise.pump", "noise.petitioner"), 7, "不能使用 petitioner"),
    "forbidden word": (SMALL.replace("水泵夜间噪声", "信访群众走访"), 8, "不能使用 信访群众"),
    "level twice": (_with("levels = [\n" + "".join(LEVELS) + LEVELS[1] + "]"), 12, "与第 8 行重复"),
    "staffing at no level": (_with(STAFFING.replace("grid", "micro_grid", 1)), 7, "micro_grid"),
    "staffing upside down": (_with(STAFFING.replace("1 }", "3, at_most = 2 }")), 7, "比 at_least 3 还小"),
    "unknown trade": (SMALL + ROW.replace("water", "watter"), 16, "是不是想写 water？"),
    "nobody handles it": (SMALL + ROW.replace('trade = "water"\n', ""), 14, "要写一个，也只写一个"),
    "catalogue of nothing": (SMALL + ROW.replace("noise.pump", "nose"), 15, "没有分类 nose"),
    "hours of working days": (SMALL + LIMIT.replace('"day"', '"hour"'), 18, "unit 只能是 day"),
    "example that binds": (SMALL + LIMIT + "binding = true\n", 24, "只有核对过原文的全国性规定"),
    "norm without source": (SMALL + LIMIT.replace('source = "某地条例"\n', ""), 14, "缺少 source"),
    "local norm without place": (SMALL + LIMIT.replace('place = "某地"\n', ""), 14, "缺少 place"),
    "limit of nothing": (SMALL + LIMIT + 'category = "nose"\n', 24, "没有分类 nose"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pack_names_its_line(name):
    text, line, words = BROKEN[name]
    faults = queries.read(text).faults
    assert [
        (fault.line, fault.sentence) for fault in faults if fault.line == line and words in fault.sentence
    ], [str(fault) for fault in faults]
    assert len(faults) == 1, [str(fault) for fault in faults]


def test_a_level_every_pack_needs_and_the_rows_that_lose_it_are_told():
    faults = queries.read(_with("levels = [\n" + "".join(LEVELS[1:]) + "]")).faults
    assert "缺少 district 这一级" in next(fault.sentence for fault in faults if fault.line == 6)
    assert {fault.where for fault in faults if fault.line == 4} == {
        "scales[3].escalates_to",
        "staffing[1].level",
    }


def test_the_small_pack_itself_is_sound():
    assert not queries.read(SMALL).faults


def test_every_fault_is_told_at_once_in_order():
    text = (
        SMALL.replace("urgency = 2", "urgency = 9")
        .replace('"small"\n\n', '"x"')
        .replace('scale = "small"', 'scale = "tiny"')
    )
    text = text.replace("importance = 2", "importanc = 2")
    assert [fault.line for fault in queries.read(text).faults] == [10, 11, 12]


def test_a_fault_says_line_path_and_what_to_do():
    [fault] = queries.read(SMALL.replace('scale = "small"', 'scale = "tiny"')).faults
    assert str(fault) == "第 12 行 categories[1].scale：“tiny” 不能用在这里".replace("“", '"').replace(
        "”", '"'
    ) + ("，可用的值是 small、medium、major")


def test_incomplete_colours_and_limits_are_named_cell_by_cell():
    alone = "\n".join(line for line in SMALL.splitlines() if not line.startswith("based_on"))
    text = alone + '\n[[colours]]\nimportance = 1\nurgency = 1\ncolour = "green"\n' + LIMIT
    told = " ".join(str(fault) for fault in queries.read(text).faults)
    assert "3 × 3" in told and "1 × 1" not in told
    assert "dispatch × red" in told and "handle × green" not in told
    assert "缺少 [[levels]]" in told


def test_a_fault_that_comes_from_the_base_is_told_where_the_base_is_named():
    text = SMALL.replace("\n[[", '\n[without]\ntrades = ["gas"]\n[[', 1)
    faults = queries.read(text).faults
    assert {fault.line for fault in faults} == {4}
    assert "写在基础包 default 第" in faults[0].sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff" + SMALL,
        SMALL.replace("\n", "\r\n"),
        "a = " + "[" * 5000,
        "a = " + "9" * 5000,
        "x" * 1_000_001,
    ],
)
def test_odd_texts_never_crash(text):
    faults = queries.read(text).faults
    assert (not faults) == ("小包" in text)
