"""The deeds of the desk: a button, a form, the action behind it. What cannot be done is not there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.forms import FaultyForm
from linli.needs import actions
from linli.needs.forms import AskForm, ConfirmForm, DeclineForm, PlainForm, RefuseForm, RenewByDeskForm
from linli.needs.models import Match, Need
from linli.needs.queries.matching import Candidate, candidates
from linli.needs.queries.needs import NeedFile
from linli.needs.terms import MatchState, State

type Data = dict[str, Any]
LABELS: dict[str, str | Promise] = {
    "confirm": gettext_lazy("问过了，本人同意"),
    "agree": gettext_lazy("接下来办"),
    "decline": gettext_lazy("不接，说明另一个办法"),
    "ask": gettext_lazy("问这几位"),
    "accepted": gettext_lazy("对方电话里答应了"),
    "refused": gettext_lazy("对方说不行"),
    "chosen": gettext_lazy("本人说可以"),
    "unwanted": gettext_lazy("本人想换一位"),
    "renew": gettext_lazy("续期"),
    "release": gettext_lazy("换人"),
    "meet": gettext_lazy("已经帮完"),
    "stop": gettext_lazy("本人说不要了，停"),
}
MAIN = ("confirm", "agree", "ask", "chosen")


@dataclass(frozen=True, slots=True)
class Deed:
    name: str
    form: FaultyForm
    act: Callable[[Data, datetime], object]
    candidates: Sequence[Candidate] = field(default=())

    @property
    def label(self) -> str | Promise:
        return LABELS[self.name]

    @property
    def is_main(self) -> bool:
        return self.name in MAIN


def deeds_of(file: NeedFile, today: date) -> list[Deed]:
    """In the order of the page."""
    return [_deed(file, name, None) for name in _names(file, today)]


def deed_named(file: NeedFile, name: str, typed: Any) -> Deed | None:
    """A deed of the table, whether or not it can be done now: the action says no with its reason."""
    return _deed(file, name, typed) if name in LABELS else None


def _names(file: NeedFile, today: date) -> list[str]:
    """What exists now."""
    steps, live = file.step_names, file.live
    found = ["confirm"] if file.waits_for_yes else []
    if "agree" in steps and not file.waits_for_yes:
        found.append("agree")
    found += [name for name in ("ask",) if name in steps]
    if live is not None and file.need.state == State.MATCHED:
        found += ["accepted", "refused"] if live.state == MatchState.ASKED else ["chosen", "unwanted"]
    if file.may_renew(today):
        found.append("renew")
    return found + [name for name in ("release", "meet", "decline", "stop") if name in steps]


def _deed(file: NeedFile, name: str, typed: Any) -> Deed:
    need, version = file.need, file.need.version
    initial: dict[str, Any] = {"version": version}
    if name == "ask":
        found = candidates(need)
        choices = [(one.resource.pk, _candidate_label(one)) for one in found]
        form: FaultyForm = AskForm(typed, choices=choices, initial=initial, auto_id=f"{name}-%s")
        return Deed(name, form, _act(file, name), found)
    shapes: dict[str, Any] = {
        "confirm": ConfirmForm,
        "decline": DeclineForm,
        "refused": RefuseForm,
        "renew": RenewByDeskForm,
    }
    if name == "renew":
        initial |= {"ends_on": need.ends_on + timedelta(days=need.kind.usual_days)}
    shape = shapes.get(name, PlainForm)
    return Deed(name, shape(typed, initial=initial, auto_id=f"{name}-%s"), _act(file, name))


def _candidate_label(one: Candidate) -> str:
    return (
        f"{one.resource.helper.name}（{one.resource.helper.get_kind_display()}）"
        + _("：")
        + _("；").join(one.reasons)
    )


def _act(file: NeedFile, name: str) -> Callable[[Data, datetime], object]:
    actor, need = file.actor, file.need

    def act(data: Data, now: datetime) -> object:
        if data.get("version") is not None:
            need.version = data["version"]  # of the page the actor was looking at
        if name in {"accepted", "refused", "chosen", "unwanted"}:
            return _about_match(file, name, data, now)
        deeds: dict[str, Callable[[], object]] = {
            "confirm": lambda: actions.confirm_consent(actor, need, how=data["how"], now=now),
            "agree": lambda: actions.agree(actor, need, now=now),
            "decline": lambda: actions.decline(
                actor, need, why=data["why"], instead=data["instead"], now=now
            ),
            "ask": lambda: actions.ask_helpers(actor, need, _in_order(need, data["helpers"]), now=now),
            "renew": lambda: actions.renew(
                actor, need, ends_on=data["ends_on"], consented=data["consent"], how=data["how"], now=now
            ),
            "release": lambda: actions.release(actor, need, now=now),
            "meet": lambda: actions.meet(actor, need, now=now),
            "stop": lambda: actions.stop(actor, need, now=now),
        }
        return deeds[name]()

    return act


def _in_order(need: Need, chosen: Sequence[int]) -> list[int]:
    """The nearest is asked first, in whatever order they were ticked."""
    order = [one.resource.pk for one in candidates(need, most=50)]
    return sorted(chosen, key=lambda pk: order.index(pk) if pk in order else len(order))


def _about_match(file: NeedFile, name: str, data: Data, now: datetime) -> object:
    live = file.live or Match(need=file.need, state=MatchState.OFF)
    if name in {"accepted", "refused"}:
        yes, why = name == "accepted", data.get("why", "")
        return actions.answer_match(file.actor, live, yes=yes, why=why, now=now)
    return actions.choose(file.actor, live, yes=name == "chosen", now=now)
