"""What a desk can do with a case of its place, the usual next thing first."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from linli.cases import forms, rules
from linli.cases.actions import caller, correcting, desk, merging
from linli.cases.actions.moving import Words
from linli.cases.pages.deeds.base import Deed, Doing, Form, desk_while, step_open, with_units
from linli.cases.queries.cases import CaseFile, case_by_code
from linli.cases.queries.rulebook import rule_book
from linli.cases.queries.units import dispatchable_unit
from linli.cases.terms import OPEN, Manner, State
from linli.core.actors import Actor
from linli.core.errors import RuleBroken
from linli.places.locator import Spot, locate_place
from linli.places.queries import found_places


def _may_dispatch(actor: Actor, file: CaseFile) -> bool:
    return file.may("dispatch") or file.may("redispatch") or file.may("register")


def _with_categories(form: Form, actor: Actor, file: CaseFile) -> None:
    book = file.book
    groups = [c for c in book.categories.values() if c.parent_id is None]
    of_group = {
        g.pk: [(c.code, c.name) for c in book.categories.values() if c.parent_id == g.pk] for g in groups
    }
    form.fields["category"].choices = [("", _("不变")), *((g.name, of_group[g.pk]) for g in groups)]  # type: ignore[attr-defined]
    form.initial = {**form.initial, "kind": file.case.kind}


def _with_team(form: Form, actor: Actor, file: CaseFile) -> None:
    """One leads; how many help is said by the rule of the matter's size."""
    with_units(form, actor, file)
    form.fields["assisting"].choices = file.units  # type: ignore[attr-defined]
    rule = file.book.scales.get(file.case.scale)
    if rule is not None and rule.manner != Manner.ALONE:
        told = {"title": rule.title, "how": Manner(rule.manner).label}
        form.fields["assisting"].help_text = _t("“%(title)s”要%(how)s：请选协办单位。") % told


def _dispatch(d: Doing) -> object:
    unit = dispatchable_unit(d.case, d["unit"])
    helpers = [dispatchable_unit(d.case, pk) for pk in d["assisting"] if pk != unit.pk]
    return desk.dispatch_case(d.actor, d.case, unit=unit, note=d["note"], assisting=helpers, now=d.now)


def _correct(d: Doing) -> object:
    return correcting.correct_case(
        d.actor,
        d.case,
        category=rule_book().by_code.get(d["category"]),
        spot=locate_place(d["place"]) if d["place"] else _named(d["where"]),
        kind=d["kind"],
        note=d["note"],
        now=d.now,
    )


def _named(words: str) -> Spot | None:
    """The one place of this name; with several the desk is told how to say which."""
    found = found_places(words, most=6)
    exact = [place for place in found if place.name == words.strip()]
    fitting = exact if len(exact) == 1 else found
    if len(fitting) == 1:
        return locate_place(fitting[0].pk)
    if not words.strip():
        return None
    if not fitting:
        why = _t("没有找到“%(words)s”，请换一个说法，比如小区名加楼号。") % {"words": words}
    else:
        names = "、".join(f"{place.parent.name if place.parent else ''}{place.name}" for place in fitting)
        why = _t("有几处叫这个名字：%(names)s。请写得更全一些。") % {"names": names}
    raise RuleBroken("place_unclear", why, {"where": why})


DESK_DEEDS = (
    Deed(
        "undo_dispatch",
        _("撤回派单"),
        forms.PlainForm,
        lambda d: desk.undo_dispatch(d.actor, d.case, now=d.now),
        step_open("undo_dispatch"),
        "undo",
        "u",
        lambda actor, file, now: file.may_undo(actor, now),
    ),
    Deed(
        "dispatch",
        _("派单"),
        forms.DispatchForm,
        _dispatch,
        _may_dispatch,
        "send",
        "d",
        prepare=_with_team,
    ),
    Deed(
        "verify",
        _("核查通过，请诉求人评价"),
        forms.RemarkForm,
        lambda d: desk.verify_case(d.actor, d.case, note=d["note"], now=d.now),
        step_open("verify"),
        "check",
        "v",
    ),
    Deed(
        "rework",
        _("没办好，退回返工"),
        forms.ReasonForm,
        lambda d: desk.rework_case(d.actor, d.case, note=d["note"], now=d.now),
        step_open("rework"),
        "undo",
    ),
    Deed(
        "close",
        _("回访后结案"),
        forms.CloseForm,
        lambda d: desk.close_case(d.actor, d.case, outcome=d["outcome"], note=d["note"], now=d.now),
        step_open("close"),
        "check",
    ),
    Deed(
        "not_solved",
        _("回访：没解决"),
        forms.ReasonForm,
        lambda d: desk.send_back(
            d.actor, d.case, "not_solved", words=Words(d["note"]), now=d.now, rounds=d.case.rounds + 1
        ),
        step_open("not_solved"),
        "undo",
    ),
    Deed(
        "assist",
        _("增加协办"),
        forms.AssistForm,
        lambda d: desk.add_assisting(
            d.actor, d.case, unit=dispatchable_unit(d.case, d["unit"]), note=d["note"], now=d.now
        ),
        desk_while(State.DISPATCHED, State.ACCEPTED, State.IN_HAND),
        "team",
        prepare=with_units,
    ),
    Deed(
        "merge",
        _("合并到另一件"),
        forms.MergeForm,
        lambda d: merging.merge_case(
            d.actor, d.case, into=case_by_code(d.actor, rules.read_code(d["into"])), now=d.now
        ),
        step_open("merge"),
        "merge",
        "m",
    ),
    Deed(
        "decline",
        _("不予受理"),
        forms.DeclineForm,
        lambda d: desk.decline_case(d.actor, d.case, reason=d["reason"], note=d["note"], now=d.now),
        step_open("decline"),
        "close",
    ),
    Deed(
        "correct",
        _("更正类别或地点"),
        forms.CorrectForm,
        _correct,
        desk_while(*OPEN),
        "edit",
        "c",
        prepare=_with_categories,
    ),
    Deed(
        "reopen",
        _("重新办理"),
        forms.ReasonForm,
        lambda d: desk.reopen_case(d.actor, d.case, note=d["note"], now=d.now),
        step_open("reopen"),
        "undo",
    ),
    Deed(
        "withdraw",
        _("应诉求人要求撤回"),
        forms.RemarkForm,
        lambda d: caller.withdraw_case(d.actor, d.case, note=d["note"], now=d.now),
        step_open("withdraw"),
        "close",
    ),
)
