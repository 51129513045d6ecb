"""What a unit can do with a case it has in hand."""

from django.utils.translation import gettext_lazy as _

from linli.cases import forms
from linli.cases.actions import handling
from linli.cases.pages.deeds.answering import typed, with_units_questions
from linli.cases.pages.deeds.base import Deed, order_is, own_order
from linli.cases.terms import OrderState

UNIT_DEEDS = (
    Deed(
        "accept",
        _("签收"),
        forms.PlainForm,
        lambda d: handling.accept_order(d.actor, d.order, now=d.now),
        order_is(OrderState.DISPATCHED),
        "check",
        "a",
    ),
    Deed(
        "start",
        _("开始处理"),
        forms.PlainForm,
        lambda d: handling.start_order(d.actor, d.order, now=d.now),
        order_is(OrderState.ACCEPTED),
        "check",
        "s",
    ),
    Deed(
        "finish",
        _("办完反馈"),
        forms.FinishForm,
        lambda d: handling.finish_order(d.actor, d.order, words=d.words(), answers=typed(d), now=d.now),
        order_is(OrderState.IN_HAND),
        "check",
        "f",
        prepare=with_units_questions,
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
        order_is(OrderState.DISPATCHED),
        "undo",
    ),
)
