"""A table of helpers: good lines stay, bad ones are told with their reason, twice is like once."""

from pathlib import Path

import pytest

from linli.needs.imports import import_resources
from linli.needs.models import Helper, Resource
from linli.needs.rules.times import slots_of
from linli.needs.tests import make
from linli.needs.tests.make import NOW

pytestmark = pytest.mark.django_db

HEAD = "类别,名称,电话,服务,社区代码,范围(米),时间,同时几家,到期,技能,工号\n"


@pytest.fixture
def world():
    return make.world()


def run(world, tmp_path: Path, *lines: str, dry_run: bool = False):
    path = tmp_path / "resources.csv"
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    return import_resources(world.secretary, path, now=NOW, dry_run=dry_run)


def good(world) -> str:
    code = world.where.communities[0].code
    return f"志愿者,李师傅,13900001111,送午饭,{code},1500,周一上午；周三,2,2026-12-31,,"


def test_a_table_is_read_and_twice_is_like_once(world, tmp_path):
    code = world.where.grids[0].code
    shop = f"共建单位、商户,兴隆五金,0318-5550001,换灯泡,{code},800,,5,2026-12-31,电工,"
    dry = run(world, tmp_path, good(world), shop, dry_run=True)
    assert dry.created == 2 and not Helper.objects.exists()
    assert run(world, tmp_path, good(world), shop).created == 2
    again = run(world, tmp_path, good(world), shop)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    changed = run(world, tmp_path, good(world).replace("1500", "2500"))
    assert changed.changed == 1 and Helper.objects.count() == 2
    offer = Resource.objects.get(kind_code="meal")
    assert (offer.reach_m, offer.at_once, slots_of(offer.times)) == (2500, 2, [0, 6, 7, 8])


@pytest.mark.parametrize(
    ("was", "wrong", "says"),
    [
        ("志愿者", "热心人", "类别请写"),
        ("送午饭", "借钱", "没有“借钱”这项服务"),
        ("2026-12-31", "年底", "到期请写成"),
        ("2026-12-31", "2020-01-01", "到哪一天为止"),
        ("周一上午", "周八", "看不懂时间“周八”"),
        ("1500", "很远", "不是整数"),
        ("1500", "99999", "最远多少米"),
        ("13900001111", "123", "手机号"),
        ("李师傅", "低保户李某", "请把“低保”去掉"),
        ("990101001001", "000000000000", "没有代码为"),
        ("990101001001", "990101001002", "不能在这里登记"),  # another community's
        (",,", ",修表,", "没有“修表”这项技能"),
        (",,", ",,,,多", "可能错了一列"),
    ],
)
def test_a_bad_line_is_told_and_the_good_one_stays(world, tmp_path, was, wrong, says):
    line = good(world)
    assert was in line
    bad = wrong.join(line.rsplit(was, 1))
    report = run(world, tmp_path, bad, good(world).replace("李师傅", "王师傅"))
    assert (report.refused, report.created) == (1, 1)
    assert report.errors[0].line == 2 and says in report.errors[0].reason, report.errors[0].reason
