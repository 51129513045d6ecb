"""Deeds that shape a case: size and level, merger and parts, words and photos."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from linli.cases import rules
from linli.cases.actions import desk, levels, merging, splitting, wording
from linli.cases.forms import PlainForm
from linli.cases.forms import shaping as forms
from linli.cases.models import CasePhoto
from linli.cases.pages.deeds.base import Deed, Doing, Form, desk_while, step_open
from linli.cases.queries.cases import CaseFile
from linli.cases.terms import OPEN, Scale, Who
from linli.core.actors import Actor
from linli.core.errors import RuleBroken


def _may_raise(actor: Actor, file: CaseFile) -> bool:
    case = file.case
    here = case.state in OPEN and bool(file.who & {Who.DESK, Who.HANDLER})
    return here and rules.above(case.level) is not None


def _leads(actor: Actor, file: CaseFile) -> bool:
    here = Who.DESK in file.who and file.case.state in OPEN
    return here and rules.leads_at(actor, file.case, file.case.level)


def _may_hand_down(actor: Actor, file: CaseFile) -> bool:
    return _leads(actor, file) and rules.rung(file.case.level) > 0


def _may_take_over(actor: Actor, file: CaseFile) -> bool:
    return _leads(actor, file) and file.case.raised_at is not None


def _at_desk(actor: Actor, file: CaseFile) -> bool:
    """Personal data are taken out by whoever sees them first, whoever leads."""
    return bool(file.who & {Who.DESK, Who.BELOW})


def _has_shown(actor: Actor, file: CaseFile) -> bool:
    return _at_desk(actor, file) and bool(_photos(file, hidden=False))


def _has_hidden(actor: Actor, file: CaseFile) -> bool:
    return _at_desk(actor, file) and bool(_photos(file, hidden=True))


def _has_assisting(actor: Actor, file: CaseFile) -> bool:
    return Who.DESK in file.who and any(order.open and not order.lead for order in file.orders)


def _photos(file: CaseFile, *, hidden: bool) -> list[CasePhoto]:
    own = [photo for photo in file.photos if photo.case_id == file.case.pk]
    return [photo for photo in own if (photo.hidden_at is not None) == hidden]


def _with_scale(form: Form, actor: Actor, file: CaseFile) -> None:
    """What is suggested is chosen beforehand and says why; a person decides."""
    case = file.case
    usual = case.category.scale if case.category else Scale.SMALL
    guess = rules.suggested_scale(case.text, usual, case.voices)
    if guess.words:
        why = _t("建议“%(scale)s”：文字里有“%(words)s”。") % {
            "scale": Scale(guess.scale).label,
            "words": "、".join(guess.words),
        }
    elif guess.voices:
        why = _t("建议“%(scale)s”：%(n)d 人反映。") % {"scale": Scale(guess.scale).label, "n": guess.voices}
    else:
        why = _t("这一类通常是“%(scale)s”。") % {"scale": Scale(guess.scale).label}
    form.fields["scale"].help_text = why
    form.initial = {**form.initial, "scale": guess.scale}


def _with_orders(form: Form, actor: Actor, file: CaseFile) -> None:
    orders = [(order.pk, order.unit.name) for order in file.orders if order.open and not order.lead]
    form.fields["order"].choices = orders  # type: ignore[attr-defined]


def _with_parts(form: Form, actor: Actor, file: CaseFile) -> None:
    kinds: dict[int | None, list[tuple[str, str]]] = {}
    for one in file.book.categories.values():
        kinds.setdefault(one.parent_id, []).append((one.code, one.name))
    groups = [one for one in file.book.categories.values() if one.parent_id is None]
    choices = [("", _t("按文字判断")), *((group.name, kinds.get(group.pk, [])) for group in groups)]
    form.fields["category"].choices = choices  # type: ignore[attr-defined]
    reported = [photo for photo in _photos(file, hidden=False) if photo.step_id is None]
    if reported:
        form.fields["photos_along"].choices = _numbered(reported)  # type: ignore[attr-defined]
    else:
        del form.fields["photos_along"]


def _numbered(photos: list[CasePhoto]) -> list[tuple[int, str]]:
    return [
        (photo.pk, _t("第 %(n)d 张（%(kind)s）") % {"n": n, "kind": photo.get_kind_display()})
        for n, photo in enumerate(photos, start=1)
    ]


def _with_text(form: Form, actor: Actor, file: CaseFile) -> None:
    form.initial = {**form.initial, "text": file.case.text}


def _with_photos(form: Form, actor: Actor, file: CaseFile) -> None:
    hidden = not isinstance(form, forms.HidePhotoForm)
    form.fields["photo"].choices = _numbered(_photos(file, hidden=hidden))  # type: ignore[attr-defined]


def _recall(d: Doing) -> object:
    order = next((order for order in d.file.orders if order.pk == d["order"]), None)
    if order is None:
        raise RuleBroken("order_unknown", _t("请从列表里选一家。"))
    return desk.recall_assisting(d.actor, d.case, order=order, now=d.now)


def _split(d: Doing) -> object:
    return splitting.split_case(
        d.actor,
        d.case,
        text=d["text"],
        category_code=d["category"],
        photo_ids=d.form.cleaned_data.get("photos_along", ()),
        now=d.now,
    )


TAKE_OVER = Deed(
    "take_over",
    _("接手"),
    PlainForm,
    lambda d: levels.take_over(d.actor, d.case, now=d.now),
    _may_take_over,
    "check",
)

SHAPING_DEEDS = (
    Deed(
        "raise",
        _("交上一级牵头"),
        forms.LevelForm,
        lambda d: levels.raise_case(d.actor, d.case, note=d["note"], now=d.now),
        _may_raise,
        "right",
        fold=_("分级办理"),
    ),
    Deed(
        "hand_down",
        _("交下一级就近办"),
        forms.LevelForm,
        lambda d: levels.hand_down(d.actor, d.case, note=d["note"], now=d.now),
        _may_hand_down,
        "left",
        fold=_("分级办理"),
    ),
    Deed(
        "scale",
        _("定规模"),
        forms.ScaleForm,
        lambda d: levels.set_scale(d.actor, d.case, scale=d["scale"], now=d.now),
        desk_while(*OPEN),
        "sliders",
        prepare=_with_scale,
        fold=_("分级办理"),
    ),
    Deed(
        "unmerge",
        _("合并错了，分开办理"),
        forms.UnmergeForm,
        lambda d: merging.unmerge_case(d.actor, d.case, note=d["note"], now=d.now),
        step_open("unmerge"),
        "undo",
    ),
    Deed(
        "recall_assist",
        _("收回协办工单"),
        forms.RecallForm,
        _recall,
        _has_assisting,
        "undo",
        prepare=_with_orders,
        fold=_("拆分与协办"),
    ),
    Deed(
        "split",
        _("拆出另一件事"),
        forms.SplitForm,
        _split,
        desk_while(*OPEN),
        "plus",
        prepare=_with_parts,
        fold=_("拆分与协办"),
    ),
    Deed(
        "moderate",
        _("隐去文字里的个人信息"),
        forms.ModerateForm,
        lambda d: wording.moderate_text(d.actor, d.case, text=d["text"], because=d["because"], now=d.now),
        _at_desk,
        "eye",
        prepare=_with_text,
        fold=_("隐去内容"),
    ),
    Deed(
        "hide_photo",
        _("隐去照片"),
        forms.HidePhotoForm,
        lambda d: wording.hide_photo(d.actor, d.case, d["photo"], because=d["because"], now=d.now),
        _has_shown,
        "eye",
        prepare=_with_photos,
        fold=_("隐去内容"),
    ),
    Deed(
        "show_photo",
        _("恢复显示照片"),
        forms.PhotoForm,
        lambda d: wording.show_photo(d.actor, d.case, d["photo"], now=d.now),
        _has_hidden,
        "eye",
        prepare=_with_photos,
        fold=_("隐去内容"),
    ),
)
