"""The pages of those who look after packs."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.core.actors import SYSTEM
from linli.methods import actions, queries
from linli.methods.models import Pack
from linli.methods.tests import make as packs
from linli.methods.tests.make import NOW, SMALL
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.district()


@pytest.fixture
def administrator(client, place):
    client.force_login(make.staff("administrator", place=place.district))
    client.get(reverse("methods:packs"))  # so that the first page of a session is not the one that is counted
    return client


def _page(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def test_only_those_who_look_after_packs_may_open_them(client, place):
    pack = packs.active_pack()
    urls = [
        reverse("methods:packs"),
        reverse("methods:new"),
        *(reverse(f"methods:{n}", args=[pack.pk]) for n in ("pack", "text", "activate")),
    ]
    for url in urls:
        assert client.get(url).status_code == 302
    client.force_login(make.staff("grid_worker", place=place.grids[0]))
    for url in urls:
        assert client.get(url).status_code == 403
    assert client.post(reverse("methods:shipped", args=["weibin"])).status_code == 403
    assert not Pack.objects.filter(name="weibin").exists()


def test_from_nothing_to_a_pack_in_force(administrator):
    page = _page(administrator.get(reverse("methods:packs")))
    assert "还没有加载方法包" in page and "渭滨方法包" in page
    administrator.post(reverse("methods:shipped", args=["weibin"]))
    pack = Pack.objects.get(name="weibin")
    assert not pack.active
    page = _page(administrator.get(reverse("methods:activate", args=[pack.pk])))
    assert "启用 渭滨方法包 第 1 版？" in page
    administrator.post(reverse("methods:activate", args=[pack.pk]), {"instead_of": ""})
    assert queries.active_pack() == pack
    assert administrator.post(reverse("methods:shipped", args=["nothing"])).status_code == 404


def test_a_version_is_shown_in_words(administrator, django_assert_max_num_queries):
    pack = packs.active_pack("jinlin")
    with django_assert_max_num_queries(8):
        page = _page(administrator.get(reverse("methods:pack", args=[pack.pk])))
    for words in (
        "近邻方法包",
        "正在使用",
        "社区党总支",
        "网格工作长",
        "路灯不亮",
        "保定接诉即办条例",
        "仅在当地有效",
        "不分昼夜",
        "mark-grey",
    ):
        assert words in page
    assert "岗位配备" in page and "派单目录" in page


def test_the_list_costs_the_same_however_many_versions(administrator, django_assert_max_num_queries):
    for version in range(1, 6):
        actions.load_pack(SYSTEM, SMALL.replace("version = 1", f"version = {version}"), now=NOW)
    with django_assert_max_num_queries(7):
        _page(administrator.get(reverse("methods:packs")))


def test_faults_are_told_by_line_and_what_was_typed_stays(administrator):
    broken = SMALL.replace("urgency = 2", "urgency = 7").replace('scale = "small"', 'scale = "tiny"')
    page = _page(administrator.post(reverse("methods:new"), {"text": broken, "load": "1"}), 422)
    assert "有 2 处要改" in page
    assert "第 11 行 categories[1].urgency：应为 1 到 3 的整数，现在是 7" in page
    assert 'scale = "tiny"' in page
    assert not Pack.objects.exists()


def test_an_uploaded_file_stays_in_the_box_checked_and_then_loaded(administrator):
    packs.active_pack()
    upload = SimpleUploadedFile("small.toml", SMALL.encode("gb18030"))
    page = _page(administrator.post(reverse("methods:new"), {"file": upload, "text": ""}))
    assert "没有错误，可以加载" in page and "水泵夜间噪声" in page
    assert "诉求分类：新增 水泵夜间噪声" in page
    assert not Pack.objects.filter(name="small").exists()
    response = administrator.post(reverse("methods:new"), {"text": SMALL, "load": "1"})
    pack = Pack.objects.get(name="small")
    assert response.url == reverse("methods:pack", args=[pack.pk])

    changed = SMALL.replace("水泵夜间噪声", "水泵声")
    page = _page(administrator.post(reverse("methods:new"), {"text": changed, "load": "1"}), 422)
    assert "请把 version 改为 2 再加载" in page and "水泵声" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": " "}, "请选一个文件"),
        ({"file": ("a.toml", b"\xff\xfe\x00\x80" * 9)}, "这个文件不是文本"),
        ({"file": ("a.toml", b"a" * 1_000_001)}, "文件超过 1 MB"),
        ({"text": "x"}, "第 1 行"),
    ],
)
def test_what_is_no_pack_gets_a_sentence(administrator, given, told):
    if "file" in given:
        given = {"file": SimpleUploadedFile(*given["file"])}
    assert told in _page(administrator.post(reverse("methods:new"), given), 422)


def test_the_next_version_begins_with_the_last(administrator):
    pack = actions.load_pack(SYSTEM, SMALL, now=NOW).pack
    assert "水泵夜间噪声" in _page(administrator.get(reverse("methods:new"), {"like": pack.pk}))
    response = administrator.get(reverse("methods:text", args=[pack.pk]))
    assert response.content.decode() == SMALL
    assert "small-1.toml" in response["Content-Disposition"]


def test_somebody_else_was_faster(administrator):
    first, second = packs.active_pack(), actions.load_pack(SYSTEM, SMALL, now=NOW).pack
    url = reverse("methods:activate", args=[second.pk])
    assert f'value="{first.pk}"' in _page(administrator.get(url))
    third = packs.active_pack("jinlin")
    assert administrator.post(url, {"instead_of": first.pk}).status_code == 409
    assert queries.active_pack() == third
