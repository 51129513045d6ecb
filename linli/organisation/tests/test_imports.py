"""Units and staff from tables: good rows kept, bad rows told, a second run changes nothing."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.sheets.writing import write_xlsx
from linli.methods.models import Pack
from linli.organisation import queries
from linli.organisation.imports import import_staff, import_units
from linli.organisation.models import Person, Post, StaffingRule, Unit
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def tree():
    return make.district()


def sheet(path, columns, *rows):
    path.write_bytes(write_xlsx(columns, rows))
    return path


def units_file(tree, tmp_path):
    return sheet(
        tmp_path / "units.xlsx",
        ["单位代码", "名称", "类别", "行业代码", "上级单位代码", "所在地代码", "电话"],
        ["T1", "向榆城管队", "街道队所", "city_management", "D1", tree.subdistricts[0].code, "0999-1"],
        ["D1", "城管局", "department", "city_management", "", "", ""],
        ["X1", "没类别", "科室", "", "", "", ""],
        ["X2", "地方不对", "区直部门", "", "", "000", ""],
        ["X3", "上级不对", "区直部门", "", "Z9", "", ""],
    )


def staff_file(tree, tmp_path, phone="19900000001"):
    grid, team = tree.grids[0].code, "T1"
    return sheet(
        tmp_path / "staff.xlsx",
        ["姓名", "工号", "手机", "岗位", "职务", "所在地代码", "单位代码", "专兼职", "代理人工号", "登录名"],
        ["甲", "1", phone, "网格长", "", grid, "", "专职", "2", "jia"],
        ["乙", "2", "", "grid_worker", "专职网格员", grid, "", "", "", "yi"],
        ["乙", "2", "", "承办人", "", "", team, "", "", ""],
        ["丙", "3", "", "楼长", "", grid, "", "", "", ""],
        ["丁", "4", "", "网格员", "", "nowhere", "", "", "", ""],
        ["戊", "", "", "网格员", "", grid, "", "", "", ""],
        ["己", "6", "", "网格员", "", grid, "", "", "99", ""],
    )


def figures(report):
    return report.read, report.created, report.changed, report.unchanged, report.refused


def test_units_and_staff_come_from_excel_and_a_second_run_changes_nothing(tree, tmp_path):
    units, staff = units_file(tree, tmp_path), staff_file(tree, tmp_path)
    report = import_units(SYSTEM, units, now=NOW, dry_run=False)
    assert figures(report) == (5, 2, 0, 0, 3)
    assert [error.line for error in report.errors] == [4, 5, 6]
    assert "没有代码为 Z9 的上级单位" in report.as_text()
    team = Unit.objects.get(code="T1")
    assert (team.parent.code, team.place, team.trade) == ("D1", tree.subdistricts[0], "city_management")

    report = import_staff(SYSTEM, staff, now=NOW, dry_run=False)
    assert figures(report) == (7, 3, 0, 0, 4)
    assert [error.line for error in report.errors] == [5, 6, 7, 8]
    assert not Person.objects.filter(name__in="丙丁戊").exists()
    first = Person.objects.get(staff_number="1")
    assert first.account.sign_in_name == "jia"
    assert first.posts.get().deputy.staff_number == "2"
    assert Person.objects.get(staff_number="2").posts.count() == 2

    lines = AuditLine.objects.count()
    assert figures(import_units(SYSTEM, units, now=NOW, dry_run=False))[1:4] == (0, 0, 2)
    assert figures(import_staff(SYSTEM, staff, now=NOW, dry_run=False))[1:4] == (0, 0, 3)
    assert AuditLine.objects.count() == lines

    again = import_staff(SYSTEM, staff_file(tree, tmp_path, phone="19900000002"), now=NOW, dry_run=False)
    assert figures(again)[1:4] == (0, 1, 2)


def test_a_dry_run_tells_the_same_and_writes_nothing(tree, tmp_path):
    import_units(SYSTEM, units_file(tree, tmp_path), now=NOW, dry_run=False)
    report = import_staff(SYSTEM, staff_file(tree, tmp_path), now=NOW, dry_run=True)
    assert figures(report) == (7, 3, 0, 0, 4)
    assert not Person.objects.exists()
    assert not Post.objects.exists()


def test_a_manager_imports_into_the_own_area_only(tree, tmp_path):
    import_units(SYSTEM, units_file(tree, tmp_path), now=NOW, dry_run=False)
    manager = make.actor(Role.ADMINISTRATOR, place=tree.subdistricts[1])
    report = import_staff(manager, staff_file(tree, tmp_path), now=NOW, dry_run=False)
    assert report.created == 0
    assert "您不能在这里安排单位和人员" in report.as_text()


def test_a_title_of_the_active_pack_is_a_role(tree, tmp_path):
    pack = Pack.objects.create(
        name="t", version=1, title="t", digest="d", text="", loaded_at=NOW, active=True
    )
    StaffingRule.objects.create(
        pack=pack, level="grid", role=Role.GRID_LEADER, title="网格工作长", at_least=1, core=True
    )
    file = sheet(
        tmp_path / "s.xlsx",
        ["姓名", "工号", "岗位", "所在地代码"],
        ["甲", "1", "网格工作长", tree.grids[0].code],
    )
    assert import_staff(SYSTEM, file, now=NOW, dry_run=False).created == 1
    post = Post.objects.get()
    assert (post.role, post.title) == (Role.GRID_LEADER, "网格工作长")
    assert not queries.vacancies(SYSTEM, TODAY, at=tree.grids[0])


def test_the_command_reads_a_table(tree, tmp_path, capsys):
    file = tmp_path / "units.csv"
    file.write_text("单位代码,名称,类别\nA1,水务局,区直部门\n", encoding="gb18030")
    call_command("import", "units", str(file))
    assert "新增 1" in capsys.readouterr().out
