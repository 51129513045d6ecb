"""The editor in the browser: any section, rights, faults in words, what was typed stays."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.core.actors import SYSTEM
from linli.methods import actions, queries
from linli.methods.actions import drafts
from linli.methods.actions.force import plan_pack
from linli.methods.forms.fields import as_typed, fields_of
from linli.methods.models import Draft, Pack, Plan, Trial
from linli.methods.queries.drafts import draft_file
from linli.methods.sections import sections
from linli.methods.tests import make as packs
from linli.methods.tests.make import SMALL
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(make.staff("administrator", place=make.district().district))
    client.get(reverse("methods:packs"))
    return client


@pytest.fixture
def draft():
    return drafts.begin_draft(SYSTEM, packs.active_pack(), now=timezone.now())


def _page(response, status=200):
    assert response.status_code == status, unescape(response.content.decode())[-3000:]
    return unescape(response.content.decode())


def _row(draft, section, **values):
    return next(
        row
        for row in draft.rows.filter(section=section)
        if all(row.values.get(key) == value for key, value in values.items())
    )


def _url(name, draft, *args):
    return reverse(f"methods:{name}", args=[draft.pk, *args])


def test_only_those_who_look_after_packs_may_write(client, draft):
    lamp = _row(draft, "categories", code="municipal.street_light")
    urls = [
        _url("draft", draft),
        _url("section", draft, "categories"),
        _url("new_row", draft, "categories"),
        _url("row", draft, "categories", lamp.pk),
        _url("draft_text", draft),
        *(_url(name, draft) for name in ("load_draft", "drop_draft", "try_draft")),
        _url("remove_row", draft, "categories", lamp.pk),
        reverse("methods:begin", args=[draft.begun_from_id]),
        reverse("methods:plan", args=[draft.begun_from_id]),
        reverse("methods:try_pack", args=[draft.begun_from_id]),
    ]
    for url in urls:
        assert client.post(url).status_code == 302
    client.force_login(make.staff("district_desk", place=make.district().district))
    for url in urls:
        assert client.post(url).status_code == 403, url
    assert Draft.objects.get().version == 0 and not Trial.objects.exists()


@pytest.mark.slow
def test_every_section_is_a_table_and_each_of_its_rows_a_form(administrator, draft):
    """Any section there is: what a form shows, sent back unchanged, says the same."""
    content = draft_file(draft).content
    for key, section in sections().items():
        page = _page(administrator.get(_url("section", draft, key)))
        assert str(section.title) in page
        assert "加一条" in _page(administrator.get(_url("new_row", draft, key)))
        for row in draft.rows.filter(section=key)[:1]:
            _sent_back_unchanged(administrator, draft, row, fields_of(section, content))


def _sent_back_unchanged(client, draft, row, fields):
    section = sections()[row.section]
    url = _url("row", draft, row.section, row.pk)
    page = _page(client.get(url))
    sent = {"seen": row.version}
    for name, field in fields.items():
        assert f'name="{name}"' in page, f"{row.section}.{name}"
        value = as_typed(section, row.values)[name]
        value = field.prepare_value(value) if value is not None else ""
        if value is not False:
            sent[name] = "on" if value is True else value
    response = client.post(url, sent)
    assert response.status_code == 302, unescape(response.content.decode())
    before = row.values
    row.refresh_from_db()
    assert row.values == before


def test_from_the_version_in_force_to_the_next(administrator):
    pack = packs.active_pack()
    response = administrator.post(reverse("methods:begin", args=[pack.pk]))
    draft = Draft.objects.get()
    assert response.url == _url("draft", draft)
    lamp = _row(draft, "categories", code="municipal.street_light")
    url = _url("row", draft, "categories", lamp.pk)
    sent = {"seen": 0, "code": "municipal.other", "name": "公共照明", "importance": 2, "urgency": 2}
    sent |= {"scale": "small", "words": "路灯、灯不亮，太黑"}
    assert administrator.post(url, sent).status_code == 302
    lamp.refresh_from_db()
    assert lamp.values["code"] == "municipal.street_light", "the code stays, whatever is sent"
    assert lamp.values["words"] == ["路灯", "灯不亮", "太黑"]
    page = _page(administrator.get(_url("draft", draft)))
    assert "公共照明 的名称由“路灯不亮”改为“公共照明”" in page and "试算" in page
    text = administrator.get(_url("draft_text", draft)).content.decode()
    assert not queries.read(text).faults
    draft.refresh_from_db()
    head = {"title": "我们的规则", "about": "改了一个名称", "key": "ours", "seen": draft.version}
    assert administrator.post(_url("draft", draft), head).status_code == 302
    response = administrator.post(_url("load_draft", draft), {"seen": draft.version + 1})
    loaded = Pack.objects.get(name="ours", version=1)
    assert response.url == reverse("methods:activate", args=[loaded.pk])
    page = _page(administrator.get(response.url))
    assert "还没有试算过" in page
    administrator.post(response.url, {"instead_of": pack.pk})
    assert queries.active_pack() == loaded and loaded.title == "我们的规则"


def test_what_does_not_fit_is_not_stored_and_stays_typed(administrator, draft):
    lamp = _row(draft, "categories", code="municipal.street_light")
    url = _url("row", draft, "categories", lamp.pk)
    sent = {"seen": 0, "name": "路灯啊", "importance": 7, "urgency": 2, "scale": "small", "words": "路灯"}
    page = _page(administrator.post(url, sent), 422)
    assert "路灯啊" in page and "还差一点" in page
    page = _page(administrator.post(url, {**sent, "importance": 2, "words": "信访群众"}), 422)
    assert "数据保护底线" in page and "信访群众" in page
    page = _page(administrator.post(_url("new_row", draft, "trades"), {"code": "Ä", "name": "新队"}), 422)
    assert "新队" in page
    lamp.refresh_from_db()
    assert lamp.values["name"] == "路灯不亮" and lamp.version == 0


def test_faults_are_shown_at_their_row_and_block_only_loading(administrator, draft):
    limit = _row(draft, "time_limits", stage="handle", colour="green")
    sent = {**limit.values, "seen": 0, "source": ""}
    assert administrator.post(_url("row", draft, "time_limits", limit.pk), sent).status_code == 302
    page = _page(administrator.get(_url("section", draft, "time_limits")))
    assert "缺少“出处”" in page and "只看要改的（1 处）" in page
    assert "路灯" not in _page(administrator.get(_url("section", draft, "time_limits") + "?faults=1"))
    assert "和别处对不上" in _page(administrator.get(_url("row", draft, "time_limits", limit.pk)))
    page = _page(administrator.get(_url("draft", draft)))
    assert "有 1 处要改" in page and "加载成新的一版" not in page
    assert "要改" in _page(administrator.post(_url("load_draft", draft), {"seen": 1}), 422)
    assert "还有 1 处要改" in _page(administrator.post(_url("try_draft", draft), _days()), 422)
    assert Draft.objects.exists()


def _days():
    today = timezone.localdate()
    return {"first_day": today - timedelta(days=29), "last_day": today}


def test_somebody_else_was_faster_and_what_was_typed_stays(administrator, draft):
    lamp = _row(draft, "categories", code="municipal.street_light")
    url = _url("row", draft, "categories", lamp.pk)
    sent = {"name": "公共照明", "importance": 2, "urgency": 2, "scale": "small", "words": "路灯"}
    assert administrator.post(url, {**sent, "seen": 0}).status_code == 302
    page = _page(administrator.post(url, {**sent, "name": "路灯和灯杆", "seen": 0}), 409)
    assert "刚才有人改过这一条" in page and "路灯和灯杆" in page and "现在的内容" in page
    assert 'name="seen" value="1"' in page
    assert administrator.post(url, {**sent, "name": "路灯和灯杆", "seen": 1}).status_code == 302
    drafts.remove_row(SYSTEM, draft, sections()["categories"], lamp.pk, seen=2, now=timezone.now())
    page = _page(administrator.post(url, {**sent, "code": "municipal.lamp", "seen": 2}), 410)
    assert "被别人删去" in page and "公共照明" in page
    assert administrator.get(url).status_code == 404
    squares = _url("section", draft, "colours")
    cells = {f"cell-{i}-{u}": "green" for i in (1, 2, 3) for u in (1, 2, 3)}
    page = _page(administrator.post(squares, {**cells, "seen": 0}), 409)
    assert "刚才有人改过这份草稿" in page
    draft.refresh_from_db()
    assert f'name="seen" value="{draft.version}"' in page
    assert administrator.post(squares, {**cells, "seen": draft.version}).status_code == 302
    assert {row.values["colour"] for row in draft.rows.filter(section="colours")} == {"green"}
    stale = {"title": "另一个名字", "key": "ours", "seen": 0}
    assert "另一个名字" in _page(administrator.post(_url("draft", draft), stale), 409)


def test_a_name_that_is_gone_stays_selected_until_another_is_chosen(administrator, draft):
    gas = _row(draft, "trades", code="gas")
    url = _url("remove_row", draft, "trades", gas.pk)
    assert administrator.post(url, {"seen": 0}).status_code == 302
    row = _row(draft, "catalogue", trade="gas")
    page = _page(administrator.get(_url("row", draft, "catalogue", row.pk)))
    assert 'value="gas" selected' in page and "已经没有这一条" in page


def test_pages_cost_the_same_however_much_is_in_a_draft(administrator, draft, django_assert_max_num_queries):
    for url, most in (
        (_url("draft", draft), 8),
        (_url("section", draft, "categories"), 7),
        (_url("section", draft, "colours"), 7),
        (_url("row", draft, "categories", draft.rows.filter(section="categories")[9].pk), 8),
    ):
        with django_assert_max_num_queries(most):
            _page(administrator.get(url))


def test_searching_in_a_section(administrator, draft):
    page = _page(administrator.get(_url("section", draft, "categories"), {"q": "路灯"}))
    assert "路灯不亮" in page and "下水道堵塞" not in page
    assert "没有找到" in _page(administrator.get(_url("section", draft, "categories"), {"q": "飞碟"}))
    assert administrator.get(_url("section", draft, "nothing")).status_code == 404


def test_planning_a_version_and_taking_it_back(administrator):
    packs.active_pack()
    second = actions.load_pack(SYSTEM, SMALL, now=timezone.now()).pack
    url = reverse("methods:plan", args=[second.pk])
    today = timezone.localdate()
    page = _page(administrator.post(url, {"starts_on": today.isoformat()}), 422)
    assert "请选明天或以后的一天" in page and f'value="{today}"' in page
    day = today + timedelta(days=7)
    assert administrator.post(url, {"starts_on": day.isoformat()}).status_code == 302
    page = _page(administrator.get(reverse("methods:packs"), {"on": today.isoformat()}))
    assert "零点起用" in page and "通用方法包 第 1 版" in page
    assert "那一天还没有启用" in _page(administrator.get(reverse("methods:packs"), {"on": "2001-01-01"}))
    plan = Plan.objects.get()
    assert administrator.post(reverse("methods:cancel_plan", args=[plan.pk])).status_code == 302
    assert administrator.post(reverse("methods:cancel_plan", args=[plan.pk])).status_code == 409
    assert Plan.objects.get().state == "cancelled"


def test_the_list_of_packs_costs_the_same_with_drafts_and_plans(administrator, django_assert_max_num_queries):
    pack = packs.active_pack()
    for number in range(1, 4):
        drafts.begin_draft(SYSTEM, pack, now=timezone.now())
        plan_pack(SYSTEM, pack, timezone.localdate() + timedelta(days=number), now=timezone.now())
    with django_assert_max_num_queries(9):
        _page(administrator.get(reverse("methods:packs")))
