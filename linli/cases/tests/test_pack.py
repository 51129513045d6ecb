"""The sections about requests: every fault with its line, and what is loaded is what units are shown."""

import pytest

from linli.cases.models import Ground, RequestLimit
from linli.cases.queries.rulebook import rule_book
from linli.cases.terms.requests import ASKINGS, EXCLUSION_GROUNDS, RequestKind
from linli.methods import queries
from linli.methods.tests import make

pytestmark = pytest.mark.django_db

GROUND = """
[[grounds]]
kind = "suspend"
code = "flood"
name = "汛期不能施工"
basis = "本地约定"
"""
REQUEST = """
[[requests]]
kind = "extend"
most_days = 3
answer_days = 2
basis = "本地约定"
"""
BROKEN = {
    "kind without a list": (GROUND.replace('"suspend"', '"exclusion"'), 15, "没有可由各地设定的理由"),
    "unknown kind": (GROUND.replace('"suspend"', '"pause"'), 15, "pause"),
    "name missing": (GROUND.replace('name = "汛期不能施工"\n', ""), 14, "name"),
    "norm without source": (GROUND + 'certainty = "P"\n', 14, "缺少 source"),
    "local norm without place": (GROUND + 'certainty = "L"\nsource = "某规定"\n', 14, "缺少 place"),
    "ground twice": (GROUND + GROUND, 20, "重复"),
    "extension without end": (REQUEST.replace("most_days = 3\n", ""), 14, "缺少 most_days"),
    "days for what has none": (REQUEST.replace('"extend"', '"terminate"'), 16, "不按天申请"),
    "answer at once": (REQUEST.replace("answer_days = 2", "answer_days = 0"), 17, "answer_days"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_names_its_line(name):
    section, line, words = BROKEN[name]
    faults = queries.read(make.SMALL + section).faults
    assert [(fault.line, words in f"{fault.where} {fault.sentence}") for fault in faults] == [(line, True)], [
        str(fault) for fault in faults
    ]


def test_a_kind_without_any_ground_is_told():
    text = queries.shipped_text("default")
    rows = [line for line in text.splitlines() if 'kind = "terminate", code' in line]
    faults = queries.read("\n".join(line for line in text.splitlines() if line not in rows)).faults
    assert len(rows) == 3 and ["terminate" in fault.sentence for fault in faults] == [True]


def test_the_shipped_pack_gives_every_kind_its_grounds_and_days():
    make.active_pack()
    book = rule_book()
    for kind, asking in ASKINGS.items():
        assert bool(book.grounds_for(kind)) == asking.ground, kind
        assert book.answer_limit(kind).amount >= 1
    assert book.most_days(RequestKind.EXTEND) == 5
    assert set(book.grounds_for("exclusion")) == set(EXCLUSION_GROUNDS)
    example = RequestLimit.objects.get(kind="extend").basis
    assert "保定" in example and "不具约束力" in example
    assert Ground.objects.filter(kind="suspend").first().name == next(
        iter(book.grounds_for("suspend").values())
    )
