"""The classifier and the topics of `linli.solvers.text`, against slow clear versions written apart."""

from collections import Counter
from dataclasses import replace
from io import BytesIO
from math import exp, log, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score

from linli.solvers.text import topics
from linli.solvers.text.classifier import TextClassifier
from linli.solvers.text.fitting import DEFAULT, SILENT, fit
from linli.solvers.text.grams import cleaned, counted, spelled
from linli.solvers.text.measuring import Guessed, measured, threshold_for

KINDS = {
    "lamp": ("路灯不亮了", "楼下路灯坏了一周", "灯不亮晚上看不见", "门口的路灯一直闪", "路灯杆歪了灯也不亮"),
    "noise": (
        "工地半夜施工太吵",
        "广场舞音响噪音很大",
        "楼上装修噪音吵得睡不着",
        "夜里施工噪音",
        "太吵了睡不着",
    ),
    "rubbish": ("垃圾没人收", "垃圾桶满了发臭", "楼道堆垃圾", "垃圾堆了三天臭得很", "小区垃圾清运不及时"),
}
FEW = replace(DEFAULT, least_texts=1)


def examples(times: int = 3, seed: int = 3) -> tuple[list[str], list[tuple[str, ...]]]:
    dice = Random(seed)
    rows = [
        (f"{dice.choice('一二三四五六')}号楼{text}{dice.choice(('请处理', '谢谢', '', '尽快'))}", (kind,))
        for kind, texts in KINDS.items()
        for text in texts
        for _ in range(times)
    ]
    dice.shuffle(rows)
    return [text for text, _kind in rows], [kind for _text, kind in rows]


@pytest.fixture(scope="module")
def model() -> TextClassifier:
    return fit(*examples(), seed=1, settings=FEW)


@given(st.text(max_size=30))
def test_pieces_are_those_of_a_slow_count(text):
    plain = "".join(char for char in cleaned(text) if ord(char) <= 0xFFFF)
    keys, counts = counted(plain, (1, 2, 3))
    slow = Counter(plain[at : at + size] for size in (1, 2, 3) for at in range(len(plain) - size + 1))
    assert {spelled(int(key)): int(n) for key, n in zip(keys, counts, strict=True)} == dict(slow)
    assert list(keys) == sorted(keys)


def slow_scores(model: TextClassifier, text: str) -> list[float]:
    """The same by dictionaries and loops."""
    row_of = {spelled(int(key)): at for at, key in enumerate(model.keys)}
    plain = cleaned(text)
    found = Counter(plain[at : at + size] for size in model.sizes for at in range(len(plain) - size + 1))
    value = {row_of[p]: (1 + log(n)) * float(model.idf[row_of[p]]) for p, n in found.items() if p in row_of}
    length = sqrt(sum(one * one for one in value.values())) or 1.0
    return [
        sum(one / length * float(model.weights[row, column]) for row, one in value.items())
        + float(model.bias[column])
        for column in range(len(model.labels))
    ]


@pytest.mark.parametrize("text", ["３号楼 路灯不亮", "施工噪音太吵太吵太吵", "垃圾和路灯都没人管", "zzz"])
def test_scores_are_those_of_slow_arithmetic(model, text):
    slow = slow_scores(model, text)
    assert model.scores(text) == pytest.approx(slow, abs=1e-4)
    raised = [exp((one - max(slow)) / model.temperature) for one in slow]
    shares = dict(zip(model.labels, (one / sum(raised) for one in raised), strict=True))
    assert model.shares(text) == pytest.approx(shares, abs=1e-3)


def test_it_says_what_it_learned_with_words_of_the_text(model):
    said = model.say("您好，12号楼 路灯坏了，晚上看不见")
    assert said.label == "lamp" and said.confidence > 0.5
    assert said.words and all(word in "您好,0号楼路灯坏了,晚上看不见" for word in said.words)
    assert any("路灯" in word or "看不见" in word for word in said.words)
    assert model.say("zzz") is None


def test_learning_again_gives_the_same_arrays_and_so_does_keeping_them(model):
    again = fit(*examples(), seed=1, settings=FEW)
    assert again.to_bytes() == model.to_bytes()
    kept = TextClassifier.from_bytes(model.to_bytes())
    assert kept.labels == model.labels and kept.threshold == model.threshold
    assert kept.scores("路灯不亮") == pytest.approx(model.scores("路灯不亮"), abs=0.01)
    with pytest.raises(ValueError, match="pickle"):
        np.load(BytesIO(_pickled()))


def _pickled() -> bytes:
    file = BytesIO()
    np.save(file, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    return file.getvalue()


def test_what_one_person_alone_wrote_is_not_learned():
    texts, kinds = examples()
    model = fit([*texts, "我叫欧阳锋路灯不亮"], [*kinds, ("lamp",)], seed=1)
    known = {spelled(int(key)) for key in model.keys}
    assert "路灯" in known and not any("欧" in piece for piece in known)
    assert not any(char.isdecimal() and char != "0" for piece in known for char in piece)


def test_a_text_of_two_labels_teaches_both():
    texts, kinds = examples()
    model = fit([*texts, *["垃圾边的路灯"] * 4], [*kinds, *[("lamp", "rubbish")] * 4], seed=1, settings=FEW)
    assert {
        label for label, _share in sorted(model.shares("垃圾边的路灯").items(), key=lambda p: -p[1])[:2]
    } == {
        "lamp",
        "rubbish",
    }


def test_noise_is_met_with_silence():
    """Labels that have nothing to do with the texts: no confidence deserves to be shown."""
    dice = Random(5)
    texts = ["".join(dice.choice("甲乙丙丁戊己庚辛") for _ in range(12)) for _ in range(120)]
    model = fit(texts, [(dice.choice("abcd"),) for _ in texts], seed=1, settings=FEW)
    shown = sum(said.confidence >= model.threshold for text in texts if (said := model.say(text)))
    assert model.threshold == SILENT or shown < 12


@given(st.lists(st.tuples(st.sampled_from([0.2, 0.4, 0.6, 0.8]), st.booleans()), max_size=12))
def test_the_threshold_is_the_lowest_that_keeps_the_promise(rows):
    confidences, right = [c for c, _r in rows], [r for _c, r in rows]
    found = threshold_for(confidences, right, 0.75)
    kept = {t: [r for c, r in rows if c >= t] for t in confidences}
    good = [t for t, of in kept.items() if sum(of) >= 0.75 * len(of)]
    assert found == (min(good) if good else None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=20))
def test_figures_are_those_of_scikit_learn(rows):
    said, was = [s for s, _w in rows], [w for _s, w in rows]
    found = measured(Guessed(s, (w,)) for s, w in rows)
    assert found.accuracy == pytest.approx(accuracy_score(was, said))
    assert found.macro_f1 == pytest.approx(f1_score(was, said, average="macro"))


def test_topics_are_groups_of_alike_texts_in_any_order():
    texts = [
        topics.Text(number, text)
        for number, text in enumerate(
            [f"{who}五矿万境交房质量有问题{more}" for who in "张李王" for more in ("", "墙裂了")]
            + [f"人才购房补贴{more}没有发" for more in ("一直", "到现在还", "两个月", "为什么")]
            + ["路灯不亮", "公交车太少", "菜市场太脏", "下水道堵了", "树枝挡住信号灯"]
        )
    ]
    found = topics.topics(texts, 3)
    assert [topic.keys for topic in found] == [(0, 1, 2, 3, 4, 5), (6, 7, 8, 9)]
    assert "交房质量" in "".join(found[0].words) and "购房补贴" in "".join(found[1].words)
    shuffled = list(texts)
    Random(2).shuffle(shuffled)
    assert topics.topics(shuffled, 3) == found


def test_links_are_those_of_comparing_all_with_all():
    dice = Random(9)
    words = ["路灯", "不亮", "施工", "噪音", "垃圾", "桶满", "漏水", "电梯", "停车", "占道"]
    texts = [
        topics.Text(n, "".join(dice.sample(words, 4)) + dice.choice("甲乙丙丁"), dice.randrange(3))
        for n in range(60)
    ]
    everything = replace(
        topics.DEFAULT, common_share=1.0, common_least=1000, common_most=1000, links_each=1000
    )
    bags = topics._bags(texts, everything)
    fast = {(a, b): alike for alike, a, b in topics._links(texts, bags, everything)}
    slow = {}
    for b in range(60):
        for a in range(b):
            alike = topics.cosine(bags.each[a], bags.each[b])
            bonus = everything.same_spot if texts[a].spot and texts[a].spot == texts[b].spot else 0
            if alike + bonus >= everything.link and alike >= everything.link / 2:
                slow[a, b] = alike + bonus
    assert fast == pytest.approx(slow)


def test_a_topic_never_grows_beyond_its_size():
    texts = [topics.Text(number, "路灯不亮请修") for number in range(30)]
    found = topics.topics(texts, 1, replace(topics.DEFAULT, most=8))
    assert max(len(topic.keys) for topic in found) <= 8


def test_nothing_in_nothing_out():
    assert topics.topics([], 2) == []
    assert topics.topics([topics.Text(1, "")], 1)[0].words == ()
