"""Every pack that comes with the product, and the figures of the practices in it."""

import pytest
from django.conf import settings

from linli.cases.models import CatalogueRow, Category, ColourRule, TimeLimit
from linli.cases.pack import CATALOGUE, TIME_LIMITS
from linli.cases.terms import Colour, Stage
from linli.methods import queries
from linli.methods.tests import make
from linli.organisation.models import StaffingRule
from linli.places.models import LevelTitle
from linli.places.pack import LEVELS_SECTION

pytestmark = pytest.mark.django_db
NAMES = ["default", "jinlin", "weibin"]


@pytest.mark.parametrize("name", NAMES)
def test_shipped_packs_have_no_fault_and_load(name):
    assert [str(fault) for fault in queries.read(queries.shipped_text(name)).faults] == []
    pack = make.active_pack(name)
    kinds = Category.objects.filter(pack=pack, parent__isnull=False)
    assert kinds.count() >= 80
    assert all(len(kind.words) >= 5 for kind in kinds)
    assert ColourRule.objects.filter(pack=pack).count() == 9
    assert set(TimeLimit.objects.filter(pack=pack, category=None).values_list("stage", "colour")) == {
        (stage.value, colour.value) for stage in Stage for colour in Colour
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_category_knows_who_handles_it(name):
    pack = make.active_pack(name)
    rows = CatalogueRow.objects.filter(pack=pack)
    assert sorted(rows.values_list("category", flat=True)) == sorted(
        Category.objects.filter(pack=pack).values_list("pk", flat=True)
    )
    assert not rows.filter(unit_kind="").exists()
    lamp = rows.get(category__code="municipal.street_light")
    assert (lamp.trade, lamp.unit_kind) == ("municipal", "department")
    stairs = rows.get(category__code="sanitation.stairs_clutter")
    assert (stairs.trade, stairs.unit_kind) == ("", "grid_team")


@pytest.mark.parametrize("name", NAMES)
def test_no_local_norm_is_printed_as_if_it_bound(name):
    pack = make.active_pack(name)
    for limit in TimeLimit.objects.filter(pack=pack):
        assert limit.certainty in {"P", "L", "U"}
        assert ("不具约束力" in limit.basis) == (limit.certainty != "U")
        assert limit.certainty == "U" or limit.source
    content = queries.content_of(pack)
    assert not any(row.binding for row in content.values(TIME_LIMITS))


def test_default_shows_the_limits_of_its_example():
    pack = make.active_pack()
    handle = {
        limit.colour: (limit.amount, limit.unit)
        for limit in TimeLimit.objects.filter(pack=pack, stage="handle")
    }
    assert handle == {"red": (2, "hour"), "yellow": (24, "hour"), "green": (3, "day"), "grey": (5, "day")}


def test_weibin_shows_the_four_levels_and_the_four_heads():
    pack = make.active_pack("weibin")
    levels = queries.content_of(pack).values(LEVELS_SECTION)
    assert [(row.title, row.count) for row in levels if row.count] == [
        ("区级", 1),
        ("镇街", 8),
        ("社区", 68),
        ("基础网格", 365),
    ]
    titles = dict(LevelTitle.objects.filter(pack=pack).values_list("level", "leader_title"))
    assert (titles["grid"], titles["building"]) == ("网格长", "楼长")
    staffing = StaffingRule.objects.filter(pack=pack)
    assert {"网格长", "街长", "楼长", "店长"} <= set(staffing.values_list("title", flat=True))
    core = staffing.filter(level="grid", core=True).values_list("at_least", flat=True)
    assert sum(core) == 3 and staffing.filter(level="grid", core=False).exists()


def test_jinlin_shows_its_titles_and_four_colours():
    pack = make.active_pack("jinlin")
    titles = {row.level: row for row in LevelTitle.objects.filter(pack=pack)}
    assert titles["community"].party_title == "社区党总支"
    assert titles["grid"].leader_title == "网格工作长"
    assert titles["estate"].party_title == "小区党支部"
    assert titles["building"].leader_title == "楼栋长"
    assert set(ColourRule.objects.filter(pack=pack).values_list("colour", flat=True)) == set(Colour.values)


def test_the_example_of_the_manual_is_sound():
    manual = (settings.ROOT / "docs" / "method-packs.md").read_text(encoding="utf-8")
    example = manual.partition("```toml\n")[2].partition("```")[0]
    reading = queries.read(example)
    assert not reading.faults and reading.sound_head().based_on == "default"


def test_packs_say_only_what_differs_from_default():
    default = queries.read(queries.shipped_text("default")).content
    for name, kinds in (("weibin", 2), ("jinlin", 0)):
        content = queries.read(queries.shipped_text(name)).content
        extra = set(content.by_code(CATALOGUE)) - set(default.by_code(CATALOGUE))
        assert len(extra) == kinds
