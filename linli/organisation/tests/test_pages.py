"""The pages through the client: who opens which, what they do, and what they cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Account
from linli.core.actors import Level
from linli.methods.models import Pack
from linli.organisation import actions
from linli.organisation.models import Absence, Notice, Person, Post, SecondFactorRule, StaffingRule, Unit
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def tree():
    return make.district()


def signed_in(account: Account) -> Client:
    """In, and past the first request, which notes that the session is alive."""
    client = Client()
    client.force_login(account)
    client.get("/account/")
    return client


@pytest.fixture
def manager(tree):
    """Arranges staff in the first subdistrict."""
    return signed_in(make.staff(Role.ADMINISTRATOR, place=tree.subdistricts[0]))


@pytest.fixture
def pack():
    made = Pack.objects.create(
        name="t", version=1, title="t", digest="d", text="", loaded_at=timezone.now(), active=True
    )
    for role, title, core in (
        (Role.GRID_LEADER, "网格长", True),
        (Role.GRID_WORKER, "网格员", True),
        (Role.TEAM_MEMBER, "片警", False),
    ):
        StaffingRule.objects.create(pack=made, level="grid", role=role, title=title, at_least=1, core=core)
    return made


def test_nobody_and_those_without_the_right_stay_outside(tree):
    unit, person = make.unit(place=tree.grids[0]), make.person()
    post = make.post(Role.GRID_WORKER, place=tree.grids[0], person=person)
    worker = signed_in(make.staff(Role.GRID_WORKER, place=tree.grids[0]))
    leader = signed_in(make.staff(Role.GRID_LEADER, place=tree.grids[0]))
    seeing = ["", f"places/{tree.grids[0].pk}/", "vacancies/", f"units/{unit.pk}/", "people/"]
    managing = ["units/add/", f"units/{unit.pk}/edit/", "people/add/", f"people/{person.pk}/edit/",
                f"people/{person.pk}/sign-in/", "posts/add/", f"posts/{post.pk}/", f"posts/{post.pk}/end/",
                "second-factors/", "import/"]  # fmt: skip
    for path in seeing + managing:
        assert Client().get(f"/organisation/{path}").status_code == 302, path
        assert worker.get(f"/organisation/{path}").status_code == 403, path
        assert leader.get(f"/organisation/{path}").status_code == (200 if path in seeing else 403), path
    assert worker.get(f"/organisation/people/{person.pk}/").status_code == 404


def test_what_lies_outside_the_area_looks_missing(tree, manager):
    far, near = tree.grids[3], tree.grids[0]
    unit = make.unit(place=far)
    person = make.person()
    post = make.post(Role.GRID_WORKER, place=far, person=person)
    for path in (
        f"places/{far.pk}/",
        f"?at={far.pk}",
        f"vacancies/?at={far.pk}",
        f"people/?at={far.pk}",
        f"people/{person.pk}/",
        f"units/{unit.pk}/",
        f"posts/{post.pk}/",
        f"posts/add/?place={far.pk}",
        "posts/add/?place=1e9",
        "posts/add/?unit=99999999999999999999",
    ):
        assert manager.get(f"/organisation/{path}").status_code == 404, path
    assert manager.get(f"/organisation/places/{near.pk}/").status_code == 200


def test_a_team_is_shown_as_core_and_others_with_vacancies(
    tree, pack, manager, django_assert_max_num_queries
):
    grid = tree.grids[0]
    make.post(Role.GRID_LEADER, place=grid, person=make.person("甲<b>"), deputy=make.person("乙"))
    with django_assert_max_num_queries(13):
        page = manager.get(f"/organisation/places/{grid.pk}/").content.decode()
    assert "甲&lt;b&gt;" in page
    assert "必配岗位" in page
    assert "共建力量" in page
    assert page.count("还缺 1 人") == 2
    assert "书声社区" in page  # the way down


def test_pages_cost_the_same_for_many(tree, pack, manager, django_assert_max_num_queries):
    make.unit(place=tree.subdistricts[0])
    for number in range(20):
        grid = make.place(Level.GRID, tree.communities[0], f"N{number}", f"新{number}网格")
        make.post(Role.GRID_WORKER, place=grid, person=make.person())
        make.unit(place=tree.subdistricts[0])
    for path, most in {"": 13, "vacancies/": 11, "people/": 6, f"?at={tree.communities[0].pk}": 13}.items():
        with django_assert_max_num_queries(most):
            assert manager.get(f"/organisation/{path}").status_code == 200


def test_vacancies_lead_from_the_area_down_to_the_grid(tree, pack, manager):
    top = manager.get("/organisation/vacancies/").content.decode()
    assert "还缺 9 人" in top
    assert f"?at={tree.communities[0].pk}" in top
    grid = manager.get(f"/organisation/vacancies/?at={tree.grids[0].pk}").content.decode()
    assert "片警" in grid
    assert f"/organisation/posts/add/?place={tree.grids[0].pk}&amp;role=grid_leader" in grid


def test_a_post_is_given_filled_and_ended_on_pages(tree, manager):
    grid = tree.grids[0]
    person, deputy = make.person("甲"), make.person("乙")
    address = f"/organisation/posts/add/?place={grid.pk}"
    assert "安排岗位" in manager.get(f"{address}&role=grid_worker").content.decode()
    form = {"role": "grid_worker", "person": "没有这个人", "valid_from": TODAY.isoformat(), "deputy": "乙"}
    refused = manager.post(address, form)
    assert refused.status_code == 422
    assert "没有找到“没有这个人”" in refused.content.decode()
    assert 'value="乙"' in refused.content.decode()
    assert manager.post(address, form | {"person": person.staff_number}).status_code == 302
    post = Post.objects.get(person=person)
    assert (post.title, post.deputy, post.place) == ("网格员", deputy, grid)
    again = manager.post(address, form | {"person": person.staff_number})
    assert again.status_code == 422
    assert "已经在这个岗位上" in again.content.decode()

    swap = {"person": "乙", "deputy": ""}
    assert manager.post(f"/organisation/posts/{post.pk}/", swap).status_code == 302
    assert manager.post(f"/organisation/posts/{post.pk}/end/", {"on": "昨天"}).status_code == 422
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert manager.post(f"/organisation/posts/{post.pk}/end/", {"on": yesterday}).status_code == 422
    assert manager.post(f"/organisation/posts/{post.pk}/end/", {"on": TODAY.isoformat()}).status_code == 302
    post.refresh_from_db()
    assert (post.person, post.valid_to) == (deputy, TODAY)


def test_a_name_two_people_share_needs_the_number(tree, manager):
    for _twice in range(2):
        make.person("同名")
    form = {"role": "grid_worker", "person": "同名", "valid_from": TODAY.isoformat()}
    page = manager.post(f"/organisation/posts/add/?place={tree.grids[0].pk}", form)
    assert "请改填工号" in page.content.decode()


def test_units_are_arranged_on_pages(tree, manager):
    place = tree.subdistricts[0]
    form = {"code": "T1", "name": "城管队", "kind": UnitKind.SUBDISTRICT_TEAM, "trade": "x", "parent": "nope"}
    address = f"/organisation/units/add/?place={place.pk}"
    assert manager.post(address, form).status_code == 422
    assert manager.post(address, form | {"parent": ""}).status_code == 302
    unit = Unit.objects.get()
    assert manager.post("/organisation/units/add/", form | {"parent": "", "code": "T2"}).status_code == 403
    page = manager.get(f"/organisation/units/{unit.pk}/").content.decode()
    assert "派来的工单没人签收" in page
    edit = f"/organisation/units/{unit.pk}/edit/"
    assert 'value="城管队"' in manager.get(edit).content.decode()
    assert manager.post(edit, {"name": "城管中队", "kind": UnitKind.SUBDISTRICT_TEAM}).status_code == 302
    manager.post(f"/organisation/units/{unit.pk}/close/")
    unit.refresh_from_db()
    assert (unit.name, unit.active) == ("城管中队", False)


def test_people_come_get_a_way_in_and_leave(tree, manager):
    form = {"name": "新人", "staff_number": "A1", "employment": "full_time", "phone": "19900000001"}
    assert manager.post("/organisation/people/add/", form).status_code == 302
    assert "已经有了" in manager.post("/organisation/people/add/", form).content.decode()
    person = Person.objects.get(staff_number="A1")
    assert "A1" in manager.get("/organisation/people/?q=新人").content.decode()
    told = manager.post(f"/organisation/people/{person.pk}/sign-in/", {"sign_in_name": "a1"})
    person.refresh_from_db()
    password = told.content.decode().split("<output")[1].split(">")[1].split("<")[0]
    assert person.account.check_password(password)
    for path in ("password", "unlock", "second-factor"):
        assert manager.get(f"/organisation/people/{person.pk}/{path}/").status_code == 405
        assert manager.post(f"/organisation/people/{person.pk}/{path}/").status_code in {200, 302}
    edit = {"name": "新名", "employment": "part_time"}
    assert manager.post(f"/organisation/people/{person.pk}/edit/", edit).status_code == 302
    assert manager.post(f"/organisation/people/{person.pk}/leave/").status_code == 302
    person.refresh_from_db()
    assert (person.name, person.active, person.account.is_active) == ("新名", False, False)


def test_everybody_sees_oneself_and_says_when_one_is_away(tree):
    account = make.staff(Role.GRID_WORKER, place=tree.grids[0])
    me, client = Person.objects.get(account=account), signed_in(account)
    page = client.get(f"/organisation/people/{me.pk}/").content.decode()
    assert "登记外出" in page
    assert "办理离任" not in page
    days = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY - timedelta(days=1)).isoformat()}
    assert client.post(f"/organisation/people/{me.pk}/absence/", days).status_code == 422
    days["ends_on"] = TODAY.isoformat()
    assert client.post(f"/organisation/people/{me.pk}/absence/", days).status_code == 302
    away = Absence.objects.get()
    assert "今天 – 今天" in client.get(f"/organisation/people/{me.pk}/").content.decode()
    stranger = signed_in(make.staff(Role.GRID_WORKER, place=tree.grids[0]))
    end = f"/organisation/people/{me.pk}/absence/{away.pk}/end/"
    assert stranger.post(end).status_code == 404
    assert client.post(end).status_code == 302
    assert not Absence.objects.exists()


def test_notices_are_listed_and_read(tree, django_assert_max_num_queries):
    unit = make.unit()
    client = signed_in(make.staff(Role.UNIT_HANDLER, unit=unit))
    lines = [
        actions.NoticeLine(text=f"快到时限 {n}", url="/", key=f"k{n}", unit_id=unit.pk) for n in range(60)
    ]
    actions.put_notices(lines, now=timezone.now())
    with django_assert_max_num_queries(3):
        page = client.get("/organisation/notices/").content.decode()
    assert page.count("未读") == 50
    assert "较早" in page
    client.post("/organisation/notices/read/", {"notice": Notice.objects.first().pk})
    assert Notice.objects.filter(read_at=None).count() == 59
    client.post("/organisation/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_second_factors_are_required_by_the_district_on_a_page(tree, manager):
    chief = signed_in(make.staff(Role.ADMINISTRATOR, place=tree.district))
    form = {"role": Role.AUDITOR, "required": "1"}
    assert manager.post("/organisation/second-factors/", form).status_code == 403
    assert chief.post("/organisation/second-factors/", form).status_code == 302
    assert SecondFactorRule.objects.get().role == Role.AUDITOR
    assert "不再要求" in chief.get("/organisation/second-factors/").content.decode()


def test_an_administrator_without_a_place_is_told_what_to_do(tree):
    client = signed_in(make.staff(Role.ADMINISTRATOR, unit=make.unit()))
    assert "请联系本级管理员" in client.get("/organisation/").content.decode()
    assert client.get("/organisation/vacancies/").status_code == 200
    assert client.get("/organisation/people/").status_code == 200


def test_the_first_administrator_comes_from_the_command(tree, capsys):
    call_command("account", "add", "Root", "--called", "管理员")
    password = capsys.readouterr().out.split("一次性密码 ")[1].split("，")[0]
    client = Client()
    assert client.post("/sign-in/", {"name": "root", "password": password}).status_code == 302
    person = Person.objects.get()
    assert (person.posts.get().place, person.posts.get().role) == (tree.district, Role.ADMINISTRATOR)
    for _try in range(6):
        client.post("/sign-in/", {"name": "root", "password": "wrong"})
    call_command("account", "unlock", "root")
    assert client.post("/sign-in/", {"name": "root", "password": password}).status_code == 302
    call_command("account", "reset", "root")
    assert client.post("/sign-in/", {"name": "root", "password": password}).status_code == 422
    with pytest.raises(CommandError, match="没有登录名"):
        call_command("account", "reset", "nobody")


def test_a_table_is_previewed_and_then_taken_in(tree, manager, settings, tmp_path):
    settings.VAR = tmp_path
    rows = f"姓名,工号,岗位,所在地代码\n甲,1,网格员,{tree.grids[0].code}\n乙,2,网格员,{tree.grids[3].code}\n"

    def bring(text, what="staff"):
        file = SimpleUploadedFile("staff.csv", text.encode())
        return manager.post("/organisation/import/", {"what": what, "file": file})

    assert bring("姓名\n甲\n").status_code == 422
    assert manager.post("/organisation/import/", {"what": "staff"}).status_code == 422
    page = bring(rows).content.decode()
    assert "这是预览" in page
    assert "您不能在这里安排单位和人员" in page
    assert not Person.objects.filter(staff_number="1").exists()
    token = page.split('name="token" value="')[1].split('"')[0]
    done = manager.post("/organisation/import/confirm/", {"what": "staff", "token": token})
    assert "已导入" in done.content.decode()
    assert Post.objects.get(person__staff_number="1").place == tree.grids[0]
    again = manager.post("/organisation/import/confirm/", {"what": "staff", "token": token})
    assert again.status_code == 410
    assert manager.post("/organisation/import/confirm/", {"what": "cases", "token": token}).status_code == 404
