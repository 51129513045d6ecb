"""Files of the field become places: good rows kept, bad rows named, a second run changes nothing."""

import json
from datetime import UTC, datetime

import pytest
import shapely
from django.core.management import CommandError, call_command

from linli.core.actors import PUBLIC, SYSTEM, Level
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.sheets.importers import importers
from linli.core.sheets.writing import write_xlsx
from linli.organisation.tests import make
from linli.places.imports import IMPORTS, import_places
from linli.places.models import MapVersion, Place
from linli.places.rules.datum import gcj02_from_wgs84
from linli.places.terms import PlaceKind
from linli.places.tests.make import square

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)


def run(path, *, dry_run=False, actor=SYSTEM, **options):
    return import_places(actor, path, now=NOW, dry_run=dry_run, **options)


def told(report):
    return report.created, report.changed, report.unchanged, report.refused


def reasons(report):
    return [(error.line, error.reason) for error in report.errors]


@pytest.fixture
def file(tmp_path):
    def write(text, name="file.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


DIVISIONS = """代码,名称
990101001002,井亭社区
990101001,向榆街道
990101000000,明禾区
990101001001,书声社区
990101002000,临坡镇
99,某省
990101003001,无街社区
,没有代码
990101001001,书声社区
990101001003,
"""


def test_divisions_in_any_order(file):
    path = file(DIVISIONS, encoding="gb18030")
    before = run(path, dry_run=True)
    assert not Place.objects.exists()
    assert not AuditLine.objects.exists()
    assert not MapVersion.objects.exists()

    report = run(path)
    assert told(report) == told(before) == (5, 0, 0, 5)
    assert report.read == 10
    assert sorted(reasons(report)) == sorted(reasons(before))
    assert dict(reasons(report)) == {
        7: "“99”不是区县、街道或社区的区划代码（6、9 或 12 位数字）",
        8: "没有找到上级 990101003，请先导入上级",
        9: "“”不是区县、街道或社区的区划代码（6、9 或 12 位数字）",
        10: "编码 990101001001 在文件里出现了两次",
        11: "名称是空的，或超过 80 个字",
    }
    community = Place.objects.get(code="990101001001")
    street, town = Place.objects.get(code="990101001"), Place.objects.get(code="990101002")
    assert (community.subdistrict_id, community.community_id, community.parent_id) == (
        street.pk,
        community.pk,
        street.pk,
    )
    assert (street.kind, town.kind, street.subdistrict_id) == (PlaceKind.STREET, PlaceKind.TOWN, street.pk)
    assert (community.number, street.parent.code) == (1, "990101")

    audited = AuditLine.objects.count()
    assert told(run(path)) == (0, 0, 5, 5)
    assert AuditLine.objects.count() == audited


def test_a_changed_name_is_a_change_and_nothing_else_moves(file):
    run(file(DIVISIONS))
    keys = dict(Place.objects.values_list("code", "pk"))
    report = run(file(DIVISIONS.replace("井亭社区", "新亭社区")))
    assert told(report) == (0, 1, 4, 5)
    assert Place.objects.get(code="990101001002").name == "新亭社区"
    assert dict(Place.objects.values_list("code", "pk")) == keys
    assert AuditLine.objects.order_by("pk").last().detail["changed"] == ["990101001002"]


def test_three_levels_on_a_line(file):
    text = (
        "area_code,area,street_code,street,village_code,village,kind\n"
        "990101,明禾区,990101001,向榆街道,990101001001,书声居民委员会,居委会\n"
        "990101,明禾区,990101001,向榆街道,990101001002,井亭居民委员会,居委会\n"
        "990101,明禾区,990101002,临坡镇,990101002001,麦场村委会,村委会\n"
    )
    assert told(run(file(text))) == (3, 0, 0, 0)
    assert Place.objects.count() == 6
    assert told(run(file(text))) == (0, 0, 3, 0)


def test_only_who_may_change_the_whole_tree_imports(file):
    tree = make.district()
    for actor in (PUBLIC, make.actor("community_secretary", place=tree.communities[0])):
        with pytest.raises(NotAllowed):
            run(file(DIVISIONS), actor=actor)


BUILDINGS = """小区,楼栋,所属社区代码,经度,纬度,户数,备注
幸福里,1号楼,990101001001,110.001,35.001,48,
幸福里,2号楼,990101001001,110.012,35.001,60,
,独栋,990101001001,110.002,35.002,,
幸福里,,990101001001,110.003,35.003,108,
幸福里,3号楼,990101001001,35.001,110.001,1,
幸福里,4号楼,990101001001,甲,35.001,1,
幸福里,5号楼,990101001001,110.025,35.001,1,
幸福里,6号楼,990101001001,110.001,35.5,1,
幸福里,7号楼,990101001001,,,四十,
,,990101001001,,,,
麦场小区,1号楼,,110.035,35.001,20,
幸福里,8号楼,990101009009,,,20,
幸福里,9号楼,990101001001,110.001,35.001,20,,多出来的
"""


def test_estates_and_buildings(file):
    tree = make.district()
    before = Place.objects.count()
    path = file(BUILDINGS)
    dry = run(path, dry_run=True)
    assert Place.objects.count() == before
    report = run(path)
    assert told(report) == told(dry) == (5, 0, 0, 8)
    assert reasons(report) == reasons(dry)
    assert dict(reasons(report)) == {
        6: "经度和纬度可能填反了",
        7: "经度和纬度应是十进制度数，例如 116.404 和 39.915",
        8: "经纬度落在井亭社区，与所属社区代码不符，请核对",
        9: "经纬度不在该社区的任何网格里，请核对",
        10: "户数应是整数，写的是“四十”",
        11: "小区和楼栋都是空的",
        13: "没有找到上级 990101009009E" + Place.objects.get(name="幸福里").code[-8:] + "，请先导入上级",
        14: "这一行的格子比表头多，可能错了一列",
    }
    estate = Place.objects.get(name="幸福里")
    first, second = Place.objects.filter(parent=estate).order_by("number")
    assert (first.name, first.grid_id, second.grid_id) == ("1号楼", tree.grids[0].pk, tree.grids[1].pk)
    assert (estate.level, estate.households, estate.lon) == (Level.ESTATE, 108, 110.003)
    assert (first.number, first.households, first.community_id) == (1, 48, tree.communities[0].pk)
    alone = Place.objects.get(name="独栋")
    assert (alone.parent_id, alone.grid_id) == (tree.communities[0].pk, tree.grids[0].pk)
    by_point = Place.objects.get(name="1号楼", parent__name="麦场小区")
    assert (by_point.community_id, by_point.grid_id) == (tree.communities[2].pk, tree.grids[3].pk)
    assert told(run(path)) == (0, 0, 5, 8)


def test_buildings_from_excel_in_gcj02_stand_where_they_stand(file):
    tree = make.district()
    lon, lat = (float(part) for part in gcj02_from_wgs84(110.0151, 35.0049))
    rows = [["幸福里", "1", 990101001001, lon, lat, 12]]
    path = file(write_xlsx(["小区", "楼栋", "所属社区代码", "经度", "纬度", "户数"], rows), "楼栋.xlsx")
    assert told(run(path, datum="gcj02")) == (1, 0, 0, 0)
    building = Place.objects.get(parent__name="幸福里")
    assert (building.name, building.grid_id, building.households) == ("1", tree.grids[1].pk, 12)
    assert abs(building.lon - 110.0151) < 1e-6
    assert told(run(path, datum="gcj02")) == (0, 0, 1, 0)
    with pytest.raises(RuleBroken, match="不认识的坐标系"):
        run(path, datum="bd09")


def test_codes_and_grids_of_the_list_are_taken(file):
    tree = make.district()
    text = "小区,小区编码,楼栋,楼栋编码,网格编码\n幸福里,E1,甲楼,B1,{}\n幸福里,E1,乙楼,B2,无此网格\n"
    report = run(file(text.format(tree.grids[1].code)))
    assert reasons(report) == [(3, "没有找到网格 无此网格")]
    building = Place.objects.get(code="B1")
    assert (building.grid_id, building.parent.code) == (tree.grids[1].pk, "E1")
    assert building.community_id == tree.communities[0].pk


def test_estates_alone(file):
    tree = make.district()
    text = "小区,所属社区代码,户数,电话\n幸福里,990101001001,300,0999-1\n无社区,,1,\n别处,990101001009,1,\n"
    report = run(file(text))
    assert told(report) == (1, 0, 0, 2)
    estate = Place.objects.get(level=Level.ESTATE)
    assert (estate.parent_id, estate.phone) == (tree.communities[0].pk, "0999-1")
    moved = run(file("小区,小区编码,所属社区代码\n幸福里," + estate.code + ",990101001002\n"))
    assert reasons(moved) == [(2, "幸福里 已属于另一个上级，导入不能改变隶属关系")]


def test_what_cannot_be_read_says_why(file):
    for text, name, words in (
        ("甲,乙\n1,2\n", "x.csv", "看不出这是哪种表"),
        ("小区,户数\n幸福里,3\n", "x.csv", "所属社区代码"),
        ('{"type": "Point"}', "x.geojson", "不是 GeoJSON"),
        ("{broken", "x.json", "不是 GeoJSON"),
    ):
        with pytest.raises(RuleBroken, match=words):
            run(file(text, name))
    with pytest.raises(RuleBroken, match="不认识的类型"):
        run(file("a,b\n"), kind="people")


def geojson(*features):
    parts = [
        {"type": "Feature", "properties": told, "geometry": shape and json.loads(shapely.to_geojson(shape))}
        for told, shape in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": parts})


COMMUNITY = "990101002003"


@pytest.fixture
def bare():
    """A district whose last community has an outline of one square and no grids yet."""
    tree = make.district()
    Place.objects.filter(pk__in=[tree.buildings[3].pk]).update(grid=None, parent=tree.communities[2])
    Place.objects.filter(pk=tree.grids[3].pk).update(grid=None)
    Place.objects.filter(pk=tree.grids[3].pk).delete()
    return tree


def halves():
    west, south, east, north = square(3).bounds
    middle = (west + east) / 2
    return shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)


def test_a_good_grid_map(bare, file):
    west, east = halves()
    one = ({"code": f"{COMMUNITY}001", "name": "西片", "community_code": COMMUNITY, "户数": 300}, west)
    two = ({"code": f"{COMMUNITY}002", "name": "东片", "kind": "专属网格"}, east)
    path = file(geojson(one, two), "map.geojson")
    assert told(run(path, dry_run=True)) == (2, 0, 0, 0)
    assert Place.objects.filter(level=Level.GRID).count() == 3

    assert told(run(path)) == (2, 0, 0, 0)
    first, second = Place.objects.filter(community__code=COMMUNITY, level=Level.GRID).order_by("code")
    assert (first.kind, second.kind, first.households) == (PlaceKind.BASE, PlaceKind.DEDICATED, 300)
    assert (first.grid_id, first.subdistrict_id) == (first.pk, bare.subdistricts[1].pk)
    assert (first.min_lon, first.max_lat) == (west.bounds[0], west.bounds[3])
    assert west.contains(shapely.Point(first.lon, first.lat))
    building = Place.objects.get(pk=bare.buildings[3].pk)
    assert building.grid_id == first.pk  # stands on the border: the lower code
    assert told(run(path)) == (0, 0, 2, 0)

    moved = geojson((one[0], shapely.box(*west.bounds[:2], west.bounds[2] - 0.001, west.bounds[3])),
                    (two[0], shapely.box(east.bounds[0] - 0.001, *east.bounds[1:])))  # fmt: skip
    assert told(run(file(moved, "map.geojson"))) == (0, 2, 0, 0)
    assert Place.objects.get(pk=bare.buildings[3].pk).grid_id == second.pk


def test_a_map_with_an_offender_is_refused_as_a_whole(bare, file):
    west, east = halves()
    grown = shapely.box(west.bounds[0], west.bounds[1], west.bounds[2] + 0.0005, west.bounds[3])
    one = {"code": f"{COMMUNITY}001"}
    two = {"code": f"{COMMUNITY}002"}
    strange = {"code": "990101009001001"}
    open_ring = geojson((one, west), (two, east))
    data = json.loads(open_ring)
    data["features"][1]["geometry"]["coordinates"][0].pop()
    cases = {
        "与 …002 重叠": geojson((one, grown), (two, east)),
        "麦场社区有": geojson((one, west)),
        "超出麦场社区边界": geojson((one, west), (two, shapely.box(east.bounds[0], 34.99, *east.bounds[2:]))),
        "没有闭合": json.dumps(data),
        "不是一个面": geojson((one, west), (two, None)),
        "没有找到上级 990101009001": geojson((one, west), (two, east), (strange, square(7))),
        "出现了两次": geojson((one, west), (one, east)),
        "没有写明属于哪个社区": geojson(({"name": "甲"}, west)),
        "坐标不是经纬度": geojson((one, shapely.box(3e6, 4e6, 3.1e6, 4.1e6))),
        "不在任何网格里": geojson((one, west), (two, east)),
    }
    for words, text in cases.items():
        if words == "不在任何网格里":
            Place.objects.filter(pk=bare.buildings[3].pk).update(lat=36.0)
        report = run(file(text, "map.geojson"))
        assert report.refused, words
        assert any(words in reason for _line, reason in reasons(report)), (words, reasons(report))
        assert (report.created, report.changed) == (0, 0)
    assert Place.objects.filter(level=Level.GRID).count() == 3
    assert not AuditLine.objects.exists()


def test_a_new_grid_may_not_lie_on_one_that_stays(file):
    tree = make.district()
    text = geojson(({"code": f"{tree.communities[2].code}002"}, square(3)))
    report = run(file(text, "map.geojson"))
    assert "重叠" in reasons(report)[0][1]


def test_grids_without_codes_are_numbered_as_one_reads(bare, file):
    west, east = halves()
    named = ((name, {"community_code": COMMUNITY, "name": name}) for name in ("东", "西"))
    text = geojson(*((told, east if name == "东" else west) for name, told in named))
    assert told(run(file(text, "map.geojson"))) == (2, 0, 0, 0)
    rows = Place.objects.filter(level=Level.GRID, community__code=COMMUNITY).order_by("code")
    assert list(rows.values_list("code", "name", "number")) == [
        (f"{COMMUNITY}001", "西", 1),
        (f"{COMMUNITY}002", "东", 2),
    ]
    assert told(run(file(text, "map.geojson"))) == (0, 0, 2, 0)


def test_a_map_in_gcj02_is_bent_back(bare, file):
    bent = [shapely.transform(shape, gcj02_from_wgs84, interleaved=False) for shape in halves()]
    text = geojson(*(({"code": f"{COMMUNITY}00{i}"}, shape) for i, shape in enumerate(bent, start=1)))
    assert run(file(text, "map.geojson")).refused
    assert told(run(file(text, "map.geojson"), datum="gcj02")) == (2, 0, 0, 0)
    stored = Place.objects.get(code=f"{COMMUNITY}001")
    assert shapely.hausdorff_distance(shapely.from_wkb(bytes(stored.shape)), halves()[0]) < 1e-6


def test_the_command_prints_what_it_did(file, capsys):
    path = file(DIVISIONS)
    with pytest.raises(SystemExit) as bad_rows:
        call_command("import", "places", path)
    assert bad_rows.value.code == 1
    assert "新增 5" in capsys.readouterr().out
    with pytest.raises(CommandError, match="不认识的坐标系"):
        call_command("import", "places", path, "--kind", "buildings", "--datum", "bd09")
    assert set(IMPORTS) <= set(importers())
