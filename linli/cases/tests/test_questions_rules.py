"""Questions on conditions and their answers, whatever people type and in whatever order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases import rules
from linli.cases.rules import Question
from linli.cases.terms.questions import AskedOf
from linli.core.errors import RuleBroken

# A crowded machine is no reason to fail.
calmly = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
OPTIONS = ("甲", "乙", "丙")


@st.composite
def questionnaires(draw) -> list[Question]:
    """Up to eight, each perhaps on a condition upon an earlier one."""
    made: list[Question] = []
    for n in range(draw(st.integers(1, 8))):
        parent = draw(st.sampled_from([None, *made]))
        opens = draw(st.sets(st.sampled_from(OPTIONS), min_size=1)) if parent else ()
        made.append(
            Question(
                code=f"q{n}",
                ask=f"第 {n} 问",
                kind=draw(st.sampled_from(["choice", "choices"])),
                options=OPTIONS,
                required=draw(st.booleans()),
                only_if=parent.code if parent else "",
                only_if_is=tuple(opens),
                raises_to=draw(st.sampled_from([None, 1, 2, 3])),
                raises_if=("丙",),
            )
        )
    return made


answers = st.dictionaries(
    st.sampled_from([f"q{n}" for n in range(9)]), st.lists(st.sampled_from((*OPTIONS, "丁", "")), max_size=3)
)


@calmly
@given(questionnaires(), answers)
def test_an_answer_to_a_closed_question_is_never_kept(questions, typed):
    read = rules.read_answers(questions, typed)
    asked = {question.code for question in rules.open_questions(questions, read.kept)}
    assert read.kept.keys() | read.faults.keys() <= asked
    assert not read.kept.keys() & read.faults.keys()
    by_code = {question.code: question for question in questions}
    for code in read.kept:
        parent = by_code[code].only_if
        assert not parent or set(read.kept[parent]) & set(by_code[code].only_if_is)


@calmly
@given(questionnaires(), answers, st.randoms())
def test_order_does_not_matter(questions, typed, rng):
    others, mixed = questions[:], list(typed.items())
    rng.shuffle(others)
    rng.shuffle(mixed)
    turned = {code: tuple(reversed(values)) for code, values in mixed}
    once, again = rules.read_answers(questions, typed), rules.read_answers(others, turned)
    assert once.kept == again.kept and once.faults == again.faults
    assert {q.code for q in rules.missing(questions, once.kept)} == {
        q.code for q in rules.missing(others, again.kept)
    }


@calmly
@given(questionnaires(), answers)
def test_what_was_kept_is_kept_again_and_urgency_only_rises(questions, typed):
    kept = rules.read_answers(questions, typed).kept
    assert rules.read_answers(questions, kept).kept == kept == rules.still_counting(questions, kept)
    for urgency in (1, 2, 3):
        assert rules.raised_urgency(questions, kept, urgency) >= urgency


def test_what_others_answered_stays_and_is_not_asked_again():
    asked = [
        Question("inside", "有人困在里面吗？", "yes_no", required=True),
        Question(
            "cause",
            "什么原因？",
            "text",
            required=True,
            asked_of=AskedOf.UNIT,
            only_if="inside",
            only_if_is=("no",),
        ),
    ]
    of_unit = frozenset({AskedOf.UNIT})
    read = rules.read_answers(asked, {"inside": ["yes"]}, known={"inside": ("no",)}, asked_of=of_unit)
    assert read.kept == {"inside": ("no",)} and read.faults == {"cause": "请回答这一项。"}
    calm = rules.read_answers(asked, {"cause": ["停电"]}, known={"inside": ("yes",)}, asked_of=of_unit)
    assert calm.kept == {"inside": ("yes",)} and not calm.faults


GOOD = (
    ("choice", ["乙"], ("乙",)),
    ("choices", ["丙", "甲", "甲"], ("甲", "丙")),
    ("text", [" 灯杆\x00\n12 号 "], ("灯杆  12 号",)),
    ("number", ["１６．５℃"], ("16.5",)),
    ("number", ["0016"], ("16",)),
    ("yes_no", ["没有"], ("no",)),
    ("yes_no", ["TRUE"], ("yes",)),
    ("date", ["2026年5月8日"], ("2026-05-08",)),
    ("date", ["2026/5/8"], ("2026-05-08",)),
    ("time_of_day", ["22：30"], ("22:30",)),
    ("time_of_day", ["6点"], ("06:00",)),
    ("text", ["  "], ()),
    ("number", [], ()),
)
BAD = (
    ("choice", ["丁"], "甲、乙、丙"),
    ("choice", ["甲", "乙"], "只能选一项"),
    ("choices", ["甲", "丁"], "甲、乙、丙"),
    ("text", ["长" * 201], "最多 200 个字"),
    ("number", ["很冷"], "填一个数字"),
    ("number", ["NaN"], "填一个数字"),
    ("number", ["1e999999"], "填一个数字"),
    ("number", ["99"], "-20 到 40℃ 之间"),
    ("yes_no", ["也许"], "“是”或“否”"),
    ("yes_no", ["是", "否"], "“是”或“否”"),
    ("date", ["明天"], "2026-05-08"),
    ("date", ["2026-02-30"], "2026-05-08"),
    ("time_of_day", ["25:00"], "22:30"),
)


def question(kind: str) -> Question:
    listed = OPTIONS if kind in {"choice", "choices"} else ()
    return Question("q", "问", kind, options=listed, unit="℃", least=-20, most=40)


@pytest.mark.parametrize(("kind", "typed", "kept"), GOOD)
def test_an_answer_is_read_as_people_write_it(kind, typed, kept):
    assert rules.read_answer(question(kind), typed) == kept


@pytest.mark.parametrize(("kind", "typed", "words"), BAD)
def test_a_bad_answer_gets_one_sentence(kind, typed, words):
    with pytest.raises(RuleBroken, match=words):
        rules.read_answer(question(kind), typed)


def test_a_condition_that_goes_round_is_never_met():
    round_about = [
        Question("a", "甲？", "yes_no", only_if="b", only_if_is=("yes",)),
        Question("b", "乙？", "yes_no", only_if="a", only_if_is=("yes",)),
    ]
    assert rules.read_answers(round_about, {"a": ["yes"], "b": ["yes"]}).kept == {}
