"""The shape of what people type about needs. No form has a box for a reason, a cause or a label."""

from linli.needs.forms.desk import (
    AskForm,
    ConfirmForm,
    DeclineForm,
    ExportForm,
    PlainForm,
    PurposeForm,
    RaiseForm,
    RenewByDeskForm,
)
from linli.needs.forms.fields import TimesMixin
from linli.needs.forms.helpers import HelperForm, MoveForm, NotDoneForm, OfferForm, RefuseForm
from linli.needs.forms.referrals import OpenForm, ReferForm
from linli.needs.forms.resident import FindForm, OrderForm, RenewForm

__all__ = [
    "AskForm",
    "ConfirmForm",
    "DeclineForm",
    "ExportForm",
    "FindForm",
    "HelperForm",
    "MoveForm",
    "NotDoneForm",
    "OfferForm",
    "OpenForm",
    "OrderForm",
    "PlainForm",
    "PurposeForm",
    "RaiseForm",
    "ReferForm",
    "RefuseForm",
    "RenewByDeskForm",
    "RenewForm",
    "TimesMixin",
]
