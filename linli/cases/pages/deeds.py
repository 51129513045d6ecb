"""What can be done with a case at a desk or in a unit: a table of forms and actions behind one address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.cases import forms, rules
from linli.cases.actions import caller, desk, handling
from linli.cases.actions.moving import Words
from linli.cases.models import Case, WorkOrder
from linli.cases.pages.keeping import store_photos
from linli.cases.queries.cases import CaseFile, case_by_code
from linli.cases.queries.rulebook import rule_book
from linli.cases.queries.units import dispatchable_unit, unit_choices
from linli.cases.terms import OPEN, OrderState, State, Who
from linli.core.actors import Actor, Right
from linli.core.errors import BadStep
from linli.places.locator import locate_place

type Form = forms.FaultyForm
type Do = Callable[["Doing"], object]


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what to which case, with a form that is in order."""

    actor: Actor
    file: CaseFile
    form: Form
    now: datetime

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def order(self) -> WorkOrder:
        """The open order of one of the actor's units."""
        order = own_order(self.actor, self.file)
        if order is None:
            raise BadStep("no_open_order")
        return order

    def __getitem__(self, name: str) -> Any:
        return self.form.cleaned_data[name]

    def words(self) -> Words:
        photos = store_photos(self.actor, self["photos"], now=self.now) if self.form.files else ()
        return Words(note=self["note"], photos=photos)


@dataclass(frozen=True, slots=True)
class Deed:
    name: str
    label: Promise | str
    form: type[Form]
    do: Do
    open_to: Callable[[Actor, CaseFile], bool]
    icon: str = "check"
    key: str | None = None  # on the keyboard
    brief: Callable[[Actor, CaseFile, datetime], bool] | None = None  # open only for a moment
    prepare: Callable[[Form, Actor, CaseFile], None] | None = None

    def form_for(self, actor: Actor, file: CaseFile, data: Any = None, files: Any = None) -> Form:
        form = self.form(data, files, initial={"version": file.case.version}, auto_id=f"{self.name}-%s")
        if self.prepare:
            self.prepare(form, actor, file)
        return form


def own_order(actor: Actor, file: CaseFile) -> WorkOrder | None:
    units = actor.unit_ids(Right.CASE_HANDLE)
    return next((order for order in reversed(file.orders) if order.open and order.unit_id in units), None)


def _step(*names: str) -> Callable[[Actor, CaseFile], bool]:
    return lambda actor, file: any(file.may(name) for name in names)


def _order(state: OrderState) -> Callable[[Actor, CaseFile], bool]:
    def fits(actor: Actor, file: CaseFile) -> bool:
        order = own_order(actor, file)
        return order is not None and order.state == state

    return fits


def _desk_while(*states: State) -> Callable[[Actor, CaseFile], bool]:
    return lambda actor, file: Who.DESK in file.who and file.case.state in states


def _colleague(actor: Actor, file: CaseFile) -> bool:
    return bool(file.who & {Who.DESK, Who.HANDLER})


def _may_dispatch(actor: Actor, file: CaseFile) -> bool:
    return file.may("dispatch") or file.may("redispatch") or file.may("register")


def _with_units(form: Form, actor: Actor, file: CaseFile) -> None:
    form.fields["unit"].choices = [("", _("请选择")), *unit_choices(file.case)]  # type: ignore[attr-defined]


def _with_categories(form: Form, actor: Actor, file: CaseFile) -> None:
    book = rule_book()
    groups = [c for c in book.categories.values() if c.parent_id is None]
    of_group = {
        g.pk: [(c.code, c.name) for c in book.categories.values() if c.parent_id == g.pk] for g in groups
    }
    form.fields["category"].choices = [("", _("不变")), *((g.name, of_group[g.pk]) for g in groups)]  # type: ignore[attr-defined]
    form.initial = {**form.initial, "kind": file.case.kind}


def _dispatch(d: Doing) -> object:
    unit = dispatchable_unit(d.case, d["unit"])
    return desk.dispatch_case(d.actor, d.case, unit=unit, note=d["note"], now=d.now)


def _correct(d: Doing) -> object:
    return desk.correct_case(
        d.actor,
        d.case,
        category=rule_book().by_code.get(d["category"]),
        spot=locate_place(d["place"]) if d["place"] else None,
        kind=d["kind"],
        now=d.now,
    )


DEEDS: dict[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed(
            "accept",
            _("签收"),
            forms.PlainForm,
            lambda d: handling.accept_order(d.actor, d.order, now=d.now),
            _order(OrderState.DISPATCHED),
            "check",
            "a",
        ),
        Deed(
            "start",
            _("开始处理"),
            forms.PlainForm,
            lambda d: handling.start_order(d.actor, d.order, now=d.now),
            _order(OrderState.ACCEPTED),
            "check",
            "s",
        ),
        Deed(
            "finish",
            _("办完反馈"),
            forms.NoteForm,
            lambda d: handling.finish_order(d.actor, d.order, words=d.words(), now=d.now),
            _order(OrderState.IN_HAND),
            "check",
            "f",
        ),
        Deed(
            "answer",
            _("先答复一句"),
            forms.NoteForm,
            lambda d: handling.answer_caller(d.actor, d.order, words=d.words(), now=d.now),
            lambda actor, file: own_order(actor, file) is not None,
            "chat",
        ),
        Deed(
            "return",
            _("退回"),
            forms.ReturnForm,
            lambda d: handling.return_order(
                d.actor, d.order, note=d["note"], suggested=d["suggested"], now=d.now
            ),
            _order(OrderState.DISPATCHED),
            "undo",
        ),
        Deed(
            "undo_dispatch",
            _("撤回派单"),
            forms.PlainForm,
            lambda d: desk.undo_dispatch(d.actor, d.case, now=d.now),
            _step("undo_dispatch"),
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
            prepare=_with_units,
        ),
        Deed(
            "verify",
            _("核查通过，请诉求人评价"),
            forms.RemarkForm,
            lambda d: desk.verify_case(d.actor, d.case, note=d["note"], now=d.now),
            _step("verify"),
            "check",
            "v",
        ),
        Deed(
            "rework",
            _("没办好，退回返工"),
            forms.ReasonForm,
            lambda d: desk.rework_case(d.actor, d.case, note=d["note"], now=d.now),
            _step("rework"),
            "undo",
        ),
        Deed(
            "close",
            _("回访后结案"),
            forms.CloseForm,
            lambda d: desk.close_case(d.actor, d.case, outcome=d["outcome"], note=d["note"], now=d.now),
            _step("close"),
            "check",
        ),
        Deed(
            "not_solved",
            _("回访：没解决"),
            forms.ReasonForm,
            lambda d: desk.send_back(
                d.actor, d.case, "not_solved", words=Words(d["note"]), now=d.now, rounds=d.case.rounds + 1
            ),
            _step("not_solved"),
            "undo",
        ),
        Deed(
            "assist",
            _("增加协办"),
            forms.AssistForm,
            lambda d: desk.add_assisting(
                d.actor, d.case, unit=dispatchable_unit(d.case, d["unit"]), note=d["note"], now=d.now
            ),
            _desk_while(State.DISPATCHED, State.ACCEPTED, State.IN_HAND),
            "team",
            prepare=_with_units,
        ),
        Deed(
            "merge",
            _("合并到另一件"),
            forms.MergeForm,
            lambda d: desk.merge_case(
                d.actor, d.case, into=case_by_code(d.actor, rules.read_code(d["into"])), now=d.now
            ),
            _step("merge"),
            "merge",
            "m",
        ),
        Deed(
            "decline",
            _("不予受理"),
            forms.DeclineForm,
            lambda d: desk.decline_case(d.actor, d.case, reason=d["reason"], note=d["note"], now=d.now),
            _step("decline"),
            "close",
        ),
        Deed(
            "correct",
            _("更正类别或地点"),
            forms.CorrectForm,
            _correct,
            _desk_while(*OPEN),
            "edit",
            "c",
            prepare=_with_categories,
        ),
        Deed(
            "reopen",
            _("重新办理"),
            forms.ReasonForm,
            lambda d: desk.reopen_case(d.actor, d.case, note=d["note"], now=d.now),
            _step("reopen"),
            "undo",
        ),
        Deed(
            "withdraw",
            _("应诉求人要求撤回"),
            forms.RemarkForm,
            lambda d: caller.withdraw_case(d.actor, d.case, note=d["note"], now=d.now),
            _step("withdraw"),
            "close",
        ),
        Deed(
            "inner",
            _("内部备注"),
            forms.ReasonForm,
            lambda d: desk.write_inner_note(d.actor, d.case, note=d["note"], now=d.now),
            _colleague,
            "lock",
        ),
    )
}


def open_deeds(actor: Actor, file: CaseFile, now: datetime) -> Sequence[Deed]:
    """What this actor can do with this case now, the usual next thing first."""
    fitting = [deed for deed in DEEDS.values() if deed.open_to(actor, file)]
    return [deed for deed in fitting if deed.brief is None or deed.brief(actor, file, now)]
