"""What other rules would have done: figures, the list behind them, and who may see what of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from linli.cases.actions import trying
from linli.cases.models import Category
from linli.cases.pack.trials import book_of
from linli.cases.queries.trials import summary_of, visible_differences
from linli.cases.rules.what_if import Bench, Matter
from linli.cases.tasks import try_rules
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.tasks import run_all
from linli.methods import actions, queries
from linli.methods.actions import drafts
from linli.methods.actions.trials import try_draft, try_pack
from linli.methods.models import Trial, TrialDifference
from linli.methods.queries.drafts import section_for
from linli.methods.tests import make as packs
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = cases.NOW
TODAY = timezone.localdate(NOW)
DAYS = (TODAY - timedelta(days=29), TODAY)
LAMP, HOLE = "municipal.street_light", "municipal.manhole"


@pytest.fixture
def where():
    return make.district()


@pytest.fixture
def pack():
    return packs.active_pack()


def matter(where, pack, code=LAMP, **fields):
    category = Category.objects.get(pack=pack, code=code) if code else None
    return cases.case(where, category=category, **fields)


def change(draft, section, code, **values):
    row = draft.rows.get(section=section, kept_code=code)
    new = {key: value for key, value in {**row.values, **values}.items() if value is not None}
    drafts.save_row(SYSTEM, draft, section_for(section), row.pk, new, seen=row.version, now=NOW)
    draft.refresh_from_db()


@pytest.fixture
def draft(pack):
    """路灯 goes to the power company, 井盖 is no longer urgent, and what is green has one day less."""
    made = drafts.begin_draft(SYSTEM, pack, now=NOW)
    change(made, "catalogue", "municipal", trade="power")
    change(made, "categories", HOLE, importance=1, urgency=2, scale="medium", name="井盖")
    change(made, "time_limits", "handle.green", amount=2)
    return made


def tried(draft, days=DAYS) -> Trial:
    trial = try_draft(SYSTEM, draft, days, now=NOW)
    try_rules.func(now=NOW, trial_id=trial.pk)
    trial.refresh_from_db()
    return trial


def found(trial, case):
    rows = TrialDifference.objects.filter(trial=trial, case_id=case.pk)
    return {row.kind: (row.before, row.after) for row in rows}


def test_what_would_these_rules_have_done_with_last_months_cases(where, pack, draft):
    lamp, hole = matter(where, pack), matter(where, pack, HOLE)
    matter(where, pack, received_at=NOW - timedelta(days=40))
    trial = tried(draft)
    assert (trial.state, trial.total, trial.done, trial.differing) == ("done", 2, 2, 2)
    assert found(trial, lamp) == {
        "unit": ("市政设施管理所", "供电公司"),
        "limit_handle": ("3 个工作日", "2 个工作日"),
    }
    assert found(trial, hole) == {
        "colour": ("red", "green"),
        "scale": ("small", "medium"),
        "level": ("grid", "community"),
        "unit": ("市政设施管理所", "供电公司"),
        "limit_dispatch": ("1 小时", "4 个工作小时"),
        "limit_accept": ("30 分钟", "1 个工作日"),
        "limit_contact": ("1 小时", "1 个工作日"),
        "limit_handle": ("2 小时", "2 个工作日"),
        "limit_rework": ("2 小时", "2 个工作日"),
        "limit_verify": ("4 个工作小时", "2 个工作日"),
    }
    limit = TrialDifference.objects.get(trial=trial, case_id=lamp.pk, kind="limit_handle")
    assert (limit.before_due - limit.after_due) >= timedelta(days=1)
    summary = summary_of(trial)
    assert dict(summary.kinds)["unit"] == 2
    assert {one.name: (one.loses, one.gets) for one in summary.units}["供电公司"] == (0, 2)
    assert {one.name: one.any for one in summary.categories} == {"路灯不亮": 1, "井盖缺失松动": 1}
    assert AuditLine.objects.filter(event="trial.done").count() == 1


def test_a_category_by_code_a_new_name_is_no_difference_a_gone_one_is(where, pack):
    lamp, hole = matter(where, pack), matter(where, pack, HOLE)
    guessed = matter(where, pack, None, text="窨井盖翘起来了", category_guessed=True)
    draft = drafts.begin_draft(SYSTEM, pack, now=NOW)
    change(draft, "categories", LAMP, name="公共照明")
    for row in draft.rows.all():
        if HOLE in (row.values.get("category"), row.values.get("code")):
            drafts.remove_row(SYSTEM, draft, section_for(row.section), row.pk, seen=0, now=NOW)
    draft.refresh_from_db()
    trial = tried(draft)
    assert found(trial, lamp) == {}
    assert found(trial, hole)["category"] == ("井盖缺失松动", "")
    assert found(trial, guessed)["category"][0] == "井盖缺失松动"


def test_a_run_that_was_killed_goes_on_where_it_was(where, pack, draft, monkeypatch):
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    made = [matter(where, pack) for _ in range(5)]
    trial = try_draft(SYSTEM, draft, DAYS, now=NOW)
    bench = Bench(book_of(queries.content_of(pack)), book_of(queries.content_from(trial.content)))
    trial.state, trial.total = "running", 5
    trial.save()
    hours = trying.DeskHours()
    assert trying._step(trial, trying._cases(trial), bench, hours, now=NOW)
    late = Trial.objects.get(pk=trial.pk)
    assert (late.done, late.state) == (2, "running")
    assert run_all(timezone.now()) and Trial.objects.get().state == "done"
    assert not trying._step(trial, trying._cases(trial), bench, hours, now=NOW), "another one has done it"
    trial.refresh_from_db()
    assert (trial.state, trial.done, trial.differing) == ("done", 5, 5)
    assert TrialDifference.objects.filter(trial=trial, kind="unit").count() == 5
    assert {row.case_id for row in TrialDifference.objects.filter(trial=trial)} == {one.pk for one in made}


def test_statements_and_memory_follow_the_chunks_not_the_cases(
    where, pack, draft, django_assert_max_num_queries
):
    for _ in range(30):
        matter(where, pack)
    trial = try_draft(SYSTEM, draft, DAYS, now=NOW)
    bench = Bench(book_of(queries.content_of(pack)), book_of(queries.content_from(trial.content)))
    with django_assert_max_num_queries(14):
        trying.run_trial(trial, bench, now=NOW)


def test_a_chunk_is_one_range_of_the_index_on_receipt(where, pack, draft):
    """However many cases there are: no scan, no sort."""
    trial = try_draft(SYSTEM, draft, DAYS, now=NOW)
    plan = trying._cases(trial).order_by("-received_at", "-id")[:1000].explain()
    if connection.vendor == "sqlite":
        assert "case_received" in plan and "TEMP B-TREE" not in plan
    else:
        assert "Sort" not in plan or "case_received" in plan


def test_the_noes(pack, draft):
    with pytest.raises(NotAllowed):
        try_draft(PUBLIC, draft, DAYS, now=NOW)
    with pytest.raises(RuleBroken, match="最多试算 92 天"):
        try_pack(SYSTEM, pack, (TODAY - timedelta(days=92), TODAY), now=NOW)
    with pytest.raises(RuleBroken, match="还没到的日子"):
        try_pack(SYSTEM, pack, (TODAY, TODAY + timedelta(days=1)), now=NOW)
    with pytest.raises(RuleBroken, match="之前"):
        try_pack(SYSTEM, pack, (TODAY, TODAY - timedelta(days=1)), now=NOW)
    assert not Trial.objects.exists()


def both(where):
    """An officer who looks after packs and sits at the district's desk."""
    person = make.person()
    for role in ("administrator", "district_desk"):
        make.post(role=role, place=where.district, person=person)
    return person.account


def page_of(account, trial, **query):
    client = Client()
    client.force_login(account)
    response = client.get(f"/rules/trials/{trial.pk}/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_opens_each_case_for_who_may_see_it_and_names_none_to_who_may_not(where, pack, draft):
    lamp = matter(where, pack, text="李某家门口的灯")
    trial = tried(draft)
    seeing, blind = (
        page_of(both(where), trial),
        page_of(make.staff("administrator", place=where.district), trial),
    )
    assert f"/desk/cases/{lamp.pk}/" in seeing and lamp.code in seeing
    assert f"/desk/cases/{lamp.pk}/" not in blind and lamp.code not in blind
    for page in (seeing, blind):
        assert "路灯不亮" in page and "供电公司" in page and "李某" not in page and "13800001234" not in page
    assert not page_of(both(where), trial, kind="colour").count(lamp.code)
    client = Client()
    client.force_login(both(where))
    told = client.get(f"/rules/trials/{trial.pk}/list.csv").getvalue().decode("utf-8-sig")
    assert lamp.code in told and "办结时限" in told


def test_a_case_about_a_unit_is_hidden_from_its_people(where, pack, draft):
    unit = make.unit("城管中队", place=where.subdistricts[0])
    hidden = matter(where, pack, about_unit=unit)
    trial = tried(draft)
    member = make.actor("unit_lead", unit=unit)
    assert not visible_differences(member, trial).filter(case_id=hidden.pk).exists()


def test_the_page_costs_the_same_however_long_the_list(where, pack, draft, django_assert_max_num_queries):
    for _ in range(8):
        matter(where, pack)
    trial = tried(draft)
    client = Client()
    client.force_login(both(where))
    client.get(f"/rules/trials/{trial.pk}/")
    with django_assert_max_num_queries(8):
        client.get(f"/rules/trials/{trial.pk}/")


def test_while_it_runs_the_page_asks_again_and_says_when_nobody_works(where, pack, draft):
    matter(where, pack)
    trial = try_draft(SYSTEM, draft, DAYS, now=NOW)
    page = page_of(both(where), trial)
    assert 'hx-trigger="every 2s"' in page and "没有在运行" in page


def test_activation_shows_the_drafts_trial_and_the_audit_names_it_or_none(where, pack, draft):
    matter(where, pack)
    trial = tried(draft)
    client = Client()
    client.force_login(both(where))
    loaded = drafts.load_draft(SYSTEM, draft, seen=draft.version, now=NOW).pack
    page = client.get(f"/methods/{loaded.pk}/activate/").content.decode()
    assert "1 件里有 1 件不同" in page and "还没有试算过" not in page
    actions.activate(SYSTEM, loaded, now=NOW)
    line = AuditLine.objects.filter(event="pack.activated").order_by("pk").last()
    assert line.detail["trial"] == trial.pk
    assert "还没有试算过" in client.get(f"/methods/{pack.pk}/activate/").content.decode()
    actions.activate(SYSTEM, pack, now=NOW)
    line = AuditLine.objects.filter(event="pack.activated").order_by("pk").last()
    assert line.detail["trial"] is None


def test_an_unfiled_matter_is_read_by_both_books(pack):
    book = book_of(queries.content_of(pack))
    name, unit, differences = Bench(book, book).judge(Matter("", False, "路灯不亮了"))
    assert (name, unit, differences) == ("路灯不亮", "市政设施管理所", ())
