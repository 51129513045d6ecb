"""A version written in the browser: what is stored fits its shape, what speaks against it is told."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import Gone, NotAllowed, NotFound, RuleBroken, Stale
from linli.methods import queries
from linli.methods.actions import drafts as actions
from linli.methods.models import Draft, DraftRow, Pack
from linli.methods.queries.drafts import draft_file, draft_for, section_for
from linli.methods.rules.writing import pack_text
from linli.methods.tests import make
from linli.methods.tests.make import NOW

pytestmark = pytest.mark.django_db
NAMES = ["default", "jinlin", "weibin"]


@pytest.fixture
def draft():
    return actions.begin_draft(SYSTEM, make.active_pack(), now=NOW)


def row_of(draft, section, **values) -> DraftRow:
    return next(
        row
        for row in draft.rows.filter(section=section)
        if all(row.values.get(key) == value for key, value in values.items())
    )


def save(draft, row, **changes):
    section = section_for(row.section)
    values = {**row.values, **changes}
    return actions.save_row(SYSTEM, draft, section, row.pk, values, seen=row.version, now=NOW)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_and_written_reads_back_the_same(name):
    read = queries.read(queries.shipped_text(name))
    again = queries.read(pack_text({"name": "ours", "version": 1, "title": "我们的"}, read.resolved()))
    assert not again.faults and again.resolved() == read.resolved()


TEXTS = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), min_size=1, max_size=40
).filter(lambda text: text == text.strip())


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_a_row_says_survives_the_file(data):
    resolved = queries.read(queries.shipped_text(data.draw(st.sampled_from(NAMES)))).resolved()
    rows = resolved["categories"]
    row = data.draw(st.integers(0, len(rows) - 1))
    words = data.draw(st.lists(TEXTS.filter(lambda text: len(text) <= 20), min_size=1, max_size=4))
    rows[row] = {**rows[row], "name": data.draw(TEXTS), "words": words}
    head = {"name": "ours", "version": 1, "title": data.draw(TEXTS), "about": data.draw(st.text(max_size=50))}
    read = queries.read(pack_text(head, resolved))
    told = [
        fault
        for fault in read.faults
        if "不能使用" not in fault.sentence and "不含控制" not in fault.sentence
    ]
    assert not told
    if not read.faults:
        assert read.resolved() == resolved and read.sound_head().title == head["title"]


def test_a_draft_becomes_a_version_like_any_other(draft):
    lamp = row_of(draft, "categories", code="municipal.street_light")
    save(draft, lamp, name="公共照明")
    file = draft_file(draft)
    assert file.sound
    assert [str(one) for one in file.changes] == ["诉求分类：公共照明 的名称由“路灯不亮”改为“公共照明”"] + [
        str(one) for one in file.changes[1:]
    ]
    draft.refresh_from_db()
    report = actions.load_draft(SYSTEM, draft, seen=draft.version, now=NOW)
    pack = report.pack
    assert (pack.name, pack.version, pack.active, report.created) == ("default_local", 1, False, True)
    assert not Draft.objects.exists()
    assert not queries.read(pack.text).faults
    events = list(AuditLine.objects.order_by("pk").values_list("event", flat=True))
    assert events[-4:] == ["draft.begun", "draft.row_changed", "pack.loaded", "draft.loaded"]
    again = actions.begin_draft(SYSTEM, pack, now=NOW)
    assert again.key == "default_local"
    save(again, row_of(again, "categories", code="municipal.street_light"), name="路灯")
    again.refresh_from_db()
    assert actions.load_draft(SYSTEM, again, seen=again.version, now=NOW).pack.version == 2


def test_faults_stand_at_their_row_in_plain_words_and_keep_it_from_being_loaded(draft):
    limit = row_of(draft, "time_limits", stage="handle", colour="green")
    save(draft, limit, clock="round_the_clock", unit="day", certainty="P", source="")
    file = draft_file(draft)
    told = [one.sentence for one in file.of_row[limit.pk]]
    assert told == ["缺少“出处”：写明这条规定出自哪里，或把“依据的性质”改为“平台默认，可改”"]
    gas = row_of(draft, "trades", code="gas")
    actions.remove_row(SYSTEM, draft, section_for("trades"), gas.pk, seen=gas.version, now=NOW)
    file = draft_file(draft)
    row = row_of(draft, "catalogue", trade="gas")
    assert "没有承办行业 gas" in file.of_row[row.pk][0].sentence
    assert file.faults_in("catalogue") == 2 and not file.sound
    draft.refresh_from_db()
    with pytest.raises(RuleBroken, match="还有 3 处要改"):
        actions.load_draft(SYSTEM, draft, seen=draft.version, now=NOW)
    assert Pack.objects.count() == 1


def test_two_rows_of_one_code_and_a_section_without_what_it_must_have(draft):
    lamp = row_of(draft, "categories", code="municipal.street_light")
    twin = actions.add_row(SYSTEM, draft, section_for("categories"), lamp.values, now=NOW)
    file = draft_file(draft)
    assert file.of_row[twin.pk][0].sentence.startswith("和上面第 ")
    for row in draft.rows.filter(section="colours"):
        actions.remove_row(SYSTEM, draft, section_for("colours"), row.pk, seen=0, now=NOW)
    assert any("分色表" in sentence for _where, sentence in draft_file(draft).first_faults(50))


def test_several_people_write_in_one_draft(draft):
    lamp, hole = (
        row_of(draft, "categories", code=f"municipal.{code}") for code in ("street_light", "manhole")
    )
    save(draft, lamp, name="公共照明")
    save(draft, hole, name="井盖")
    with pytest.raises(Stale, match="您填的还在"):
        save(draft, lamp, name="路灯坏了")
    actions.remove_row(SYSTEM, draft, section_for("categories"), hole.pk, seen=1, now=NOW)
    actions.remove_row(SYSTEM, draft, section_for("categories"), hole.pk, seen=1, now=NOW)
    with pytest.raises(Gone):
        save(draft, hole, name="窨井盖")
    assert draft.rows.get(pk=lamp.pk).values["name"] == "公共照明"
    with pytest.raises(Stale):
        actions.load_draft(SYSTEM, draft, seen=0, now=NOW)


def test_the_noes(draft):
    lamp = row_of(draft, "categories", code="municipal.street_light")
    section = section_for("categories")
    for refused in (
        lambda: actions.begin_draft(PUBLIC, draft.begun_from, now=NOW),
        lambda: actions.save_row(PUBLIC, draft, section, lamp.pk, lamp.values, seen=0, now=NOW),
        lambda: actions.add_row(PUBLIC, draft, section, lamp.values, now=NOW),
        lambda: actions.remove_row(PUBLIC, draft, section, lamp.pk, seen=0, now=NOW),
        lambda: actions.save_square(PUBLIC, draft, section_for("colours"), {}, seen=0, now=NOW),
        lambda: actions.save_head(PUBLIC, draft, title="x", about="", key="x", seen=0, now=NOW),
        lambda: actions.load_draft(PUBLIC, draft, seen=0, now=NOW),
        lambda: actions.drop_draft(PUBLIC, draft, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises(NotFound):
        draft_for(PUBLIC, draft.pk)
    with pytest.raises(RuleBroken, match="写法不对"):
        save(draft, lamp, importance=7)
    with pytest.raises(RuleBroken, match="还没有要加载的改动"):
        actions.load_draft(SYSTEM, draft, seen=draft.version, now=NOW)
    with pytest.raises(RuleBroken, match="数据保护底线"):
        actions.save_head(SYSTEM, draft, title="重点人员管理", about="", key="x", seen=draft.version, now=NOW)


def test_the_square_is_saved_as_a_whole(draft):
    actions.save_square(SYSTEM, draft, section_for("colours"), {(2, 2): "yellow"}, seen=0, now=NOW)
    assert row_of(draft, "colours", importance=2, urgency=2).values["colour"] == "yellow"
    line = AuditLine.objects.order_by("pk").last()
    assert line.detail["changed"] == {"2.2": ["green", "yellow"]}
    with pytest.raises(Stale):
        actions.save_square(SYSTEM, draft, section_for("colours"), {(2, 2): "red"}, seen=0, now=NOW)


def test_a_dropped_draft_leaves_nothing_but_its_audit_line(draft):
    actions.drop_draft(SYSTEM, draft, now=NOW)
    assert not Draft.objects.exists() and not DraftRow.objects.exists()
    assert AuditLine.objects.order_by("pk").last().event == "draft.dropped"
