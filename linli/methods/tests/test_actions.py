"""Loading is idempotent and versioned; one pack is in force."""

import pytest
from django.db import connection

from linli.cases.models import Category, TimeLimit
from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, NotFound, RuleBroken, Stale
from linli.methods import actions, queries
from linli.methods.models import Pack
from linli.methods.sections import sections
from linli.methods.tests import make
from linli.methods.tests.make import NOW, SMALL

pytestmark = pytest.mark.django_db


def test_loading_the_same_pack_again_changes_nothing():
    first = actions.load_pack(SYSTEM, SMALL, now=NOW)
    rows = Category.objects.count(), TimeLimit.objects.count(), AuditLine.objects.count()
    again = actions.load_pack(SYSTEM, "# a comment more\n" + SMALL.replace("\n", "\r\n"), now=NOW)
    assert (first.created, again.created) == (True, False)
    assert again.pack == first.pack and again.counts == first.counts
    assert rows == (Category.objects.count(), TimeLimit.objects.count(), AuditLine.objects.count())
    assert AuditLine.objects.get().event == "pack.loaded"


def test_loading_a_pack_and_its_noes():
    with pytest.raises(NotAllowed):
        actions.load_pack(PUBLIC, SMALL, now=NOW)
    with pytest.raises(actions.PackFaulty, match="1 处要改：第 12 行") as faulty:
        actions.load_pack(SYSTEM, SMALL.replace('scale = "small"', 'scale = "tiny"'), now=NOW)
    assert [fault.line for fault in faulty.value.faults] == [12]
    assert not Pack.objects.exists() and not AuditLine.objects.exists()

    actions.load_pack(SYSTEM, SMALL, now=NOW)
    with pytest.raises(RuleBroken, match="请把 version 改为 2 再加载") as used:
        actions.load_pack(SYSTEM, SMALL.replace("水泵夜间噪声", "水泵声"), now=NOW)
    assert used.value.code == "pack_version_used"


def test_a_new_version_has_rows_of_its_own_and_the_old_stay():
    old = actions.load_pack(SYSTEM, SMALL, now=NOW).pack
    changed = SMALL.replace("version = 1", "version = 2").replace("水泵夜间噪声", "水泵声")
    new = actions.load_pack(SYSTEM, changed, now=NOW).pack
    assert Category.objects.get(pack=old, code="noise.pump").name == "水泵夜间噪声"
    assert Category.objects.get(pack=new, code="noise.pump").name == "水泵声"
    assert Category.objects.filter(pack=old).count() == Category.objects.filter(pack=new).count()
    changes = queries.changes_between(queries.content_of(old), queries.content_of(new))
    assert [str(change) for change in changes] == ["诉求分类：水泵声 的名称由“水泵夜间噪声”改为“水泵声”"]


def test_a_loaded_version_keeps_what_its_base_said_then():
    pack = actions.load_pack(SYSTEM, SMALL, now=NOW).pack
    kept = queries.content_of(Pack.objects.get(pk=pack.pk))
    read = queries.read(SMALL).content
    for section in sections().values():
        assert kept.values(section) == read.values(section)


def test_without_leaves_base_rows_out():
    text = SMALL.replace(
        "\n[[",
        '\n[without]\ncategories = ["supply.heating_cold"]\ncatalogue = ["supply.heating_cold"]\n[[',
        1,
    )
    pack = actions.load_pack(SYSTEM, text, now=NOW).pack
    codes = set(Category.objects.filter(pack=pack).values_list("code", flat=True))
    assert "supply.heating_leak" in codes and "supply.heating_cold" not in codes


def test_a_pack_may_build_upon_a_loaded_one():
    actions.load_pack(SYSTEM, SMALL, now=NOW)
    text = 'name = "smaller"\nversion = 1\ntitle = "更小"\nbased_on = "small"\n'
    pack = actions.load_pack(SYSTEM, text, now=NOW).pack
    assert Category.objects.filter(pack=pack, code="noise.pump").exists()


def test_putting_a_pack_in_force():
    first = make.active_pack()
    second = actions.load_pack(SYSTEM, SMALL, now=NOW).pack
    with pytest.raises(NotAllowed):
        actions.activate(PUBLIC, second, now=NOW)
    with pytest.raises(Stale):
        actions.activate(SYSTEM, second, now=NOW, instead_of=0)
    assert queries.active_pack() == first

    actions.activate(SYSTEM, second, now=NOW, instead_of=first.pk)
    assert queries.active_pack() == second
    assert list(Pack.objects.filter(active=True)) == [second]
    line = AuditLine.objects.order_by("pk").last()
    assert (line.event, line.subject_id, line.detail["instead_of"]) == ("pack.activated", second.pk, first.pk)

    lines = AuditLine.objects.count()
    actions.activate(SYSTEM, second, now=NOW)
    assert AuditLine.objects.count() == lines


def test_who_may_read_packs(django_assert_num_queries):
    pack = make.active_pack()
    assert not queries.visible_packs(PUBLIC).exists()
    with pytest.raises(NotFound):
        queries.pack_for(PUBLIC, pack.pk)
    with django_assert_num_queries(1) as captured:
        assert queries.active_pack() == pack
    assert '"text"' not in captured[0]["sql"] and connection.queries_log is not None


def test_a_row_whose_shape_was_changed_later_does_not_hide_the_rest():
    pack = actions.load_pack(SYSTEM, SMALL, now=NOW).pack
    pack.content["levels"][0]["gone"] = 1
    pack.content["levels"][1]["title"] = 7
    content = queries.content_of(pack)
    levels = sections()["levels"]
    assert not content.is_whole(levels) and 0 < len(content.rows(levels)) < len(pack.content["levels"])
    assert content.is_whole(sections()["categories"])
