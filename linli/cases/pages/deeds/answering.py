"""Deeds about the questions of a category: answered at the desk, or put to the caller."""

from typing import cast

from django.utils.translation import gettext_lazy as _

from linli.cases import forms
from linli.cases.actions import answering
from linli.cases.pages.deeds.base import Deed, Doing, Form, own_order
from linli.cases.queries.cases import CaseFile
from linli.cases.terms import OPEN, Who
from linli.core.actors import Actor


def _has_questions(actor: Actor, file: CaseFile) -> bool:
    here = Who.DESK in file.who and file.case.state in OPEN
    return here and bool(file.answers.asked_of(answering.OF_DESK))


def _may_ask(actor: Actor, file: CaseFile) -> bool:
    return bool(file.who & {Who.DESK, Who.HANDLER}) and file.case.state in OPEN


def _with_questions(form: Form, actor: Actor, file: CaseFile) -> None:
    sheet = file.answers
    cast(forms.AskingForm, form).ask(
        sheet.asked_of(answering.OF_DESK), sheet.values, insists=False, at_once=True
    )


def with_units_questions(form: Form, actor: Actor, file: CaseFile) -> None:
    """Those the unit that leads is asked when it is done."""
    order, sheet = own_order(actor, file), file.answers
    if order is not None and order.lead:
        cast(forms.AskingForm, form).ask(sheet.asked_of(answering.OF_UNIT), sheet.values, at_once=True)


def typed(d: Doing) -> answering.Typed:
    return cast(forms.AskingForm, d.form).typed


ANSWER_DEEDS = (
    Deed(
        "answers",
        _("填写问答"),
        forms.AnswersForm,
        lambda d: answering.answer_at_desk(d.actor, d.case, typed(d), now=d.now),
        _has_questions,
        "edit",
        prepare=_with_questions,
        fold=_("问答"),
    ),
    Deed(
        "ask_caller",
        _("请诉求人回答"),
        forms.AskCallerForm,
        lambda d: answering.ask_caller(d.actor, d.case, note=d["note"], now=d.now),
        _may_ask,
        "chat",
        fold=_("问答"),
    ),
)
