"""[[questions]]: every fault with its line and key; what is loaded is what a category asks."""

import pytest

from linli.cases.queries.rulebook import rule_book
from linli.core.actors import SYSTEM
from linli.methods import actions, queries
from linli.methods.tests import make

pytestmark = pytest.mark.django_db

LAMP = """
[[questions]]
category = "municipal.street_light"
code = "colour_of_light"
ask = "灯光是什么颜色？"
kind = "choice"
options = ["黄光", "白光"]
"""
THEN = """
[[questions]]
category = "municipal.street_light"
code = "since_when"
ask = "从哪天开始的？"
kind = "date"
only_if = "colour_of_light"
only_if_is = ["白光"]
"""
FIRST = make.SMALL.count("\n") + 2  # the line of [[questions]]
SECOND = FIRST + LAMP.count("\n")


def line(key: int) -> int:
    """`key`: how many lines below [[questions]] of the first row."""
    return FIRST + key


BROKEN = {
    "category": (LAMP.replace("street_light", "street_lihgt"), line(1), "category", "municipal.street_light"),
    "kind": (LAMP.replace('"choice"', '"chioce"'), line(4), "kind", "choice"),
    "options missing": (LAMP.replace('options = ["黄光", "白光"]\n', ""), line(0), "options", "至少写两个"),
    "one option": (LAMP.replace(', "白光"', ""), line(5), "options", "至少写两个"),
    "option twice": (LAMP.replace("白光", "黄光"), line(5), "options", "重复"),
    "options of a text": (LAMP.replace('"choice"', '"text"'), line(5), "options", "没有选项"),
    "unit of a choice": (LAMP + 'unit = "盏"\n', line(6), "unit", "number"),
    "range upside down": (
        LAMP.replace('kind = "choice"\noptions = ["黄光", "白光"]', 'kind = "number"\nleast = 9\nmost = 3'),
        line(6),
        "most",
        "大于",
    ),
    "code taken": (LAMP.replace("colour_of_light", "kind"), line(2), "code", "别的用处"),
    "code of the group's question": (
        LAMP + LAMP.replace("municipal.street_light", "municipal"),
        line(2),
        "code",
        "已有问题",
    ),
    "raising without answers": (LAMP + "raises_to = 3\n", line(6), "raises_to", "一起写"),
    "raising to nowhere": (LAMP + 'raises_to = 4\nraises_if = ["白光"]\n', line(6), "raises_to", "1 到 3"),
    "raising by no option": (
        LAMP + 'raises_to = 3\nraises_if = ["蓝光"]\n',
        line(7),
        "raises_if",
        "没有选项",
    ),
    "condition without answers": (
        LAMP + THEN.replace('only_if_is = ["白光"]\n', ""),
        SECOND + 5,
        "only_if",
        "一起写",
    ),
    "condition on nothing": (
        LAMP + THEN.replace("colour_of_light", "color_of_light"),
        SECOND + 5,
        "only_if",
        "colour_of_light",
    ),
    "condition on what comes later": (THEN + LAMP, line(5), "only_if", "排在这一条后面"),
    "condition on no option": (LAMP + THEN.replace("白光", "蓝光"), SECOND + 6, "only_if_is", "没有选项"),
    "condition on a text": (
        LAMP.replace('"choice"\noptions = ["黄光", "白光"]', '"text"') + THEN,
        SECOND + 4,
        "only_if",
        "不能作条件",
    ),
    "condition on the unit's answer": (
        LAMP + 'asked_of = "unit"\n' + THEN,
        SECOND + 6,
        "only_if",
        "更晚才问",
    ),
    "forbidden name": (LAMP.replace("灯光是什么颜色", "您的宗教信仰"), line(3), "ask", "不得采集"),
    "forbidden question": (LAMP.replace("灯光是什么颜色？", "您是什么民族？"), line(3), "ask", "不得采集"),
    "forbidden option": (LAMP.replace("白光", "病情加重"), line(5), "options", "不得采集"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_question_names_its_line(name):
    text, where, key, words = BROKEN[name]
    faults = queries.read(make.SMALL + text).faults
    told = [str(fault) for fault in faults]
    assert [(fault.line, key in fault.where, words in fault.sentence) for fault in faults] == [
        (where, True, True)
    ], told


def test_nobody_is_asked_nine_questions():
    """The default pack asks four of a lamp; with the group's they are counted together."""
    more = "".join(LAMP.replace("colour_of_light", f"more_{n}") for n in range(5))
    group = LAMP.replace("municipal.street_light", "municipal")
    assert not queries.read(make.SMALL + more[: more.rindex("\n[[")]).faults
    faults = queries.read(make.SMALL + more).faults
    assert len(faults) == 1 and "最多 8 个问题" in faults[0].sentence and faults[0].line == FIRST + 4 * 7
    assert len(queries.read(make.SMALL + more + group).faults) == 2


def test_a_category_asks_of_all_of_its_group_and_its_own_in_this_order():
    of_all = LAMP.replace("municipal.street_light", "").replace("colour_of_light", "of_all")
    of_group = LAMP.replace("municipal.street_light", "municipal").replace("colour_of_light", "of_group")
    made = actions.load_pack(
        SYSTEM, make.SMALL + THEN.replace("only_if", "# ") + LAMP + of_group + of_all, now=make.NOW
    )
    actions.activate(SYSTEM, made.pack, now=make.NOW)
    book = rule_book()
    lamp, other = book.by_code["municipal.street_light"], book.by_code["life.other"]
    codes = [question.code for question in book.questions_for(lamp)]
    assert codes[:2] == ["of_all", "of_group"] and codes[-2:] == ["since_when", "colour_of_light"]
    assert [question.code for question in book.questions_for(other)] == ["of_all"]
    assert [question.code for question in book.questions_for(None)] == ["of_all"]


def test_the_shipped_questions_are_few_and_concern_no_person():
    make.active_pack()
    book = rule_book()
    asked = [book.questions_for(one) for one in book.categories.values() if one.parent_id]
    assert max(map(len, asked)) <= 8 and sum(bool(one) for one in asked) >= 15
    lift = book.by_code["housing.lift"]
    assert [question.code for question in book.questions_for(lift)][:2] == ["inside", "how_many"]
    leak = book.by_code["housing.leak"]
    assert book.colour(leak) != "red" and book.colour(leak, {"near_power": ("yes",)}) != book.colour(leak)
