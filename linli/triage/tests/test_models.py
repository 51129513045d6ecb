"""Learning from finished cases: what is suggested, when it is silent, which version is in use."""

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.cases.actions.correcting import correct_case
from linli.cases.models import Case, Category
from linli.cases.queries.rulebook import rule_book
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import Gone, NotAllowed, RuleBroken, Stale
from linli.core.tasks import announce, run_all
from linli.methods.models import Pack
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.triage import tasks
from linli.triage.actions import guessing, learning
from linli.triage.models import Guess, GuessCount, TriageModel
from linli.triage.queries.accuracy import live_figures
from linli.triage.queries.classifier import model_in_use, suggested_category
from linli.triage.terms import LEAST_LEARNED

NOW = cases.NOW
TOLD = tasks.learn_finished  # its room is imported, else nobody would be told of anything

# No word of the rule book (路灯, 灯不亮, 噪音, 很吵, 垃圾) stands in these.
SAYINGS = {
    "public.lamp": (
        "照明杆歪了要倒",
        "灯泡一闪一闪的",
        "晚上黑漆漆看不见",
        "照明坏了黑漆漆",
        "灯泡坏了看不见",
    ),
    "public.noise": (
        "半夜打桩睡不着",
        "音响开到后半夜",
        "施工打桩到后半夜",
        "音响太响睡不着",
        "半夜施工睡不着",
    ),
    "public.rubbish": ("桶满了臭得很", "楼道堆纸箱", "臭得很没人清运", "纸箱堆满没人清运", "桶满了没人清运"),
}


@pytest.fixture
def where(db) -> make.District:
    cases.pack()
    return make.district()


def finished(where: make.District, times: int = 5, **fields: object) -> None:
    for number in range(times):
        for code, sayings in SAYINGS.items():
            for text in sayings:
                about = Category.objects.get(code=code, pack__active=True)
                said = f"{number}号楼{text}，请处理"
                cases.case(where, **({"state": State.CLOSED, "category": about, "text": said} | fields))


@pytest.fixture
def learned(where) -> make.District:
    finished(where)
    learning.learn_texts(SYSTEM, now=NOW)
    return where


def test_a_version_is_learned_measured_and_in_use(where):
    finished(where)
    model = learning.learn_texts(SYSTEM, now=NOW)
    assert (model.version, model.cases, model.held_out, model.active) == (1, 75, 15, True)
    assert model.right >= 12 and model.macro_f1 > 0.7 and model.labels == sorted(SAYINGS)
    assert list(AuditLine.objects.order_by("id").values_list("event", flat=True)) == [
        "triage.model_learned",
        "triage.model_activated",
    ]
    found = suggested_category("楼下照明坏了，黑漆漆看不见", rule_book())
    assert found.category.code == "public.lamp" and found.words and found.confidence >= 0.5
    assert all(word in "楼下照明坏了,黑漆漆看不见" for word in found.words)


def test_the_rule_book_always_wins(learned):
    book = rule_book()
    assert suggested_category("黑漆漆看不见照明坏了", book) is not None
    assert suggested_category("垃圾桶旁黑漆漆看不见照明坏了", book) is None


def test_silent_without_a_model_below_the_threshold_and_without_a_known_word(learned):
    book = rule_book()
    assert suggested_category("办理居住证要什么材料", book) is None
    assert suggested_category("", book) is None
    TriageModel.objects.update(active=False)
    assert model_in_use() is None
    assert suggested_category("黑漆漆看不见照明坏了", book) is None


def test_a_renamed_category_keeps_its_model_and_a_dropped_one_is_never_named(learned):
    Pack.objects.update(active=False)
    pack = _next_pack()
    Category.objects.filter(pack=pack, code="public.lamp").update(name="公共照明")
    found = suggested_category("黑漆漆看不见照明坏了", rule_book())
    assert found.category.name == "公共照明" and found.category.pack_id == pack.pk
    Category.objects.filter(pack=pack, code="public.lamp").update(code="public.light")
    Pack.objects.filter(pk=pack.pk).update(digest="2")
    assert suggested_category("黑漆漆看不见照明坏了", rule_book()) is None


def _next_pack() -> Pack:
    old = Pack.objects.get()
    Pack.objects.filter(pk=old.pk).update(name="former")
    return cases.pack()


def test_too_little_teaches_nothing(where):
    finished(where, times=1)
    with pytest.raises(RuleBroken, match=str(LEAST_LEARNED)):
        learning.learn_texts(SYSTEM, now=NOW)
    with pytest.raises(NotAllowed):
        learning.learn_texts(PUBLIC, now=NOW)
    finished(where, times=5, state=State.IN_HAND)
    with pytest.raises(RuleBroken):
        learning.learn_texts(SYSTEM, now=NOW)
    assert not TriageModel.objects.exists()


def test_a_worse_version_waits_for_a_person(learned):
    """Learned anew from muddled cases: on those neither has seen it does worse, and is not put in use."""
    muddled = {
        "public.lamp": "public.noise",
        "public.noise": "public.rubbish",
        "public.rubbish": "public.lamp",
    }
    for code, other in muddled.items():
        about = Category.objects.get(code=other)
        for number in range(70):
            text = SAYINGS[code][number % 5]
            text = f"{number % 5}号楼{text}，请处理"
            cases.case(learned, state=State.CLOSED, category=about, text=text)
    finished(learned, times=4)
    first = TriageModel.objects.get()
    second = learning.learn_texts(SYSTEM, now=NOW + timedelta(days=7))
    assert second.worse and not second.active and second.compared_with == 1 and second.compared_on >= 40
    assert second.compared_right < second.compared_right_then
    with pytest.raises(RuleBroken, match="第 1 版"):
        learning.activate_model(SYSTEM, second, now=NOW)
    with pytest.raises(NotAllowed):
        learning.activate_model(PUBLIC, second, now=NOW, anyway=True)
    with pytest.raises(Stale):
        learning.activate_model(SYSTEM, second, now=NOW, anyway=True, instead_of=7)
    learning.activate_model(SYSTEM, second, now=NOW, anyway=True, instead_of=1)
    assert model_in_use().version == 2
    learning.activate_model(SYSTEM, first, now=NOW, instead_of=2)
    assert model_in_use().version == 1
    TriageModel.objects.filter(version=2).update(weights=None)
    second.refresh_from_db()
    with pytest.raises(Gone):
        learning.activate_model(SYSTEM, second, now=NOW, anyway=True)


def test_a_guess_is_kept_and_settled_once(learned):
    desk = make.actor(Role.DISTRICT_DESK, place=learned.district)
    new = cases.case(learned, category=None, text="黑漆漆看不见照明坏了")
    ruled = cases.case(learned, text="垃圾没人收", category_guessed=True,
                       category=Category.objects.get(code="public.rubbish"))  # fmt: skip
    for case in (new, ruled):
        announce("case.received", case_id=case.pk)
    run_all(NOW)
    run_all(NOW)
    guess = Guess.objects.get(case=new)
    assert (guess.version, guess.said, guess.offered, guess.rule_said) == (1, "public.lamp", True, "")
    assert Guess.objects.get(case=ruled).rule_said == "public.rubbish"
    assert not Guess.objects.get(case=ruled).offered
    assert live_figures(SYSTEM, 1).known == 0

    correct_case(desk, new, category=Category.objects.get(code="public.noise"), now=NOW)
    correct_case(desk, ruled, category=Category.objects.get(code="public.rubbish"), now=NOW)
    run_all(NOW)
    assert guessing.settle_guesses([new.pk, ruled.pk]) == 0
    live, rules = live_figures(SYSTEM, 1), live_figures(SYSTEM, guessing.RULES)
    assert (live.shown, live.corrected) == (1, 1)
    assert [(one.was, one.said, one.times) for one in live.confused if one.said == "public.lamp"] == [
        ("public.noise", "public.lamp", 1)
    ]
    assert (rules.known, rules.right) == (1, 1)

    new.refresh_from_db()
    correct_case(desk, new, category=Category.objects.get(code="public.lamp"), now=NOW)
    run_all(NOW)
    live = live_figures(SYSTEM, 1)
    assert (live.shown, live.corrected) == (1, 0)
    assert GuessCount.objects.filter(count__lt=0).count() == 0


def test_intake_waits_for_no_guess(learned, django_assert_max_num_queries):
    """The suggestion is made by a task, for many cases in a fixed number of statements."""
    ids = [cases.case(learned, category=None, text=f"灯泡坏了{n}").pk for n in range(30)]
    guessing.guess_cases(ids[:1])  # model and rule book are read once and kept
    with django_assert_max_num_queries(8):
        assert guessing.guess_cases(ids) == 29


def client_of(client, role: Role, **fields: object):
    client.force_login(make.staff(role, **fields))
    return client


def test_the_desk_takes_the_suggestion_with_one_button(client, learned):
    case = cases.case(learned, category=None, text="黑漆漆看不见照明坏了")
    make.unit("向榆城管中队", place=learned.subdistricts[0], trade="city_management")
    desk = client_of(client, Role.SUBDISTRICT_DESK, place=learned.subdistricts[0])
    page = desk.get(reverse("triage:suggestions", args=[case.pk])).content.decode()
    assert "像是“路灯”" in page and "因为写了" in page and "把握" in page
    assert "建议派给 向榆城管中队" in page and "如果是“路灯”" in page
    version = Case.objects.get(pk=case.pk).version
    desk.post(
        reverse("cases:deed", args=[case.pk, "correct"]), {"category": "public.lamp", "version": version}
    )
    case.refresh_from_db()
    assert case.category.code == "public.lamp" and not case.category_guessed
    assert "像是" not in desk.get(reverse("triage:suggestions", args=[case.pk])).content.decode()


def test_a_resident_reads_the_guess_and_why(client, learned):
    said = client.post(reverse("triage:hints"), {"text": "黑漆漆看不见照明坏了"}).content.decode()
    assert "可能是“路灯”" in said and '<option value="public.lamp">' in said
    ruled = client.post(reverse("triage:hints"), {"text": "垃圾没人收"}).content.decode()
    assert "可能是" not in ruled and "按“垃圾”猜的" in ruled


def test_the_accuracy_page(client, learned, django_assert_max_num_queries):
    case = cases.case(learned, category=None, text="黑漆漆看不见照明坏了")
    guessing.guess_cases([case.pk])
    desk = make.actor(Role.DISTRICT_DESK, place=learned.district)
    correct_case(desk, case, category=Category.objects.get(code="public.noise"), now=NOW)
    guessing.settle_guesses([case.pk])
    leader = client_of(client, Role.SUBDISTRICT_DESK, place=learned.subdistricts[0])
    with django_assert_max_num_queries(14):
        page = leader.get(reverse("triage:accuracy")).content.decode()
    assert "第 1 版" in page and "使用中" in page and "启用这一版" not in page
    link = reverse("triage:confused", args=[1]) + "?was=public.noise&said=public.lamp"
    assert link.replace("&", "&amp;") in page
    with django_assert_max_num_queries(12):
        assert "黑漆漆看不见照明坏了" in leader.get(link).content.decode()
    elsewhere = client_of(client, Role.SUBDISTRICT_DESK, place=learned.subdistricts[1])
    assert "黑漆漆看不见照明坏了" not in elsewhere.get(link).content.decode()
    assert client_of(client, Role.GRID_WORKER, place=learned.grids[0]).get(
        reverse("triage:accuracy")
    ).status_code == 403  # fmt: skip


def test_the_keeper_of_the_pack_learns_and_rolls_back(client, learned):
    keeper = client_of(client, Role.ADMINISTRATOR, place=learned.district)
    keeper.post(reverse("triage:learn"))
    keeper.post(reverse("triage:learn"))
    run_all(NOW)
    assert TriageModel.objects.count() == 2 and model_in_use().version == 2
    keeper.post(reverse("triage:activate", args=[1]), {"instead_of": 2})
    assert model_in_use().version == 1
    TriageModel.objects.filter(version=2).update(worse=True, compared_with=1)
    refused = keeper.post(reverse("triage:activate", args=[2]), {"instead_of": 1})
    assert refused.status_code == 422 and "仍然启用" in refused.content.decode()
    keeper.post(reverse("triage:activate", args=[2]), {"instead_of": 1, "anyway": "1"})
    assert model_in_use().version == 2
