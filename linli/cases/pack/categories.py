"""Categories in two levels, the colour matrix, and the scales with their escalation."""

from itertools import product
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.models import Category, ColourRule, ScaleRule
from linli.cases.terms import LADDER, Colour, Manner, Scale
from linli.core.actors import Level
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import CODE, FILLED
from linli.places.pack import LEVELS_SECTION, level_words

type Grade = Annotated[int, Meta(ge=1, le=3)]  # 1 low, 3 high
type Code = Annotated[str, Meta(pattern=CODE, max_length=60)]
type Word = Annotated[str, Meta(pattern=FILLED, max_length=20)]

GRADES = (1, 2, 3)


class CategoryRow(Shape, frozen=True):
    """A group (`sanitation`) or a kind in a group (`sanitation.bin_full`): the code says which."""

    code: Code
    name: Annotated[str, Meta(pattern=FILLED, max_length=60)]
    words: list[Word] = []  # what people say when they mean it
    importance: Grade = 2
    urgency: Grade = 2
    scale: Scale = Scale.SMALL

    @property
    def group(self) -> str:
        """The code of the group; "" for a group itself."""
        return self.code.rpartition(".")[0]


class ColourRow(Shape, frozen=True):
    importance: Grade
    urgency: Grade
    colour: Colour


class ScaleRow(Shape, frozen=True):
    """Who deals with a matter of this size first, and where it goes when that is not enough."""

    scale: Scale
    title: Annotated[str, Meta(pattern=FILLED, max_length=40)]
    level: Level
    how: Annotated[str, Meta(pattern=FILLED, max_length=200)]
    manner: Manner = Manner.ALONE
    escalates_to: Level | None = None


def _check_categories(content: Content, told: Told) -> None:
    for row in content.rows(CATEGORIES):
        group = row.value.group
        if "." in group:
            told(row, "code", _("分类只有两级：大类.小类，%(code)s 多了一级") % {"code": row.value.code})
        elif group and content.lacks(CATEGORIES, group):
            told(row, "code", unknown_name(group, content.by_code(CATEGORIES), _("上级分类")))
        if group and not row.value.words:
            told(
                row,
                "words",
                _("%(name)s 缺少 words：写几个居民常说的词，系统才能猜到这一类") % {"name": row.value.name},
            )


def _check_colours(content: Content, told: Told) -> None:
    given = content.by_code(COLOURS)
    missing = [f"{i} × {u}" for i, u in product(GRADES, GRADES) if f"{i}.{u}" not in given]
    if given and missing and content.is_whole(COLOURS):
        told.whole(
            COLOURS, _("分色表还缺这几格（重要 × 紧急）：%(cells)s") % {"cells": _("、").join(missing)}
        )


def _check_scales(content: Content, told: Told) -> None:
    for row in content.rows(SCALES):
        _check_level(row, "level", row.value.level, content, told)
        up = row.value.escalates_to
        if up is not None:
            _check_level(row, "escalates_to", up, content, told)
            if (
                up in LADDER
                and row.value.level in LADDER
                and LADDER.index(up) <= LADDER.index(row.value.level)
            ):
                told(row, "escalates_to", _("办不了只能交给更高的一级"))


def _load_scales(pack: Pack, content: Content) -> None:
    ScaleRule.objects.bulk_create(
        ScaleRule(
            pack=pack,
            scale=row.scale,
            title=row.title,
            level=row.level,
            manner=row.manner,
            how=row.how,
            escalates_to=row.escalates_to or "",
        )
        for row in content.values(SCALES)
    )


def _check_level(row: Row[ScaleRow], key: str, level: Level, content: Content, told: Told) -> None:
    if content.lacks(LEVELS_SECTION, level):
        told(row, key, unknown_name(level, content.by_code(LEVELS_SECTION), _("层级")))


def _load_categories(pack: Pack, content: Content) -> None:
    """Groups first, since kinds point at them; `number` keeps the order of the pack."""
    rows = list(enumerate(content.values(CATEGORIES), start=1))
    groups = Category.objects.bulk_create(
        _category(pack, number, row, None) for number, row in rows if not row.group
    )
    by_code = {group.code: group for group in groups}
    Category.objects.bulk_create(
        _category(pack, number, row, by_code[row.group]) for number, row in rows if row.group
    )


def _category(pack: Pack, number: int, row: CategoryRow, parent: Category | None) -> Category:
    return Category(
        pack=pack,
        code=row.code,
        parent=parent,
        name=row.name,
        number=number,
        words=row.words,
        importance=row.importance,
        urgency=row.urgency,
        scale=row.scale,
    )


def _load_colours(pack: Pack, content: Content) -> None:
    ColourRule.objects.bulk_create(
        ColourRule(pack=pack, importance=row.importance, urgency=row.urgency, colour=row.colour)
        for row in content.values(COLOURS)
    )


CATEGORIES = Section(
    key="categories",
    title=gettext_lazy("诉求分类"),
    shape=CategoryRow,
    code=lambda row: row.code,
    labels={
        "code": gettext_lazy("代码"),
        "name": gettext_lazy("名称"),
        "importance": gettext_lazy("重要"),
        "urgency": gettext_lazy("紧急"),
        "scale": gettext_lazy("规模"),
        "words": gettext_lazy("常用说法"),
    },
    shown={"scale": lambda scale: Scale(scale).label},
    called=lambda row, _content: row.name,
    check=_check_categories,
    load=_load_categories,
    required=True,
)

COLOURS = Section(
    key="colours",
    title=gettext_lazy("分色表"),
    shape=ColourRow,
    code=lambda row: f"{row.importance}.{row.urgency}",
    labels={
        "importance": gettext_lazy("重要"),
        "urgency": gettext_lazy("紧急"),
        "colour": gettext_lazy("颜色"),
    },
    shown={"colour": lambda colour: Colour(colour).label},
    called=lambda row, _content: _("重要 %(i)d × 紧急 %(u)d") % {"i": row.importance, "u": row.urgency},
    matrix=("importance", "urgency", "colour"),
    check=_check_colours,
    load=_load_colours,
    required=True,
)

SCALES = Section(
    key="scales",
    title=gettext_lazy("规模与升级"),
    shape=ScaleRow,
    code=lambda row: row.scale.value,
    labels={
        "scale": gettext_lazy("规模"),
        "title": gettext_lazy("名称"),
        "level": gettext_lazy("先由哪一级办"),
        "manner": gettext_lazy("几家办"),
        "how": gettext_lazy("怎么办"),
        "escalates_to": gettext_lazy("办不了交给"),
    },
    shown={
        "scale": lambda scale: Scale(scale).label,
        "level": level_words,
        "manner": lambda manner: Manner(manner).label,
        "escalates_to": level_words,
    },
    called=lambda row, _content: str(Scale(row.scale).label),
    check=_check_scales,
    load=_load_scales,
)
