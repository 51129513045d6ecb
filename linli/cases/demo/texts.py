"""Composing what people write: short or long, in different voices, never the same twice."""

import re
from collections.abc import Mapping, Sequence
from random import Random

from linli.cases.demo.phrases import Matter, voices

# Who writes through which door.
VOICES = {
    "web": (("plain", 4), ("young", 4), ("old", 2), ("shop", 1)),
    "mini_program": (("young", 4), ("plain", 3)),
    "paper": (("old", 1),),
    "phone": (("clerk", 1),),
    "counter": (("counter", 1),),
    "hotline_file": (("clerk", 1),),
}
TRIES = 40
_REPORTED = (("我家", "其家"), ("我妈", "其母亲"), ("我们", "居民"), ("请替我", "请"))
_FIRST_PERSON = re.compile("[我咱]|家里|自己")


class Writer:
    """Writes texts and remembers them."""

    def __init__(self) -> None:
        self.written: set[str] = set()

    def report(self, matter: Matter, voice: str, words: Mapping[str, str], rng: Random) -> str:
        for attempt in range(TRIES):
            text = _compose(matter, voice, words, rng, full=attempt > TRIES // 2)
            if text not in self.written:
                break
        self.written.add(text)
        return text

    def plain(self, choices: Sequence[str], words: Mapping[str, str], rng: Random) -> str:
        """One of some sentences as it stands."""
        text = rng.choice(choices).format_map(words)
        self.written.add(text)
        return text


def voice_for(channel: str, matter: Matter, rng: Random) -> str:
    """Whose voice it is; shopkeepers speak of their street."""
    fitting = [one for one in VOICES[channel] if one[0] != "shop" or matter.spot == "road"]
    names, weights = zip(*fitting, strict=True)
    return str(rng.choices(names, weights)[0])


def _compose(matter: Matter, voice: str, words: Mapping[str, str], rng: Random, *, full: bool) -> str:
    table = voices()
    third = voice in {"patrol", "clerk", "counter", "spotter"}
    asks = matter.kind in {"enquiry", "suggestion", "thanks"} or matter.code.startswith("service.")
    says = _fitting(matter.says, rng, third=third)
    parts = [rng.choice(table["open"]["asks" if asks and not third else voice]) + says]
    more = list(matter.more)
    rng.shuffle(more)
    for _ in range(2 if full else rng.choices((0, 1, 2), (3, 5, 2))[0]):
        detail = _fitting(more, rng, third=third) if more else ""
        if detail:
            more.remove(detail)
            parts.append(detail)
    text = _joined(parts, rng)
    if voice in table["feel"] and not asks and (full or rng.random() < 0.3):
        text += rng.choice(table["feel"][voice])
    if matter.wants and rng.random() < (0.35 if third else 0.6):
        text += _ended(("诉求：" if third and rng.random() < 0.3 else "") + rng.choice(matter.wants))
    if full or rng.random() < 0.5:
        text += rng.choice(table["close"][voice])
    text = text.format_map(words)
    return _in_third_person(text) if third else text


def _fitting(sentences: Sequence[str], rng: Random, *, third: bool) -> str:
    """One of the sentences; who reports about others does not say I, if that can be helped."""
    about_others = [sentence for sentence in sentences if not _FIRST_PERSON.search(sentence)]
    return rng.choice(about_others if third and about_others else list(sentences))


def _joined(parts: Sequence[str], rng: Random) -> str:
    between = rng.choice(("，", "，", "。", "；"))
    return _ended(between.join(parts))


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in "。！？" else sentence + "。"


def _in_third_person(text: str) -> str:
    for ours, theirs in _REPORTED:
        text = text.replace(ours, theirs)
    return text
