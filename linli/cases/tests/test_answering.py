"""Answers from the door to the archive: who gives them, what they change, when they are history."""

from datetime import timedelta

import pytest

from linli.cases.actions import answering, correcting, handling
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import Words
from linli.cases.actions.reports import Report
from linli.cases.actions.retention import erase_expired_contacts
from linli.cases.models import Case, CaseAnswer, CaseStep, Category, Question
from linli.cases.queries.cases import case_file
from linli.cases.queries.questions import answers_in_words
from linli.cases.terms import LINK_DAYS, State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, SYSTEM, caller_of
from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = cases.NOW


@pytest.fixture
def where(db) -> make.District:
    ask(cases.pack(70))  # rules are kept by version
    return make.district()


def ask(pack) -> None:
    """Of every matter one thing, of lamps three, one on a condition, one of the unit; of noise one."""
    of = dict(Category.objects.filter(pack=pack).values_list("code", "pk"))
    rows = [
        {"category_id": None, "code": "since", "ask": "从哪天开始的？", "kind": "date"},
        {
            "category_id": of["public.lamp"],
            "code": "lamp",
            "ask": "灯怎么了？",
            "kind": "choice",
            "options": ["不亮", "灯杆歪了"],
            "required": True,
        },
        {
            "category_id": of["public.lamp"],
            "code": "wire",
            "ask": "有没有电线露出来？",
            "kind": "yes_no",
            "only_if": "lamp",
            "only_if_is": ["灯杆歪了"],
            "raises_to": 3,
            "raises_if": ["yes"],
        },
        {
            "category_id": of["public.lamp"],
            "code": "cause",
            "ask": "什么原因？",
            "kind": "choice",
            "options": ["灯泡", "线路"],
            "required": True,
            "asked_of": "unit",
        },
        {
            "category_id": of["public.noise"],
            "code": "when",
            "ask": "一般几点吵？",
            "kind": "time_of_day",
            "required": True,
        },
    ]
    Question.objects.bulk_create(Question(pack=pack, number=n, **row) for n, row in enumerate(rows, start=1))


def filed(answers: dict[str, list[str]], text: str = "3号楼门口路灯不亮") -> Case:
    receipt = receive(PUBLIC, Report(text=text, place_name="东门", answers=answers), now=NOW)
    return Case.objects.get(pk=receipt.case_id)


def counting(case: Case) -> dict[str, list[str]]:
    return dict(CaseAnswer.objects.filter(case=case, former_at=None).values_list("question", "values"))


def desk_of(where: make.District):
    return make.actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[0])


def test_answers_are_filed_with_the_matter_as_they_were_asked(where):
    case = filed({"lamp": ["灯杆歪了"], "wire": ["没有"], "since": ["2026年5月1日"]})
    assert counting(case) == {"lamp": ["灯杆歪了"], "wire": ["no"], "since": ["2026-05-01"]}
    row = CaseAnswer.objects.get(question="lamp")
    assert (row.ask, row.asked_for, row.by_kind, row.pack_id) == (
        "灯怎么了？",
        "public.lamp",
        "public",
        case.category.pack_id,
    )
    assert answers_in_words([case.pk]) == {
        case.pk: "从哪天开始的？2026-05-01；灯怎么了？灯杆歪了；有没有电线露出来？否"
    }


def test_an_answer_to_a_question_that_is_closed_is_not_filed(where):
    assert counting(filed({"lamp": ["不亮"], "wire": ["yes"]})) == {"lamp": ["不亮"]}


def test_danger_makes_it_urgent_at_once(where):
    calm, danger = (
        filed({"lamp": ["灯杆歪了"], "wire": ["no"]}),
        filed({"lamp": ["灯杆歪了"], "wire": ["yes"]}),
    )
    assert (calm.colour, danger.colour) == ("green", "yellow")


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"lamp": ["亮着"]}, "answers.lamp", "不亮、灯杆歪了"),
        ({"since": ["昨天"]}, "answers.since", "2026-05-08"),
        ({"bulb": ["LED"]}, "answers.bulb", "没有“bulb”这个问题"),
        ({"cause": ["灯泡"]}, "answers.cause", "没有“cause”这个问题"),
    ],
)
def test_a_bad_answer_is_told_with_its_field_and_nothing_is_filed(where, answers, field, words):
    with pytest.raises(RuleBroken) as caught:
        filed(answers)
    assert words in caught.value.fields[field] and not Case.objects.exists()


def test_stale_questions_after_a_category_change(where):
    """The pain: after the category changed, reports went on showing answers to questions nobody asks there,
    and what the new category needs was never asked.
    """
    case = cases.case(where)
    me, desk = caller_of(case.pk), desk_of(where)
    answering.answer_as_caller(
        me, case, {"lamp": ["灯杆歪了"], "wire": ["yes"], "since": ["2026-05-01"]}, now=NOW
    )
    case.refresh_from_db()
    assert case.colour == "yellow" and not case_file(desk, case.pk).answers.missing()

    noise = Category.objects.get(code="public.noise")
    correcting.correct_case(desk, case, category=noise, note="是广场舞", now=NOW + timedelta(hours=1))
    sheet = case_file(desk, case.pk).answers
    assert [one.question for one in sheet.current] == ["since"]  # asked of every matter: it still counts
    assert [(one.question, one.category_name, one.former_because) for one in sheet.former] == [
        ("wire", "路灯", "category"),
        ("lamp", "路灯", "category"),
    ]
    assert [question.code for question in sheet.missing()] == ["when"]
    assert answers_in_words([case.pk]) == {case.pk: "从哪天开始的？2026-05-01"}
    assert Case.objects.get(pk=case.pk).colour == "green"  # the wire made a lamp urgent, not the noise

    lamp = Category.objects.get(code="public.lamp")
    case = Case.objects.get(pk=case.pk)
    correcting.correct_case(desk, case, category=lamp, now=NOW + timedelta(hours=2))
    assert [question.code for question in case_file(desk, case.pk).answers.missing()] == [
        "lamp"
    ]  # asked again


def test_the_caller_puts_an_answer_right_and_the_old_one_is_history(where):
    case = cases.case(where)
    me = caller_of(case.pk)
    answering.answer_as_caller(me, case, {"lamp": ["灯杆歪了"], "wire": ["yes"]}, now=NOW)
    assert Case.objects.get(pk=case.pk).due_at <= case.due_at
    answering.answer_as_caller(me, case, {"lamp": ["不亮"], "wire": ["yes"]}, now=NOW)
    assert counting(case) == {"lamp": ["不亮"]}
    former = dict(CaseAnswer.objects.exclude(former_at=None).values_list("question", "former_because"))
    assert former == {"lamp": "changed", "wire": "closed"}
    assert Case.objects.get(pk=case.pk).colour == "green"
    answering.answer_as_caller(me, case, {"lamp": ["不亮"]}, now=NOW)  # the same again
    assert CaseStep.objects.filter(step="answers").count() == 2
    assert AuditLine.objects.filter(event="case.answers").count() == 2


def test_who_may_not_answer(where):
    case, other = cases.case(where), cases.case(where)
    with pytest.raises(NotAllowed):
        answering.answer_as_caller(caller_of(other.pk), case, {"lamp": ["不亮"]}, now=NOW)
    with pytest.raises(RuleBroken, match="请选一项"):
        answering.answer_as_caller(caller_of(case.pk), case, {"since": ["2026-05-01"]}, now=NOW)
    elsewhere = make.actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[1])
    with pytest.raises(NotAllowed):
        answering.answer_at_desk(elsewhere, case, {"lamp": ["不亮"]}, now=NOW)
    with pytest.raises(NotAllowed):
        answering.ask_caller(caller_of(case.pk), case, now=NOW)
    closed = cases.case(where, state=State.CLOSED)
    with pytest.raises(BadStep):
        answering.answer_as_caller(caller_of(closed.pk), closed, {"lamp": ["不亮"]}, now=NOW)
    assert not CaseAnswer.objects.exists()


def test_the_desk_answers_for_a_caller_and_may_leave_what_is_needed_open(where):
    case = cases.case(where)
    desk = desk_of(where)
    answering.answer_at_desk(desk, case, {"lamp": [], "since": ["2026-05-01"]}, now=NOW)
    assert counting(case) == {"since": ["2026-05-01"]}
    assert [question.code for question in case_file(desk, case.pk).answers.missing()] == ["lamp"]


def test_the_desk_asks_the_caller_and_hears_when_he_answers(where):
    case = cases.case(where)
    desk = desk_of(where)
    answering.ask_caller(desk, case, note="方便的话请补一下。", now=NOW)
    line = CaseStep.objects.get(step="ask")
    assert "灯怎么了？" in line.note and "方便的话" in line.note and "什么原因" not in line.note
    answering.answer_as_caller(caller_of(case.pk), case, {"lamp": ["不亮"], "since": ["2026-05-01"]}, now=NOW)
    with pytest.raises(RuleBroken, match="没有要补答的问题"):
        answering.ask_caller(desk, case, now=NOW)


def test_a_unit_finishes_with_what_it_is_asked(where):
    lamps = make.unit("城管中队", place=where.subdistricts[0])
    case = cases.case(where, state=State.IN_HAND, unit=lamps)
    unit, order = make.actor(Role.UNIT_HANDLER, unit=lamps), case.orders.get()
    with pytest.raises(RuleBroken) as caught:
        handling.finish_order(unit, order, words=Words("已修好"), now=NOW)
    assert "answers.cause" in caught.value.fields
    order = case.orders.get()
    handling.finish_order(unit, order, words=Words("已修好"), answers={"cause": ["线路"]}, now=NOW)
    assert Case.objects.get(pk=case.pk).state == State.FINISHED and counting(case) == {"cause": ["线路"]}


def test_free_words_are_forgotten_with_the_caller(where):
    case = cases.case(where, state=State.CLOSED, closed_at=NOW - timedelta(days=LINK_DAYS + 1))
    pack_id = case.category.pack_id
    for code, kind, values in (("lamp", "choice", ["不亮"]), ("words", "text", ["门口李家"])):
        CaseAnswer.objects.create(
            case=case, question=code, ask="？", kind=kind, values=values, at=NOW, pack_id=pack_id
        )
    erase_expired_contacts(SYSTEM, now=NOW)
    assert counting(case) == {"lamp": ["不亮"]}
