"""This app's sections of a method pack: skills, and the closed catalogue of what can be wanted."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import CODE, FILLED
from linli.needs.models import NeedKind, NeedSkill
from linli.needs.rules.wording import refused_word
from linli.needs.terms import TERM_MOST_DAYS, HelperKind, Rhythm

type Code = Annotated[str, Meta(pattern=CODE, max_length=40)]
type Name = Annotated[str, Meta(pattern=FILLED, max_length=40)]
type Days = Annotated[int, Meta(ge=1, le=TERM_MOST_DAYS)]
type Option = Annotated[str, Meta(pattern=FILLED, max_length=20)]


class SkillRow(Shape, frozen=True):
    code: Code
    name: Name


class NeedRow(Shape, frozen=True, kw_only=True):
    """A service. There is no key for whom it is meant: a group of people cannot be written down here."""

    code: Code
    name: Name
    offers: Annotated[str, Meta(pattern=FILLED, max_length=200)]
    usual_days: Days
    longest_days: Days
    rhythm: Rhythm = Rhythm.WEEKLY
    minutes: Annotated[int, Meta(ge=5, le=480)] = 30
    helpers: Annotated[list[HelperKind], Meta(min_length=1)]
    skill: str = ""
    options: Annotated[list[Option], Meta(max_length=8)] = []
    never_say: Annotated[list[Option], Meta(max_length=20)] = []


def _check_skills(content: Content, told: Told) -> None:
    for row in content.rows(SKILLS):
        _check_words(row, told, "name", row.value.name)


def _check(content: Content, told: Told) -> None:
    for row in content.rows(NEEDS):
        value = row.value
        _check_words(row, told, "name", value.name)
        _check_words(row, told, "offers", value.offers)
        for option in value.options:
            _check_words(row, told, "options", option)
        if value.usual_days > value.longest_days:
            told(row, "usual_days", _("不能比 longest_days 还长"))
        if value.skill and content.lacks(SKILLS, value.skill):
            told(row, "skill", unknown_name(value.skill, content.by_code(SKILLS), _("技能")))


def _check_words(row: Row[SkillRow] | Row[NeedRow], told: Told, key: str, text: str) -> None:
    word = refused_word(text)
    if word:
        sentence = _("不能写“%(word)s”：这里写服务，不写原因，也不给人分类（数据保护底线 D-1、D-2）")
        told(row, key, sentence % {"word": word})


def _load_skills(pack: Pack, content: Content) -> None:
    rows = content.values(SKILLS)
    NeedSkill.objects.bulk_create(NeedSkill(pack=pack, code=row.code, name=row.name) for row in rows)


def _load(pack: Pack, content: Content) -> None:
    NeedKind.objects.bulk_create(
        NeedKind(
            pack=pack,
            code=row.code,
            name=row.name,
            offers=row.offers,
            usual_days=row.usual_days,
            longest_days=row.longest_days,
            rhythm=row.rhythm,
            minutes=row.minutes,
            helpers=[kind.value for kind in row.helpers],
            skill=row.skill,
            options=row.options,
            never_say=row.never_say,
            number=number,
        )
        for number, row in enumerate(content.values(NEEDS))
    )


SKILLS = Section(
    key="skills",
    title=gettext_lazy("帮忙的技能"),
    shape=SkillRow,
    code=lambda row: row.code,
    labels={"code": gettext_lazy("代码"), "name": gettext_lazy("名称")},
    called=lambda row, _content: row.name,
    check=_check_skills,
    load=_load_skills,
)

NEEDS = Section(
    key="needs",
    title=gettext_lazy("可以登记的需求"),
    shape=NeedRow,
    code=lambda row: row.code,
    labels={
        "code": gettext_lazy("代码"),
        "name": gettext_lazy("名称"),
        "offers": gettext_lazy("做什么"),
        "usual_days": gettext_lazy("一般多少天"),
        "longest_days": gettext_lazy("最长多少天"),
        "rhythm": gettext_lazy("多久一次"),
        "minutes": gettext_lazy("一次几分钟"),
        "helpers": gettext_lazy("谁可以帮"),
        "skill": gettext_lazy("要会什么"),
        "options": gettext_lazy("可以选的"),
        "never_say": gettext_lazy("另外不能写的词"),
    },
    shown={
        "rhythm": lambda rhythm: Rhythm(rhythm).label,
        "helpers": lambda kinds: _("、").join(str(HelperKind(kind).label) for kind in kinds),
    },
    refers={"skill": SKILLS},
    called=lambda row, _content: row.name,
    check=_check,
    load=_load,
)

SECTIONS = (SKILLS, NEEDS)
