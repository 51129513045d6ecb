import importlib

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.search import actions, queries
from linli.core.search.models import SearchText
from linli.core.search.rules import bigrams, phrases

pytestmark = pytest.mark.django_db

TEXTS = {
    1: "和平路12号院3号楼门口路灯不亮，晚上老人摔倒",
    2: "电梯坏了三天，物业没人管",
    3: "小区路灯太暗",
    4: "WiFi 机房 B12 漏水，电话 0917-3265432",
    5: "13号楼下水道堵了",
}


@pytest.fixture
def texts():
    actions.put_many("case", TEXTS.items())
    actions.put("place", 1, "路灯管理所")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("路灯", {1, 3}),
        ("路灯 摔倒", {1}),
        ("灯", {1, 3}),
        ("暗", {3}),
        ("倒", {1}),
        ("灯路", set()),  # the characters, not in this order
        ("三天物业", set()),  # a comma stands between them in no index: see below
        ("3号楼", {1}),  # not 13
        ("13号", {5}),
        ("和平路12号", {1}),
        ("wifi", {4}),
        ("ｂ１２", {4}),
        ("0917-3265432", {4}),
        ("3265432", {4}),
        ("326", set()),  # numbers are whole
        ("不存在", set()),
        ("", set()),
        ("，。!", set()),
    ],
)
def test_words_find_what_holds_all_of_them(texts, words, found):
    assert set(queries.matching("case", words)) == found
    ids = SearchText.objects.filter(
        kind="case", subject_id__in=queries.matching_subquery("case", words)
    ).values_list("subject_id", flat=True)
    assert set(ids) == found


def test_a_kind_sees_only_its_own(texts):
    assert queries.matching("place", "路灯") == [1]
    assert queries.matching("unit", "路灯") == []


def test_closest_first_then_newest():
    actions.put_many(
        "place", [(1, "和平路12号院"), (2, "和平路"), (3, "平安里"), (4, "和平巷"), (5, "和平里")]
    )
    assert queries.matching("place", "和平") == [5, 4, 2, 1]
    assert queries.matching("place", "和平", limit=2) == [5, 4]


def test_putting_again_replaces_and_is_idempotent(texts):
    for _ in range(2):
        actions.put_many("case", [(3, "小区路灯太暗"), (3, "井盖松动")])
    assert queries.matching("case", "路灯") == [1]
    assert queries.matching("case", "井盖") == [3]
    assert SearchText.objects.filter(kind="case").count() == len(TEXTS)
    for _ in range(2):
        actions.remove("case", 3)
    assert queries.matching("case", "井盖") == []


def test_only_the_newest_matches_are_looked_at(texts):
    ids = SearchText.objects.filter(subject_id__in=queries.matching_subquery("case", "路灯", newest=1))
    assert set(ids.values_list("subject_id", flat=True)) == {3}


@pytest.mark.parametrize(
    "words",
    [
        *('"', '""', "'", "路灯'", '路灯"', "路灯*", "^路灯", "grams:路灯", "AND", "路灯 OR", "NEAR(路灯)"),
        *("路灯 -", "(", "{a b}:", "路灯 & !", "路灯 <-> ", ":*", "\\", "\x00", "路\x00灯", "%s", "；--"),
        *("𠮷野家", "🙂", "\ud7a3", "a" * 5000, "路" * 5000, "路 " * 5000, "1" * 5000),
    ],
    ids=range(29),
)
def test_no_typed_sign_breaks_a_search(texts, words):
    assert isinstance(queries.matching("case", words), list)
    assert isinstance(list(SearchText.objects.filter(pk__in=queries.matching_subquery("case", words))), list)


def test_rare_characters_are_found():
    actions.put("person", 1, "𠮷祥㐂家")
    actions.put("person", 2, "吉祥")
    assert queries.matching("person", "𠮷祥") == [1]
    assert queries.matching("person", "𠮷") == [1]
    assert queries.matching("person", "㐂") == [1]


def test_a_very_long_text_is_indexed_from_its_beginning():
    actions.put("case", 1, "开头" + "很长的正文，" * 20_000)
    assert queries.matching("case", "开头") == [1]


alphabet = st.sampled_from("路灯不亮电梯坏了ab12 ，-'\"*()𠮷〇éß")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.text(alphabet, min_size=1, max_size=12), st.text(alphabet, max_size=8), st.text(alphabet, max_size=8)
)
def test_a_text_is_found_by_each_chinese_piece_of_it(piece, before, after):
    """Whatever stands around it, unless a Latin word or number goes on past the edge of the piece."""
    actions.put("probe", 1, f"{before}，{piece}，{after}")
    if phrases(piece):
        assert queries.matching("probe", piece) == [1]
    else:
        assert queries.matching("probe", piece) == []


def test_the_index_is_used_and_costs_one_statement(texts, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.matching("case", "路灯")
    with django_assert_num_queries(1):
        actions.put_many("case", [(n, f"第{n}件") for n in range(100, 200)])


@pytest.mark.django_db(transaction=True)
def test_the_index_can_be_taken_away_and_made_again():
    actions.put_many("case", TEXTS.items())
    migration = importlib.import_module("linli.core.migrations.0002_search")
    with connection.schema_editor() as editor:
        migration.backwards(apps, editor)
        migration.forwards(apps, editor)
    assert set(queries.matching("case", "路灯")) == {1, 3}


def test_what_is_indexed_reads_like_this():
    assert bigrams("Ⅳ区①号") == "iv 区 1 号"
    assert bigrams("") == bigrams("…… ！") == ""
